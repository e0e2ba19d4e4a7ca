"""`cardkeeper where CARD`: in the drawer, or with whom until when, and who had it before."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from locales.messages import N_, NC_
from locales.words import Words
from store import cards, offices, originals, seen, whereabouts
from store.seen import HOWS, SeenRecord
from tui.commands import CARD, DONE
from tui.commands.card_json import original_json
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.fill import Ask

ASKS = (Ask("card", answers.CARD, answers.a_card),)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("card", metavar=words(CARD), help=words(N_("a card number")))
    parser.add_argument("--seen", action="store_true", help=words(N_("also who has seen it, for those who may know")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    card = cards.card_id(actor, options.card)
    found = whereabouts.where(actor, card)
    loan, words = found.loan, session.words
    looks = seen.of_card(actor, card) if options.seen else []
    if options.json:
        answer = {"card_no": found.card_no, "out": loan is not None}
        answer |= {
            "borrower": loan.borrower_user if loan else None,
            "slip": loan.slip if loan else None,
            "due": loan.due if loan else None,
        } | original_json(found.original)
        if found.on_way_to is not None:
            answer["on_way_to"] = found.on_way_to
        if found.before:
            answer["before"] = found.before
        if options.seen:
            answer["seen"] = [{"at": one.at, "by": one.user, "how": one.how, "slip": one.slip} for one in looks]
        session.answer(answer)
        return DONE
    if found.on_way_to is not None:
        session.say(N_("{card_no} is on its way to {branch}."), card_no=found.card_no, branch=found.on_way_to)
    elif loan is None:
        session.say(N_("{card_no} is in the drawer."), card_no=found.card_no)
    else:
        out = N_("{card_no} is out to {borrower} until {due}, on slip {slip}.")
        session.say(out, card_no=found.card_no, borrower=loan.borrower, due=loan.due, slip=str(loan.slip))
        if loan.unread:
            session.say(N_("{borrower} has not yet said to have read it before the visit."), borrower=loan.borrower)
    if found.before:
        session.say(N_("Earlier numbers: {numbers}"), numbers=", ".join(found.before))
    if found.original is not None:
        said = [words(message, **values) for message, values in originals.told(found.original)]
        print(" · ".join(said))
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
    if options.seen:
        _say_seen(session, looks, offices.branch(actor).zone)
    return DONE


def _say_seen(session: Session, looks: Sequence[SeenRecord], zone: ZoneInfo) -> None:
    words = session.words
    if not looks:
        session.say(N_("Nobody has seen its confidential part yet."))
        return
    headers = [NC_("column", "Seen"), NC_("column", "Who"), NC_("column", "How"), NC_("column", "Slip")]
    rows = [
        [words.moment(one.at, zone, "short"), one.by, words.value(HOWS.get(one.how, one.how)), words.value(one.slip)]
        for one in looks
    ]
    print("\n" + table([words(header) for header in headers], rows, right={3}))
