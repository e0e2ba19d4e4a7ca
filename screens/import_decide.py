"""Deciding whether a row means a customer who has a card: the sheet beside the card, one key a decision (X1)."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from textual import on
from textual.app import ComposeResult

from importers.sheets import problems
from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import ACTIONS, bind
from screens.ask import AskScreen
from screens.base import RoomScreen
from screens.card_texts import Customs
from screens.card_work import value_text
from screens.import_conflicts import ConflictsScreen
from screens.widgets.cells import fit, width, wrapped
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.text_lines import TextLines
from screens.widgets.window_list import WindowList
from store import cards
from store.access import Actor
from store.acts import bring_in, choosing
from store.acts.likeness import text_key
from store.acts.plans import NAMES_ONE, NAMES_ROW, Outcome, Plan, PlanRow
from store.cards import CardRecord
from store.fields import FIELDS

ANOTHER = N_("another customer: make a new card")
COMPARED = {
    **{name: name for name in ("name", "gender")},
    "birth": "birth_date",
    **{
        name: name for name in ("phone", "other_phone", "email", "address", "postcode", "city", "district", "work_unit")
    },
}
"""The card's fields that stand beside the sheet's, and what the sheet calls them."""
SHEET = N_("The sheet")
DIFFERS = "≠"


class Answer(NamedTuple):
    """A card that may be meant, an earlier row, or, without either, a new customer."""

    id: int
    record: CardRecord | None = None
    row: PlanRow | None = None

    @property
    def values(self) -> Mapping[str, Any]:
        """What it says, by the card's field names."""
        if self.record is not None:
            return self.record.values
        return {name: self.row.values.get(called) for name, called in COMPARED.items()} if self.row else {}


def _number(answer: Answer, words: Words) -> str:
    if answer.row is not None:
        return words(N_("row {row}"), row=str(answer.row.row))
    return answer.record.card_no if answer.record else ""


def _name(answer: Answer, words: Words) -> str:
    return str(answer.values["name"]) if answer.values else words(ANOTHER)


COLUMNS: Sequence[Column[Answer]] = (
    Column("number", N_("Card no."), _number, 10),
    Column("name", N_("Name"), _name, 34, grow=1),
    Column("district", N_("District"), lambda answer, _: str(answer.values.get("district") or ""), 12, needs=70),
)


def answers(actor: Actor, plan: Plan, row: PlanRow) -> list[Answer]:
    """What a row may mean: the cards and the earlier row that its problems name, and a new customer."""
    records = [cards.show(actor, cards.card_id(actor, number)) for number in row.named]
    rows = [int(one.details["other_row"]) for one in row.problems if one.problem in NAMES_ROW]
    earlier = [found for number in rows for found in bring_in.plan_rows(actor, plan.id, after=number - 1, limit=1)]
    return [*(Answer(one.id, one) for one in records), *(Answer(-one.row, None, one) for one in earlier), Answer(0)]


