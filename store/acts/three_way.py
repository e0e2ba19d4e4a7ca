"""A row of a list that comes back, held three ways: as it left, as the sheet says it, as the card says it now (X2).

Pure but for the names of the staff, which are read once a sheet.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from locales.messages import Message
from store import database, journal
from store.acts.card_columns import COLUMNS, NAMED_BY, ROWS, info_of
from store.acts.judging import with_decided
from store.acts.opinions import in_words
from store.acts.plans import Outcome, Problem, SheetRow, Source, Staged
from store.card_edits import ROW_DEFAULTS, ROW_TABLES
from store.card_versions import CardContent
from store.fields import FIELDS, FieldInfo, Format, clean

LONGEST = 32_767
"""What a cell holds of a text; a longer one left cut short."""
_NOT_WRITTEN = re.compile("[\ufffe\uffff\ud800-\udfff]")
WAYS = ("mine", "theirs", "was")
"""How a conflict is decided: as the sheet says it, as the card says it now, as it was when it left."""


@dataclass(slots=True)
class Sheet:
    """What is known of a sheet of cards: its columns by field, and the branch's staff by what they are called."""

    source: Source
    columns: tuple[str, ...]
    staff: Mapping[int, str]
    _called: dict[str, set[int]] = field(default_factory=dict)

    @staticmethod
    def of(branch_id: int, source: Source) -> "Sheet":
        found = database.rows('select id, name, "user", left_at is null from staff where branch_id = ?', (branch_id,))
        called: dict[str, set[int]] = {}
        for id_, name, user, here in found:
            if here:
                for text in (name, user):
                    called.setdefault(text.casefold(), set()).add(id_)
        columns = tuple(name for _, name in source.headings if name and name in COLUMNS)
        return Sheet(source, columns, {id_: name for id_, name, _, _ in found}, called)

    def staff_id(self, text: str) -> int | None:
        """The one member of the staff of this name or sign-in name; None for nobody, or for several."""
        found = self._called.get(text.strip().casefold(), set())
        return next(iter(found)) if len(found) == 1 else None

    def resolve(self, said: dict[str, Any]) -> Iterator[Problem]:
        """Put members of the staff in place of their names; a problem for each that nobody is called by."""
        for name in [name for name in said if FIELDS[name].format is Format.STAFF]:
            found = self.staff_id(said[name])
            if found is None:
                yield Problem(self.source.header_of(name), name, said[name], "no_such_staff")
            else:
                said[name] = found

    def said(self, name: str, value: Any) -> str | Message:
        """A value as a sentence has it: choices and names in words."""
        info = info_of(name)
        if info.format is Format.STAFF:
            return self.staff.get(value, "") if value else ""
        return in_words(info, value, self.source.country)


@dataclass(slots=True)
class Merge:
    """What a row changes: values to set by field; people and goods to add, change or take away; and conflicts by
    column, each as what the sheet says, what the card says now, and what it said when it left."""

    sheet: Sheet
    sets: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    conflicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def told(self, source: Source) -> Iterator[Problem]:
        """A problem for each conflict."""
        for name, ways in self.conflicts.items():
            said = {way: self.sheet.said(name, ways[way]) for way in WAYS}
            mine = journal.text(ways["mine"]) or ""
            yield Problem(source.header_of(name), name, mine, "conflict", said)


def merged(row: SheetRow, sheet: Sheet, left: CardContent, now: CardContent) -> Merge:
    """What a row changes of a card that was `left` when it left and is `now`."""
    found = Merge(sheet)
    wrong = {problem.field: problem for problem in row.problems}
    problems: list[Problem] = []
    for name in sheet.columns:
        if name in FIELDS:
            new = _new(row, sheet, name, FIELDS[name], left.values[name], wrong.pop(name, None), problems)
            _decide(found, name, new, left.values[name], now.values[name])
    for table in ROW_TABLES:
        _merge_rows(table, found, row, sheet, left, now, wrong, problems)
    found.problems = (*wrong.values(), *problems)
    return found


def _new(
    row: SheetRow, sheet: Sheet, name: str, info: FieldInfo, left: Any, wrong: Problem | None, problems: list[Problem]
) -> Any:
    """What the row says of a field; what it said when it left, where the cell is as it left."""
    if wrong is not None:
        if wrong.value != (journal.text(left) or ""):
            problems.append(wrong)
        return left
    new = row.values.get(name)
    if info.format is Format.STAFF:
        new = _member(sheet, name, left, new, problems)
    if new in (None, ""):
        if info.required and left:
            problems.append(Problem(sheet.source.header_of(name), name, "", "missing"))
            return left
        new = _emptied(info)
    return left if same(new, left) else new


def _emptied(info: FieldInfo) -> Any:
    """What an emptied cell means: nothing, or what every new record has."""
    return clean(info, ROW_DEFAULTS.get(info.name)) if not info.required else None


