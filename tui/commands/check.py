"""`cardkeeper check`: is the database whole, does every branch's chain verify, do the rows fit together, and is all
that was carried out before still there?
"""

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store import heads
from store.acts import check, read_backup, sealed
from store.acts.check import ChainRecord, CheckRecord
from store.heads import HeadRecord
from store.seen import PARTED as SEEN_PARTED
from store.seen import SeenChain
from tui.commands import DONE, REFUSED
from tui.commands.parsing import json_option
from tui.commands.session import Session

WRONGS: dict[str, Message] = {
    "missing": N_("it is missing"),
    "hash": N_("it was changed afterwards"),
    "values": N_("its values were changed afterwards"),
    "head": N_("the end of the chain was changed"),
    "added": N_("something was added to it afterwards"),
}
PARTED: dict[str, Message] = {
    "cut": N_(
        "{branch}: entry {number} is missing, which was there when it was carried out: the end was cut off, or an older"
        " room was put back."
    ),
    "other": N_(
        "{branch}: entry {number} is not the one that was carried out: the chain was computed anew from there on, or"
        " from before."
    ),
    "branch": N_("{branch}: there is no such branch here, though its entry {number} was carried out."),
}
_DIGITS = re.compile(r"[0-9A-Fa-f]{4}")
AGAINST = NC_("argument", "HEAD|BACKUP")


def arguments(parser: ArgumentParser, words: Words) -> None:
    thorough = N_("look through every index too, and hold each card against the journal")
    parser.add_argument("--deep", action="store_true", help=words(thorough))
    carried = N_("compare with a head that was carried out, as NJ:123:9f3c…, or with a backup; several may be given")
    parser.add_argument(
        "--against", metavar=words(AGAINST), nargs="+", action="extend", default=[], help=words(carried)
    )
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    with ExitStack() as opened:
        found = check.check(actor, deep=options.deep, against=_carried(session, options.against, opened))
    if options.json:
        session.answer(_as_json(found))
    else:
        say(session, found)
        if options.against and not found.parted:
            session.say(N_("All that was carried out is still there, unchanged."))
    return DONE if found.sound else REFUSED


def _carried(session: Session, against: Sequence[str], opened: ExitStack) -> Iterator[HeadRecord]:
    """What the arguments of --against tell: each is a head or the file of a backup. Raises NotAHead, NotABackup."""
    told: list[Iterable[HeadRecord]] = []
    for text in _joined(against):
        file = Path(text)
        if not file.is_file():
            told.append([heads.parse(text)])
            continue
        secret = session.passphrase(text) if sealed.is_sealed(file) else None
        told.append(read_backup.entries(opened.enter_context(read_backup.unsealed(file, secret))))
    return (head for some in told for head in some)


def _joined(against: Sequence[str]) -> list[str]:
    """What was typed as several words, put together: the groups of digits of a head, as it stands on paper."""
    joined: list[str] = []
    for text in against:
        if joined and _DIGITS.fullmatch(text) and not Path(text).exists() and not Path(joined[-1]).exists():
            joined[-1] += text
        else:
            joined.append(text)
    return joined


def say(session: Session, found: CheckRecord) -> None:
    """Say what a check found, a sentence each."""
    for line in found.damage:
        session.say(N_("The database's file is damaged: {line}"), line=line)
    if found.guards:
        gone = N_(
            "What keeps the journal from being changed was taken away: {guards}. Ask who looks after the database."
        )
        session.say(gone, guards=", ".join(found.guards))
    for chain in found.chains:
        _say_chain(session, chain)
    for sight in found.seen:
        _say_seen(session, sight)
    for one in found.parted:
        session.say(PARTED[one.wrong], branch=one.prefix, number=str(one.number))
    for one in found.seen_parted:
        session.say(SEEN_PARTED[one.wrong], branch=one.prefix, number=str(one.number))
    for fault in found.faults:
        session.say(fault.message, **{name: _shown(session.words, value) for name, value in fault.values.items()})


def _shown(words: Words, value: object) -> str:
    return words(value) if isinstance(value, Message) else str(value)


def _say_chain(session: Session, chain: ChainRecord) -> None:
    if chain.broken is not None:
        broken = N_("{branch}: the chain is broken at entry {number}: {wrong}.")
        wrong = WRONGS[chain.broken.wrong]
        session.say(broken, branch=chain.branch, number=str(chain.broken.number), wrong=wrong)
        return
    sound = NP_(
        "{branch}: {n} entry, the chain is whole. Head: {head}",
        "{branch}: {n} entries, the chain is whole. Head: {head}",
    )
    session.say(sound, branch=chain.branch, n=chain.entries, head=chain.head)
    if chain.blanked:
        erased = NP_(
            "{branch}: {n} value was erased; that its entry stands is still proved.",
            "{branch}: {n} values were erased; that their entries stand is still proved.",
        )
        session.say(erased, branch=chain.branch, n=chain.blanked)


def _say_seen(session: Session, chain: SeenChain) -> None:
    if chain.broken is not None:
        broken = N_("{branch}: who saw which card: the chain is broken at entry {number}: {wrong}.")
        wrong = WRONGS[chain.broken.wrong]
        session.say(broken, branch=chain.branch, number=str(chain.broken.number), wrong=wrong)
    elif chain.entries:
        whole = NP_(
            "{branch}: who saw which card: {n} entry, the chain is whole.",
            "{branch}: who saw which card: {n} entries, the chain is whole.",
        )
        session.say(whole, branch=chain.branch, n=chain.entries)


def _as_json(found: CheckRecord) -> dict[str, object]:
    faults = [{"rule": fault.rule, **fault.values} for fault in found.faults]
    return {"sound": found.sound, **found._asdict(), "faults": faults}
