"""`cardkeeper return CARD…`: take cards back; nobody has to say from whom."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from locales.messages import N_, NC_, Message
from locales.words import Words
from store import cards, history, loans, offices, slips
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, code_named
from store.history import FieldChange, HistoryEntry
from store.slips import LoanRecord
from tui.commands import CARD, DATE, DONE, TEXT
from tui.commands.card_json import loan_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed
from tui.plain import answers
from tui.plain.fill import Ask


def _results(session: Session, _options: Namespace) -> list[tuple[str, str]]:
    return [(code, session.words(said)) for code, said in slips.RESULTS.items()]


ASKS = (
    Ask("cards", answers.CARDS, answers.a_card_that_is_out),
    Ask("result", N_("Result of the visit"), choices=_results, other=True),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    parser.add_argument("--on", metavar=words(DATE), help=words(N_("the day when they came back, if not today")))
    result = N_("what the visit brought, the same for all of these cards: {results}, or any words")
    parser.add_argument("--result", metavar=words(TEXT), default="", help=words(result, results=list(slips.RESULTS)))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ids = [cards.card_id(actor, number) for number in options.cards]
    on = day_typed(options.on, session.words, offices.today(actor), past=True)
    result = code_named(slips.RESULTS, options.result) or options.result
    ended = loans.give_back(actor, ids, on=on, results=dict.fromkeys(ids, result))
    edited = history.while_out(actor, [loan.id for loan in ended])
    if options.json:
        session.answer(
            [
                loan_json(loan) | {"reserved_by": loan.next_user, "changed": _changed(edited.get(loan.id, ()))}
                for loan in ended
            ]
        )
        return DONE
    zone = offices.branch(actor).zone
    for loan in ended:
        session.say(N_("{card_no} is back from {borrower}."), card_no=loan.card_no, borrower=loan.borrower)
        if loan.original:
            paper = N_("Original no. {number} of {card_no} comes back with it.")
            session.say(paper, card_no=loan.card_no, number=str(loan.original))
        _say_changed(session, loan, edited.get(loan.id, ()), zone)
        if loan.next:
            session.say(N_("{card_no} is reserved by {borrower}."), card_no=loan.card_no, borrower=loan.next)
    return DONE


_FIELDS_OF = {"card": FIELDS, "person": PERSON_FIELDS, "goods": GOODS_FIELDS}
_RECORDS = {"person": NC_("section", "People"), "goods": NC_("section", "Goods owned")}


def _changed(entries: Sequence[HistoryEntry]) -> list[dict[str, Any]]:
    """What was edited while the card was out: which fields, when, by whom; no values."""
    return [
        {"record": change.record, "field": change.field, "at": entry.at, "by": entry.user}
        for entry in entries
        for change in entry.changes
    ]


def _say_changed(session: Session, loan: LoanRecord, entries: Sequence[HistoryEntry], zone: ZoneInfo) -> None:
    for entry in entries:
        labels = list(dict.fromkeys(_label(change) for change in entry.changes))
        session.say(
            N_("{card_no} changed while it was out: {fields} ({moment}, {name})."),
            card_no=loan.card_no,
            fields=session.words.list(labels),
            moment=session.words.moment(entry.at, zone, "short"),
            name=entry.by or "",
        )


def _label(change: FieldChange) -> Message | str:
    info = _FIELDS_OF[change.record].get(change.field or "")
    return _RECORDS.get(change.record, info.label if info else change.field or "")
