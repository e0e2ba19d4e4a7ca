"""The register of shipped units (W2): what left the warehouse, when, and for whom, as the sheets of a branch tell it.

A serial stands in a branch's register once. It is no customer's data: whoever reads the branch's cards reads it. All
functions that write are for the inside of a journal entry.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from store import access, database, journal
from store.access import Actor
from store.fields import SHIPPED_FIELDS, Format
from store.readings import fold

WINDOW = 1000


class ShippedRecord(NamedTuple):
    """A unit of the register, its values by field name."""

    id: int
    version: int
    values: Mapping[str, Any]


class UnitUpdate(NamedTuple):
    """What changes on a unit: (old, new) by field name."""

    id: int
    changed: Mapping[str, tuple[Any, Any]]


_COLUMNS = ", ".join(info.column for info in SHIPPED_FIELDS.values())


def of_serials(branch_id: int, serials: Iterable[str]) -> dict[str, ShippedRecord]:
    """The units of the branch's register that have one of these serials, by serial. Does not write."""
    return {
        record.values["serial"]: record
        for some in database.chunks(sorted(set(serials)))
        for record in _records(f"branch_id = ? and serial in {database.marks(some)}", (branch_id, *some))
    }


def every(actor: Actor) -> Iterator[ShippedRecord]:
    """The registers that `actor` reads, in the order they came in, read window by window. Does not write."""
    for branch_id in access.reading(actor).branches:
        last = 0
        while records := _records(f"branch_id = ? and id > ? order by id limit {WINDOW}", (branch_id, last)):
            yield from records
            last = records[-1].id


def models(branch_id: int) -> frozenset[str]:
    """The models that the branch's register knows, as `key` compares them. Does not write."""
    found = database.rows("select distinct model from shipped_unit where branch_id = ?", (branch_id,))
    return frozenset(key(model) for (model,) in found if model)


def dealers(branch_id: int) -> frozenset[str]:
    """The dealers that the branch's register knows, as `key` compares them. Does not write."""
    found = database.rows("select distinct dealer from shipped_unit where branch_id = ?", (branch_id,))
    return frozenset(key(dealer) for (dealer,) in found if dealer and not is_warehouse(dealer))


def key(text: str | None) -> str:
    """A model or a dealer as it is compared: no case, accents, width or signs."""
    return "".join(char for char in fold(text or "") if char.isalnum())


_STORES = (
    "总仓 总库 中央仓库 中心仓库 仓库 库房 总部 总公司 本公司 厂部 warehouse mainwarehouse centralwarehouse depot stock"
    " headoffice headquarters factory entrepot entrepotcentral magasincentral siege usine"
)
_WAREHOUSES = frozenset(_STORES.split())


def is_warehouse(dealer: str | None) -> bool:
    """Whether what stands for the dealer is a store of our own: such a unit may be sold by any dealer."""
    return key(dealer) in _WAREHOUSES


def add_many(entry: journal.Entry, import_id: int | None, units: Sequence[Mapping[str, Any]]) -> None:
    """Write new units, as values by field name."""
    if not units:
        return
    ids = database.new_ids("shipped_unit", len(units))
    columns = [*(info.column for info in SHIPPED_FIELDS.values()), "id", "branch_id", "import_id", "version"]
    database.execute_many(
        f"insert into shipped_unit ({', '.join(columns)}) values {database.marks(columns)}",
        (
            (*(unit.get(name) for name in SHIPPED_FIELDS), id_, entry.branch_id, import_id, 1)
            for id_, unit in zip(ids, units, strict=True)
        ),
    )
    entry.note_all(
        journal.Change("shipped_unit", id_, None, None, None, _digest(unit))
        for id_, unit in zip(ids, units, strict=True)
    )


def _digest(unit: Mapping[str, Any]) -> str:
    return journal.content_digest([(name, unit.get(name)) for name in SHIPPED_FIELDS])


def update_many(entry: journal.Entry, updates: Sequence[UnitUpdate]) -> None:
    """Change what a later register says otherwise."""
    for one in updates:
        assignments = ", ".join(f"{SHIPPED_FIELDS[name].column} = ?" for name in one.changed)
        database.execute(
            f"update shipped_unit set {assignments}, version = version + 1 where id = ?",
            (*(new for _, new in one.changed.values()), one.id),
        )
    entry.note_all(
        journal.Change("shipped_unit", one.id, None, name, journal.text(old), journal.text(new))
        for one in updates
        for name, (old, new) in one.changed.items()
    )


def remove_many(branch_id: int, ids: Sequence[int]) -> None:
    """Take units out that an import brought in. The caller says so in the journal."""
    if ids:
        database.keep_ids(branch_id, "shipped_unit", max(ids))
        database.remove("shipped_unit", "id", ids)


def _records(condition: str, params: Sequence[Any]) -> list[ShippedRecord]:
    found = database.rows(f"select id, version, {_COLUMNS} from shipped_unit where {condition}", params)
    return [ShippedRecord(id_, version, _values(kept)) for id_, version, *kept in found]


def _values(kept: Sequence[Any]) -> dict[str, Any]:
    return {
        name: database.as_day(value) if info.format is Format.DATE else value
        for (name, info), value in zip(SHIPPED_FIELDS.items(), kept, strict=True)
    }