class DecideScreen(RoomScreen[bool]):
    """What a row says beside the card that it may mean, one undecided row after the other. Answers whether anything was
    decided."""

    CSS_PATH = "import_sheet.tcss"
    BINDINGS = bind("all_alike")
    KEYS = ("open", "all_alike", "back")
    ABOUT = N_(
        "The row may mean the same customer as a card; ≠ marks what they say differently. Enter takes the line under"
        " the cursor and goes on to the next undecided row; Ctrl+A decides all rows alike that wait for this reason."
    )

    def __init__(self, plan: Plan, row: PlanRow) -> None:
        super().__init__()
        self.plan = plan
        self.row = row
        self.answers: Sequence[Answer] = ()
        self.decided = False

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.plan.source.file, NC_("screen", "Decide")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        left = self.plan.counts[Outcome.UNDECIDED]
        row = self.words(N_("row {row}"), row=str(self.row.row))
        return [(row, "plain")], self.words(NP_("{n} row undecided", "{n} rows undecided"), n=left)

    def body(self) -> ComposeResult:
        yield TextLines(self._said, focus=False, fit=True)
        yield WindowList(COLUMNS, marks=False)

    @property
    def rows(self) -> "WindowList[Answer]":
        return self.query_one(WindowList)

    # what is said

    def _said(self, across: int) -> list[list[Piece]]:
        why = problems.reasons(self.row.problems, self.words)
        lines: list[list[Piece]] = [
            [("  " + line, "amber")] for text in why.splitlines() for line in wrapped(text, across - 4)
        ]
        answer = self.rows.row if self.is_mounted else None
        return [*lines, [], *self._beside(answer or Answer(0), across)]

    def _beside(self, answer: Answer, across: int) -> list[list[Piece]]:
        """A line for each field that the sheet or any of the cards has: the sheet's, a mark where they differ, the
        card's."""
        labels = {name: self.words(FIELDS[name].label) for name in COMPARED}
        begin = max(width(label) for label in labels.values()) + 2
        side = (across - begin - 6) // 2
        heads: list[Piece] = [
            (f"  {fit('', begin)}{fit(self.words(SHEET), side)}   {_number(answer, self.words)}", "dim")
        ]
        lines = [heads]
        for name, label in labels.items():
            mine = self._text(name, self.row.values.get(COMPARED[name]))
            other = self._text(name, answer.values.get(name))
            if not mine and not any(one.values.get(name) for one in self.answers):
                continue
            differs = bool(mine and other) and text_key(mine) != text_key(other)
            ink = "amber" if differs else "plain"
            mark = DIFFERS if differs else " "
            lines.append(
                [("  " + fit(label, begin), "dim"), (fit(mine, side), ink), (f" {mark} ", ink), (fit(other, side), ink)]
            )
        return lines

    def _text(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        kept = value.isoformat() if isinstance(value, date) else value
        source = self.plan.source
        return value_text(FIELDS[name], kept, Customs(self.words, source.country, source.currency, {}))

    # what is done

    def on_mount(self) -> None:
        self.rows.focus()
        self.run(self._read)

    async def _read(self) -> None:
        found = await self.room.store(answers, self.room.who(), self.plan, self.row)
        self.answers = found
        self.rows.show_source(Listed(found))
        self.room.note_seen([one.record.id for one in found if one.record and one.record.confidential], "opened")
        self.narrowing_changed()
        self.query_one(TextLines).again()

    @on(WindowList.Moved)
    @on(WindowList.Shown)
    def _moved(self) -> None:
        self.query_one(TextLines).again()
        self.refresh_bindings()

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        self.run_once(partial(self._settle, event.row), "settle")

    async def _settle(self, answer: Answer) -> None:
        card = answer.record.id if answer.record else None
        as_row = answer.row.row if answer.row else None
        settle = partial(bring_in.settle, as_row=as_row)
        settled = await self.room.store(settle, self.room.who(), self.plan.id, self.row.row, card)
        self.decided = True
        if choosing.waits_by_field(settled):
            self.app.push_screen(ConflictsScreen(self.plan, settled, alone=True), self._fields_decided)
        else:
            await self._settled()

    def _fields_decided(self, _decided: bool | None) -> None:
        self.run(self._settled, group="settle")

    async def _settled(self) -> None:
        if not await self._go_on():
            self.room.say(ALL_DECIDED)

    async def _go_on(self) -> bool:
        """To the next row of which nobody knows whose it is; back where none is left. Returns whether one was."""
        self.plan, row = await self.room.store(_next, self.room.who(), self.plan.id, self.row.row)
        if row is None:
            self.dismiss(True)
            return False
        self.row = row
        await self._read()
        return True

    def action_all_alike(self) -> None:
        answer = self.rows.row
        if answer is None:
            return
        same = answer.id != 0
        question = SAME_ALL if same else ANOTHER_ALL
        why = problems.sentence(self.row.problems[0], self.words)
        self.app.push_screen(AskScreen(self.path(), question, why=why), partial(self._alike, same))

    def _alike(self, same: bool, yes: bool | None) -> None:
        if yes:
            self.run_once(partial(self._settle_alike, same), "settle")

    async def _settle_alike(self, same: bool) -> None:
        settle = partial(bring_in.settle_alike, same=same)
        count = await self.room.store_slow(settle, self.room.who(), self.plan.id, self.row.row)
        self.decided = True
        self.room.say(NP_("{n} row is decided.", "{n} rows are decided."), n=count)
        await self._go_on()

    def label_of(self, action: str) -> Message:
        return ACTIONS["choose"].label if action == "open" else super().label_of(action)

    def can(self, action: str) -> bool:
        answer = self.rows.row if self.is_mounted else None
        if action == "all_alike":
            reasons = {one.problem for one in self.row.problems}
            return answer is not None and (answer.id == 0 or bool(reasons & NAMES_ONE))
        return True

    def action_back(self) -> None:
        self.dismiss(self.decided)


def _next(actor: Actor, plan_id: int, after: int) -> tuple[Plan, PlanRow | None]:
    """A plan as it is now, and the row behind another of which nobody knows whose it is."""
    return bring_in.plan(actor, plan_id), choosing.next_undecided(actor, plan_id, after, by_field=False)


ALL_DECIDED = N_("It is said of every row whose customer it means.")
SAME_ALL = N_(
    "Every row that is undecided for such a reason means the customer whom its reason names. This row's reason: {why}"
)
ANOTHER_ALL = N_("Every row that is undecided for such a reason means a new customer. This row's reason: {why}")
