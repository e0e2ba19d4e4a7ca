"""Plans in the tables where they wait: written row by batch, read window by window, as JSON that keeps types (X1)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from locales.messages import Message
from store import database, offices
from store.acts.plans import OF_CARD, Note, Outcome, Plan, PlanRow, Problem, SheetRow, Source, Staged

_COMPLETE = "complete"
DROPPED = "dropped"
"""The kind of a plan that is gone."""


def dumped(value: Any) -> str:
    return _DUMPING.encode(value)


def _packed(value: Any) -> Any:
    match value:
        case date():
            return {"$date": value.isoformat()}
        case Decimal():
            return {"$decimal": str(value)}
        case Message():
            return {"$message": [value.text, value.context]}
        case _:
            raise TypeError(type(value).__name__)


_DUMPING = json.JSONEncoder(default=_packed, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str) -> Any:
    return _LOADING.decode(text)


def _unpacked(found: dict[str, Any]) -> Any:
    match found:
        case {"$date": day}:
            return date.fromisoformat(day)
        case {"$decimal": amount}:
            return Decimal(amount)
        case {"$message": [text, context]}:
            return Message(text, context)
        case _:
            return found


_LOADING = json.JSONDecoder(object_hook=_unpacked)
"""Made once: `json` would make both anew for each of some hundred thousand values."""


def begin(branch_id: int, staff_id: int, source: Source) -> int:
    """The import that rows will be staged for; not to be seen before `complete`. Inside a write."""
    return database.insert(
        "insert into import (branch_id, kind, file_name, file_hash, sheet, country, columns, staff_id, staged_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            branch_id, source.kind, source.file, source.digest, source.sheet, source.country,
            _source_json(source, False), staff_id, database.now(),
        ),
    )  # fmt: skip


def complete(import_id: int, source: Source) -> None:
    """All rows are staged. Inside a write."""
    database.execute("update import set columns = ? where id = ?", (_source_json(source, True), import_id))


def _source_json(source: Source, whole: bool) -> str:
    notes = [[note.note, _told(note.values)] for note in source.notes]
    told = {"currency": source.currency, "headings": source.headings, "notes": notes, "reading": source.reading}
    return dumped({_COMPLETE: whole, **told})


def add(import_id: int, branch_id: int, rows: Iterable[Staged]) -> None:
    """Stage judged rows. Inside a write."""
    database.execute_many(
        'insert into import_row (branch_id, import_id, row, outcome, card_id, card_version, cells, "values", problems)'
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                branch_id, import_id, one.row.row, one.outcome, one.card, one.card_version, one.row.cells,
                _values_json(one), _problems_json(one.row.problems),
            )
            for one in rows
        ],
    )  # fmt: skip


def rejudge(import_id: int, rows: Iterable[Staged]) -> None:
    """Give staged rows another outcome. Inside a write."""
    database.execute_many(
        "update import_row set outcome = ?, card_id = ?, card_version = ?, \"values\" = ?, problems = ?"
        " where import_id = ? and row = ?",
        [
            (
                one.outcome, one.card, one.card_version, _values_json(one), _problems_json(one.row.problems),
                import_id, one.row.row,
            )
            for one in rows
        ],
    )  # fmt: skip


def _values_json(one: Staged) -> str:
    found: dict[str, Any] = {"values": one.row.values}
    if one.warranty is not None:
        found["warranty"] = one.warranty
    if one.with_row is not None:
        found["with_row"] = one.with_row
    if one.more is not None:
        found["more"] = one.more
    if one.by_hand:
        found["by_hand"] = True
    return dumped(found)


def _problems_json(problems: Sequence[Problem]) -> str:
    return dumped([[one.column, one.field, one.value, one.problem, _told(one.details)] for one in problems])


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What fills a sentence; marked texts are told from lists, for which JSON would take them."""
    return {name: _marked(value) for name, value in values.items()}


def _marked(value: Any) -> Any:
    if isinstance(value, Message):
        return _packed(value)
    return [_marked(one) for one in value] if isinstance(value, list | tuple) else value


def drop(import_id: int) -> None:
    """Forget a plan that was not written. Its id stays taken, so that no other plan passes for it. Inside a write."""
    database.execute("delete from import_row where import_id = ?", (import_id,))
    database.execute(
        "update import set kind = ?, file_name = '', file_hash = '', sheet = '', columns = '{}' where id = ?",
        (DROPPED, import_id),
    )


def source_of(import_id: int) -> Source:
    row = database.rows(
        "select kind, file_name, file_hash, sheet, country, columns from import where id = ?", (import_id,)
    )[0]
    told = loaded(row[5])
    notes = tuple(Note(note, values) for note, values in told["notes"])
    headings = tuple((header, name) for header, name in told["headings"])
    kind, file, digest, sheet, country, _ = row
    return Source(kind, file, digest, sheet, country, told["currency"], headings, notes, told.get("reading", {}))


def is_complete(columns: str) -> bool:
    return bool(loaded(columns).get(_COMPLETE))


