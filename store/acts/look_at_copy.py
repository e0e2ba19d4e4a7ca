"""A copy of a room opened and looked through, in a process of its own: this one goes on using its room meanwhile.

The other process runs `main`: its standard input has the pickled request, its standard output the pickled answer.
"""

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from locales.messages import N_
from store import database, heads, journal
from store.acts import check, erase, sweep
from store.acts.check import CheckRecord
from store.acts.erasures import Erased
from store.errors import Refused
from store.heads import HeadRecord


class CopyUnreadable(Refused):
    message = N_("The copy could not be opened and looked through.")


class CopyRecord(NamedTuple):
    """What was found in a copy: how many cards, the heads of its chains, and what its check says. `erased` is how many
    erasures were done again in it."""

    cards: int
    heads: tuple[HeadRecord, ...]
    found: CheckRecord
    erased: int = 0


class PutBack(NamedTuple):
    """Why a copy is brought up to date: from which file it is put back, the heads of what it replaces, and what was
    erased since it was made."""

    file: str
    replaced: tuple[HeadRecord, ...]
    erased: tuple[Erased, ...] = ()


def look(url: str, put_back: PutBack | None = None) -> CopyRecord:
    """Open the room at `url`, which nobody else uses, and run every check. With `put_back` it is first brought up to
    date, and in the end its journal says that it was put back.

    Raises CopyUnreadable and whatever opening raises.
    """
    made = subprocess.run(
        [sys.executable, "-c", "from store.acts import look_at_copy; look_at_copy.main()"],
        input=pickle.dumps((url, put_back)),
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    if made.returncode != 0:
        raise CopyUnreadable()
    refusal, answer = pickle.loads(made.stdout)
    if refusal is not None:
        raise refusal(**answer)
    return answer  # type: ignore[no-any-return]


def main() -> None:
    """Answer one request."""
    url, put_back = pickle.load(sys.stdin.buffer)
    try:
        answer = None, _looked(url, put_back)
    except Refused as refused:
        answer = type(refused), refused.values  # type: ignore[assignment]
    finally:
        database.disconnect()
    sys.stdout.buffer.write(pickle.dumps(answer))


def _looked(url: str, put_back: PutBack | None) -> CopyRecord:
    if put_back is None:
        database.connect(url)
    else:
        from store.acts import rooms

        with tempfile.TemporaryDirectory() as folder:
            rooms.open_room(url, backups=Path(folder))
    found = check.look()
    here = heads.current()
    erased = 0
    if put_back is not None:
        erased = erase.erase_again(put_back.erased)
        note(put_back, erased)
        if erased:
            sweep.sweep()
    cards = database.rows("select count(*) from card")[0][0]
    return CopyRecord(cards, here, found, erased)


def note(put_back: PutBack, erased: int) -> None:
    """Write into the chain of the first branch that the room was put back, what stood there before, and how much was
    erased again."""
    first = database.rows("select min(id) from branch")[0][0]
    with journal.entry(first, None, "restore", put_back.file) as entry:
        entry.note_all(
            journal.Change("restore", 0, None, "replaced", None, head.text) for head in put_back.replaced if head.number
        )
        if erased:
            entry.note(journal.Change("restore", 0, None, "erased_again", None, str(erased)))
