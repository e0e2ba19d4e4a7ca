"""Bringing a sheet in: judged and staged, looked at, written in one act (X1, W1, W2).

Touches the drawers of cards and warranties and the register of shipped units, through their bulk functions; which of
them, a sheet's kind says (`store.acts.kinds`). Locked in this order: the branch's import
counter, which lets one import of a branch write at a time; the cards that the sheet changes; the card counter; the
journal's head. Undo of an import takes away what its one journal entry says it made, and puts back what it changed.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice

from locales.messages import N_
from store import access, cards, column_memory, database, journal, offices
from store.access import Actor, Right
from store.acts import imported, imports, kind, staged
from store.acts.judging import Staged
from store.acts.kind import Ready, Whose
from store.acts.kinds import KINDS
from store.acts.likeness import Candidate
from store.acts.matching import cards_now
from store.acts.plans import (
    LEFT_OVER,
    NAMES_ONE,
    NAMES_ROW,
    WRITTEN,
    Note,
    Outcome,
    Plan,
    PlanRow,
    Problem,
    SheetRow,
    Source,
)
from store.acts.watching import Watch, Watching
from store.errors import Refused

BATCH = 1000
LINES = 14
"""About so many rows of tables are written for one of a sheet: by them it is told how far the write is."""
_FORGOTTEN_AFTER = timedelta(days=1)


class NoSuchPlan(Refused):
    message = N_("This sheet is no longer staged. Bring it in again.")


class WrittenAlready(Refused):
    number: str
    message = N_("This sheet was written already, as import {number}.")


class NothingToWrite(Refused):
    rows: int
    message = N_("No row of this sheet changes anything here. Nothing was written.")


class NotAllSound(Refused):
    """`left_over` rows are rejected or undecided, and all or nothing was asked for."""

    left_over: int
    message = N_("{left_over} rows are rejected or undecided, and all or nothing was asked for. Nothing was written.")


class NotUndecided(Refused):
    row: str
    message = N_("Row {row} has nothing to decide.")


class RowIsOpen(Refused):
    row: str
    message = N_("Row {row} is not decided itself yet, or is rejected. Decide or mend that one first.")


def stage(actor: Actor, source: Source, rows: Iterable[SheetRow]) -> Plan:
    """Judge rows against the room and each other, and keep them until somebody agrees. Changes no card.

    The same sheet staged before by the same person and not written is replaced. If `rows` raises, nothing stays.
    Raises NotAllowed.
    """
    actor = access.require(actor, Right.IMPORT)
    _clear(actor, source)
    source = source._replace(notes=(*_brought_in_before(actor, source), *source.notes))
    with database.writing():
        import_id = staged.begin(actor.branch_id, actor.staff_id, source)
    try:
        judge = KINDS[source.kind].judging(actor.branch_id, source)
        for batch in _batches(rows):
            judged = list(judge(batch))
            with database.writing():
                staged.add(import_id, actor.branch_id, judged)
        with database.writing():
            staged.complete(import_id, source)
    except BaseException:
        with database.writing():
            staged.drop(import_id)
        raise
    return staged.plan_of(import_id)


def _batches(rows: Iterable[SheetRow]) -> Iterator[list[SheetRow]]:
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _brought_in_before(actor: Actor, source: Source) -> Iterator[Note]:
    for number, at, undone_at in database.rows(
        "select number, committed_at, undone_at from import where branch_id = ? and file_hash = ? and sheet = ?"
        " and number is not null order by number",
        (actor.branch_id, source.digest, source.sheet),
    ):
        said = {"number": str(number), "day": database.day_of(database.moment(at), actor.time_zone)}
        if undone_at is None:
            yield Note("brought_in_before", said)
        else:
            undone = database.day_of(database.moment(undone_at), actor.time_zone)
            yield Note("brought_in_and_undone", {**said, "undone": undone})


def _clear(actor: Actor, source: Source) -> None:
    """Forget this person's earlier plan of the same sheet, and what a crash left half staged."""
    found = database.rows(
        "select id, staff_id, file_hash, sheet, columns, staged_at from import where branch_id = ? and number is null"
        " and kind <> ?",
        (actor.branch_id, staged.DROPPED),
    )
    old = database.now() - _FORGOTTEN_AFTER
    for import_id, staff_id, digest, sheet, columns, staged_at in found:
        same = (staff_id, digest, sheet) == (actor.staff_id, source.digest, source.sheet)
        if same or (not staged.is_complete(columns) and database.moment(staged_at) < old):
            with database.writing():
                staged.drop(import_id)


def plan(actor: Actor, plan_id: int) -> Plan:
    """A plan with its counts. Raises NotAllowed, NoSuchPlan. Does not write."""
    _mine(imports.reader(actor), plan_id)
    return staged.plan_of(plan_id)


def waiting(actor: Actor) -> list[Plan]:
    """The branch's plans that nobody has written yet, the oldest first. Raises NotAllowed. Does not write."""
    actor = access.require(actor, Right.IMPORT)
    found = database.rows(
        "select id, columns from import where branch_id = ? and number is null and kind <> ? order by id",
        (actor.branch_id, staged.DROPPED),
    )
    return [staged.plan_of(plan_id) for plan_id, columns in found if staged.is_complete(columns)]


