"""`cardkeeper export LIST FILE.xlsx`: a list to a workbook, as found and notched, with who took it out and what for."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from importers.sheets import export
from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import find, listing, warranties, whereabouts
from store.access import Actor
from store.card_rows import CardRow, rows_of
from store.errors import Refused
from store.fields import FIELDS, BadValue, Format, choice_named
from store.notches import NOTCHES, Notches
from store.staff import NoSuchStaff
from tui.commands import DONE, FILE, TEXT, WRONG_USE
from tui.commands.card_json import StaffNames
from tui.commands.parsing import a_pair, json_option
from tui.commands.session import Session

PAGE = 500
ARCHIVED = "archived"


class NoSuchNotch(Refused):
    notch: str
    notches: tuple[str, ...]
    message = N_("There is no notch “{notch}”. There are: {notches}.")
    exit_code = WRONG_USE


class NotAWorkbook(Refused):
    file: str
    message = N_("“{file}” does not end in .xlsx. Lists are written as Excel workbooks.")
    exit_code = WRONG_USE


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "list", choices=list(export.LISTS), metavar="|".join(export.LISTS), help=words(N_("which list"))
    )
    parser.add_argument("file", metavar=f"{words(FILE)}.xlsx", type=Path, help=words(N_("the workbook to write")))
    parser.add_argument("--find", metavar=words(TEXT), default="", help=words(N_("only the cards that answer this")))
    notch = words(NC_("argument", "NOTCH=VALUE"))
    about = words(N_("only the cards with this value; notches: {notches}"), notches=[*NOTCHES, ARCHIVED])
    parser.add_argument("--notch", metavar=notch, type=a_pair(words), action="append", default=[], help=about)
    parser.add_argument("--purpose", metavar=words(TEXT), required=True, help=words(N_("what the list is for")))
    parser.add_argument("--overwrite", action="store_true", help=words(N_("replace the file if it is there")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    if options.file.suffix.casefold() != ".xlsx":
        raise NotAWorkbook(file=str(options.file))
    actor = session.sign_in()
    notches = picked(options.notch, StaffNames(actor))
    kind = export.LISTS[options.list]
    count = export.export(
        actor,
        kind,
        _records(session, kind.name, actor, options.find, notches),
        options.file,
        session.words,
        purpose=options.purpose,
        overwrite=options.overwrite,
    )
    if options.json:
        session.answer({"file": str(options.file), "list": kind.name, "rows": count})
    else:
        said = NP_("{n} row written to {file}.", "{n} rows written to {file}.")
        session.say(said, n=count, file=str(options.file))
    return DONE


def picked(typed: Iterable[tuple[str, str]], names: StaffNames) -> Notches:
    """The notches typed as name=value, the value as its code or in any of the languages. Raises NoSuchNotch,
    BadValue, NoSuchStaff."""
    found: dict[str, frozenset[str]] = {}
    for name, text in typed:
        notch = name.casefold().replace("-", "_")
        if notch not in (*NOTCHES, ARCHIVED):
            raise NoSuchNotch(notch=name, notches=(*NOTCHES, ARCHIVED))
        found[notch] = found.get(notch, frozenset()) | {_value(notch, text.strip(), names)}
    return found


def _value(notch: str, text: str, names: StaffNames) -> str:
    if notch == ARCHIVED:
        return "1"
    info = FIELDS[notch]
    if info.format is Format.CHOICE:
        code = choice_named(info, text)
        if text and not code:
            raise BadValue(field=info.label, name=info.name, value=text, problem=N_("is not one of the choices."))
        return code or ""
    if info.format is Format.STAFF:
        matching = (p.id for p in names.people() if text.casefold() in (p.user.casefold(), p.name.casefold()))
        found = next(matching, None)
        if text and found is None:
            raise NoSuchStaff(user=text)
        return str(found or "")
    return text


def _records(session: Session, kind: str, actor: Actor, text: str, notches: Notches) -> Iterable[Any]:
    """The records of a list, those of some cards only if the cards are narrowed."""
    if kind == "cards":
        return _cards(session, actor, text, notches)
    listed: Iterable[Any] = warranties.every(actor) if kind == "warranty" else whereabouts.out(actor)
    if not text.strip() and not notches:
        return listed
    wanted = {row.card_no for row in _cards(session, actor, text, notches)}
    return (record for record in listed if record.card_no in wanted)


def _cards(session: Session, actor: Actor, text: str, notches: Notches) -> Iterator[CardRow]:
    if text.strip():
        found = find.find(actor, text, notches, limit=find.MOST)
        if found.more:
            told = N_("More than {n} cards answer; the best {n} are written. Narrow the list for others.")
            session.tell(told, n=len(found.ids))
        for start in range(0, len(found.ids), PAGE):
            yield from rows_of(actor, found.ids[start : start + PAGE])
        return
    last: CardRow | None = None
    while page := listing.page(actor, "number", notches=notches, row=last, limit=PAGE):
        yield from page
        last = page[-1]
