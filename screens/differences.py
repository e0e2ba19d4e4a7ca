"""What a count found otherwise than the lending log has it: listed, and settled one by one with a reason (L4)."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.days import day_fields
from screens.form_screen import FormScreen
from screens.lend import due_of, go_to_field_of, ready, slip_fields
from screens.list_screen import ListScreen
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.window_list import WindowList
from store import differences, slips
from store.access import Right
from store.acts import settle
from store.differences import FROM_END, UNSEEN, WAYS, WAYS_OF, Difference
from store.errors import Refused
from store.paging import Side
from store.staff import StaffRecord
from store.stocktakings import tally


def _whose(one: Difference, words: Words) -> str:
    if one.borrower and one.due:
        return words(N_("{borrower}, due {due}"), borrower=one.borrower, due=words.date(one.due, "short"))
    return one.borrower or one.branch or ""


def _found(one: Difference, words: Words) -> str:
    return words(differences.said(one.found, one.into))


COLUMNS: Sequence[Column[Difference]] = (
    Column("number", N_("Card no."), lambda one, _: one.card_no, 11),
    Column("name", N_("Name"), lambda one, _: one.name or "—", 12, grow=2),
    Column("found", NC_("column", "Difference"), _found, 24, grow=1,
           ink=lambda one: "plain" if one.found == UNSEEN else "amber"),
    Column("whose", NC_("column", "Whose"), lambda one, _: one.borrower or one.branch or "", 14, grow=2),
    Column("by", N_("Counted by"), lambda one, _: one.seen_by or "", 12, grow=1, needs=92),
)  # fmt: skip


class OpenDifferences(Windows[Difference]):
    """What is not settled: what was seen first, then the cards not seen, by number. Read aside, since of many cards it
    takes a while to find the few that were not seen."""

    async def page(self, row: Difference | None, side: Side, limit: int) -> Sequence[Difference]:
        after = row.key if row is not None and side == "after" else None
        before = (row.key if row is not None else FROM_END) if side == "before" else None
        return await self.room.store_slow(
            differences.differences, self.room.who(), after=after, before=before, limit=limit
        )

    async def count(self) -> None:
        counted = await self.room.store_slow(tally, self.room.who())
        self.total = counted.differing + counted.unseen


class DifferencesScreen(ListScreen[None, Difference]):
    """One line a difference; each is settled for itself."""

    MARKS = False
    BINDINGS = bind("settle", "lend", "give_back", "lost")
    NEEDS = {"settle": Right.COUNT, "lend": Right.LEND, "give_back": Right.LEND, "lost": Right.LEND}
    KEYS = ("settle", "lend", "give_back", "lost", "back")
    ABOUT = N_(
        "Each difference between drawer and log is settled with a reason: F7 lends a card that went out without a slip,"
        " F8 takes back one that is here though it is out, Ctrl+Del notes one as lost that was searched for, F2 offers"
        " every way that there is."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Stocktaking"), NC_("screen", "Differences")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], self.words(NP_("{n} to settle", "{n} to settle"), n=self.total)

    def columns(self) -> Sequence[Column[Difference]]:
        return COLUMNS

    async def source(self) -> OpenDifferences:
        return OpenDifferences(self.room)

    def empty(self) -> str:
        return self.words(N_("Drawer and log agree. Esc goes back to the count; F10 there ends it."))

    @on(WindowList.Opened)
    def action_settle(self) -> None:
        self._settle("")

    def action_lend(self) -> None:
        self._settle("lent")

    def action_give_back(self) -> None:
        self._settle("turned_up" if self.row is not None and "turned_up" in WAYS_OF[self.row.found] else "returned")

    def action_lost(self) -> None:
        self._settle("lost")

    def _settle(self, way: str) -> None:
        if self.row is not None:
            self.app.push_screen(SettleScreen(self.row, way), self._settled)

    def _settled(self, changed: bool | None) -> None:
        if changed:
            self.action_refresh()

    def can(self, action: str) -> bool:
        ways = WAYS_OF[self.row.found] if self.row is not None else ()
        match action:
            case "settle":
                return self.room.may(Right.COUNT) and bool(ways)
            case "lend":
                return self.room.may(Right.LEND) and "lent" in ways
            case "give_back":
                return self.room.may(Right.LEND) and bool({"returned", "turned_up"} & set(ways))
            case "lost":
                return self.room.may(Right.LEND) and "lost" in ways
        return True


REASON = FormField("reason", N_("Reason"), help=N_("Why, or where you looked, in a few words. The journal keeps them."))
SEARCHED = FormField("reason", N_("Searched"), help=N_("Where you looked for it: the drawer first."))


class SettleScreen(FormScreen[bool]):
    """How a difference is settled, and why; what else is asked follows from how."""

    BINDINGS = bind("save")
    KEYS = ("save", "choose", "next_field", "back")
    FIELD_OF = {slips.ReasonMissing: "reason"}
    ABOUT = N_("Settles one difference; the log follows, and the journal keeps the reason.")

    def __init__(self, difference: Difference, way: str = "") -> None:
        """`way` is what the key that asked says already; else it is the first field."""
        super().__init__()
        ways = WAYS_OF[difference.found]
        self.difference = difference
        self.way = way or ways[0]
        self.known = bool(way) or len(ways) == 1
        self.people: Sequence[StaffRecord] = ()
        self.today: date | None = None

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Stocktaking"), self.difference.card_no, NC_("key", "Settle")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        one = self.difference
        said = [one.name or "", _found(one, self.words), _whose(one, self.words)]
        return [("  ".join(part for part in said if part), "bright")], ""

    def body(self) -> ComposeResult:
        days = day_fields(lambda: self.today, "due", "on")
        yield Form(self._fields(), {"way": self.way}, editing=True, fit=True, two_columns_from=999, **days)

    def _fields(self) -> tuple[FormField, ...]:
        choices = tuple((way, WAYS[way]) for way in WAYS_OF[self.difference.found])
        how = FormField("way", N_("How"), Kind.CHOICE, choices, optional=False)
        match self.way:
            case "lent":
                to, _, due = slip_fields(self.people)
                return (how, to, REASON._replace(label=N_("Purpose")), due)
            case "returned":
                on_day = FormField("on", N_("Came back on"), help=N_("The day when it came: 5 Mar, or 2026-03-05."))
                return (how, REASON, on_day)
            case "lost":
                return (how, SEARCHED)
            case _:
                return (how, REASON)

    def on_mount(self) -> None:
        self.run(self._ready)

    async def _ready(self) -> None:
        self.people, today = await self.room.store(ready, self.room.who())
        self.today = today
        values = {"on": today.isoformat(), **self.form.values}
        self._show(values, values)
        if self.known:
            self.form.go_to(self._fields()[1].name)

    def _show(self, values: Mapping[str, str], before: Mapping[str, str]) -> None:
        self.form.show(self._fields(), values, before=before)
        self.message_changed()

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        if event.name == "way" and self.form.values["way"] != self.way:
            self.way = self.form.values["way"]
            self._show(self.form.values, self.form.before)

    @on(Form.Submitted)
    def action_save(self) -> None:
        self.run_once(self._save, "save")

    def refused(self, refusal: Refused) -> None:
        go_to_field_of(self.form, refusal)
        super().refused(refusal)

    async def _save(self) -> None:
        values = self.form.values
        if self.today is None:
            return
        due, on_day = (due_of(values.get(name, ""), self.words, self.today) for name in ("due", "on"))
        done = await self.room.store(
            partial(settle.settle, to=values.get("to", ""), due=due, on=on_day),
            self.room.who(),
            self.difference,
            self.way,
            values.get("reason", ""),
        )
        number = self.difference.card_no
        if done:
            self.room.say(N_("{number} is settled: {way}."), number=number, way=WAYS[self.way])
        else:
            self.room.say(N_("{number} waits for approval first; then settle it again."), number=number, tone="problem")
        self.dismiss(True)
        await self.room.count_waiting()
