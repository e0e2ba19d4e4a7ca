"""What a plan is made of: a sheet's rows as understood, the outcome of each, the problems in the way (X1).

A problem has a type, which scripts read, and a place: row, column, field, value. Its sentence is a marked text, said
when somebody reads it. Used by the importers, which judge cells, and by `bring_in`, which judges rows against the room.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from locales.messages import N_, NC_, Message
from store.fields import FIELDS


class Outcome(StrEnum):
    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    HELD = "held"
    UNDECIDED = "undecided"
    REJECTED = "rejected"


OUTCOME_NAMES: dict[Outcome, Message] = {
    Outcome.NEW: NC_("outcome", "new"),
    Outcome.UPDATED: NC_("outcome", "updated"),
    Outcome.UNCHANGED: NC_("outcome", "unchanged"),
    Outcome.DUPLICATE: NC_("outcome", "duplicate"),
    Outcome.HELD: NC_("outcome", "held"),
    Outcome.UNDECIDED: NC_("outcome", "undecided"),
    Outcome.REJECTED: NC_("outcome", "rejected"),
}
WRITTEN = frozenset({Outcome.NEW, Outcome.UPDATED, Outcome.DUPLICATE, Outcome.HELD})
"""The outcomes that change the room."""
LEFT_OVER = (Outcome.UNDECIDED, Outcome.REJECTED)
"""The outcomes that a person has to mend; they go to the problem workbook."""

OF_CELLS: dict[str, Message] = {
    "missing": N_("This cell must not be empty."),
    "cell_error": N_("The cell holds the error {value}. Mend its formula."),
    "no_value": N_("The cell's formula was never worked out. Open the sheet in Excel, save it and bring it in again."),
    "not_a_date": N_("“{value}” is no date that is understood. Write it as 2026-03-05."),
    "no_such_day": N_("“{value}” is no date: there is no such day."),
    "no_year": N_("“{value}” has no year. Write it as 2026-03-05."),
    "no_day": N_("“{value}” does not say which day. Write it as 2026-03-05."),
    "ambiguous_date": N_("“{value}” may be {one} or {other}. Write the year first."),
    "roc_year": N_("“{value}” counts years from 1912. Write the year as 2026."),
    "future": N_("“{value}” lies in the future."),
    "too_early": N_("“{value}” is too long ago to be right."),
    "not_money": N_("“{value}” is no amount of money that is understood. Write it as 1200.50."),
    "ambiguous_money": N_("“{value}” may be {one} or {other}. Write it without grouping the thousands."),
    "negative_money": N_("“{value}” is less than nothing."),
    "not_a_phone": N_("“{value}” is no phone number: too short, too long or not only digits."),
    "no_area_code": N_("“{value}” has no area code."),
    "not_an_email": N_("“{value}” is no e-mail address."),
    "not_a_choice": N_("“{value}” is none of: {choices}."),
    "not_text": N_("“{value}” cannot stand here."),
    "digits_lost": N_("“{value}” was stored as a rounded number, so that digits are lost. Type it as text."),
}
"""What may be wrong with a cell by itself, whatever the room holds."""

PROBLEMS: dict[str, Message] = {
    **OF_CELLS,
    "likely_by_card_no": N_(
        "Card {card_no} is {customer}'s, by the number in the sheet. Decide whether it is the same customer."
    ),
    "likely_by_serial": N_(
        "The serial no. and the phone stand on card {card_no}, {customer}. Decide whether it is the same customer."
    ),
    "likely_by_phone": N_("The phone stands on card {card_no}, {customer}. Decide whether it is the same customer."),
    "likely_by_email": N_(
        "The e-mail address stands on card {card_no}, {customer}. Decide whether it is the same customer."
    ),
    "likely_by_slip": N_(
        "Card {card_no}, {customer}, has this name and nearly this phone. Decide whether it is the same customer."
    ),
    "likely_by_birth": N_(
        "Name and birth date stand on card {card_no}, {customer}. Decide whether it is the same customer."
    ),
    "likely_by_address": N_(
        "Name and address are nearly those of card {card_no}, {customer}. Decide whether it is the same customer."
    ),
    "likely_by_name": N_(
        "The name stands on card {card_no}, {customer}; the row has no more. Decide whether it is the same customer."
    ),
    "likely_several": N_("Several cards fit: {cards}. Decide which it is."),
    "likely_archived": N_(
        "Card {card_no}, {customer}, is archived. Bring it back first, or decide that this is another customer."
    ),
    "likely_restricted": N_(
        "Card {card_no}, {customer}, may be meant and is restricted: nothing is written to it until a manager"
        " lifts that."
    ),
    "likely_row": N_(
        "The phone stands in row {other_row} too, with another name. Decide whether it is the same customer."
    ),
    "likely_row_alike": N_(
        "Row {other_row} is nearly of the same name, with the same address, phone or birth date. Decide whether it is"
        " the same customer."
    ),
    "same_customer": N_("The same customer as row {other_row}."),
    "same_serial_in_sheet": N_("Serial no. {value} stands in row {other_row} already. The warranty is held."),
    "same_serial_in_room": N_("Serial no. {value} stands on card {card_no} already. The warranty is held."),
    "registered_on": N_("It was registered on {day}, for {customer}."),
    "not_shipped": N_("Serial no. {value} is not in the register of shipped units: grey goods? The warranty is held."),
    "other_model": N_("The register says that this serial no. is of model {model}. The warranty is held."),
    "sold_before_shipped": N_("The unit was shipped on {day}, after it was bought. The warranty is held."),
    "other_country": N_("The unit was shipped for {country_name}: grey goods? The warranty is held."),
    "other_dealer": N_("The unit was shipped to {dealer}: grey goods? The warranty is held."),
    "unknown_dealer": N_("The register of shipped units knows no dealer “{value}”. The warranty is held."),
    "serial_twice": N_("Serial no. {value} stands in row {other_row} already."),
    "register_differs": N_("The register has “{old}”; the sheet's “{value}” is taken."),
    "conflict": N_("The sheet says “{mine}”, the card now says “{theirs}”; it left as “{was}”. Decide which holds."),
    "no_such_card": N_("Your branch has no card {value}."),
    "card_closed": N_("Card {value} is archived, restricted or erased: nothing is written to it."),
    "card_twice": N_("Card {value} stands in row {other_row} already."),
    "no_such_version": N_("“{value}” is no version of this card. Leave this column as it was exported."),
    "no_such_staff": N_("Nobody on your branch's staff is called “{value}”, or several are. Write the sign-in name."),
    "reason_needed": N_("“{value}” set by hand needs a reason, in the column for it."),
    "not_a_flag": N_("“{value}” is neither yes nor no."),
    "not_kept": N_("“{value}” cannot be kept in this field."),
    "card_changed": N_("Card {card_no} was changed meanwhile. Bring the row in again."),
    "card_gone": N_("Card {card_no} is gone: its import was undone. Decide whose row this is."),
    "row_left_out": N_("Row {other_row}, of the same customer, was not written. Bring both in again."),
    "differs": N_("Card {card_no} has “{old}”; the sheet's “{value}” is taken."),
    "kept": N_("Card {card_no} keeps “{old}”; the sheet's “{value}” is not taken."),
    "asked": N_("Card {card_no} has “{theirs}”, the sheet says “{mine}”. Decide which holds."),
    "decided_mine": N_("As decided, the sheet's “{mine}” is taken, not the card's “{theirs}”."),
    "decided_theirs": N_("As decided, the card keeps “{theirs}”; the sheet's “{mine}” is not taken."),
    "decided_was": N_("As decided, “{was}” again, as it left, instead of the card's “{theirs}”."),
}
"""Every type of problem with its sentence. The column's header is said before it by whoever shows it."""

