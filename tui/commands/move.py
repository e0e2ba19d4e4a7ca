"""`cardkeeper move FROM TO`: a room brought over to another engine, from a file to PostgreSQL or back, whole."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store import database
from store.acts import move
from store.acts.move import MovePlan, MoveRecord, RoomUnsound
from store.acts.move_rows import Stage
from tui.commands import DONE
from tui.commands.backup import say_heads
from tui.commands.check import say
from tui.commands.parsing import json_option
from tui.commands.session import INDEXED, Session

STAGES: dict[Stage, Message] = {
    Stage.ROWS: NP_("{done} of {n} row has come over", "{done} of {n} rows have come over"),
    Stage.INDEXES: NP_("{done} of {n} index is made", "{done} of {n} indexes are made"),
    Stage.COMPARING: NP_("{done} of {n} row is compared", "{done} of {n} rows are compared"),
    Stage.SEARCH: INDEXED,
}


def arguments(parser: ArgumentParser, words: Words) -> None:
    url = "URL"
    parser.add_argument("source", metavar=url, help=words(N_("the room as it is: sqlite:///FILE or postgresql://…")))
    into = N_("where it is to be: a file that is not there yet, or an empty database")
    parser.add_argument("target", metavar=url, help=words(into))
    dry = N_("only check the room and say what would come over; write nothing")
    parser.add_argument("--dry-run", action="store_true", help=words(dry))
    parser.add_argument("--anew", action="store_true", help=words(N_("take away a half-done move first")))
    despite = N_("move it though it does not pass the check")
    parser.add_argument("--despite-faults", action="store_true", help=words(despite))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    ends = (options.source, options.target)
    how = {"anew": options.anew, "despite_faults": options.despite_faults}
    try:
        if options.dry_run:
            _answer_plan(session, options, move.plan(*ends, **how))
        else:
            _answer(session, options, move.move(*ends, **how, told=_progress(session)))
    except RoomUnsound as unsound:
        if not options.json:
            say(session, unsound.found)
        raise
    return DONE


def _progress(session: Session) -> Callable[[Stage, int, int], None] | None:
    tellers = {stage: session.progress(message) for stage, message in STAGES.items()}
    if None in tellers.values():
        return None

    def tell(stage: Stage, done: int, count: int) -> None:
        teller = tellers[stage]
        if teller is not None and count:
            teller(done, count)

    return tell


def _answer_plan(session: Session, options: Namespace, plan: MovePlan) -> None:
    rows = sum(plan.rows.values())
    if options.json:
        session.answer(plan._asdict() | {"heads": [head.text for head in plan.heads]})
        return
    would = NP_("{n} row would come over to {place}.", "{n} rows would come over to {place}.")
    if plan.half:
        would = NP_(
            "{n} row would come over to {place}, where a move was stopped; it would go on.",
            "{n} rows would come over to {place}, where a move was stopped; it would go on.",
        )
    session.say(would, n=rows, place=plan.place)
    session.say(NP_("{n} card.", "{n} cards."), n=plan.cards)
    session.say(N_("Nothing was written."))


def _answer(session: Session, options: Namespace, record: MoveRecord) -> None:
    if options.json:
        session.answer(record._asdict() | {"heads": [head.text for head in record.heads]})
        return
    rows = sum(table.rows for table in record.tables)
    whole = NP_(
        "{n} card is at {place} now. Each table was read again there and says the same.",
        "{n} cards are at {place} now. Each table was read again there and says the same.",
    )
    session.say(whole, n=record.cards, place=record.place)
    session.say(NC_("moved", "Rows: {rows}, tables: {tables}."), rows=rows, tables=len(record.tables))
    say_heads(session, record.heads)
    old = N_(
        "The old room at {place} is as it was. Put it away, so that nobody goes on in it; from now on: cardkeeper"
        " --database {url}"
    )
    new = database.without_password(options.target)
    session.say(old, place=database.place(options.source), url=new)
