"""What somebody changes on a card, and the rules it is held to before anything is written (F1b, F3, F4, F11).

Pure: an `Edit` is cleaned, what follows from the goods owned is derived, and what somebody else changed meanwhile is
found, without a database.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import fields
from store.errors import Refused
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, FieldInfo

ROW_TABLES: dict[str, Mapping[str, FieldInfo]] = {"person": PERSON_FIELDS, "goods": GOODS_FIELDS}
"""The tables whose rows belong to a card."""


class Conflict(NamedTuple):
    """A field that somebody else changed too; `was` is what both began from. `field` may be "person:7:name", and `of`
    whose it is. `hidden`: what it was and what it says is not for whoever asks."""

    field: str
    label: Message
    was: Any
    mine: Any
    theirs: Any
    of: str = ""
    hidden: bool = False


class ReasonNeeded(Refused):
    field: Message
    name: str
    message = N_("{field} set by hand needs a reason. Nothing was saved.")


class RowEdit(NamedTuple):
    """A person or goods row of a card: `id` None for a new one; `removed` takes it away. `was` as in `Edit`."""

    id: int | None
    values: Mapping[str, Any] = {}
    was: Mapping[str, Any] = {}
    removed: bool = False


class Edit(NamedTuple):
    """What somebody changed: new values by field name, and what those fields were when they began (`was`)."""

    values: Mapping[str, Any] = {}
    was: Mapping[str, Any] = {}
    people: tuple[RowEdit, ...] = ()
    goods: tuple[RowEdit, ...] = ()

    def rows(self) -> Iterable[tuple[str, RowEdit]]:
        yield from (("person", row) for row in self.people)
        yield from (("goods", row) for row in self.goods)


Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""The rows of a card by table: "person" and "goods"."""


def kind_of(goods: Iterable[Mapping[str, Any]]) -> str:
    """The kind that the goods owned give (F3): ours → fixed, a competitor's → attack, none → develop."""
    makers = {row["maker"] for row in goods}
    return "fixed" if "ours" in makers else "attack" if makers else "develop"


DEFAULTS = {"customer": "consumer", "list": "potential", "kind": "develop", "grade": "C"}

ROW_DEFAULTS = {"role": "contact", "maker": "ours"}


def complete(edit: Edit, *, country: str, language: str) -> dict[str, Any]:
    """Every value of a new card: what `edit` gives, the defaults for the rest. Raises BadValue."""
    given = {**DEFAULTS, "country": country, "language": language, **edit.values}
    dialled_from = given["country"] or country
    return {name: fields.clean(info, given.get(name), dialled_from) for name, info in FIELDS.items()}


def _cleaned(values: Mapping[str, Any], infos: Mapping[str, FieldInfo], country: str | None) -> dict[str, Any]:
    return {name: fields.clean(infos[name], value, country) for name, value in values.items()}


def new_rows(table: str, edit: Edit, country: str | None) -> list[dict[str, Any]]:
    infos = ROW_TABLES[table]
    return [
        {
            name: fields.clean(info, row.values.get(name, ROW_DEFAULTS.get(name)), country)
            for name, info in infos.items()
        }
        for of, row in edit.rows()
        if of == table and not row.removed
    ]


def cleaned(edit: Edit, country: str | None) -> Edit:
    people = tuple(_cleaned_row("person", row, country) for row in edit.people)
    goods = tuple(_cleaned_row("goods", row, country) for row in edit.goods)
    return Edit(_cleaned(edit.values, FIELDS, country), edit.was, people, goods)


def _cleaned_row(table: str, row: RowEdit, country: str | None) -> RowEdit:
    infos = ROW_TABLES[table]
    values = row.values
    if row.id is None and not row.removed:
        values = {name: values.get(name, ROW_DEFAULTS.get(name)) for name in infos}
    return RowEdit(row.id, _cleaned(values, infos, country), row.was, row.removed)


def after(rows: Iterable[Mapping[str, Any]], edits: Iterable[RowEdit]) -> list[Mapping[str, Any]]:
    """The rows of a card once `edits` are made."""
    by_id: dict[int, Mapping[str, Any]] = {row["id"]: row for row in rows}
    added: list[Mapping[str, Any]] = []
    for edit in edits:
        if edit.id is None:
            added += [] if edit.removed else [edit.values]
        elif edit.removed:
            by_id.pop(edit.id, None)
        elif edit.id in by_id:
            by_id[edit.id] = {**by_id[edit.id], **edit.values}
    return [*by_id.values(), *added]


def derived(values: Mapping[str, Any], before: Mapping[str, Any], goods: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`values` with the kind that the goods give; a kind or grade set by hand needs its reason."""
    result = dict(values)
    by_goods = kind_of(goods)
    if not result.get("kind_reason"):
        if result["kind"] != before["kind"] and result["kind"] != by_goods:
            raise ReasonNeeded(field=FIELDS["kind"].label, name="kind_reason")
        result["kind"] = by_goods
    if result["grade"] != before["grade"] and not result.get("grade_reason"):
        raise ReasonNeeded(field=FIELDS["grade"].label, name="grade_reason")
    return result


def conflicts(edit: Edit, values: Mapping[str, Any], rows: Rows) -> tuple[Conflict, ...]:
    """Where `edit` and what the card says now (`values`, `rows`) both left what the edit began from."""
    return (*_value_conflicts(edit, values), *_all_row_conflicts(edit, rows))


def _value_conflicts(edit: Edit, values: Mapping[str, Any]) -> Iterator[Conflict]:
    for name, value in edit.values.items():
        if name in edit.was and values[name] not in (edit.was[name], value):
            yield Conflict(name, FIELDS[name].label, edit.was[name], value, values[name])


def _all_row_conflicts(edit: Edit, rows: Rows) -> Iterator[Conflict]:
    for table, row_edit in edit.rows():
        if row_edit.id is not None:
            theirs = next((row for row in rows[table] if row["id"] == row_edit.id), None)
            yield from _row_conflicts(table, row_edit, theirs)


def _row_conflicts(table: str, mine: RowEdit, theirs: Mapping[str, Any] | None) -> Iterable[Conflict]:
    infos = ROW_TABLES[table]
    for name in infos:
        if name not in mine.was or (name not in mine.values and not mine.removed):
            continue
        wanted = None if mine.removed else mine.values[name]
        now = theirs[name] if theirs else None
        if now not in (mine.was[name], wanted):
            yield Conflict(f"{table}:{mine.id}:{name}", infos[name].label, mine.was[name], wanted, now)
