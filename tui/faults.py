"""A fault of the program itself: its details go into a file, the person gets one sentence.

What the program was working on stays out of that file: it may be about a customer.
"""

import contextlib
from datetime import UTC, datetime

from locales.messages import N_
from store import log, system
from store.errors import Refused
from tui.places import fault_file


class ProgramFault(Refused):
    fault: str
    file: str
    message = N_("The program itself went wrong ({fault}). What was saved stays saved; the details are in {file}.")


def note_fault(error: Exception) -> ProgramFault:
    """Write down what went wrong, for whoever mends the program: into the log, if one is kept."""
    name, kept = type(error).__name__, log.file()
    if kept is not None:
        log.tell("fault", error=name, trace=log.trace(error))
        return ProgramFault(fault=name, file=str(kept))
    file = fault_file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        system.keep_private(file)
        lines = "\n  ".join(log.trace(error))
        with file.open("a", encoding="utf-8") as told:
            told.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}\n  {lines}\n")
    return ProgramFault(fault=name, file=str(file))
