"""What a row says otherwise than the card of a known customer, and what becomes of it: taken, kept or asked (X1). Pure.

The branch's rules (`store.acts.sheet_rules`) speak of what a card has and a sheet says otherwise. What the card does
not have yet is always taken. A kind's or a grade's reason goes with it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import journal
from store.acts.likeness import Candidate, text_key
from store.acts.plans import ASKED, DIFFERS, KEPT, Problem, Source
from store.acts.sheet_rules import ASK, KEEP, TAKE
from store.fields import FIELDS, FieldInfo, Format

Change = tuple[Any, Any]
"""What the card has, and what the row says."""
Say = Callable[[str, Any], str | Message]
"""A value of a column as a sentence has it."""

_COMPARED_AS_TEXT = frozenset({"address", "city", "district", "region", "work_unit", "email", "postcode"})
_PHONES = ("phone", "other_phone")
_GOES_WITH = {"kind_reason": "kind", "grade_reason": "grade"}


class Opinion(NamedTuple):
    """What a row says otherwise than a card, by field: what is taken, what the card keeps, what a person decides."""

    taken: Mapping[str, Change]
    kept: Mapping[str, Change] = {}
    asked: Mapping[str, Change] = {}


def card_changes(said: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Change]:
    """What a row says otherwise than a card that is `now`, by the card's fields; empty cells say nothing."""
    changed = {}
    for name, new in said.items():
        old = now[name]
        if new in (None, "", old) or (name in _PHONES and new in (now["phone"], now["other_phone"])):
            continue
        if name in _COMPARED_AS_TEXT and text_key(new) == text_key(old):
            continue
        changed[name] = (old, new)
    return changed


def opinion(changes: Mapping[str, Change], rules: Mapping[str, str]) -> Opinion:
    """What becomes of these changes; `rules` are those fields that are not simply taken."""
    if not rules:
        return Opinion(changes)
    sorted_out: dict[str, dict[str, Change]] = {TAKE: {}, KEEP: {}, ASK: {}}
    for name, change in changes.items():
        leading = _GOES_WITH.get(name, name)
        of = leading if leading in changes else name
        rule = rules.get(leading, TAKE) if changes[of][0] else TAKE
        if of == name or rule == TAKE:
            sorted_out[rule][name] = change
    return Opinion(sorted_out[TAKE], sorted_out[KEEP], sorted_out[ASK])


def in_words(info: FieldInfo | None, value: Any, country: str) -> str | Message:
    """A value of a field as a sentence has it in `country`: choices in words, phones in groups, whether something is
    so."""
    if isinstance(value, bool):
        return N_("yes") if value else N_("no")
    if info is not None and isinstance(value, str) and value in info.choices:
        return info.choices[value]
    if info is not None and info.format is Format.PHONE and value:
        from locales import phones

        return phones.grouped(value, country)
    return journal.text(value) or ""


def told(
    found: Opinion, source: Source, card: Candidate, called: Mapping[str, str] = {}, say: Say | None = None
) -> Iterator[Problem]:
    """A problem for each field that the card has and the row says otherwise; `called` are the columns that are not
    called as the card's fields are."""
    for problem, changes in ((DIFFERS, found.taken), (KEPT, found.kept), (ASKED, found.asked)):
        for name, change in changes.items():
            if change[0]:
                yield otherwise(problem, called.get(name, name), change, source, card, say)


def otherwise(
    problem: str, column: str, change: Change, source: Source, card: Candidate, say: Say | None = None
) -> Problem:
    """That a card has one value in a column, and a row another."""

    def plainly(name: str, value: Any) -> str | Message:
        return in_words(FIELDS.get(name), value, source.country)

    old, new = ((say or plainly)(column, value) for value in change)
    values = {"theirs": old, "mine": new} if problem == ASKED else {"old": old, "value": new}
    text = journal.text(change[1]) or ""
    return Problem(source.header_of(column), column, text, problem, {"card_no": card.card_no, **values})


def asked(found: Opinion, called: Mapping[str, str] = {}) -> dict[str, dict[str, Any]]:
    """What a person decides, by column, each as what the sheet says and what the card says."""
    return {called.get(name, name): {"mine": new, "theirs": old} for name, (old, new) in found.asked.items()}