NAMES_ROW = frozenset({"likely_row", "likely_row_alike"})
"""The reasons to ask a person that name an earlier row of the sheet."""

NAMES_ONE = NAMES_ROW | {
    *("likely_by_card_no", "likely_by_serial", "likely_by_phone", "likely_by_email", "likely_by_slip"),
    *("likely_by_address", "likely_by_birth", "likely_by_name"),
}
"""The reasons that name one customer, so that all rows of the same reason can be decided at once."""

CONFLICT = "conflict"
"""The problem of a field that was changed in a list that left and on its card too."""
DIFFERS, KEPT, ASKED = "differs", "kept", "asked"
"""The problem of a field that a known customer's card has otherwise: the sheet's is taken, is not, or a person says."""
BY_FIELD = frozenset({CONFLICT, ASKED})
"""The problems that a person decides field by field. A row has only one of them, and no other that is to be decided."""
DECIDED = {"mine": "decided_mine", "theirs": "decided_theirs", "was": "decided_was"}
"""What becomes of such a problem once somebody has decided, by the way."""
OF_CARD = BY_FIELD | {DIFFERS, KEPT, *DECIDED.values()}
"""The problems that a row has of one card; they go with it where the row turns out to mean another."""

HARMLESS = frozenset({DIFFERS, KEPT, *DECIDED.values(), "same_customer", "register_differs", "registered_on"})
"""What is only told: it holds nothing up and is no problem to a script."""

REASON = N_("Problem")
"""The header of the column that the problem workbook adds; when it comes back, that column is not read."""

