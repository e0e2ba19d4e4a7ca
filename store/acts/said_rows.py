"""The people and goods that a row of a sheet of cards names: which of the card's they are, what becomes of what is said
of those, what is written, and the kind that follows from the goods (F1a, F1b, F3). Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from store.acts.card_columns import NAMED_BY, ROWS
from store.acts.likeness import text_key
from store.acts.opinions import Change, Opinion, opinion
from store.acts.plans import SheetRow, Staged
from store.acts.sheet_rules import of_row
from store.acts.three_way import row_edit
from store.card_edits import ROW_DEFAULTS, RowEdit, after, kind_of
from store.card_versions import CardContent
from store.rows_bulk import RowChange

Edits = Iterable[Mapping[str, Any]]
"""What a row says of people and goods, as `row_edit` keeps it."""


class SaidRow(NamedTuple):
    """A person or goods that a row of an office's list names: the values, and the columns that they stand in, by
    field."""

    table: str
    values: Mapping[str, Any]
    columns: Mapping[str, str]

    @property
    def as_new(self) -> dict[str, Any]:
        return row_edit(self.table, None, self.values)

    def known(self, there: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """Which of the card's rows this is; None for something new."""
        return next((one for one in there if _IS_SAME[self.table](self.values, one)), None)

    def opinion(self, now: Mapping[str, Any], rules: Mapping[str, str]) -> Opinion:
        """What becomes of what is said otherwise of a row of the card that is `now`, by column."""
        changes: dict[str, Change] = {
            column: (now[field], self.values[field])
            for field, column in self.columns.items()
            if field != NAMED_BY[self.table] and self.values[field] != now[field]
        }
        ruled = {column: of_row(self.table, ROWS[column].field, now.get("role")) for column in changes}
        return opinion(changes, {column: rules[name] for column, name in ruled.items() if name in rules})

    def edits(self, now: Mapping[str, Any], found: Opinion) -> list[dict[str, Any]]:
        """What is written of a row of the card: what is taken."""
        values = {ROWS[column].field: new for column, (_, new) in found.taken.items()}
        return [row_edit(self.table, now["id"], values)] if values else []


def rows_of(row: SheetRow) -> list[SaidRow]:
    """The people and goods that a row of an office's list names."""
    values: dict[tuple[str, str | int], dict[str, Any]] = {}
    columns: dict[tuple[str, str | int], dict[str, str]] = {}
    for name, column in ROWS.items():
        value = row.values.get(name)
        if value not in (None, ""):
            values.setdefault((column.table, column.of), {})[column.field] = value
            columns.setdefault((column.table, column.of), {})[column.field] = name
    return [
        SaidRow(table, {"role": of, **said} if isinstance(of, str) else said, columns[table, of])
        for (table, of), said in values.items()
        if said.get(NAMED_BY[table])
    ]


def _same_person(said: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    return said.get("role", ROW_DEFAULTS["role"]) == one["role"] and text_key(said["name"]) == text_key(one["name"])


def _same_goods(said: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    """By their serials; where one of them has none, by what they are and whose."""
    if said.get("serial") and one["serial"]:
        return bool(said["serial"].casefold() == one["serial"].casefold())
    if said.get("maker", ROW_DEFAULTS["maker"]) != one["maker"]:
        return False
    models = (said.get("model"), one["model"])
    return text_key(said["product"]) == text_key(one["product"]) and (None in models or models[0] == models[1])


_IS_SAME = {"person": _same_person, "goods": _same_goods}


def changes(rows: Iterable[Staged], cards: Mapping[int, int], now: Mapping[int, CardContent]) -> Iterator[RowChange]:
    """What is written of people and goods, `cards` by row; two rows that name the same new one of a card mean one."""
    added = set[tuple[Any, ...]]()
    for one in rows:
        card = cards[one.row.row]
        for edit in edits_of(one):
            table, id_, values = edit["table"], edit["id"], edit["values"]
            if id_ is None:
                key = (card, table, *_key(table, values))
                if key not in added:
                    added.add(key)
                    yield RowChange(table, card, None, values, {})
                continue
            there = {row["id"]: row for row in (now[card].rows[table] if card in now else ())}
            if id_ in there:
                yield RowChange(table, card, id_, values, there[id_], edit["removed"])


def edits_of(one: Staged) -> Edits:
    found: Edits = (one.more or {}).get("rows", ())
    return found


def _key(table: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells a new row of a table from others of its card."""
    if table == "person":
        return values.get("role", ROW_DEFAULTS["role"]), text_key(values["name"])
    if values.get("serial"):
        return (values["serial"].casefold(),)
    return values.get("maker", ROW_DEFAULTS["maker"]), text_key(values["product"]), values.get("model")


def kind_with(edits: Edits, goods: Iterable[Mapping[str, Any]] = ()) -> str:
    """The kind of a card with these goods, once the edits are made."""
    return kind_of(goods_with(edits, goods))


def goods_with(edits: Edits, goods: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The goods of a card, once the edits are made."""
    made = [
        RowEdit(one["id"], {"maker": ROW_DEFAULTS["maker"], **one["values"]} if one["id"] is None else one["values"],
                removed=one["removed"])
        for one in edits
        if one["table"] == "goods"
    ]  # fmt: skip
    return after(goods, made)
