"""`cardkeeper close FILE`: close the day on a sheet with the end of the journal's chain, or print that of a closed one.

With “-” in place of a file the sheet is standard output.
"""

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

from importers.papers import making
from importers.papers.close import MOVES, grouped, lines_of, sheet_of
from locales.messages import N_
from locales.words import Words
from store import offices
from store.access import Actor
from store.acts import close_day
from store.acts.close_day import Close
from tui.commands import DATE, DONE
from tui.commands.papers import made, paper_options
from tui.commands.session import Session
from tui.commands.typed import day_typed
from tui.plain import answers
from tui.plain.fill import Ask

STDOUT = Path("-")
CLOSED = N_("{day} is closed. Head, to be written down elsewhere: {head}")
AGAIN = N_("{day} was closed already, by {who} on {at}. This is its sheet again.")
ON_A_LATER = N_("{day} was not closed by itself: it stands on the sheet of {closed}.")


ASKS = (
    Ask("day", N_("Day"), answers.a_day),
    Ask("file", N_("File")),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    day = N_("the day to close, as 2026-03-05 or yesterday; today if left out")
    parser.add_argument("--day", metavar=words(DATE), help=words(day))
    paper_options(parser, words, ".pdf|.xlsx|-")


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    day = day_typed(options.day, session.words, offices.today(actor), past=True) or offices.today(actor)
    close = close_day.day_close(actor, day)
    code = _to_stdout(session, close) if options.file == STDOUT else _to_file(session, actor, close)
    if close.day != day:
        session.tell(ON_A_LATER, day=day, closed=close.day)
    if close.closed:
        at = session.words.moment(close.closed.at, close.origin.branch.zone)
        session.tell(AGAIN, day=close.day, who=close.closed.by or "", at=at)
    return code


def _to_file(session: Session, actor: Actor, close: Close) -> int:
    options = session.options
    make = partial(
        making.make_close,
        actor,
        close,
        options.file,
        session.words,
        overwrite=options.overwrite,
        codes=options.codes,
    )
    code = made(session, options, make, _as_json(close))
    if not options.json:
        session.say(CLOSED, day=close.day, head=close.origin.head.text)
    return code


def _to_stdout(session: Session, close: Close) -> int:
    if close.closed is None:
        assert session.actor is not None
        close_day.note_close(session.actor, close)
    if session.options.json:
        session.answer(_as_json(close))
    else:
        print("\n".join(lines_of(sheet_of(close, session.words), session.words)))
    return DONE


def _as_json(close: Close) -> dict[str, object]:
    return {
        "day": close.day,
        "since": close.since,
        "first": close.first,
        "last": close.last,
        "head": close.origin.head.text,
        "head_grouped": grouped(close.origin.head),
        "closed_before": close.closed is not None,
        **{name: close.moves[name] for name in MOVES},
        "open": close.stands,
        "overdue": {debt.borrower: debt.cards for debt in close.overdue},
        "acts": [{"act": one.act, "by": by, "count": count} for one in close.acts for by, count in one.by],
    }
