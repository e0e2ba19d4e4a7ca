"""A card as somebody is working on it: what is kept, what they have typed, and the edit that makes of it.

Nothing here draws or asks the store. `kept()` and `restore()` are the draft: all that was typed, nothing more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from locales.messages import Message
from screens.card_texts import Customs, presented, typed, typed_all, understood
from store.cards import CardRecord, Conflict, Edit, RowEdit
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, SECTIONS, BadValue, FieldInfo

ROW_FIELDS: dict[str, Mapping[str, FieldInfo]] = {"people": PERSON_FIELDS, "goods": GOODS_FIELDS}
NEW_CARD = {"customer": "consumer", "list": "potential", "kind": "develop", "grade": "C"}
NEW_ROW = {"people": {"role": "contact"}, "goods": {"maker": "ours"}}


@dataclass(slots=True)
class RowWork:
    """A person or goods row as it is being worked on. `id` is below 0 for a new one."""

    id: int
    before: dict[str, str]
    texts: dict[str, str]
    removed: bool = False

    @property
    def changed(self) -> bool:
        return self.removed or self.id < 0 or self.texts != self.before


@dataclass(slots=True)
class CardWork:
    """`card` None for a card that has no number yet. `before` and `texts` are texts by field name."""

    card: CardRecord | None
    before: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[RowWork]] = field(default_factory=lambda: {"people": [], "goods": []})
    learnt_at: str = ""
    answered: str | None = None
    """Where it was learnt, as answered when saving; once for a save, whatever that meets. None: not asked yet."""
    based_on: int = 0
    """The version that was read when typing began."""

    @classmethod
    def of(cls, card: CardRecord | None, *, country: str = "", language: str = "") -> "CardWork":
        if card is None:
            texts = dict.fromkeys(FIELDS, "") | NEW_CARD | {"country": country, "language": language}
            return cls(None, dict(texts), texts)
        before = typed_all(card.values)
        work = cls(card, before, dict(before), based_on=card.version)
        for name, rows in (("people", card.people), ("goods", card.goods)):
            work.rows[name] = [RowWork(row["id"], typed_all(row), typed_all(row)) for row in rows]
        return work

    @property
    def changed(self) -> bool:
        return self.texts != self.before or any(row.changed for rows in self.rows.values() for row in rows)

    def changes(self) -> dict[str, str]:
        return {name: text for name, text in self.texts.items() if text != self.before.get(name, "")}

    def changed_labels(self) -> list[Message]:
        """What was changed: fields, and people or goods by the name of their section."""
        named = [FIELDS[name].label for name in self.changes()]
        sections = dict(SECTIONS)
        return [*named, *(sections[name] for name, rows in self.rows.items() if any(row.changed for row in rows))]

    def add_row(self, section: str) -> RowWork:
        texts = dict.fromkeys(ROW_FIELDS[section], "") | NEW_ROW[section]
        lowest = min((row.id for row in self.rows[section]), default=0)
        row = RowWork(min(lowest, 0) - 1, {}, texts)
        self.rows[section].append(row)
        return row

    def shown_rows(self, section: str) -> list[RowWork]:
        return [row for row in self.rows[section] if not row.removed]

    # the draft

    def kept(self) -> dict[str, Any]:
        """Everything typed, as plain data."""
        rows = {
            name: [[row.id, row.before, row.texts, row.removed] for row in rows if row.changed]
            for name, rows in self.rows.items()
        }
        return {"texts": self.changes(), "was": {n: self.before.get(n, "") for n in self.changes()}, "rows": rows,
                "learnt_at": self.learnt_at}  # fmt: skip

    def restore(self, kept: Mapping[str, Any], version: int) -> None:
        """Type again what a draft holds. What a colleague saved meanwhile shows when saving, field by field."""
        self.based_on = version
        self.learnt_at = kept.get("learnt_at", "")
        for name, text in kept.get("texts", {}).items():
            if name in self.texts:
                self.texts[name] = text
                self.before[name] = kept.get("was", {}).get(name, self.before[name])
        for section, rows in kept.get("rows", {}).items():
            by_id = {row.id: place for place, row in enumerate(self.rows[section])}
            for row_id, before, texts, removed in rows:
                row = RowWork(row_id, before, texts, removed)
                if row_id in by_id:
                    self.rows[section][by_id[row_id]] = row
                elif row_id < 0:
                    self.rows[section].append(row)

    # what is saved

    def problems(self, customs: Customs) -> Iterator[tuple[str, str, BadValue]]:
        """What cannot be kept: section or rows' section, field or "row id:field", and why."""
        for name, text in self.changes().items() if self.card else self.texts.items():
            try:
                understood(FIELDS[name], text, customs)
            except BadValue as problem:
                yield FIELDS[name].section, name, problem
        for section, rows in self.rows.items():
            for row in rows:
                if row.changed and not row.removed:
                    for name, info in ROW_FIELDS[section].items():
                        try:
                            understood(info, row.texts.get(name, ""), customs)
                        except BadValue as problem:
                            yield section, f"{row.id}:{name}", problem

    def edit(self, customs: Customs) -> Edit:
        """The edit; only when there are no problems."""
        changes = self.changes() if self.card else {name: text for name, text in self.texts.items() if text}
        values = {name: understood(FIELDS[name], text, customs) for name, text in changes.items()}
        was = {}
        if self.card is not None:
            was = {name: understood(FIELDS[name], self.before[name], customs) for name in changes}
        rows = {
            name: tuple(self._row_edit(name, row, customs) for row in rows if row.changed and not _never_was(row))
            for name, rows in self.rows.items()
        }
        return Edit(values, was, rows["people"], rows["goods"])

    def _row_edit(self, section: str, row: RowWork, customs: Customs) -> RowEdit:
        infos = ROW_FIELDS[section]
        before = {name: understood(infos[name], text, customs) for name, text in row.before.items()}
        if row.removed:
            return RowEdit(row.id, {}, before, removed=True)
        changed = [name for name in infos if row.texts.get(name, "") != row.before.get(name, "") or row.id < 0]
        values = {name: understood(infos[name], row.texts.get(name, ""), customs) for name in changed}
        return RowEdit(row.id if row.id > 0 else None, values, {n: before[n] for n in changed if n in before})

    # somebody else saved meanwhile

    def settle(self, theirs: CardRecord, choices: Mapping[str, bool], conflicts: tuple[Conflict, ...]) -> None:
        """Go on from the card as it is now; of each conflict keep mine where `choices` says so, else theirs."""
        mine = {conflict.field for conflict in conflicts if choices.get(conflict.field)}
        fresh = CardWork.of(theirs)
        for name, text in self.changes().items():
            if name in mine or name not in {conflict.field for conflict in conflicts}:
                fresh.texts[name] = text
        for section, table in (("people", "person"), ("goods", "goods")):
            fresh.rows[section] = [
                self._settled_row(section, table, row, conflicts, mine) for row in fresh.rows[section]
            ] + [row for row in self.rows[section] if row.id < 0]
        self.card, self.before, self.texts, self.rows = fresh.card, fresh.before, fresh.texts, fresh.rows
        self.based_on = theirs.version

    def _settled_row(
        self, section: str, table: str, fresh: RowWork, conflicts: tuple[Conflict, ...], mine: set[str]
    ) -> RowWork:
        worked = next((row for row in self.rows[section] if row.id == fresh.id), None)
        if worked is None or not worked.changed:
            return fresh
        disputed = {conflict.field for conflict in conflicts}
        fresh.removed = worked.removed and not any(
            name in disputed and name not in mine for name in (f"{table}:{fresh.id}:{n}" for n in ROW_FIELDS[section])
        )
        for name, text in worked.texts.items():
            key = f"{table}:{fresh.id}:{name}"
            if text != worked.before.get(name, "") and (key in mine or key not in disputed):
                fresh.texts[name] = text
        return fresh


def _never_was(row: RowWork) -> bool:
    """Added and taken out again before it was ever saved."""
    return row.id < 0 and row.removed


def value_text(info: FieldInfo, value: Any, customs: Customs) -> str:
    """A kept value as a person reads it."""
    return presented(info, typed(value), customs)
