"""`cardkeeper handover USER`: a leave or a resignation; everything goes to the successor, with a list to sign."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from importers.sheets import handover_list
from importers.sheets.writing import FileExists
from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import handovers, offices
from store.access import Actor
from store.acts import handover
from store.handovers import ITEMS, KINDS, HandoverRecord
from tui.commands import DONE, FILE, NAME, TEXT
from tui.commands.export import NotAWorkbook
from tui.commands.output import table
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.commands.typed import day_typed

_COLUMNS = (
    NC_("column", "What"),
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("column", "Slip"),
    NC_("column", "Due"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("who", metavar=words(NAME), help=words(N_("who hands over")))
    parser.add_argument("--to", metavar=words(NAME), default="", help=words(N_("the successor")))
    what = parser.add_mutually_exclusive_group(required=True)
    days = (words(NC_("argument", "FROM")), words(NC_("argument", "UNTIL")))
    about = N_("for a leave, from its first to its last day")
    what.add_argument("--leave", metavar=days, nargs=2, help=words(about))
    what.add_argument("--resigns", action="store_true", help=words(N_("for good: they sign in no longer")))
    about = N_("the leave is over: what is still with the successor goes back")
    what.add_argument("--back", action="store_true", help=words(about))
    what.add_argument("--list", action="store_true", help=words(N_("only show the list of their last handover again")))
    anyway = N_("hand over all the same what the rules doubt; the journal keeps why")
    parser.add_argument("--anyway", metavar=words(TEXT), default="", help=words(anyway))
    about = N_("write the list to sign to this workbook")
    parser.add_argument("--file", metavar=f"{words(FILE)}.xlsx", type=Path, help=words(about))
    parser.add_argument("--overwrite", action="store_true", help=words(N_("replace the file if it is there")))
    parser.add_argument("--dry-run", action="store_true", help=words(N_("only say how much it would be")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    _refuse_file(options.file, overwrite=options.overwrite)
    actor = session.sign_in()
    if options.dry_run:
        return _plan(session, handover.plan(actor, options.who, options.to), json=options.json)
    done = _done(session, actor, options)
    if options.file:
        handover_list.write(actor, done, options.file, session.words, overwrite=options.overwrite)
    _answer(session, actor, done, json=options.json)
    if options.file and not options.json:
        session.tell(N_("The list to sign is in {file}."), file=str(options.file))
    return DONE


def _refuse_file(file: Path | None, *, overwrite: bool) -> None:
    """Before anything is handed over. Raises NotAWorkbook, FileExists."""
    if file is not None and file.suffix.casefold() != ".xlsx":
        raise NotAWorkbook(file=str(file))
    if file is not None and file.exists() and not overwrite:
        raise FileExists(str(file))


def _done(session: Session, actor: Actor, options: Namespace) -> HandoverRecord:
    if options.list:
        return handovers.last_of(actor, options.who)
    if options.back:
        return handover.hand_back(actor, options.who, confirmed=options.anyway)
    leave = None
    if options.leave:
        today = offices.today(actor)
        first, last = (day_typed(text, session.words, today) for text in options.leave)
        leave = (first or today, last or today)
    return handover.hand_over(actor, options.who, options.to, leave=leave, confirmed=options.anyway)


def _plan(session: Session, plan: handover.Plan, *, json: bool) -> int:
    if json:
        to = plan.successor.user if plan.successor else None
        session.answer({"from": plan.leaver.user, "to": to, "counts": plan.counts})
        return DONE
    rows = [[session.words(ITEMS[kind]), session.words.number(count)] for kind, count in plan.counts.items()]
    print(table([session.words(_COLUMNS[0]), session.words(NC_("column", "Number"))], rows, right={1}))
    return DONE


def _answer(session: Session, actor: Actor, done: HandoverRecord, *, json: bool) -> None:
    items = handovers.items(actor, done)
    if json:
        session.answer(handover_json(done) | {"items": [_item_json(item) for item in items]})
        return
    words = session.words
    title = N_("Handover {number}: {leaver} to {successor}, {kind} from {since}")
    until = N_("Handover {number}: {leaver} to {successor}, {kind} from {since} until {until}")
    values: dict[str, Any] = {"number": str(done.number), "kind": KINDS[done.kind], "since": done.since}
    values |= {"leaver": done.leaver, "successor": done.successor or "—", "until": done.until}
    session.say(until if done.until else title, **values)
    if done.back_on:
        session.say(N_("Handed back on {day}."), day=done.back_on)
    rows = [
        [
            words(ITEMS[item.kind]),
            item.card_no,
            item.name,
            str(item.slip or ""),
            words.date(item.due, "short") if item.due else "",
        ]
        for item in items
    ]
    if rows:
        print(table([words(column) for column in _COLUMNS], rows, right={3}))
    session.say(NP_("{n} thing was handed over.", "{n} things were handed over."), n=len(rows))


def handover_json(done: HandoverRecord) -> dict[str, Any]:
    return {
        "handover": done.number,
        "kind": done.kind,
        "from": done.leaver_user,
        "to": done.successor_user,
        "since": done.since,
        "until": done.until,
        "back_on": done.back_on,
        "counts": done.counts,
    }


def _item_json(item: handovers.Item) -> dict[str, Any]:
    return {"what": item.kind, "card_no": item.card_no, "name": item.name, "slip": item.slip, "due": item.due}