def plan_rows(
    actor: Actor, plan_id: int, *, after: int = 0, limit: int = 100, outcomes: Iterable[Outcome] = tuple(Outcome)
) -> list[PlanRow]:
    """A window of a plan's rows in the sheet's order, those after row `after`; of some outcomes only, if wanted.

    Raises NotAllowed, NoSuchPlan. Does not write.
    """
    _mine(imports.reader(actor), plan_id)
    return staged.window(plan_id, after, limit, outcomes)


def _mine(actor: Actor, plan_id: int) -> tuple[int | None, str]:
    """Number and columns of a plan of the actor's branch."""
    found = database.rows(
        "select number, columns from import where id = ? and branch_id = ?", (plan_id, actor.branch_id)
    )
    if not found or not staged.is_complete(found[0][1]):
        raise NoSuchPlan()
    return found[0]


def drop(actor: Actor, plan_id: int) -> None:
    """Forget a plan that was not written. Raises NotAllowed, NoSuchPlan, WrittenAlready."""
    number, _ = _mine(access.require(actor, Right.IMPORT), plan_id)
    if number is not None:
        raise WrittenAlready(str(number))
    with database.writing():
        staged.drop(plan_id)


def settle(actor: Actor, plan_id: int, row: int, card: int | None = None, *, as_row: int | None = None) -> PlanRow:
    """Decide an undecided row: it means the customer of `card`, that of an earlier row, or, with neither, a new one.

    Raises NotAllowed, NoSuchPlan, WrittenAlready, NotUndecided, NoSuchCard, Archived, Restricted, RowIsOpen.
    """
    actor = access.require(actor, Right.IMPORT)
    _unwritten(actor, plan_id)
    found = staged.one(plan_id, row)
    if found is None or found.outcome is not Outcome.UNDECIDED:
        raise NotUndecided(str(row))
    with database.writing():
        whose = _of_row(actor, plan_id, as_row) if as_row is not None else _chosen(actor, card) if card else None
        staged.rejudge(plan_id, [_settled(actor, staged.source_of(plan_id), found, whose)])
    return staged.window(plan_id, row - 1, 1, tuple(Outcome))[0]


def settle_alike(actor: Actor, plan_id: int, row: int, *, same: bool) -> int:
    """Decide this undecided row and every other that is undecided for the same reason: with `same` each means the
    customer whom its reason names, else each is a new one. Returns how many were decided; those whose card or row may
    not be written to stay undecided.

    Raises NotAllowed, NoSuchPlan, WrittenAlready, NotUndecided.
    """
    actor = access.require(actor, Right.IMPORT)
    _unwritten(actor, plan_id)
    found = staged.one(plan_id, row)
    why = found and found.outcome is Outcome.UNDECIDED and _why(found)
    if not why or (same and why.problem not in NAMES_ONE):
        raise NotUndecided(str(row))
    source, decided = staged.source_of(plan_id), 0
    with database.writing():
        for one in list(staged.each(plan_id, (Outcome.UNDECIDED,))):
            if _why(one).problem == why.problem:
                with contextlib.suppress(Refused):
                    whose = _named(actor, plan_id, one) if same else None
                    staged.rejudge(plan_id, [_settled(actor, source, one, whose)])
                    decided += 1
    return decided


def _unwritten(actor: Actor, plan_id: int) -> None:
    number, _ = _mine(actor, plan_id)
    if number is not None:
        raise WrittenAlready(str(number))


def _why(undecided: Staged) -> Problem:
    """Why a row is undecided: the first of its problems that a person decides, else the first of all."""
    problems = [one for one in undecided.row.problems if not one.harmless]
    return next((one for one in problems if one.problem.startswith("likely")), problems[0])


def _named(actor: Actor, plan_id: int, undecided: Staged) -> Whose:
    """Whom the reason of an undecided row names."""
    why = _why(undecided)
    if why.problem in NAMES_ROW:
        return _of_row(actor, plan_id, int(why.details["other_row"]))
    return _chosen(actor, undecided.card or 0)


def _of_row(actor: Actor, plan_id: int, row: int) -> Whose:
    """Whose an earlier row is. Raises RowIsOpen while nobody knows."""
    other = staged.one(plan_id, row)
    if other is None or other.outcome in LEFT_OVER:
        raise RowIsOpen(str(row))
    return _chosen(actor, other.card) if other.card else other.with_row or row


def _settled(actor: Actor, source: Source, found: Staged, whose: Whose) -> Staged:
    kept: list[Problem] = [one for one in found.row.problems if not one.problem.startswith(("likely", "card_"))]
    bare = found._replace(row=found.row._replace(problems=tuple(kept)))
    settled = KINDS[source.kind].settled
    if settled is None:
        raise NotUndecided(str(found.row.row))
    return settled(actor.branch_id, source, bare, whose)._replace(by_hand=True)


