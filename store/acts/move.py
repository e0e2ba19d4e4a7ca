"""A room brought over to another engine, whole: from a file to PostgreSQL when a firm grows, and back (K5).

In this order: the room is opened, checked and kept from changing (people may read on); empty tables are made ready in
its new place, without indexes; the rows come, some thousand in a transaction, each with a note of how far it is;
indexes and references are made; each table is read again and its digest compared; numbers that were given stay given;
the search index is made anew; the new room is put through every check and its chains' heads compared. Only then does it
count as a room. Killed at any moment, the same move goes on where it was, provided that nothing changed meanwhile.
Nothing is written to the old room, nor into any journal: both ends say the same, word for word.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import database, heads, migrations, statistics
from store.acts import check, rooms
from store.acts.check import CheckRecord
from store.acts.move_ends import End, opened, same_shapes
from store.acts.move_lines import Shape
from store.acts.move_rows import Differs, Stage, TableRecord, Told, bring, build, compare, keep, kept
from store.acts.rooms import MOVING
from store.engines import DatabaseGone, DiskFull
from store.errors import Refused
from store.heads import HeadRecord


class NotTheOwner(Refused):
    place: str
    message = N_("{place} belongs to another account; only the one that owns a room can move it. Nothing was changed.")


class RoomOlder(Refused):
    place: str
    message = N_(
        "The card room at {place} was made by an older Cardkeeper. Open it once, so that it is brought up to date, and"
        " move it then. Nothing was changed."
    )


class RoomUnsound(Refused):
    """`found` is what the check of the room said."""

    place: str
    found: CheckRecord
    message = N_("The card room at {place} does not pass the check, and was not moved.")


class OtherMove(Refused):
    place: str
    source: str
    message = N_(
        "Another room is being moved to {place}: that from {source}. Nothing was changed. To give that up and begin"
        " anew: --anew"
    )


class SourceChanged(Refused):
    place: str
    message = N_(
        "The card room at {place} has changed since its move began, so the move does not go on. Begin it again with"
        " --anew, when nobody works in it any more."
    )


class OtherColumns(Refused):
    table: str
    message = N_("The table “{table}” has other columns in the new place. Nothing was moved.")


class MoveStopped(Refused):
    place: str
    problem: Message
    message = N_(
        "The move to {place} stopped: {problem} What has come over stays, and the old room is as it was; the same"
        " command goes on."
    )


class MovePlan(NamedTuple):
    """What a move would bring over: `rows` by table. `half` says that it would go on where one was stopped."""

    place: str
    cards: int
    rows: Mapping[str, int]
    heads: tuple[HeadRecord, ...]
    half: bool


class MoveRecord(NamedTuple):
    """What came over. `resumed` says that an earlier move had brought some of it."""

    place: str
    cards: int
    tables: tuple[TableRecord, ...]
    heads: tuple[HeadRecord, ...]
    resumed: bool


def plan(source: str, target: str, *, anew: bool = False, despite_faults: bool = False) -> MovePlan:
    """What `move` would do. Writes nothing. Raises as `move` does, but for what only the rows themselves show."""
    _judged(source, despite_faults)
    with _end(source) as here:
        here.hold()
        counts, now = _counts(here), _heads(here)
        half = False
        if _is_there(target):
            with _end(target) as there:
                half = _half(there, source, target, _mark(now, counts), anew)
    return MovePlan(database.place(target), counts["card"], counts, now, half and not anew)


def move(
    source: str, target: str, *, anew: bool = False, despite_faults: bool = False, told: Told | None = None
) -> MoveRecord:
    """Bring the room at `source` to `target`, where nothing may be but a half-done move of the same room.

    `anew` takes away a half-done move first. A room that does not pass the check is moved only with `despite_faults`.
    For the account that owns both. Raises NoRoom, RoomNewer, RoomOlder, NotTheOwner, RoomUnsound, Busy, RoomNotEmpty,
    OtherMove, SourceChanged, OtherColumns, Differs, MoveStopped, NotReachable, FolderNotWritable, NetworkDrive.
    """
    tell = told or (lambda _stage, _done, _count: None)
    found = _judged(source, despite_faults)
    with _end(source) as here:
        here.hold()
        counts, now = _counts(here), _heads(here)
        resumed = _make_ready(source, target, _mark(now, counts), anew)
        with _stopping(target), _end(target) as there:
            shapes = _shapes(here, there)
            known = bring(here, there, shapes, counts, tell)
            build(there, tell)
            tables = compare(here, there, shapes, known, tell)
            there.tidy()
        with _stopping(target):
            _make_anew(target, {table: here.ids_given(table) for table in _with_ids(shapes)}, tell)
        _judge_moved(target, found, now)
        with _stopping(target), _end(target) as there:
            _let_it_be_a_room(here, there)
    return MoveRecord(database.place(target), counts["card"], tables, now, resumed)


# ── before anything is written


def _judged(source: str, despite_faults: bool) -> CheckRecord:
    """The room to be moved put through every check."""
    path = database.sqlite_path(source)
    if path is not None and not path.is_file():
        raise rooms.NoRoom(place=str(path))
    database.connect(source)
    try:
        seen, ours = migrations.applied(), migrations.known()
        if not seen:
            raise rooms.NoRoom(place=database.place(source))
        newer = [name for name in seen if name not in ours]
        if newer:
            rooms.refuse_half_moved(source)
            raise rooms.RoomNewer(migration=newer[-1])
        if seen != ours:
            raise RoomOlder(place=database.place(source))
        with _end(source) as here:
            if not here.owned():
                raise NotTheOwner(place=database.place(source))
        found = check.look()
    finally:
        database.disconnect()
    if not (found.sound or despite_faults):
        raise RoomUnsound(place=database.place(source), found=found)
    return found


def _counts(here: End) -> dict[str, int]:
    return {table: here.count(table) for table in here.tables()}


def _heads(here: End) -> tuple[HeadRecord, ...]:
    return tuple(HeadRecord(*row) for row in here.rows(heads.CURRENT))


def _mark(now: tuple[HeadRecord, ...], counts: Mapping[str, int]) -> str:
    """What tells soon whether a room changed between two attempts; the digests tell it surely."""
    return hashlib.sha256(json.dumps([now, dict(counts)]).encode()).hexdigest()


def _is_there(target: str) -> bool:
    """Whether there is a place at all that can be looked at: a file that is not there yet holds nothing."""
    path = database.sqlite_path(target)
    return path is None or path.exists()


def _half(there: End, source: str, target: str, mark: str, anew: bool) -> bool:
    """Whether a half-done move is there, which may go on or be taken away. Raises RoomNotEmpty, NotTheOwner, OtherMove,
    SourceChanged."""
    if not there.owned():
        raise NotTheOwner(place=database.place(target))
    tables = there.all_tables()
    if MOVING not in tables:
        if tables:
            raise rooms.RoomNotEmpty(place=database.place(target))
        return False
    state = kept(there)
    if anew:
        return True
    if state.get("source") != database.without_password(source):
        raise OtherMove(place=database.place(target), source=state.get("source", ""))
    if state.get("mark") != mark:
        raise SourceChanged(place=database.place(source))
    return True


# ── the new place


def _make_ready(source: str, target: str, mark: str, anew: bool) -> bool:
    """Empty tables without indexes at `target`, or those that were begun. Returns whether some were."""
    half = False
    if _is_there(target):
        with _end(target) as there:
            half = _half(there, source, target, mark, anew)
            if half and anew:
                there.clear()
                half = False
    path = database.sqlite_path(target)
    if path is not None and not path.exists():
        rooms.prepare_file(path)
    with _stopping(target):
        if not half:
            _begin(target, {"source": database.without_password(source), "mark": mark})
        with _end(target) as there:
            begun = "later" in kept(there)
        if not begun:
            _make_tables(target)
    return half


def _begin(target: str, kept: Mapping[str, str]) -> None:
    database.connect(target)
    try:
        with database.writing():
            database.execute(f"create table {MOVING} (name text primary key, value text not null)")
            for name, value in kept.items():
                database.execute(f"insert into {MOVING} (name, value) values (?, ?)", (name, value))
            migrations.note_unfinished()
    finally:
        database.disconnect()


def _make_tables(target: str) -> None:
    database.connect(target)
    try:
        migrations.apply()
    finally:
        database.disconnect()
    with _end(target) as there, there.transaction():
        later = there.later(there.tables())
        for one in reversed(later):
            there.execute(one.drop)
        keep(there, "later", json.dumps([one.make for one in later]))


def _shapes(here: End, there: End) -> Mapping[str, Shape]:
    tables = here.tables()
    others = set(tables) ^ set(there.tables())
    if others:
        raise OtherColumns(table=min(others))
    try:
        return same_shapes(here, there, tables)
    except KeyError as other:
        raise OtherColumns(table=str(other.args[0])) from None


# ── what each engine has of its own


def _with_ids(shapes: Mapping[str, Shape]) -> list[str]:
    numbered = (table for table, shape in shapes.items() if shape.keys == 1 and shape.columns[0].name == "id")
    return [migrations.HISTORY, *numbered]


def _make_anew(target: str, given: Mapping[str, int], tell: Told) -> None:
    """Ids go on behind those that were ever given, and the index is made of the rows that came."""
    database.connect(target)
    try:
        with database.writing():
            for table, last in given.items():
                database.give_ids_after(table, last)
            statistics.tell()  # SQLite forgets them with an index
        rooms.index_anew(lambda done, cards: tell(Stage.SEARCH, done, cards))
    finally:
        database.disconnect()


def _judge_moved(target: str, found: CheckRecord, were: tuple[HeadRecord, ...]) -> None:
    """The new room put through every check; it says what the old one's said."""
    database.connect(target)
    try:
        moved, now = check.look(), heads.current()
    finally:
        database.disconnect()
    if now != were:
        raise Differs(table="journal_head")
    if found.sound and not moved.sound:
        raise RoomUnsound(place=database.place(target), found=moved)


