"""Bringing a sheet in: judged and staged, looked at, written in one act (X1, W1, W2).

Touches the drawers of cards and warranties and the register of shipped units, through their bulk functions; which of
them, a sheet's kind says (`store.acts.kinds`). Locked in this order: the branch's import
counter, which lets one import of a branch write at a time; the cards that the sheet changes; the card counter; the
journal's head. Undo of an import takes away what its one journal entry says it made, and puts back what it changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from locales.messages import N_
from store import access, cards, column_memory, database, journal, offices
from store.access import Actor, Right
from store.acts import imported, imports, kind, staged
from store.acts.collecting import seldom_collected
from store.acts.kind import Ready, Whose
from store.acts.kinds import KINDS
from store.acts.likeness import Candidate
from store.acts.matching import cards_now
from store.acts.plans import (
    BY_FIELD,
    LEFT_OVER,
    NAMES_ONE,
    NAMES_ROW,
    OF_CARD,
    WRITTEN,
    Note,
    Outcome,
    Plan,
    PlanRow,
    Problem,
    SheetRow,
    Source,
    Staged,
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
        for batch in database.chunks(rows, BATCH):
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
    refuse_written(access.require(actor, Right.IMPORT), plan_id)
    with database.writing():
        staged.drop(plan_id)


def settle(actor: Actor, plan_id: int, row: int, card: int | None = None, *, as_row: int | None = None) -> PlanRow:
    """Decide an undecided row: it means the customer of `card`, that of an earlier row, or, with neither, a new one.

    Raises NotAllowed, NoSuchPlan, WrittenAlready, NotUndecided, NoSuchCard, Archived, Restricted, RowIsOpen.
    """
    actor = access.require(actor, Right.IMPORT)
    found, source = undecided(actor, plan_id, row), staged.source_of(plan_id)
    with database.writing():
        whose: Whose = None
        if as_row is not None:
            others = _numbered(plan_id, [as_row])
            whose = _of_row(as_row, others, _cards_of(actor, others.values()))
        elif card is not None:
            whose = _writable(card, cards_now(actor.branch_id, [card]))
        staged.rejudge(plan_id, _settled(actor, source, [(found, whose)]))
    return staged.window(plan_id, row - 1, 1, tuple(Outcome))[0]


def settle_alike(actor: Actor, plan_id: int, row: int, *, same: bool) -> int:
    """Decide this undecided row and every other that is undecided for the same reason: with `same` each means the
    customer whom its reason names, else each is a new one. Returns how many were decided; those whose card or row may
    not be written to stay undecided.

    Raises NotAllowed, NoSuchPlan, WrittenAlready, NotUndecided.
    """
    actor = access.require(actor, Right.IMPORT)
    why = _why(undecided(actor, plan_id, row)).problem
    if why in BY_FIELD or (same and why not in NAMES_ONE):
        raise NotUndecided(str(row))
    source, decided = staged.source_of(plan_id), 0
    with database.writing():
        waiting = [one for one in staged.each(plan_id, (Outcome.UNDECIDED,)) if _why(one).problem == why]
        for some in database.chunks(waiting, BATCH):
            pairs = list(_named(actor, plan_id, some)) if same else [(one, None) for one in some]
            staged.rejudge(plan_id, _settled(actor, source, pairs))
            decided += len(pairs)
    return decided


def undecided(actor: Actor, plan_id: int, row: int) -> Staged:
    """An undecided row of a plan that is not written. Raises NoSuchPlan, WrittenAlready, NotUndecided. Does not
    write."""
    refuse_written(actor, plan_id)
    found = _numbered(plan_id, [row]).get(row)
    if found is None or found.outcome is not Outcome.UNDECIDED:
        raise NotUndecided(str(row))
    return found


def refuse_written(actor: Actor, plan_id: int) -> None:
    """Raises NoSuchPlan, and WrittenAlready for a plan that is written. Does not write."""
    number, _ = _mine(actor, plan_id)
    if number is not None:
        raise WrittenAlready(str(number))


def _numbered(plan_id: int, numbers: Sequence[int]) -> dict[int, Staged]:
    return {one.row.row: one for one in staged.numbered(plan_id, numbers)}


def _why(one: Staged) -> Problem:
    """Why a row is undecided: the first of its problems that a person decides, else the first of all."""
    problems = [told for told in one.row.problems if not told.harmless]
    decided = (told for told in problems if told.problem.startswith("likely") or told.problem in BY_FIELD)
    return next(decided, problems[0])


def _named(actor: Actor, plan_id: int, rows: Sequence[Staged]) -> Iterator[tuple[Staged, Whose]]:
    """Each undecided row with whom its reason names, in the sheet's order; not those that may not be written to."""
    named = {one.row.row: int(why.details["other_row"]) for one in rows if (why := _why(one)).problem in NAMES_ROW}
    others = _numbered(plan_id, list(named.values()))
    now = _cards_of(actor, (*rows, *others.values()))
    meant: dict[int, Whose] = {}
    for one in rows:
        other = named.get(one.row.row)
        try:
            if other is None:
                whose: Whose = _writable(one.card or 0, now)
            else:
                whose = meant[other] if other in meant else _of_row(other, others, now)
        except Refused:
            continue
        meant[one.row.row] = whose
        yield one, whose


def _of_row(row: int, others: Mapping[int, Staged], now: Mapping[int, Candidate]) -> Whose:
    """Whose an earlier row is. Raises RowIsOpen while nobody knows, and what `_writable` raises."""
    other = others.get(row)
    if other is None or other.outcome in LEFT_OVER:
        raise RowIsOpen(str(row))
    return _writable(other.card, now) if other.card else other.with_row or row


def _settled(actor: Actor, source: Source, decided: Sequence[tuple[Staged, Whose]]) -> list[Staged]:
    settled = KINDS[source.kind].settled
    if settled is None:
        raise NotUndecided(str(decided[0][0].row.row))
    bare = [(_without_doubt(one), whose) for one, whose in decided]
    return [one._replace(by_hand=True) for one in settled(actor.branch_id, source, bare)]


def _without_doubt(one: Staged) -> Staged:
    kept = (told for told in one.row.problems if _stays(told.problem))
    return one._replace(row=one.row._replace(problems=tuple(kept)))


def _stays(problem: str) -> bool:
    """Whether a problem of a row does not depend on whose it is."""
    return not problem.startswith(("likely", "card_")) and problem not in OF_CARD


def _cards_of(actor: Actor, rows: Iterable[Staged]) -> dict[int, Candidate]:
    return cards_now(actor.branch_id, {one.card for one in rows if one.card})


def _writable(card: int, now: Mapping[int, Candidate]) -> Candidate:
    """A card that a row is said to mean, if it may be written to. Raises NoSuchCard, Archived, Restricted."""
    chosen = now.get(card)
    if chosen is None:
        raise cards.NoSuchCard(card_no=str(card))
    if chosen.archived:
        raise cards.Archived(card_no=chosen.card_no)
    if chosen.restricted:
        raise access.Restricted(card_no=chosen.card_no)
    return chosen


@seldom_collected()
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
    refuse_written(actor, plan_id)
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
