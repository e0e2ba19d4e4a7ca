"""What somebody types as field=value, understood in their language before the store judges it."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, TypeVar

from locales.messages import N_, NC_, Message
from locales.words import LANGUAGES, Words, words
from store import offices
from store.access import Actor
from store.doubles import LikelyDouble
from store.errors import Refused
from store.fields import FIELDS, LEARNT_AT, FieldInfo, Format, choice_named, code_named
from tui.commands import FIELD_VALUE, WRONG_USE
from tui.commands.card_json import StaffNames
from tui.commands.parsing import a_pair
from tui.commands.session import Session

T = TypeVar("T")

PLACES = dict(LEARNT_AT)
"""Where something may be learnt, by code."""


class NoSuchField(Refused):
    field: str
    meant: str
    message = N_("A card has no field “{field}”. Did you mean “{meant}”?")
    exit_code = WRONG_USE


class NoSuchPlace(Refused):
    text: str
    places: tuple[Message, ...]
    message = N_("Nothing is learnt at “{text}”. There are: {places}.")
    exit_code = WRONG_USE


def value_arguments(parser: ArgumentParser, said: Words) -> None:
    """The arguments of the commands that change a card."""
    about = N_("a field by its name, as phone or grade, and its new value; nothing after = empties it")
    parser.add_argument("values", metavar=said(FIELD_VALUE), nargs="+", type=a_pair(said), help=said(about))
    learnt = said(N_("where it was learnt: {places}"), places=list(PLACES.values()))
    parser.add_argument("--learnt-at", type=_learnt_at, metavar=said(NC_("argument", "WHERE")), help=learnt)
    doubles = said(N_("save even if the customer may have a card already"))
    parser.add_argument("--despite-doubles", action="store_true", help=doubles)


def _learnt_at(typed: str) -> str:
    """The code of where something was learnt, typed as that or in any of the languages. Raises NoSuchPlace."""
    code = code_named(PLACES, typed)
    if code is None:
        raise NoSuchPlace(text=typed, places=tuple(PLACES.values()))
    return code


def saved(session: Session, save: Callable[..., T]) -> T:
    """What `save` makes. In line mode somebody may say yes where the customer may have a card already; elsewhere the
    option does. Raises LikelyDouble."""
    despite: bool = session.options.despite_doubles
    try:
        return save(despite_doubles=despite)
    except LikelyDouble as double:
        if not session.plain or session.options.json:
            raise
        session.dialogue.refused(double)
        if not session.dialogue.agrees(session.words(N_("Save all the same? (yes/no)"))):
            raise
    return save(despite_doubles=True)


def understood(typed: Iterable[tuple[str, str]], actor: Actor, names: StaffNames, said: Words) -> dict[str, Any]:
    """The values by field name. What is not understood stays as typed, for the store to refuse with its reason."""
    return {info.name: _value(info, text.strip(), actor, names, said) for info, text in _named(typed)}


def _named(typed: Iterable[tuple[str, str]]) -> Iterable[tuple[FieldInfo, str]]:
    for name, text in typed:
        yield field_named(name), text


def field_named(name: str) -> FieldInfo:
    """A field by its name, or by its label in any of the languages. Raises NoSuchField."""
    wanted = name.casefold().replace("-", "_")
    if wanted in FIELDS:
        return FIELDS[wanted]
    labels = {words(language)(info.label).casefold(): info for language in LANGUAGES for info in FIELDS.values()}
    if name.casefold() in labels:
        return labels[name.casefold()]
    raise NoSuchField(field=name, meant=_nearest(wanted))


def _nearest(wanted: str) -> str:
    """The field that was likely meant: the longest whose name begins what was typed, else the one most alike."""
    begun = [name for name in FIELDS if wanted.startswith(f"{name}_")]
    return max(begun, key=len) if begun else get_close_matches(wanted, FIELDS, 1, cutoff=0.0)[0]


def _value(info: FieldInfo, text: str, actor: Actor, names: StaffNames, said: Words) -> Any:
    if not text:
        return text
    match info.format:
        case Format.CHOICE:
            return choice_named(info, text) or text
        case Format.FLAG:
            yes_or_no = {said(N_("yes")).casefold(): True, said(N_("no")).casefold(): False}
            return yes_or_no.get(text.casefold(), text)
        case Format.DATE:
            return said.parse_date(text, offices.today(actor)) or text
        case Format.PARTIAL_DATE:
            return said.parse_partial_date(text) or text
        case Format.MONEY:
            number = said.parse_number(text)
            return text if number is None else number
        case Format.STAFF:
            matching = (p.id for p in names.people() if text.casefold() in (p.user.casefold(), p.name.casefold()))
            return next(matching, text)
        case _:
            return text
