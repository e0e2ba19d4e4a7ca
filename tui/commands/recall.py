"""`cardkeeper recall CARD…`: ask cards back before their due date."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store import due_dates
from tui.commands import moved_due
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.fill import Ask

ASKS = (
    Ask("cards", answers.CARDS, answers.a_card_that_is_out),
    Ask("due", answers.DUE, answers.a_day_to_come),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    moved_due.arguments(
        parser, words, N_("the day by which they have to be back, as 2026-03-05 or +1; tomorrow if left out")
    )


def run(session: Session, options: Namespace) -> int:
    return moved_due.run(session, options, due_dates.recall, N_("{card_no} is recalled from {borrower} for {due}."))
