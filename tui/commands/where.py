"""`cardkeeper where CARD`: in the drawer, or with whom until when, and who had it before."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_, NC_
from locales.words import Words
from store import cards, whereabouts
from tui.commands import CARD, DONE
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("card", metavar=words(CARD), help=words(N_("a card number")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    found = whereabouts.where(actor, cards.card_id(actor, options.card))
    loan, words = found.loan, session.words
    if options.json:
        answer = {"card_no": found.card_no, "out": loan is not None}
        answer |= {
            "borrower": loan.borrower_user if loan else None,
            "slip": loan.slip if loan else None,
            "due": loan.due if loan else None,
        }
        session.answer(answer)
        return DONE
    if loan is None:
        session.say(N_("{card_no} is in the drawer."), card_no=found.card_no)
    else:
        out = N_("{card_no} is out to {borrower} until {due}, on slip {slip}.")
        session.say(out, card_no=found.card_no, borrower=loan.borrower, due=loan.due, slip=str(loan.slip))
        if loan.unread:
            session.say(N_("{borrower} has not yet said to have read it before the visit."), borrower=loan.borrower)
    if found.earlier:
        headers = [NC_("column", "Slip"), NC_("column", "Borrower"), NC_("column", "Lent"), NC_("column", "Returned")]
        rows = [
            [
                str(past.slip),
                past.borrower,
                words.date(past.lent_on),
                words.date(past.returned_on) if past.returned_on else "",
            ]
            for past in found.earlier
        ]
        print("\n" + table([words(header) for header in headers], rows, right={0}))
    return DONE
