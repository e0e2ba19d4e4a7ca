"""People in a sheet of customer cards that is no list of ours (F1a): whom a row names, and what it says of those that
the card has already. A person of a card is known by role and name.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from store.acts.card_columns import PEOPLE
from store.acts.likeness import text_key
from store.acts.opinions import Change, Opinion, opinion
from store.acts.plans import SheetRow


class SaidPerson(NamedTuple):
    """A person that a row names: the values, and the columns that they stand in, by field."""

    values: Mapping[str, Any]
    columns: Mapping[str, str]

    @property
    def role(self) -> str:
        return str(self.values.get("role", "contact"))

    @property
    def as_new(self) -> dict[str, Any]:
        return {"id": None, "values": dict(self.values), "removed": False}

    def known(self, there: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """Who of a card's people this is; None for somebody new."""
        name = text_key(self.values["name"])
        return next((one for one in there if one["role"] == self.role and text_key(one["name"]) == name), None)

    def opinion(self, now: Mapping[str, Any], rules: Mapping[str, str]) -> Opinion:
        """What becomes of what the row says otherwise of a person who is `now`, by column."""
        changes: dict[str, Change] = {
            column: (now[field], self.values[field])
            for field, column in self.columns.items()
            if field != "name" and self.values[field] != now[field]
        }
        ruled = {column: f"{self.role}_{PEOPLE[column].field}" for column in changes}
        return opinion(changes, {column: rules[name] for column, name in ruled.items() if name in rules})

    def edits(self, now: Mapping[str, Any] | None, found: Opinion | None) -> list[dict[str, Any]]:
        """What is written of the person: all of somebody new, of others what is taken."""
        if now is None or found is None:
            return [self.as_new]
        values = {PEOPLE[column].field: new for column, (_, new) in found.taken.items()}
        return [{"id": now["id"], "values": values, "removed": False}] if values else []


def people_of(row: SheetRow) -> list[SaidPerson]:
    """The people that a row of an office's list names."""
    values: dict[str | int, dict[str, Any]] = {}
    columns: dict[str | int, dict[str, str]] = {}
    for name, column in PEOPLE.items():
        value = row.values.get(name)
        if value not in (None, ""):
            values.setdefault(column.of, {})[column.field] = value
            columns.setdefault(column.of, {})[column.field] = name
    return [
        SaidPerson({"role": of, **said} if isinstance(of, str) else said, columns[of])
        for of, said in values.items()
        if said.get("name")
    ]
