"""`cardkeeper merge CARD INTO`: one card goes into another of the same customer; `--look` only compares them."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from typing import Any

from locales.messages import N_, NC_
from locales.words import Words
from store import cards, offices, staff
from store.access import Actor
from store.acts import merge
from store.acts.merge import BOTH, GONE, KEPT, Comparison, Line
from store.errors import Refused
from store.fields import FIELDS
from tui.commands import CARD, DONE
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.show import said_of
from tui.commands.values import field_named
from tui.plain import answers
from tui.plain.fill import Ask

SIDES = (KEPT, GONE, BOTH)
INTO = NC_("argument", "INTO")
TAKE = NC_("argument", "FIELD=SIDE")


def sayer(session: Session, actor: Actor) -> Callable[[str, Any], str]:
    """What says a field's value as a person reads it."""
    branch, people = offices.branch(actor), {one.id: one.name for one in staff.people(actor)}
    return lambda name, value: said_of(FIELDS[name], value, session.words, branch, people)


GOES, STAYS = N_("Card that goes"), N_("Card that stays")


def _take(session: Session, options: Namespace) -> list[tuple[str, str]]:
    """Which value is taken, of each field in which the two differ."""
    actor = session.sign_in()
    found = _compared(actor, options)
    said = sayer(session, actor)
    chosen = []
    for line in found.lines:
        if line.differs:
            sides = {KEPT: line.kept, GONE: line.gone}
            offered = [(side, said(line.field, value)) for side, value in sides.items()]
            if line.both:
                offered.append((BOTH, session.words(NC_("merge", "both"))))
            picked = session.dialogue.choose(session.words(line.label), offered)
            chosen.append((line.field, str(picked)))
    return chosen


ASKS = (
    Ask("card", GOES, answers.a_card),
    Ask("into", STAYS, answers.a_card),
    Ask("take", N_("Taken"), own=_take),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("card", metavar=words(CARD), help=words(N_("the card that goes; it is archived")))
    parser.add_argument("into", metavar=words(INTO), help=words(N_("the card that stays")))
    take = N_(
        "what is taken of a field: kept, other, or both of a long text; of the rest what the card that stays says"
    )
    parser.add_argument("--take", metavar=words(TAKE), type=_side(words), action="append", default=[], help=words(take))
    parser.add_argument("--look", action="store_true", help=words(N_("only show the two side by side")))
    json_option(parser, words)


def _side(words: Words) -> Callable[[str], tuple[str, str]]:
    def understood(text: str) -> tuple[str, str]:
        field, _, side = text.partition("=")
        try:
            name = field_named(field).name
        except Refused as refusal:
            raise ArgumentTypeError(words(refusal.message, **refusal.said)) from None
        if side not in SIDES:
            raise ArgumentTypeError(words(merge.BadTake.message, field=text))
        return name, side

    return understood


def _compared(actor: Actor, options: Namespace) -> Comparison:
    return merge.compare(actor, cards.card_id(actor, options.into), cards.card_id(actor, options.card))


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    found = _compared(actor, options)
    if options.look:
        return _look(session, actor, options, found)
    done = merge.merge(actor, found.kept.id, found.gone.id, dict(options.take), seen=found.versions)
    if options.json:
        session.answer(
            {
                "kept": done.kept.card_no,
                "merged": done.gone.card_no,
                "entry": done.number,
                "void_original": done.original,
            }
        )
        return DONE
    session.say(N_("{gone} was merged into {kept}."), gone=done.gone.card_no, kept=done.kept.card_no)
    if done.original is not None:
        void = N_("Original no. {number} of {card_no} is void: destroy it.")
        session.say(void, number=str(done.original), card_no=done.gone.card_no)
    return DONE


def _look(session: Session, actor: Actor, options: Namespace, found: Comparison) -> int:
    if options.json:
        fields = [
            {"field": line.field, "kept": line.kept, "other": line.gone, "taken": line.taken, "differs": line.differs}
            for line in found.lines
        ]
        refusal = type(found.refusal).__name__ if found.refusal else None
        session.answer(
            {"kept": found.kept.card_no, "other": found.gone.card_no, "fields": fields, "follow": dict(found.goes),
             "refusal": refusal}
        )  # fmt: skip
        return DONE
    said = sayer(session, actor)
    heads = [session.words(N_("Field")), "", found.kept.card_no, found.gone.card_no, session.words(N_("Taken"))]
    print(table(heads, [_row(line, session.words, said) for line in found.lines]))
    if found.refusal is not None:
        session.tell(found.refusal.message, **found.refusal.said)
    return DONE


def _row(line: Line, words: Words, said: Callable[[str, Any], str]) -> list[str]:
    values = [said(line.field, value) for value in (line.kept, line.gone)]
    return [words(line.label), "≠" if line.differs else "", *values, line.taken]
