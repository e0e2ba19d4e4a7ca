"""`cardkeeper count`: the drawer counted against the lending log, over several sittings."""

import contextlib
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import differences, offices, stocktakings
from store.access import Actor
from store.acts import settle
from store.differences import IN, WAYS, Difference
from store.stocktakings import CountedRecord, StocktakingRecord, Tally
from tui.commands import CARD, DATE, DONE, LEFT_OVER, NAME, NUMBER, TEXT
from tui.commands.output import table
from tui.commands.parsing import a_count, common_options, json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed
from tui.plain.dialogue import InputEnded

PAGE = 500
_COLUMNS = (
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("column", "Difference"),
    NC_("column", "Borrower"),
    NC_("column", "Branch office"),
    NC_("column", "Counted by"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    names = "start|scan|status|differences|settle|close|stop"
    acts = parser.add_subparsers(dest="act", required=True, title=words(N_("what to do")), metavar=names)
    starting = acts.add_parser("start", help=words(N_("begin to count the drawer, or a part of it")))
    starting.add_argument("--first", metavar=words(CARD), default="", help=words(N_("the first card number to count")))
    starting.add_argument("--last", metavar=words(CARD), default="", help=words(N_("the last card number to count")))
    scanning = acts.add_parser("scan", help=words(N_("count cards by their numbers; a wrong one stops nothing")))
    about = N_("card numbers; without any, one a line from standard input, each written at once")
    scanning.add_argument("numbers", metavar=words(CARD), nargs="*", help=words(about))
    showing = acts.add_parser("status", help=words(N_("say how far the count is")))
    listing = acts.add_parser("differences", help=words(N_("list what differs from the lending log")))
    about = N_("list at most so many")
    listing.add_argument("--limit", metavar=words(NUMBER), type=a_count(words), help=words(about))
    settling = acts.add_parser("settle", help=words(N_("settle one difference, with a reason")))
    settling.add_argument("number", metavar=words(CARD), help=words(N_("the number that differs")))
    settling.add_argument("way", choices=list(WAYS), help=words(N_("how it is settled")))
    settling.add_argument("--reason", metavar=words(TEXT), required=True, help=words(N_("why, or where you looked")))
    settling.add_argument("--to", metavar=words(NAME), default="", help=words(N_("who has the card: for lent")))
    settling.add_argument("--due", metavar=words(DATE), help=words(N_("the day by which it is back: for lent")))
    settling.add_argument("--on", metavar=words(DATE), help=words(N_("the day when it came back: for returned")))
    closing = acts.add_parser("close", help=words(N_("end the count, once every difference is settled")))
    stopping = acts.add_parser("stop", help=words(N_("give the count up, unsettled")))
    stopping.add_argument("--reason", metavar=words(TEXT), required=True, help=words(N_("why, for the journal")))
    for act in (starting, scanning, showing, listing, settling, closing, stopping):
        json_option(act, words)
        common_options(act, words)


def run(session: Session, options: Namespace) -> int:
    return _ACTS[options.act](session, options)


def _start(session: Session, options: Namespace) -> int:
    begun = stocktakings.begin(session.sign_in(), options.first, options.last)
    if options.json:
        session.answer(_begun_json(begun))
        return DONE
    session.say(N_("Stocktaking {number} has begun. Count with: cardkeeper count scan"), number=str(begun.number))
    return DONE


def _begun_json(begun: StocktakingRecord) -> dict[str, object]:
    return {
        "stocktaking": begun.number,
        "first": begun.first or None,
        "last": begun.last or None,
        "begun_by": begun.begun_by,
        "begun_on": begun.begun_on,
    }


def _scan(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    if options.numbers:
        counted = stocktakings.count(actor, options.numbers)
        if options.json:
            session.answer([_counted_json(one) for one in counted])
        else:
            _say_counted(session, counted)
        return _outcome(counted)
    differ = False
    for line in _lines(session):
        counted = stocktakings.count(actor, [line])
        for one in counted:
            if options.json:
                session.answer(_counted_json(one))
        if not options.json:
            _say_counted(session, counted)
        sys.stdout.flush()
        differ = differ or _outcome(counted) != DONE
    return LEFT_OVER if differ else DONE


def _lines(session: Session) -> Iterator[str]:
    """Numbers from standard input, one a line; in line mode each is asked for, until an empty line."""
    if not session.plain:
        yield from sys.stdin
        return
    with contextlib.suppress(InputEnded):
        while line := session.dialogue.line(session.words(N_("Card number (empty: no more): "))):
            yield line


def _outcome(counted: list[CountedRecord]) -> int:
    return DONE if all(one.found == IN for one in counted) else LEFT_OVER


def _say_counted(session: Session, counted: list[CountedRecord]) -> None:
    for one in counted:
        found = session.words(differences.said(one.found, one.into))
        said = [one.card_no, one.name or "", found, one.borrower or one.branch or ""]
        if one.again:
            said.append(session.words(N_("counted before")))
        print("  ".join(part for part in said if part))


def _counted_json(one: CountedRecord) -> dict[str, object]:
    found: dict[str, object] = {"number": one.card_no, "found": one.found, "again": one.again}
    found |= {"borrower": one.borrower, "branch": one.branch, "into": one.into}
    found |= {"counted_by": one.seen_by, "counted_at": one.seen_at}
    return found | ({"name": one.name} if one.name is not None else {})


def _status(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    begun, done = stocktakings.going_on(actor), stocktakings.tally(actor)
    if options.json:
        session.answer(_begun_json(begun) | done._asdict())
        return DONE
    said = N_("Stocktaking {number}, begun by {begun_by} on {begun_on}.")
    session.say(said, number=str(begun.number), begun_by=begun.begun_by, begun_on=begun.begun_on)
    _say_tally(session, done)
    return DONE


def _say_tally(session: Session, done: Tally) -> None:
    session.say(NP_("{n} card in its place.", "{n} cards in their places."), n=done.seen)
    if done.differing:
        session.say(NP_("{n} seen that should not be there.", "{n} seen that should not be there."), n=done.differing)
    if done.unseen:
        session.say(NP_("{n} card not seen yet.", "{n} cards not seen yet."), n=done.unseen)
    if done.settled:
        session.say(NP_("{n} difference settled.", "{n} differences settled."), n=done.settled)


def _differences(session: Session, options: Namespace) -> int:
    listed = list(_every_difference(session.sign_in(), options.limit))
    if options.json:
        session.answer([_difference_json(one) for one in listed])
        return DONE
    if not listed:
        session.say(N_("Drawer and log agree. End the count with: cardkeeper count close"))
        return DONE
    words = session.words
    rows = [
        [
            one.card_no,
            one.name or "",
            words(differences.said(one.found, one.into)),
            one.borrower or "",
            one.branch or "",
            one.seen_by or "",
        ]
        for one in listed
    ]
    print(table([words(column) for column in _COLUMNS], rows))
    return DONE


def _every_difference(actor: Actor, most: int | None) -> Iterator[Difference]:
    last: differences.Key | None = None
    left = most
    while page := differences.differences(actor, after=last, limit=PAGE if left is None else min(PAGE, left)):
        yield from page
        last = page[-1].key
        if left is not None:
            left -= len(page)
            if not left:
                return


def _difference_json(one: Difference) -> dict[str, object]:
    found: dict[str, object] = {"number": one.card_no, "found": one.found, "ways": differences.WAYS_OF[one.found]}
    found |= {"borrower": one.borrower, "due": one.due, "branch": one.branch, "into": one.into}
    found |= {"counted_by": one.seen_by}
    return found | ({"name": one.name} if one.name is not None else {})


def _settle(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    today = offices.today(actor)
    due, on = (day_typed(text, session.words, today) for text in (options.due, options.on))
    found = differences.difference(actor, options.number)
    done = settle.settle(actor, found, options.way, options.reason, to=options.to, due=due, on=on)
    if options.json:
        session.answer({"number": found.card_no, "found": found.found, "settled": options.way if done else None})
    elif done:
        session.say(N_("{number} is settled: {way}."), number=found.card_no, way=WAYS[options.way])
    else:
        session.say(N_("{number} waits for approval first; then settle it again."), number=found.card_no)
    return DONE if done else LEFT_OVER


def _close(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    number, done = stocktakings.going_on(actor).number, stocktakings.end(actor)
    if options.json:
        session.answer({"stocktaking": number} | done._asdict())
        return DONE
    session.say(N_("Stocktaking {number} is ended; drawer and log agree."), number=str(number))
    _say_tally(session, done)
    return DONE


def _stop(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    number = stocktakings.going_on(actor).number
    stocktakings.stop(actor, options.reason)
    if options.json:
        session.answer({"stocktaking": number, "stopped": True})
        return DONE
    session.say(N_("Stocktaking {number} is given up."), number=str(number))
    return DONE


_ACTS = {
    "start": _start,
    "scan": _scan,
    "status": _status,
    "differences": _differences,
    "settle": _settle,
    "close": _close,
    "stop": _stop,
}
