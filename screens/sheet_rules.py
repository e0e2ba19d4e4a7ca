"""What holds, field by field, when a sheet says something else than the card of a known customer (X1)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from store.access import Right
from store.acts import sheet_rules
from store.acts.sheet_rules import ASK, KEEP, RULED, RULES, TAKE
from store.errors import Refused

INKS: Mapping[str, str] = {KEEP: "accent", TAKE: "dim", ASK: "amber"}


class FieldRule(NamedTuple):
    """A field, and what becomes of it."""

    id: int
    name: str
    rule: str


COLUMNS: Sequence[Column[FieldRule]] = (
    Column("field", N_("Field"), lambda one, words: words(RULED[one.name].label), 30, grow=1),
    Column("rule", N_("What holds"), lambda one, words: words(RULES[one.rule]), 26, grow=1,
           ink=lambda one: INKS[one.rule]),
)  # fmt: skip


class SheetRulesScreen(ListScreen[None, FieldRule]):
    """Every field of the card in its order; a key sets its rule and goes on to the next."""

    BINDINGS = bind("take_cards", "take_sheets", "sheet_ask")
    MARKS = False
    NEEDS = dict.fromkeys(("take_cards", "take_sheets", "sheet_ask"), Right.SETTINGS)
    KEYS = ("take_cards", "take_sheets", "sheet_ask", "back")
    ABOUT = N_(
        "What becomes of a field when a sheet says something else than the card of a known customer: ← leaves the"
        " card's value, → takes the sheet's, Space lets somebody decide each time. What the card does not have yet is"
        " always taken. Lists that left here and come back do not go by these rules."
    )

    def __init__(self) -> None:
        super().__init__()
        self.rules: Mapping[str, str] = {}

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Rules for sheets")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        said = list(self.rules.values())
        pieces = [
            (f"{self.words(RULES[rule])} {self.words.number(said.count(rule))}   ", INKS[rule])
            for rule in (KEEP, ASK)
            if rule in said
        ]
        return pieces, self.words(NP_("{n} field", "{n} fields"), n=len(said))

    def columns(self) -> Sequence[Column[FieldRule]]:
        return COLUMNS

    async def source(self) -> Listed[FieldRule]:
        self.rules = await self.room.store(sheet_rules.rules, self.room.who())
        return self._listed()

    def _listed(self) -> Listed[FieldRule]:
        return Listed(FieldRule(place, name, rule) for place, (name, rule) in enumerate(self.rules.items()))

    def action_take_cards(self) -> None:
        self._set(KEEP)

    def action_take_sheets(self) -> None:
        self._set(TAKE)

    def action_sheet_ask(self) -> None:
        self._set(ASK)

    def _set(self, rule: str) -> None:
        """Show it at once and go on to the next field, so that keys may come quickly; then have it kept."""
        row = self.row
        if row is None or not self.can("sheet_ask"):
            return
        self.rules = {**self.rules, row.name: rule}
        listed = self._listed()
        self.rows.show_source(listed, at=listed.rows[min(row.id + 1, len(listed.rows) - 1)])
        self.narrowing_changed()
        if row.rule != rule:
            self.run(partial(self._save, row, rule), group="save")

    async def _save(self, row: FieldRule, rule: str) -> None:
        try:
            await self.room.store(sheet_rules.set_rules, self.room.who(), {row.name: rule})
        except Refused:
            self.action_refresh()
            raise
        undo = partial(self._put_back, row)
        self.room.say(N_("{field}: {rule}."), undo=undo, field=RULED[row.name].label, rule=RULES[rule])

    async def _put_back(self, row: FieldRule) -> None:
        await self.room.store(sheet_rules.set_rules, self.room.who(), {row.name: row.rule})
        await self.read(row)

    def can(self, action: str) -> bool:
        return action not in self.NEEDS or (self.room.may(Right.SETTINGS) and self.row is not None)
