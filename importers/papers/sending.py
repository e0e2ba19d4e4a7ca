"""What becomes of a paper that is written: it is kept, shown, or sent to the printer of this machine."""

from pathlib import Path

from importers.papers.making import PDF
from locales.messages import N_
from store import system
from store.errors import Refused

KEEP, OPEN, PRINT = "keep", "open", "print"
NOT_SENT = {
    OPEN: N_("{file} is written, but nothing here shows it. Open it yourself."),
    PRINT: N_("{file} is written, but no printer took it. Print it from a program that shows it."),
}


class OnlyPdfIsPrinted(Refused):
    file: str
    message = N_("“{file}” is a workbook, which is printed from the program that opens it. A .pdf goes to the printer.")
    exit_code = 2


def check(path: Path, then: str) -> None:
    """Say before anything is written that it cannot be printed from here. Raises OnlyPdfIsPrinted."""
    if then == PRINT and path.suffix.casefold() != PDF:
        raise OnlyPdfIsPrinted(file=str(path))


def send(path: Path, then: str) -> bool:
    """Do with the paper what `then` says. Returns whether anything took it; the paper stands in any case."""
    match then:
        case "open":
            return system.open_file(path)
        case "print":
            return system.print_file(path)
        case _:
            return True
