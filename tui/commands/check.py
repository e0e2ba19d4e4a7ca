"""`cardkeeper check`: is the database whole, and does every branch's chain of journal entries verify?"""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NP_, Message
from locales.words import Words
from store.acts import check
from tui.commands import DONE, REFUSED
from tui.commands.parsing import json_option
from tui.commands.session import Session

WRONGS: dict[str, Message] = {
    "missing": N_("it is missing"),
    "hash": N_("it was changed afterwards"),
    "values": N_("its values were changed afterwards"),
    "head": N_("the end of the chain was cut off"),
}


def arguments(parser: ArgumentParser, words: Words) -> None:
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    found = check.check(session.sign_in())
    if options.json:
        session.answer({"sound": found.sound, "damage": found.damage, "chains": found.chains})
        return DONE if found.sound else REFUSED
    for line in found.damage:
        session.say(N_("The database's file is damaged: {line}"), line=line)
    for chain in found.chains:
        if chain.broken is None:
            sound = NP_(
                "{branch}: {n} entry, the chain is whole. Head: {head}",
                "{branch}: {n} entries, the chain is whole. Head: {head}",
            )
            session.say(sound, branch=chain.branch, n=chain.entries, head=chain.head)
        else:
            broken = N_("{branch}: the chain is broken at entry {number}: {wrong}.")
            wrong = WRONGS[chain.broken.wrong]
            session.say(broken, branch=chain.branch, number=str(chain.broken.number), wrong=wrong)
    return DONE if found.sound else REFUSED
