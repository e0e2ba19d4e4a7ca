"""`cardkeeper journal`: what was done in the branch, by whom; by one person, on some days, or of one card."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from locales.acts import act_name, reason_of
from locales.messages import N_, NC_
from locales.words import Words
from screens.card_history import told
from screens.card_texts import Customs
from screens.journal_texts import change_label, change_values
from store import cards, history, journal_pages, offices, refusals, seen
from store.access import RIGHT_NAMES, Actor
from store.history import FieldChange, HistoryEntry
from store.journal_pages import Narrowing
from store.refusals import KINDS, RefusalRecord
from store.seen import OF_CARDS
from store.staff import NoSuchStaff
from tui.commands import CARD, DATE, DONE, NAME, NUMBER
from tui.commands.card_json import StaffNames
from tui.commands.output import table
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed

USUAL_LIMIT = 50
_COLUMNS = (
    NC_("column", "No."),
    NC_("column", "When"),
    NC_("column", "Who"),
    NC_("column", "What"),
    NC_("column", "Card no."),
    NC_("column", "Why"),
    NC_("column", "Changes"),
)

_REFUSED_COLUMNS = (
    NC_("column", "When"),
    NC_("column", "Who"),
    NC_("column", "Refused"),
    NC_("column", "Card no. or right"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("--card", metavar=words(CARD), help=words(N_("only what touched this card")))
    parser.add_argument("--by", metavar=words(NAME), help=words(N_("only what this colleague did")))
    days = parser.add_mutually_exclusive_group()
    day = N_("only what was done on this day, as 2026-03-05, yesterday or -2")
    days.add_argument("--day", metavar=words(DATE), help=words(day))
    days.add_argument("--from", dest="first", metavar=words(DATE), help=words(N_("only from this day on")))
    parser.add_argument("--to", dest="last", metavar=words(DATE), help=words(N_("only until this day")))
    refused = words(N_("what was refused, and to whom"))
    parser.add_argument("--refused", action="store_true", help=refused)
    most = words(N_("at most so many entries; {n} if left out"), n=USUAL_LIMIT)
    parser.add_argument("--limit", metavar=words(NUMBER), type=a_count(words), default=USUAL_LIMIT, help=most)
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    if options.refused:
        return _refused(session, refusals.page(actor, limit=options.limit), offices.branch(actor).zone)
    names = StaffNames(actor)
    found = _found(session, actor, names)
    changes = [change for entry in found for change in entry.changes if change.field and change.record in OF_CARDS]
    seen.numbered(actor, (change.card_no for change in changes if change.card_no), "journal")
    if options.json:
        session.answer([_as_json(entry) for entry in found])
    elif found:
        _say(session, actor, names, found)
    else:
        session.say(N_("No entry answers this."))
    return DONE


def _found(session: Session, actor: Actor, names: StaffNames) -> list[HistoryEntry]:
    """The entries that are asked for: what touched a card is for everybody who sees the card, the branch's journal for
    those who read it."""
    options = session.options
    narrowing = _narrowing(session, actor, names)
    if narrowing.card_id is not None and narrowing == Narrowing(card_id=narrowing.card_id):
        return history.of_card(actor, narrowing.card_id, options.limit)
    return history.entries(actor, journal_pages.numbers(actor, narrowing, options.limit))


def _narrowing(session: Session, actor: Actor, names: StaffNames) -> Narrowing:
    """Raises NoSuchStaff, NoSuchDay, NoSuchCard."""
    options, today = session.options, offices.today(actor)
    day, first, last = (
        day_typed(text, session.words, today, past=True) for text in (options.day, options.first, options.last)
    )
    by = options.by.strip().casefold() if options.by else None
    people = [one.id for one in names.people() if by in (one.user.casefold(), one.name.casefold())]
    if by is not None and not people:
        raise NoSuchStaff(user=options.by)
    card = cards.card_id(actor, options.card) if options.card else None
    return Narrowing(people[0] if people else None, card, first or day, last or day)


def _say(session: Session, actor: Actor, names: StaffNames, found: Sequence[HistoryEntry]) -> None:
    words, branch = session.words, offices.branch(actor)
    people = {person.id: person.name for person in names.people()}
    customs = Customs(words, branch.country, branch.currency, people)
    rows = [
        [
            str(entry.number),
            words.moment(entry.at, branch.zone, "short"),
            entry.by or "",
            words.value(act_name(entry.act)),
            _card_no(entry) or "",
            reason_of(entry.act, entry.reason, words),
            words.list(list(dict.fromkeys(_said(change, words, customs) for change in told(entry)))),
        ]
        for entry in found
    ]
    print(table([words(column) for column in _COLUMNS], rows, right={0}))


def _said(change: FieldChange, words: Words, customs: Customs) -> str:
    label = change_label(change, words)
    if change.field is None:  # what is new is known by its digest, which says nothing to a person
        return label
    return words(N_("{label}: {text}"), label=label, text=change_values(change, words, customs))


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
    print(table([words(column) for column in _REFUSED_COLUMNS], rows))
    return DONE


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