def plan_of(import_id: int) -> Plan:
    number = database.rows("select number from import where id = ?", (import_id,))[0][0]
    counted: Mapping[str, int] = dict(
        database.rows("select outcome, count(*) from import_row where import_id = ? group by outcome", (import_id,))
    )
    counts = {outcome: counted.get(outcome.value, 0) for outcome in Outcome}
    return Plan(import_id, number, source_of(import_id), counts)


def rewrite(import_id: int, rows: Iterable[SheetRow]) -> None:
    """Give staged rows other cells. Inside a write."""
    database.execute_many(
        "update import_row set cells = ? where import_id = ? and row = ?",
        [(one.cells, import_id, one.row) for one in rows],
    )


def meaning(cards: Sequence[int]) -> dict[int, list[Staged]]:
    """The rows of plans that wait which mean one of these cards, by plan. Does not write."""
    found: dict[int, list[Staged]] = {}
    for plan_id, *row in database.rows(
        'select r.import_id, r.row, r.outcome, r.card_id, r.card_version, r."values", r.problems from import_row r'
        f" join import i on i.id = r.import_id where r.card_id in {database.marks(cards)}"
        " and i.number is null order by r.import_id, r.row",
        cards,
    ):
        found.setdefault(plan_id, []).append(_staged(row))
    return found


def without_card(one: Staged, card_no: str) -> Staged:
    """A row whose card is gone, since the import that had made it was undone: somebody has to decide anew."""
    why = Problem(None, "name", str(one.row.values.get("name", "")), "card_gone", {"card_no": card_no})
    gone = OF_CARD | {told.problem for told in one.row.problems if told.harmless or told.problem.startswith("likely")}
    kept = (told for told in one.row.problems if told.problem not in gone)
    return Staged(one.row._replace(problems=(*kept, why)), Outcome.UNDECIDED)


def forget_cards(cards: Sequence[int]) -> None:
    """Let no row say any longer which of these cards it means. Inside a write."""
    marks = database.marks(cards)
    database.execute(f"update import_row set card_id = null, card_version = null where card_id in {marks}", cards)


_WINDOW = 1000
_STAGED = 'select row, outcome, card_id, card_version, "values", problems from import_row where import_id = ?'
_PLANNED = (
    'select r.row, r.outcome, b.prefix, c.number, r.cells, r."values", r.problems from import_row r'
    " left join card c on c.id = r.card_id left join branch b on b.id = c.branch_id where r.import_id = ?"
)


def numbered(import_id: int, rows: Sequence[int]) -> Iterator[Staged]:
    """The staged rows of these numbers, without their cells as written. Does not write."""
    return map(_staged, database.rows_among(f"{_STAGED} and row in {{among}}", rows, (import_id,)))


def with_value(import_id: int, text: str) -> Iterator[Staged]:
    """The staged rows in whose understood values a text stands, as JSON has it, or one that differs only by case, in
    the sheet's order. Does not write."""
    found = database.rows(f"{_STAGED} and \"values\" like ? escape '!' order by row", (import_id, _like(text)))
    return map(_staged, found)


def with_cells(import_id: int, text: str) -> list[PlanRow]:
    """The rows in whose cells a text stands, or one that differs only by case, in the sheet's order. Does not write."""
    found = database.rows(f"{_PLANNED} and r.cells like ? escape '!' order by r.row", (import_id, _like(text)))
    return [_planned(row) for row in found]


def _like(text: str) -> str:
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def each(import_id: int, outcomes: Iterable[Outcome]) -> Iterator[Staged]:
    """The staged rows of these outcomes in the sheet's order, read window by window, without their cells as written.

    Does not write.
    """
    wanted = [outcome.value for outcome in outcomes]
    marks = database.marks(wanted)
    last = 0
    while True:
        found = database.rows(
            f"{_STAGED} and row > ? and outcome in {marks} order by row limit {_WINDOW}",
            (import_id, last, *wanted),
        )
        yield from (_staged(row) for row in found)
        if len(found) < _WINDOW:
            return
        last = found[-1][0]


def _staged(row: Sequence[Any]) -> Staged:
    number, outcome, card, version, values, problems = row
    told = loaded(values)
    sheet_row = SheetRow(number, "", told["values"], _problems(problems))
    return Staged(
        sheet_row,
        Outcome(outcome),
        card,
        version,
        told.get("warranty"),
        told.get("with_row"),
        told.get("more"),
        bool(told.get("by_hand")),
    )


def _problems(text: str) -> tuple[Problem, ...]:
    return tuple(Problem(*told) for told in loaded(text))


def window(import_id: int, after: int, limit: int, outcomes: Iterable[Outcome]) -> list[PlanRow]:
    """At most `limit` rows of these outcomes that come after row `after`, as a person sees them. Does not write."""
    wanted = [outcome.value for outcome in outcomes]
    marks = database.marks(wanted)
    found = database.rows(
        f"{_PLANNED} and r.row > ? and r.outcome in {marks} order by r.row limit ?",
        (import_id, after, *wanted, limit),
    )
    return [_planned(row) for row in found]


def _planned(row: Sequence[Any]) -> PlanRow:
    number, outcome, prefix, card, cells, values, problems = row
    card_no = offices.card_no(prefix, card) if prefix else None
    return PlanRow(number, Outcome(outcome), card_no, cells, loaded(values)["values"], _problems(problems))
