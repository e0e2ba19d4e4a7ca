"""What a submission says, as the text that is kept of it, and the part of it that is taken over (F14). Pure."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from store import journal
from store.card_edits import ROW_TABLES, Conflict, Edit, RowEdit
from store.fields import FIELDS, FieldInfo, from_text


def plain(edit: Edit) -> str:
    """An edit as one text."""
    told = {
        "values": _texts(edit.values),
        "was": _texts(edit.was),
        "rows": [
            {"table": table, "id": row.id, "values": _texts(row.values), "was": _texts(row.was), "removed": row.removed}
            for table, row in edit.rows()
        ],
    }
    return json.dumps(told, ensure_ascii=False)


def _texts(values: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: journal.text(value) for name, value in values.items()}


def understood(text: str) -> Edit:
    """The edit of such a text."""
    told = json.loads(text)
    rows: dict[str, list[RowEdit]] = {table: [] for table in ROW_TABLES}
    for row in told["rows"]:
        infos = ROW_TABLES[row["table"]]
        values, was = _kept(row["values"], infos), _kept(row["was"], infos)
        rows[row["table"]].append(RowEdit(row["id"], values, was, row["removed"]))
    values, was = _kept(told["values"], FIELDS), _kept(told["was"], FIELDS)
    return Edit(values, was, tuple(rows["person"]), tuple(rows["goods"]))


def _kept(texts: Mapping[str, str | None], infos: Mapping[str, FieldInfo]) -> dict[str, Any]:
    return {name: from_text(infos[name], text) for name, text in texts.items() if name in infos}


def keys(edit: Edit) -> Iterable[str]:
    """What an edit speaks of: "phone", "person:7:name", "person:7" taken out, "person:-1" put in."""
    yield from edit.values
    for table, edits in _tables(edit):
        for place, row in enumerate(edits):
            yield from row_keys(table, place, row).values()


def row_keys(table: str, place: int, row: RowEdit) -> dict[str, str]:
    """The keys of a row's edit by field; by "" for a row that is put in or taken out as a whole."""
    if row.id is None:
        return {"": f"{table}:-{place + 1}"}
    if row.removed:
        return {"": f"{table}:{row.id}"}
    return {name: f"{table}:{row.id}:{name}" for name in row.values}


def _tables(edit: Edit) -> tuple[tuple[str, Sequence[RowEdit]], ...]:
    return ("person", edit.people), ("goods", edit.goods)


def chosen(edit: Edit, wanted: Collection[str], says: Iterable[Conflict]) -> Edit:
    """The part of an edit that is taken over, on top of what the card was seen to say."""
    seen = {one.field: one.theirs for one in says}
    values = {name: value for name, value in edit.values.items() if name in wanted}
    people, goods = (tuple(_chosen_rows(table, edits, wanted, seen)) for table, edits in _tables(edit))
    return Edit(values, {name: seen[name] for name in values}, people, goods)


def _chosen_rows(
    table: str, edits: Sequence[RowEdit], wanted: Collection[str], seen: Mapping[str, Any]
) -> Iterable[RowEdit]:
    for place, edit in enumerate(edits):
        taken = {name: key for name, key in row_keys(table, place, edit).items() if key in wanted}
        if not taken:
            continue
        if edit.id is None:
            yield edit
        elif edit.removed:
            yield RowEdit(edit.id, {}, seen[taken[""]] or {}, removed=True)
        else:
            values = {name: edit.values[name] for name in taken}
            yield RowEdit(edit.id, values, {name: seen[key] for name, key in taken.items()})
