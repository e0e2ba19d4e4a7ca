"""The fields of a card asked for a line each: those of every new card, then any others by their names."""

from argparse import Namespace
from typing import Any

from locales.messages import N_, Message
from store import cards, fields, offices
from store.cards import CardRecord
from store.errors import Refused
from store.fields import FIELDS, SECTIONS, FieldInfo, Format
from tui.commands.card_json import StaffNames
from tui.commands.session import Session
from tui.commands.show import said_of
from tui.commands.values import PLACES, field_named, understood

EVERYDAY = ("phone", "district", "address", "salesperson")
"""What is asked for of every new card, beside the name."""
EMPTIES = "-"
ANOTHER = N_("Another field (empty: no more; ? lists them): ")
TO_CHANGE = N_("Field to change (empty: no more; ? lists them): ")
NEW_VALUE = N_("New value (- empties it)")
Typed = list[tuple[str, str]]


class NothingTyped(Refused):
    message = N_("No field was named. Nothing was changed.")


def of_a_new_card(session: Session, _options: Namespace) -> Typed:
    """The fields of a new card: its name first."""
    typed = [("name", _ask(session, FIELDS["name"], required=True))]
    for name in EVERYDAY:
        if text := _ask(session, FIELDS[name]):
            typed.append((name, text))
    return _others(session, typed, None, ANOTHER)


def of_a_card(session: Session, options: Namespace) -> Typed:
    """The fields of a card that change; without one, of a new one. Raises NothingTyped."""
    if not options.card:
        return of_a_new_card(session, options)
    actor = session.sign_in()
    card = cards.show(actor, cards.card_id(actor, options.card))
    typed = _others(session, [], card, TO_CHANGE)
    if not typed:
        raise NothingTyped()
    return typed


def learnt_at(session: Session, options: Namespace) -> str | None:
    """Where what was typed was learnt; nothing for a card whose fields are all empty."""
    if not options.values:
        return None
    places = [(code, session.words(said)) for code, said in PLACES.items()]
    about = session.words(N_("Where you learnt what you changed; kept with it."))
    return session.dialogue.choose(N_("Learnt at"), places, help=about, required=False)


def _others(session: Session, typed: Typed, card: CardRecord | None, question: Message) -> Typed:
    """Further fields by their names, until an empty line."""
    ask = session.dialogue
    while text := ask.line(session.words(question)):
        if text == "?":
            _list(session)
            continue
        try:
            info = field_named(text)
        except Refused as refusal:
            ask.refused(refusal)
            continue
        value = _ask(session, info, card=card)
        if value:
            typed.append((info.name, "" if value == EMPTIES else value))
    return typed


def _list(session: Session) -> None:
    for section, title in SECTIONS:
        names = [session.words(info.label) for info in FIELDS.values() if info.section == section]
        if names:
            session.dialogue.tell(session.line(session.words(title), session.words.list(names)))


def _ask(session: Session, info: FieldInfo, *, required: bool = False, card: CardRecord | None = None) -> str:
    """What is typed for one field, understood at once so that a wrong value is asked for again; "" for nothing."""
    ask, words = session.dialogue, session.words
    label, about = words(info.label), words(info.help) if info.help else ""
    if card is not None:
        ask.tell(session.line(label, _now(session, info, card)))
        label = words(NEW_VALUE)
    choices = [(code, words(said)) for code, said in info.choices.items()]
    if choices:
        return ask.choose(label, choices, help=about, required=False) or ""
    return ask.ask(label, lambda text: _checked(session, info, text), help=about, required=required) or ""


def _now(session: Session, info: FieldInfo, card: CardRecord) -> str:
    value = card.values.get(info.name)
    if value in (None, ""):
        return "—"
    actor = session.sign_in()
    people = {person.id: person.name for person in StaffNames(actor).people()}
    return said_of(info, value, session.words, offices.branch_by_id(card.row.branch_id), people)


def _checked(session: Session, info: FieldInfo, text: str) -> str:
    """Raises BadValue."""
    if text == EMPTIES:
        return text
    actor = session.sign_in()
    value: Any = understood([(info.name, text)], actor, StaffNames(actor), session.words)[info.name]
    if info.format is not Format.CHOICE:
        fields.clean(info, value, offices.branch(actor).country)
    return text