def _member(sheet: Sheet, name: str, left: Any, said: Any, problems: list[Problem]) -> Any:
    if not said or said == sheet.staff.get(left):
        return left if said else None
    found = sheet.staff_id(said)
    if found is None:
        problems.append(Problem(sheet.source.header_of(name), name, said, "no_such_staff"))
        return left
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two values are one, as far as a sheet can tell them."""
    if isinstance(one, str) and isinstance(other, str):
        left, right = _as_written(one), _as_written(other)
        return left == right or (len(right) > LONGEST and left == right[: LONGEST - 1].rstrip() + "…")
    return bool(one == other)


def _as_written(text: str) -> str:
    return _NOT_WRITTEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _decide(found: Merge, name: str, new: Any, left: Any, now: Any) -> None:
    if same(new, left) or same(new, now):
        return
    if same(left, now):
        found.sets[name] = new
    else:
        found.conflicts[name] = {"mine": new, "theirs": now, "was": left}


def _merge_rows(
    table: str,
    found: Merge,
    row: SheetRow,
    sheet: Sheet,
    left: CardContent,
    now: CardContent,
    wrong: dict[str, Problem],
    problems: list[Problem],
) -> None:
    """Rows of a card are told apart by their place when they left; those that came since have no column."""
    groups: dict[int, dict[str, str]] = {}
    for name in sheet.columns:
        column = ROWS.get(name)
        if column is not None and column.table == table and isinstance(column.of, int):
            groups.setdefault(column.of, {})[column.field] = name
    there, before = {one["id"]: one for one in now.rows[table]}, left.rows[table]
    for number, names in sorted(groups.items()):
        was = before[number - 1] if number <= len(before) else None
        if was is None:
            _add(table, found, row, names, sheet, wrong, problems)
            continue
        if not any(row.values.get(name) not in (None, "") for name in names.values()) and NAMED_BY[table] in names:
            _remove(table, found, was, there.get(was["id"]), names)
            continue
        said = {
            called: _new(row, sheet, name, ROW_TABLES[table][called], was[called], wrong.pop(name, None), problems)
            for called, name in names.items()
        }
        _change(table, found, was, there.get(was["id"]), said, names)


def _add(
    table: str,
    found: Merge,
    row: SheetRow,
    names: Mapping[str, str],
    sheet: Sheet,
    wrong: dict[str, Problem],
    problems: list[Problem],
) -> None:
    filled = (None, "", False)
    values = {called: row.values[name] for called, name in names.items() if row.values.get(name) not in filled}
    unread = [problem for name in names.values() if (problem := wrong.pop(name, None))]
    problems += unread
    by = NAMED_BY[table]
    if values and by not in values and not any(one.field == names.get(by) for one in unread):
        header = sheet.source.header_of(names.get(by, "")) or None
        problems.append(Problem(header, names.get(by, by), "", "missing"))
    elif values and not unread:
        found.rows.append(row_edit(table, None, values))


def row_edit(table: str, id_: int | None, values: Mapping[str, Any], *, removed: bool = False) -> dict[str, Any]:
    """What a sheet says of a row of a card, as it is kept until it is written."""
    return {"table": table, "id": id_, "values": dict(values), "removed": removed}


def _remove(
    table: str, found: Merge, was: Mapping[str, Any], now: Mapping[str, Any] | None, names: Mapping[str, str]
) -> None:
    """All of a row was emptied: it goes, unless changed here since."""
    if now is None:
        return
    by = NAMED_BY[table]
    if any(not same(was[called], now[called]) for called in ROW_TABLES[table]):
        found.conflicts[names[by]] = {"mine": None, "theirs": now[by], "was": was[by], "id": was["id"]}
    else:
        found.rows.append(row_edit(table, was["id"], {}, removed=True))


def _change(
    table: str,
    found: Merge,
    was: Mapping[str, Any],
    now: Mapping[str, Any] | None,
    said: Mapping[str, Any],
    names: Mapping[str, str],
) -> None:
    changed = {called: new for called, new in said.items() if not same(new, was[called])}
    if not changed:
        return
    sets: dict[str, Any] = {}
    for called, new in changed.items():
        theirs = now[called] if now else None
        if now is not None and same(new, theirs):
            continue
        if now is not None and same(theirs, was[called]):
            sets[called] = new
        else:
            found.conflicts[names[called]] = {"mine": new, "theirs": theirs, "was": was[called], "id": was["id"]}
    if sets:
        found.rows.append(row_edit(table, was["id"], sets))


def settled_conflicts(one: Staged, ways: Mapping[str, str]) -> Staged:
    """A row of which a person decided fields that wait, each by its column as one of `WAYS`."""
    more = dict(one.more or {})
    sets, rows = dict(more.get("sets", {})), list(more.get("rows", ()))
    waiting: dict[str, Any] = {}
    for name, told in more.get("conflicts", {}).items():
        if name not in ways:
            waiting[name] = told
            continue
        chosen = told[ways[name]]
        if same(chosen, told["theirs"]):
            continue
        if name in FIELDS:
            sets |= {name: chosen, **told.get("with", {})}
            continue
        table, _, called = ROWS[name]
        gone = called == NAMED_BY[table] and chosen is None
        rows.append(row_edit(table, told["id"], {} if gone else {called: chosen}, removed=gone))
    row = with_decided(one.row, ways)
    kept = {"sets": sets, "rows": rows}
    if waiting:
        return one._replace(row=row, more={**kept, "conflicts": waiting})
    return one._replace(row=row, outcome=Outcome.UPDATED if sets or rows else Outcome.UNCHANGED, more=kept)
