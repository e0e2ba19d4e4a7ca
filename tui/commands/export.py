"""`cardkeeper export LIST FILE.xlsx`: a list to a workbook, as found and notched, with who took it out and what for."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from importers.sheets import export
from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import find
from store.access import Actor
from store.acts import lists, take_out
from store.errors import Refused
from store.fields import FIELDS, BadValue, Format, choice_named
from store.notches import NOTCHES, Notches
from store.staff import NoSuchStaff
from store.wanted import Wanted
from tui.commands import DONE, FILE, NUMBER, TEXT, WRONG_USE
from tui.commands.card_json import StaffNames
from tui.commands.parsing import a_count, a_pair, json_option, names_of
from tui.commands.session import Session
from tui.plain.fill import Ask

ARCHIVED = "archived"


ASKS = (
    Ask("list", N_("Which list")),
    Ask("file", N_("File")),
    Ask("purpose", N_("Purpose")),
)


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
    file = words(N_("the workbook to write; none to ask"))
    parser.add_argument("file", metavar=f"{words(FILE)}.xlsx", type=Path, nargs="?", help=file)
    parser.add_argument("--find", metavar=words(TEXT), default="", help=words(N_("only the cards that answer this")))
    notch = words(NC_("argument", "NOTCH=VALUE"))
    about = words(N_("only the cards with this value; notches: {notches}"), notches=[*NOTCHES, ARCHIVED])
    parser.add_argument("--notch", metavar=notch, type=a_pair(words), action="append", default=[], help=about)
    fields = words(N_("the columns, by the names of their fields, or “all”; of cards also “people” and “goods”"))
    parser.add_argument(
        "--fields", metavar=words(NC_("argument", "FIELD,FIELD")), type=names_of, default=(), help=fields
    )
    why = parser.add_mutually_exclusive_group(required=True)
    why.add_argument("--purpose", metavar=words(TEXT), default="", help=words(N_("what the list is for")))
    slip = words(N_("the slip on which the list was approved, which says the rest"))
    why.add_argument("--slip", metavar=words(NUMBER), type=a_count(words), help=slip)
    asking = words(N_("ask a manager to approve the list, instead of writing it"))
    parser.add_argument("--ask", action="store_true", help=asking)
    parser.add_argument("--overwrite", action="store_true", help=words(N_("replace the file if it is there")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    if options.ask:
        return _ask(session, options)
    if options.file is None or options.file.suffix.casefold() != ".xlsx":
        raise NotAWorkbook(file=str(options.file or ""))
    actor = session.sign_in()
    path, words, overwrite = options.file, session.words, options.overwrite
    if options.slip is not None:
        if take_out.permit_of_slip(actor, options.slip)[1].list != options.list:
            raise take_out.NotYourSlip(slip=options.slip)
        count = export.export_slip(actor, options.slip, path, words, overwrite=overwrite)
    else:
        wanted = _wanted(actor, options)
        if wanted.text and find.find(actor, wanted.text, wanted.notches).more:
            told = N_("More than {n} cards answer; the best {n} are written. Narrow the list for others.")
            session.tell(told, n=find.MOST)
        count = export.export_wanted(actor, wanted, path, words, purpose=options.purpose, overwrite=overwrite)
    if options.json:
        session.answer({"file": str(path), "list": options.list, "rows": count})
    else:
        said = NP_("{n} row written to {file}.", "{n} rows written to {file}.")
        session.say(said, n=count, file=str(path))
    return DONE


def _ask(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    asked = lists.ask(actor, _wanted(actor, options), options.purpose)
    if options.json:
        session.answer({"slip": asked.slip, "list": options.list, "rows": asked.rows, "state": asked.state})
        return DONE
    said = NP_(
        "Slip {slip}: {n} row waits for approval; then: --slip {slip}",
        "Slip {slip}: {n} rows wait for approval; then: --slip {slip}",
    )
    session.say(said, n=asked.rows, slip=str(asked.slip))
    return DONE


def _wanted(actor: Actor, options: Namespace) -> Wanted:
    notches = picked(options.notch, StaffNames(actor))
    wanted = Wanted(options.list, options.find.strip(), notches, order="number", fields=options.fields)
    export.kind_of(actor, wanted)
    return wanted


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
