"""How line mode understands the answers that many commands ask for: cards, borrowers, days. A wrong one is refused at
once, by the store's own refusal, so that it is asked for again before anything is done."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from locales.messages import N_
from store import cards, loan_check, loans, offices, slips, staff, whereabouts
from store.access import Role
from store.cards import CardRow
from store.errors import Refused
from tui.commands.session import Session
from tui.commands.typed import day_typed

CARD, CARDS = N_("Card no."), N_("Card number")
BORROWER, PURPOSE, DUE = N_("Borrower"), N_("Purpose"), N_("Due date")
MOST_LISTED = 30
"""So many colleagues are said as numbered lines; of more the name is typed."""


class NoSuchFile(Refused):
    file: str
    message = N_("There is no file “{file}”.")


def a_card(session: Session, _options: Namespace, text: str) -> str:
    """A card that may be seen; says whose it is."""
    row = _row(session, text)
    session.dialogue.tell(f"{row.card_no} {row.name}")
    return row.card_no


def a_card_that_is_out(session: Session, _options: Namespace, text: str) -> str:
    """A card that is out; says whose it is and who has it. Raises NotOut."""
    row = _row(session, text)
    loan = whereabouts.where(session.sign_in(), row.id).loan
    if loan is None:
        raise slips.NotOut(card_no=row.card_no)
    out = session.words(N_("out to {borrower}"), borrower=loan.borrower)
    session.dialogue.tell(f"{row.card_no} {row.name}, {out}")
    return row.card_no


def a_card_to_lend(session: Session, options: Namespace, text: str) -> str:
    """A card that can be lent now; says whose it is. Raises AlreadyOut, ArchivedCard, AskedAlready."""
    row = _row(session, text)
    loan_check.refuse_impossible(loans.check(session.sign_in(), [row.id], to=options.to or ""))
    session.dialogue.tell(f"{row.card_no} {row.name}")
    return row.card_no


def a_file(_session: Session, _options: Namespace, text: str) -> Path:
    """A file that is there. Raises NoSuchFile."""
    file = Path(text).expanduser()
    if not file.is_file():
        raise NoSuchFile(file=text)
    return file


def _row(session: Session, text: str) -> CardRow:
    actor = session.sign_in()
    card = cards.card_id(actor, text)
    return cards.rows_of(actor, [card])[0]


def borrowers(session: Session, _options: Namespace) -> Sequence[tuple[Any, str]]:
    """The salespeople of the branch, where they are few enough to be listed."""
    actor = session.sign_in()
    people = [
        one
        for one in staff.people(actor)
        if Role.SALESPERSON in one.roles and not one.left and one.branch_id == actor.branch_id
    ]
    return [(one.user, f"{one.name} ({one.user})") for one in people] if len(people) <= MOST_LISTED else []


def a_day(session: Session, _options: Namespace, text: str) -> str:
    """A day that can be understood; as it was typed, for the command. Raises NoSuchDay."""
    day_typed(text, session.words, offices.today(session.sign_in()))
    return text


def a_day_to_come(session: Session, _options: Namespace, text: str) -> str:
    """A day by which cards can be due. Raises NoSuchDay, BadDueDate."""
    today = offices.today(session.sign_in())
    day = day_typed(text, session.words, today)
    assert day is not None
    problem = slips.due_problem(day, today)
    if problem:
        raise slips.BadDueDate(due=day, problem=problem)
    return text
