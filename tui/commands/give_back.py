"""`cardkeeper return CARD…`: take cards back; nobody has to say from whom."""

from argparse import ArgumentParser, Namespace

from locales.messages import N_
from locales.words import Words
from store import cards, loans, offices, slips
from store.fields import code_named
from tui.commands import CARD, DATE, DONE, TEXT
from tui.commands.card_json import loan_json
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed
from tui.plain import answers
from tui.plain.fill import Ask


def _results(session: Session, _options: Namespace) -> list[tuple[str, str]]:
    return [(code, session.words(said)) for code, said in slips.RESULTS.items()]


ASKS = (
    Ask("cards", answers.CARDS, answers.a_card_that_is_out),
    Ask("result", N_("Result of the visit"), choices=_results, other=True),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(N_("card numbers")))
    parser.add_argument("--on", metavar=words(DATE), help=words(N_("the day when they came back, if not today")))
    result = N_("what the visit brought, the same for all of these cards: {results}, or any words")
    parser.add_argument("--result", metavar=words(TEXT), default="", help=words(result, results=list(slips.RESULTS)))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    ids = [cards.card_id(actor, number) for number in options.cards]
    on = day_typed(options.on, session.words, offices.today(actor), past=True)
    result = code_named(slips.RESULTS, options.result) or options.result
    ended = loans.give_back(actor, ids, on=on, results=dict.fromkeys(ids, result))
    if options.json:
        session.answer([loan_json(loan) | {"reserved_by": loan.next_user} for loan in ended])
        return DONE
    for loan in ended:
        session.say(N_("{card_no} is back from {borrower}."), card_no=loan.card_no, borrower=loan.borrower)
        if loan.next:
            session.say(N_("{card_no} is reserved by {borrower}."), card_no=loan.card_no, borrower=loan.next)
    return DONE
