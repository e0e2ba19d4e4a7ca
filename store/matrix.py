"""The table of who may do what, cell by cell, as `access` checks it: to be shown to people (K1)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from locales.messages import N_, NC_, Message
from store.access import (
    EXPORTS,
    MANAGER_AT_HEAD_OFFICE,
    RIGHT_NAMES,
    ROLE_NAMES,
    Exports,
    Level,
    Relation,
    Right,
    Role,
    Standing,
    level,
    reaches,
)

STANDING_NAMES: Mapping[Standing, Message] = {
    Standing.CLERK: ROLE_NAMES[Role.CLERK],
    Standing.KEEPER: ROLE_NAMES[Role.KEEPER],
    Standing.MANAGER: ROLE_NAMES[Role.MANAGER],
    Standing.HEAD_OFFICE: MANAGER_AT_HEAD_OFFICE,
    Standing.SALESPERSON: ROLE_NAMES[Role.SALESPERSON],
}
RELATION_NAMES: Mapping[Relation, Message] = {
    Relation.OWN: NC_("cards", "looked after by me"),
    Relation.HELD: NC_("cards", "lent to me"),
    Relation.BRANCH: NC_("cards", "another's, of my branch"),
    Relation.ELSEWHERE: NC_("cards", "of another branch"),
}
READ = N_("read cards")
READ_RESTRICTED = N_("read restricted cards")


class Cell(StrEnum):
    """What stands in a cell."""

    NO = "no"
    YES = "yes"
    ON_FILE = "on_file"
    OPEN = "open"
    PHONES = "phones"
    WHOLE = "whole"
    TO_A_SIZE = "to_a_size"
    ASKING = "asking"
    NONE = "none"
    """The act is one of the branch and of no single card."""


CELL_NAMES: Mapping[Cell, Message | str] = {
    Cell.NO: "—",
    Cell.YES: N_("yes"),
    Cell.ON_FILE: NC_("cell", "on file"),
    Cell.OPEN: NC_("cell", "open part"),
    Cell.PHONES: NC_("cell", "open+phones"),
    Cell.WHOLE: NC_("cell", "whole"),
    Cell.TO_A_SIZE: NC_("cell", "to a size"),
    Cell.ASKING: NC_("cell", "if approved"),
    Cell.NONE: "",
}
LEVELS = {
    Level.NOTHING: Cell.NO,
    Level.ON_FILE: Cell.ON_FILE,
    Level.OPEN: Cell.OPEN,
    Level.PHONES: Cell.PHONES,
    Level.WHOLE: Cell.WHOLE,
}
OF_CARDS = (
    *(Right.EDIT, Right.ARCHIVE, Right.LEND, Right.ASK, Right.APPROVE, Right.EXPORT, Right.EXTRACT, Right.DISCLOSE),
    *(Right.ERASE, Right.ORIGINAL, Right.VOID_ORIGINAL, Right.MERGE, Right.SEND_CARDS),
)
"""The rights that are used on single cards; the others on the branch."""


class Row(NamedTuple):
    """An action and what stands in its cells. `right` is None for reading."""

    action: Message
    right: Right | None
    cells: Mapping[Relation, Cell]


def rows(standing: Standing) -> tuple[Row, ...]:
    """What somebody in that standing may do, reading first."""
    reads = Row(READ, None, {relation: LEVELS[level(standing, relation)] for relation in Relation})
    less = {relation: LEVELS[level(standing, relation, restricted=True)] for relation in Relation}
    of_branch = [right for right in Right if right not in (*OF_CARDS, Right.READ_CARDS)]
    return (reads, Row(READ_RESTRICTED, None, less), *(_row(standing, right) for right in (*OF_CARDS, *of_branch)))


def _row(standing: Standing, right: Right) -> Row:
    return Row(RIGHT_NAMES[right], right, {relation: _cell(standing, right, relation) for relation in Relation})


def _cell(standing: Standing, right: Right, relation: Relation) -> Cell:
    if right not in OF_CARDS and relation in (Relation.OWN, Relation.HELD):
        return Cell.NONE
    if right is Right.EXPORT:
        return _export_cell(standing, relation)
    return Cell.YES if reaches(standing, right, relation) else Cell.NO


def _export_cell(standing: Standing, relation: Relation) -> Cell:
    """A list has only what its taker reads."""
    if level(standing, relation) < Level.PHONES:
        return Cell.NO
    ways = {Exports.FREELY: Cell.YES, Exports.TO_A_SIZE: Cell.TO_A_SIZE, Exports.ASKING: Cell.ASKING}
    return ways[EXPORTS[standing]]
