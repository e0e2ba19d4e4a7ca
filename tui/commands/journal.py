"""`cardkeeper journal`: what was done in the branch, by whom; with --card, what changed one card."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from locales.acts import act_name
from locales.messages import N_, NC_
from locales.words import Words
from store import cards, fields, history, offices, refusals, seen
from store.access import RIGHT_NAMES
from store.fields import FIELDS
from store.history import FieldChange, HistoryEntry
from store.refusals import KINDS, RefusalRecord
from store.seen import OF_CARDS
from tui.commands import CARD, DONE, NUMBER
from tui.commands.card_json import StaffNames
from tui.commands.output import table
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session

USUAL_LIMIT = 50
NOTHING = "–"
_COLUMNS = (
    NC_("column", "No."),
    NC_("column", "When"),
    NC_("column", "Who"),
    NC_("column", "What"),
    NC_("column", "Card no."),
    NC_("column", "Changes"),
)

_REFUSED_COLUMNS = (
    NC_("column", "When"),
    NC_("column", "Who"),
    NC_("column", "Refused"),
    NC_("column", "Card no. or right"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("--card", metavar=words(CARD), help=words(N_("only what changed this card")))
    refused = words(N_("what was refused, and to whom"))
    parser.add_argument("--refused", action="store_true", help=refused)
    most = words(N_("at most so many entries; {n} if left out"), n=USUAL_LIMIT)
    parser.add_argument("--limit", metavar=words(NUMBER), type=a_count(words), default=USUAL_LIMIT, help=most)
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    if options.refused:
        return _refused(session, refusals.page(actor, limit=options.limit), offices.branch(actor).zone)
    if options.card:
        found = history.of_card(actor, cards.card_id(actor, options.card), options.limit)
    else:
        found = history.acts(actor, options.limit)
    changes = [change for entry in found for change in entry.changes if change.field and change.record in OF_CARDS]
    seen.numbered(actor, (change.card_no for change in changes if change.card_no), "journal")
    if options.json:
        session.answer([_as_json(entry) for entry in found])
        return DONE
    words, zone = session.words, offices.branch(actor).zone
    people = {person.id: person.name for person in StaffNames(actor).people()}
    rows = [
        [
            str(entry.number),
            words.moment(entry.at, zone, "short"),
            entry.by or "",
            words.value(act_name(entry.act)),
            _card_no(entry) or "",
            words.list([_said(change, words, people) for change in entry.changes if change.field in FIELDS]),
        ]
        for entry in found
    ]
    print(table([words(column) for column in _COLUMNS], rows, right={0}))
    return DONE


def _refused(session: Session, found: Sequence[RefusalRecord], zone: ZoneInfo) -> int:
    if session.options.json:
        session.answer(
            [
                {
                    "at": one.at,
                    "by": one.user,
                    "refusal": one.refusal,
                    "right": one.right,
                    "card_no": one.card_no or None,
                }
                for one in found
            ]
        )
        return DONE
    if not found:
        session.say(N_("Nothing was refused to anybody."))
        return DONE
    words = session.words
    rows = [
        [
            words.moment(one.at, zone, "short"),
            one.by,
            words.value(KINDS.get(one.refusal, one.refusal)),
            one.card_no or (words(RIGHT_NAMES[one.right]) if one.right else ""),
        ]
        for one in found
    ]
    headers = [
        NC_("column", "When"),
        NC_("column", "Who"),
        NC_("column", "Refused"),
        NC_("column", "Card no. or right"),
    ]
    print(table([words(header) for header in headers], rows))
    return DONE


def _said(change: FieldChange, words: Words, people: Mapping[int, str]) -> str:
    info = FIELDS[change.field or ""]

    def shown(text: str | None) -> str:
        try:
            return fields.shown(info, fields.from_text(info, text), words, staff=people) or NOTHING
        except fields.BadValue:
            return text or NOTHING

    return f"{words(info.label)} {shown(change.old)} → {shown(change.new)}"


def _card_no(entry: HistoryEntry) -> str | None:
    """The card that the entry is about, if it is one."""
    numbers = {change.card_no for change in entry.changes if change.card_no}
    return numbers.pop() if len(numbers) == 1 else None


def _as_json(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at,
        "by": entry.user,
        "act": entry.act,
        "reason": entry.reason,
        "card_no": _card_no(entry),
        "changes": [
            {
                "card_no": change.card_no,
                "record": change.record,
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "learnt_at": change.learnt_at,
            }
            for change in entry.changes
        ],
    }
