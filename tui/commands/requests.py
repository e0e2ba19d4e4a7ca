"""`cardkeeper requests`: what is asked for, and what became of it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store import requested
from store.loan_rules import APPROVERS, NOBODY
from store.requested import RequestRecord
from store.slips import STATES
from store.wanted import Wanted, narrowing
from tui.commands import DONE
from tui.commands.card_json import StaffNames, request_json
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session

_COLUMNS = (
    NC_("column", "Slip"),
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("column", "Borrower"),
    NC_("column", "Asked by"),
    NC_("column", "Due"),
    NC_("column", "State"),
    NC_("column", "Who approves"),
    NC_("column", "Purpose"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("--waiting", action="store_true", help=words(N_("only what nobody has answered yet")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    found = requested.listed(actor, waiting=options.waiting)
    if options.json:
        session.answer([request_json(one) for one in found])
        return DONE
    if not found:
        session.say(N_("Nothing is asked for."))
        return DONE
    words = session.words
    people = {person.id: person.name for person in StaffNames(actor).people()}
    rows = [
        [
            str(one.slip),
            one.card_no,
            one.name or _list(one, words, people),
            one.borrower,
            one.asked_by,
            words.date(one.due, "short"),
            words(STATES[one.state]),
            "" if one.approver == NOBODY else words(APPROVERS[one.approver]),
            one.reason or one.purpose,
        ]
        for one in found
    ]
    print(table([words(column) for column in _COLUMNS], rows, right={0}))
    return DONE


def _list(one: RequestRecord, words: Words, people: Mapping[int, str]) -> str:
    """Which list is asked for, how long it is and how it is narrowed; "" for a card."""
    if one.wanted is None:
        return ""
    long = words(NP_("{list}: {n} row", "{list}: {n} rows"), list=one.wanted.title, n=one.rows or 0)
    return " · ".join(part for part in (long, narrowing(one.wanted, words, people, _fields_of(one.wanted))) if part)


def _fields_of(wanted: Wanted) -> Mapping[str, Message]:
    """What the fields of a list are called, where some were chosen."""
    from importers.sheets.export import fields_of

    return fields_of(wanted.list) if wanted.fields else {}
