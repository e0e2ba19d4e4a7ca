"""`cardkeeper template KIND FILE.xlsx`: an empty sheet to fill in, with drop-downs and notes on each column (X2)."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from importers.sheets.kinds import KINDS
from importers.sheets.templates import write_template
from locales.messages import N_, NC_, NP_
from locales.words import Words
from tui.commands import DONE, FILE
from tui.commands.export import NotAWorkbook
from tui.commands.parsing import json_option, names_of
from tui.commands.session import Session
from tui.plain.fill import Ask

ASKS = (
    Ask("kind", N_("What the sheet holds")),
    Ask("file", N_("File")),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("kind", choices=list(KINDS), metavar="|".join(KINDS), help=words(N_("what the sheet holds")))
    parser.add_argument("file", metavar=f"{words(FILE)}.xlsx", type=Path, help=words(N_("the workbook to write")))
    fields = words(
        N_(
            "the columns, by the names of their fields, or “all”; of cards also “people” and “goods”; the usual ones if"
            " left out"
        )
    )
    parser.add_argument(
        "--fields", metavar=words(NC_("argument", "FIELD,FIELD")), type=names_of, default=(), help=fields
    )
    parser.add_argument("--overwrite", action="store_true", help=words(N_("replace the file if it is there")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    if options.file.suffix.casefold() != ".xlsx":
        raise NotAWorkbook(file=str(options.file))
    count = write_template(
        options.kind, options.file, session.words, fields=options.fields, overwrite=options.overwrite
    )
    if options.json:
        session.answer({"file": str(options.file), "kind": options.kind, "columns": count})
    else:
        said = NP_("A template with {n} column is in {file}.", "A template with {n} columns is in {file}.")
        session.say(said, n=count, file=str(options.file))
    return DONE
