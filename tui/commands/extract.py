"""`cardkeeper extract CARD…`: ask for chosen sections of cards on paper, for a colleague who is no salesperson."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_
from locales.words import Words
from store import cards, extracts, offices
from store.extracts import PARTS
from tui.commands import CARD, DATE, DONE, NAME, TEXT
from tui.commands.lend import WAITING
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed
from tui.plain import answers
from tui.plain.fill import Ask

SECTIONS = NC_("argument", "SECTIONS")


def _sections(_session: Session, _options: Namespace, text: str) -> str:
    return ",".join(extracts.chosen(_parted(text)))


ASKS = (
    Ask("cards", answers.CARDS, answers.a_card),
    Ask("to", N_("For")),
    Ask("department", N_("Department")),
    Ask("purpose", answers.PURPOSE),
    Ask("sections", N_("Sections"), _sections),
    Ask("due", answers.DUE, answers.a_day_to_come),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    for_whom = N_("a colleague by sign-in or full name, or anybody with --department")
    parser.add_argument("--for", metavar=words(NAME), dest="to", required=True, help=words(for_whom))
    department = N_("the department of somebody who does not sign in")
    parser.add_argument("--department", metavar=words(TEXT), default="", help=words(department))
    parser.add_argument("--purpose", metavar=words(TEXT), required=True, help=words(N_("what the extract is for")))
    known = N_("the sections that it has, with commas between: {sections}")
    parser.add_argument(
        "--sections", metavar=words(SECTIONS), required=True, help=words(known, sections=",".join(PARTS))
    )
    due = N_("the day by which it is given back or destroyed, as 2026-03-05 or +3")
    parser.add_argument("--due", metavar=words(DATE), help=words(due))
    json_option(parser, words)


def _parted(sections: str) -> list[str]:
    return sections.replace("，", ",").split(",")


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    slip = extracts.ask(
        actor,
        [cards.card_id(actor, number) for number in options.cards],
        to=options.to,
        department=options.department,
        purpose=options.purpose,
        sections=_parted(options.sections),
        due=day_typed(options.due, session.words, offices.today(actor)),
    )
    if options.json:
        waiting = [row.card_no for row in slip.asked]
        told = {"slip": slip.number, "for": slip.borrower, "purpose": slip.purpose, "due": slip.due}
        sections = extracts.chosen(_parted(options.sections))
        session.answer(told | {"sections": sections, "waiting": waiting})
    else:
        session.say(WAITING, n=len(slip.asked), slip=str(slip.number))
    return DONE