def choose(actor: Actor, plan_id: int, row: int, ways: Mapping[str, str]) -> PlanRow:
    """Decide the conflicts of a row, each by its column: "mine" as the sheet says it, "theirs" as the card says it now,
    "was" as it left.

    Raises NotAllowed, NoSuchPlan, WrittenAlready, NotUndecided.
    """
    actor = access.require(actor, Right.IMPORT)
    number, _ = _mine(actor, plan_id)
    if number is not None:
        raise WrittenAlready(str(number))
    found = next((one for one in staged.each(plan_id, (Outcome.UNDECIDED,)) if one.row.row == row), None)
    chosen = KINDS[staged.source_of(plan_id).kind].chosen
    conflicts = (found.more or {}).get("conflicts") if found else None
    if found is None or chosen is None or not conflicts or set(conflicts) - set(ways):
        raise NotUndecided(str(row))
    with database.writing():
        staged.rejudge(plan_id, [chosen(found, ways)])
    return staged.window(plan_id, row - 1, 1, tuple(Outcome))[0]


def choose_all(actor: Actor, plan_id: int, way: str) -> int:
    """Decide every conflict of a plan in one way, of `card_merge.WAYS`. Returns how many rows were decided; those that
    are undecided for another reason stay so.

    Raises NotAllowed, NoSuchPlan, WrittenAlready.
    """
    actor = access.require(actor, Right.IMPORT)
    _unwritten(actor, plan_id)
    chosen = KINDS[staged.source_of(plan_id).kind].chosen
    if chosen is None:
        return 0
    with database.writing():
        found = [one for one in staged.each(plan_id, (Outcome.UNDECIDED,)) if (one.more or {}).get("conflicts")]
        staged.rejudge(plan_id, [chosen(one, dict.fromkeys((one.more or {})["conflicts"], way)) for one in found])
    return len(found)


def _chosen(actor: Actor, card: int) -> Candidate:
    """A card that a person named, if it may be written to."""
    chosen = cards_now(actor.branch_id, [card]).get(card)
    if chosen is None:
        raise cards.NoSuchCard(card_no=str(card))
    if chosen.archived:
        raise cards.Archived(card_no=chosen.card_no)
    if chosen.restricted:
        raise access.Restricted(card_no=chosen.card_no)
    return chosen


def commit(actor: Actor, plan_id: int, *, strict: bool = False, watch: Watch | None = None) -> Plan:
    """Write the sound and held rows of a plan: one transaction, one journal entry.

    Rows whose card was changed since they were judged, or whose customer or serial came into the room since, become
    undecided and are not written; the counts of the plan returned are what was written. With `strict`, a row that is
    rejected or undecided, then too, refuses all. `watch` is told how many of how many rows are written, and may raise
    to stop; then nothing is written.
    Raises NotAllowed, NoSuchPlan, WrittenAlready, NothingToWrite, NotAllSound; then nothing is written.
    Journal: one entry "import", a change for each new card, goods and warranty and for each field changed.
    """
    actor = access.require(actor, Right.IMPORT)
    ready = kind.read(_open_plan(actor, plan_id, strict))
    KINDS[ready.plan.source.kind].prepare(ready)
    stale: list[Staged] = []
    try:
        progress = Watching(watch, LINES, ready.plan.to_write)
        with database.heard(progress.beat):
            return _write(actor, plan_id, ready, stale, strict=strict)
    except (NothingToWrite, NotAllSound):
        with database.writing():
            staged.rejudge(plan_id, stale)
        raise


def _write(actor: Actor, plan_id: int, ready: Ready, stale: list[Staged], *, strict: bool) -> Plan:
    """The act itself. The rows that no longer hold are told in `stale`, for when they refuse all."""
    of_kind = KINDS[ready.plan.source.kind]
    with journal.entry(actor.branch_id, actor.staff_id, "import") as entry:
        number = offices.next_number(actor.branch_id, "import")
        stale += of_kind.stale(ready)
        staged.rejudge(plan_id, stale)
        current = _open_plan(actor, plan_id, strict)
        entry.reason = imported.reason(number, current.source.file)
        of_kind.write(entry, ready, {one.row.row for one in stale})
        database.execute(
            "update import set number = ?, committed_at = ?, counts = ? where id = ?",
            (number, database.now(), staged.dumped(current.counts), plan_id),
        )
        entry.note(journal.Change("import", plan_id, None, "number", None, str(number)))
        column_memory.keep(entry, plan_id, current.source.kind, current.source.reading.get("said", {}))
    return staged.plan_of(plan_id)


def _open_plan(actor: Actor, plan_id: int, strict: bool) -> Plan:
    """The plan, if it may be written."""
    number, _ = _mine(actor, plan_id)
    if number is not None:
        raise WrittenAlready(str(number))
    found = staged.plan_of(plan_id)
    if strict and found.left_over:
        raise NotAllSound(found.left_over)
    if not any(found.counts[outcome] for outcome in WRITTEN):
        raise NothingToWrite(found.rows)
    return found


def left_over(actor: Actor, plan_id: int) -> Iterator[PlanRow]:
    """Every rejected and undecided row of a plan, window by window: what the problem workbook holds."""
    last = 0
    while window := plan_rows(actor, plan_id, after=last, limit=500, outcomes=LEFT_OVER):
        yield from window
        last = window[-1].row