NOTES: dict[str, Message] = {
    "hidden_sheets": N_("Hidden sheets were left out: {sheets}."),
    "other_sheets": N_("Other sheets look like this one and were not read: {sheets}."),
    "hidden_rows": N_("Hidden rows were read too: {rows}."),
    "left_out": N_("Rows that are no data were left out: {rows}."),
    "unknown_columns": N_("Columns that are not known were not read: {columns}."),
    "misspelt_column": N_("“{column}” is read as {labels}, as if it were misspelt."),
    "column_by_cells": N_("“{column}” has no known header and is read as {labels}, by what its cells look like."),
    "column_as_before": N_("“{column}” is read as {labels}, as somebody said of an earlier sheet."),
    "column_left_out": N_("“{column}” was not read, as somebody said of an earlier sheet."),
    "column_of_two": N_("“{column}” may be {labels} and was not read; say which it is."),
    "column_again": N_("“{column}” was not read: another column is {labels} already."),
    "header_currency": N_("{column}: amounts are read as {named}, as the header says."),
    "header_counts": N_("{column}: amounts are counted in {times}, as the header says."),
    "day_first": N_("{column}: “{example}” is read as {understood} (day/month/year)."),
    "month_first": N_("{column}: “{example}” is read as {understood} (month/day/year)."),
    "year_first": N_("{column}: “{example}” is read as {understood} (year/month/day)."),
    "other_country": N_(
        "The sheet is read as of one country ({country_name}), but its phones are of another ({other_name})."
        " Choose {other_name}: F4 on the screen, --country {other} on the command line."
    ),
    "other_currency": N_(
        "{column}: rows {rows} name {named} and are kept in {named}; amounts that name no currency are read as"
        " {currency}."
    ),
    "mixed_dates": N_(
        "{column}: some dates have the day first and some the month. Those that may be either are rejected."
    ),
    "brought_in_before": N_("This very file was brought in before, as import {number} on {day}."),
    "brought_in_and_undone": N_("This very file was brought in as import {number} on {day}, and undone on {undone}."),
}
"""What is said of a whole sheet."""


class Problem(NamedTuple):
    """What is wrong at one place of a row. `problem` is one of `PROBLEMS`, `details` fill its sentence."""

    column: str | None
    field: str
    value: str
    problem: str
    details: Mapping[str, Any] = {}

    @property
    def message(self) -> Message:
        return PROBLEMS[self.problem]

    @property
    def values(self) -> dict[str, Any]:
        return {"value": self.value, **self.details, **_country_names(self.details)}

    @property
    def harmless(self) -> bool:
        return self.problem in HARMLESS


class Note(NamedTuple):
    """Something said of the whole sheet. `note` is one of `NOTES`."""

    note: str
    values: Mapping[str, Any] = {}

    @property
    def message(self) -> Message:
        return NOTES[self.note]

    @property
    def said(self) -> dict[str, Any]:
        """What fills the sentence: the values, and countries by name."""
        return {**self.values, **_country_names(self.values)}


def _country_names(values: Mapping[str, Any]) -> dict[str, Message]:
    """Countries among these values by name, for the sentence."""
    countries = FIELDS["country"].choices
    said = {name: values[name] for name in ("country", "other") if isinstance(values.get(name), str)}
    return {f"{name}_name": countries[code] for name, code in said.items() if code in countries}


class SheetRow(NamedTuple):
    """A row as it comes in: its number as Excel counts, its cells as written (JSON, only handed on), the values
    understood by field name (text, dates, Decimals), and what was not understood."""

    row: int
    cells: str
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


class Source(NamedTuple):
    """Where a sheet comes from and how it was read. `headings` are (header as written, field or None) in its order.

    `reading` is how the importer reads a cell of it again (JSON, only handed on), but for "said": what is to be
    remembered of its columns once it is written, by folded header.
    """

    kind: str
    file: str
    digest: str
    sheet: str
    country: str
    currency: str
    headings: tuple[tuple[str, str | None], ...]
    notes: tuple[Note, ...] = ()
    reading: Mapping[str, Any] = {}

    @property
    def columns(self) -> dict[str, str]:
        """Field by header, as plans show it."""
        return {header: name for header, name in self.headings if name}

    def header_of(self, name: str) -> str | None:
        """The header of the first column read as field `name`."""
        return next((header for header, found in self.headings if found == name), None)


class Staged(NamedTuple):
    """A judged row as it is staged. `warranty` is the one that it says again, `with_row` the earlier row whose new card
    it shares, `more` what its kind keeps for the write, `by_hand` whether a person decided whose it is or what
    of it holds."""

    row: SheetRow
    outcome: Outcome
    card: int | None = None
    card_version: int | None = None
    warranty: int | None = None
    with_row: int | None = None
    more: Mapping[str, Any] | None = None
    by_hand: bool = False


class PlanRow(NamedTuple):
    """A row as judged. `card_no` is the card that it goes to, None for one that is still to be made."""

    row: int
    outcome: Outcome
    card_no: str | None
    cells: str
    values: Mapping[str, Any]
    problems: tuple[Problem, ...]

    @property
    def named(self) -> list[str]:
        """The numbers of the cards that its problems name, each once."""
        said = (one.details.get("cards") or [one.details.get("card_no")] for one in self.problems)
        return list(dict.fromkeys(number for some in said for number in some if number))


class Plan(NamedTuple):
    """A staged sheet: where it comes from, how many rows have which outcome. `number` is None until it is written."""

    id: int
    number: int | None
    source: Source
    counts: Mapping[Outcome, int]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def to_write(self) -> int:
        return sum(self.counts[outcome] for outcome in WRITTEN)

    @property
    def left_over(self) -> int:
        return sum(self.counts[outcome] for outcome in LEFT_OVER)
