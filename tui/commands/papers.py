"""What the commands that make a paper have in common: their options, and what is done and said once it stands."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from importers.papers import sending
from importers.papers.making import Made
from locales.messages import N_, NP_
from locales.words import Words
from tui.commands import DONE, FILE, LEFT_OVER
from tui.commands.parsing import json_option
from tui.commands.session import Session

WRITTEN = NP_("{n} page written to {file}.", "{n} pages written to {file}.")
FILE_TO_WRITE = N_("the paper to write")
MISSING = N_("No font here has {characters} ({places}).")


def paper_options(parser: ArgumentParser, words: Words, endings: str) -> None:
    """The file to write, and the options that go with it."""
    parser.add_argument("file", metavar=f"{words(FILE)}{endings}", type=Path, help=words(FILE_TO_WRITE))
    parser.add_argument("--overwrite", action="store_true", help=words(N_("replace the file if it is there")))
    codes = N_("print its code where no font has a character")
    parser.add_argument("--codes", action="store_true", help=words(codes))
    then = parser.add_mutually_exclusive_group()
    for option, help_ in (
        (sending.PRINT, N_("send it to the printer")),
        (sending.OPEN, N_("show it in the program for such files")),
    ):
        then.add_argument(
            f"--{option}", dest="then", action="store_const", const=option, default=sending.KEEP, help=words(help_)
        )
    json_option(parser, words)


def made(session: Session, options: Namespace, make: Callable[[], Made], about: dict[str, Any]) -> int:
    """Make the paper, do with it what was asked, and say so. `about` goes into the JSON."""
    sending.check(options.file, options.then)
    paper = make()
    sent = sending.send(options.file.absolute(), options.then)
    file = str(options.file)
    if options.json:
        told = {"cards": paper.cards, "pages": paper.pages, "missing": paper.missing, "missing_in": paper.places}
        session.answer({"file": file, **about, **told, "sent": options.then != sending.KEEP and sent})
    else:
        session.say(WRITTEN, n=paper.pages, file=file)
    if paper.missing:
        session.tell(MISSING, characters=paper.missing, places=paper.places)
    if not sent:
        session.tell(sending.NOT_SENT[options.then], file=file)
    return DONE if sent else LEFT_OVER
