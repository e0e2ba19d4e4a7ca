"""The register of shipped units (W2): one row a unit. A serial that the register has already is corrected."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from locales.messages import N_
from store import journal, shipped
from store.acts.kind import Judge, Kind, Ready, is_sound
from store.acts.plans import Outcome, Problem, SheetRow, Source, Staged
from store.fields import SHIPPED_FIELDS
from store.shipped import ShippedRecord, UnitUpdate


def judging(branch_id: int, source: Source) -> Judge:
    before: dict[str, int] = {}

    def judge(rows: Sequence[SheetRow]) -> Iterator[Staged]:
        known = shipped.of_serials(branch_id, [row.values["serial"] for row in rows if is_sound(row)])
        for row in rows:
            if not is_sound(row):
                yield Staged(row, Outcome.REJECTED)
                continue
            serial = row.values["serial"]
            first = before.setdefault(serial, row.row)
            yield _twice(row, source, first) if first != row.row else _judged(row, source, known.get(serial))

    return judge


def _twice(row: SheetRow, source: Source, first: int) -> Staged:
    """A serial stands once in a register: nobody but a person knows which of two rows is right."""
    serial = row.values["serial"]
    why = Problem(source.header_of("serial"), "serial", serial, "serial_twice", {"other_row": str(first)})
    return Staged(row._replace(problems=(*row.problems, why)), Outcome.REJECTED)


def _judged(row: SheetRow, source: Source, unit: ShippedRecord | None) -> Staged:
    if unit is None:
        return Staged(row, Outcome.NEW)
    changed = _changes(row, unit)
    told = tuple(
        Problem(source.header_of(name), name, journal.text(new) or "", "register_differs", {"old": journal.text(old)})
        for name, (old, new) in changed.items()
        if old
    )
    outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED
    return Staged(row._replace(problems=(*row.problems, *told)), outcome)


def _changes(row: SheetRow, unit: ShippedRecord) -> Mapping[str, tuple[Any, Any]]:
    """What the row says otherwise than the register, (old, new) by field; the row's empty cells say nothing."""
    said = {name: row.values.get(name) for name in SHIPPED_FIELDS}
    return {name: (unit.values[name], new) for name, new in said.items() if new not in (None, "", unit.values[name])}


def write(entry: journal.Entry, ready: Ready, left_out: set[int]) -> None:
    """Written by what the register says at this moment: one import of a branch is written at a time."""
    rows = {one.row.values["serial"]: one.row for one in ready.without(left_out)}
    known = shipped.of_serials(entry.branch_id, rows)
    shipped.add_many(entry, ready.plan.id, [row.values for serial, row in rows.items() if serial not in known])
    updates = [UnitUpdate(unit.id, _changes(rows[serial], unit)) for serial, unit in known.items()]
    shipped.update_many(entry, [one for one in updates if one.changed])


KIND = Kind(
    name="shipped",
    title=N_("Register of shipped units"),
    fields=SHIPPED_FIELDS,
    needed=("serial", "model"),
    shown=("model", "shipped_on"),
    telling=("serial",),
    judging=judging,
    write=write,
)