def _let_it_be_a_room(here: End, there: End) -> None:
    """The notes of what ran, and no state any more: from here on it can be opened."""
    shape = there.shape(migrations.HISTORY)
    with there.transaction():
        there.execute(f"delete from {migrations.HISTORY}")
        there.write(migrations.HISTORY, shape, list(here.lines(migrations.HISTORY, shape, None)))
        there.execute(f"drop table {MOVING}")


# ── ends and their troubles


@contextlib.contextmanager
def _end(url: str) -> Iterator[End]:
    end = opened(url)
    try:
        yield end
    finally:
        end.close()


_FULL = N_("the disk is full.")
_UNFIT = N_("a value is none that can stand there.")
_LOOSE = N_("a row refers to another that is not there, or stands there twice.")
_PROBLEMS: dict[str, Message] = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": N_("somebody else is writing there."),
    "SQLITE_IOERR": N_("the database does not answer."),
    "SQLITE_CONSTRAINT": _LOOSE,
    "53100": _FULL,
    "57": N_("the database does not answer."),
    "08": N_("the database does not answer."),
    "22": _UNFIT,
    "23": _LOOSE,
}
"""By the beginning of SQLite's name for an error, or of PostgreSQL's code."""


@contextlib.contextmanager
def _stopping(target: str) -> Iterator[None]:
    """What the drivers complain of, as one sentence that says how to go on."""
    try:
        yield
    except DiskFull as error:
        raise MoveStopped(place=database.place(target), problem=_FULL) from error
    except DatabaseGone as error:
        raise MoveStopped(place=database.place(target), problem=_PROBLEMS["08"]) from error
    except Refused:
        raise
    except Exception as error:
        problem = _problem(error)
        if problem is None:
            raise
        raise MoveStopped(place=database.place(target), problem=problem) from error


def _problem(error: Any) -> Message | None:
    if isinstance(error, ValueError):
        return _UNFIT
    if hasattr(error, "sqlstate") and error.sqlstate is None:  # the driver's own: the connection is lost
        return _PROBLEMS["08"]
    code = str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")
    return next((problem for start, problem in _PROBLEMS.items() if start and code.startswith(start)), None)
