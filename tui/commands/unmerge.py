"""`cardkeeper unmerge CARD`: a merge is undone, by the number of the card that went or of the one that stayed."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store.acts import unmerge
from store.acts.unmerge import Plan
from tui.commands import CARD, DONE, LEFT_OVER, NUMBER
from tui.commands.merge import sayer
from tui.commands.parsing import json_option
from tui.commands.session import Session

STAYING = N_("{field} of {card_no} changed since the merge and keeps what it says now: {now}.")


def arguments(parser: ArgumentParser, words: Words) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "card", metavar=words(CARD), nargs="?", help=words(N_("the card that went, or into which one went last"))
    )
    entry = N_("the number of the merge in the journal")
    which.add_argument("--entry", metavar=words(NUMBER), type=int, help=words(entry))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    if options.entry is not None:
        gone = unmerge.of_entry(actor, options.entry)
    else:
        gone = unmerge.last_merge(actor, options.card)[1]
    done = unmerge.unmerge(actor, gone)
    if options.json:
        session.answer(_as_json(done))
    else:
        two = N_("{kept} and {gone} are two cards again.")
        session.say(two, kept=done.kept.card_no, gone=done.gone.card_no)
    said = sayer(session, actor)
    for one in done.staying:
        now = said(one.field, one.now) or "—"
        session.tell(STAYING, field=session.words(one.label), card_no=done.kept.card_no, now=now)
    return LEFT_OVER if done.staying else DONE


def _as_json(done: Plan) -> dict[str, object]:
    staying = [{"field": one.field, "before": one.before, "now": one.now} for one in done.staying]
    return {"kept": done.kept.card_no, "card_no": done.gone.card_no, "staying": staying}
