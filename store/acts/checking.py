"""What holds a warranty until a person looks, by the register of shipped units (W2).

A branch whose register is empty sees no reason of these. Grey goods are judged only for a model that the register
knows; dealers only against those that it names, not against stores of our own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from locales.messages import N_, Message
from store import shipped
from store.acts.judging import problem_at
from store.acts.plans import Problem, SheetRow, Source
from store.shipped import ShippedRecord, is_warehouse, key
from store.tables.warranties import SAME_SERIAL

HELD_FOR = {
    "same_serial_in_sheet": SAME_SERIAL,
    "same_serial_in_room": SAME_SERIAL,
    "not_shipped": "not_shipped",
    "other_model": "other_model",
    "sold_before_shipped": "sold_before_shipped",
    "other_country": "other_country",
    "other_dealer": "other_dealer",
    "unknown_dealer": "unknown_dealer",
}
"""The code that a warranty keeps (`held_because`) for each problem of a row that holds it."""

REASONS: dict[str, Message] = {
    SAME_SERIAL: N_("serial no. registered before"),
    "not_shipped": N_("serial no. not in the register"),
    "other_model": N_("model does not fit the serial no."),
    "sold_before_shipped": N_("sold before it was shipped"),
    "other_country": N_("shipped to another country"),
    "other_dealer": N_("shipped to another dealer"),
    "unknown_dealer": N_("dealer unknown"),
}
"""What each code means, for whoever lists held warranties."""


@dataclass(slots=True)
class Register:
    """A branch's register of shipped units, as far as a sheet asks for it."""

    branch_id: int
    models: frozenset[str]
    dealers: frozenset[str]
    units: dict[str, ShippedRecord] = field(default_factory=dict)

    @staticmethod
    def of(branch_id: int) -> "Register":
        return Register(branch_id, shipped.models(branch_id), shipped.dealers(branch_id))

    def look_up(self, serials: Iterable[str]) -> None:
        """Read the units of these serials, for a batch of rows at once."""
        self.units = shipped.of_serials(self.branch_id, serials) if self.models else {}

    def reasons(self, row: SheetRow, source: Source) -> list[Problem]:
        """Every reason to hold the warranty of a sound row."""
        if not self.models:
            return []
        unit = self.units.get(row.values["serial"])
        of_unit = self._of_unit(row, source, unit) if unit else self._grey(row, source)
        return [*of_unit, *self._of_dealer(row, source, unit)]

    def _grey(self, row: SheetRow, source: Source) -> Iterator[Problem]:
        if key(row.values.get("model")) in self.models:
            yield problem_at(source, row, "serial", "not_shipped")

    def _of_unit(self, row: SheetRow, source: Source, unit: ShippedRecord) -> Iterator[Problem]:
        said, kept = row.values, unit.values
        if said.get("model") and kept["model"] and key(said["model"]) != key(kept["model"]):
            yield problem_at(source, row, "model", "other_model", model=kept["model"])
        bought, shipped_on = said.get("purchased_on"), kept["shipped_on"]
        if bought and shipped_on and bought < shipped_on:
            yield problem_at(source, row, "purchased_on", "sold_before_shipped", day=shipped_on)
        if kept["country"] and kept["country"] != source.country:
            yield problem_at(source, row, "serial", "other_country", country=kept["country"])

    def _of_dealer(self, row: SheetRow, source: Source, unit: ShippedRecord | None) -> Iterator[Problem]:
        said = row.values.get("dealer")
        if not said or not self.dealers:
            return
        if key(said) not in self.dealers:
            yield problem_at(source, row, "dealer", "unknown_dealer")
            return
        shipped_to = unit.values["dealer"] if unit else None
        if shipped_to and not is_warehouse(shipped_to) and key(shipped_to) != key(said):
            yield problem_at(source, row, "dealer", "other_dealer", dealer=shipped_to)
