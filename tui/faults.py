"""A fault of the program itself: its details go into a file, the person gets one sentence."""

import contextlib
import traceback
from datetime import UTC, datetime

from locales.messages import N_
from store.errors import Refused
from tui.places import fault_file


class ProgramFault(Refused):
    fault: str
    file: str
    message = N_("The program itself went wrong ({fault}). What was saved stays saved; the details are in {file}.")


def note_fault(error: Exception) -> ProgramFault:
    """Write down what went wrong, for whoever mends the program."""
    file = fault_file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}\n{''.join(traceback.format_exception(error))}\n")
    return ProgramFault(fault=type(error).__name__, file=str(file))
