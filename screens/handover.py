"""A leave or a resignation: everything goes to the successor in one step, and there is a list to sign (L6)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult

from importers.sheets import handover_list
from importers.sheets.writing import FileExists
from locales.messages import N_, NC_, NP_, Message
from screens.actions import ACTIONS, bind
from screens.ask import REPLACE, AskScreen
from screens.choose import ReasonScreen
from screens.days import day_fields
from screens.form_screen import FormScreen
from screens.lend import NoDay
from screens.list_screen import ListScreen
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.text_lines import TextLines
from screens.workbook import FILE, workbook_file
from store import handovers, offices, slips, staff
from store.access import Actor, Right, Role
from store.acts import handover
from store.errors import Refused
from store.handovers import ITEMS, KINDS, LEAVE, RESIGNATION, HandoverRecord, Item
from store.loan_check import NeedsConfirmation
from store.paging import Side
from store.staff import StaffRecord

FILE_NAME = N_("handover.xlsx")
COUNTED: dict[str, Message] = {
    handovers.LOAN: NP_("{n} card out", "{n} cards out"),
    handovers.REQUEST: NP_("{n} card asked for", "{n} cards asked for"),
    handovers.RESERVATION: NP_("{n} place in a queue", "{n} places in queues"),
    handovers.CUSTOMER: NP_("{n} customer", "{n} customers"),
}
FOR_GOOD = N_(
    "{name} leaves for good: everything goes to {successor} at once, and {name} signs in no longer. Nothing brings that"
    " back."
)
FOR_GOOD_ALONE = N_("{name} leaves for good and signs in no longer. Nothing brings that back.")


def ask_why(screen: FormScreen[Any] | ListScreen[Any, Any], refusal: Refused, deed: Any) -> None:
    """If the rules only doubt, ask for the reason that the journal keeps, and do it with that."""
    if isinstance(refusal, NeedsConfirmation):
        help_ = N_("Why it goes to this successor all the same, in a few words. The journal keeps them.")
        asked = ReasonScreen(NC_("screen", "Hand over all the same"), N_("Reason"), help_, at=screen.path())
        screen.app.push_screen(asked, lambda why: screen.run_once(partial(deed, why), "handover") if why else None)
        screen.room.say(refusal.message, tone="problem", **refusal.values)


class NoLeaveDay(Refused):
    message = N_("A leave has a first and a last day: type both.")


class HandoverScreen(FormScreen[HandoverRecord | None]):
    """Who takes over, and for how long; below, what goes."""

    BINDINGS = bind("handover")
    KEYS = ("handover", "choose", "next_field", "back")
    FIELD_OF = {
        handover.BadLeave: "until",
        handover.SuccessorMissing: "to",
        handover.SuccessorIsThemselves: "to",
        handover.SuccessorOnLeave: "to",
        slips.NotABorrower: "to",
    }
    ABOUT = N_(
        "Cards out, customers, requests and reservations go to the successor at once, in one entry of the journal."
        " After a leave, F8 in the list of staff hands back what is still there; who resigns signs in no longer."
    )

    def __init__(self, record: StaffRecord) -> None:
        super().__init__()
        self.record = record
        self.people: Sequence[StaffRecord] = ()
        self.plan: handover.Plan | None = None
        self.today: date | None = None

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Staff"), self.record.name, ACTIONS["handover"].label]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [(self.record.user, "plain")], ""

    def body(self) -> ComposeResult:
        days = day_fields(lambda: self.today, "since", "until")
        yield Form(self._fields(LEAVE), {"kind": LEAVE}, editing=True, fit=True, two_columns_from=999, **days)
        yield TextLines(self._lines, focus=False)

    def _fields(self, kind: str) -> tuple[FormField, ...]:
        able = tuple((person.user, person.name) for person in self.people)
        what = FormField("kind", N_("What for"), Kind.CHOICE, tuple(KINDS.items()), optional=False)
        help_ = N_("Who takes it over. A letter picks whose name begins so; Space lists all.")
        to = FormField("to", N_("Successor"), Kind.CHOICE, able, help_)
        if kind == RESIGNATION:
            return (what, to)
        return (
            what,
            to,
            FormField("since", N_("First day"), help=N_("The first day of the leave: 5 Mar, 2026-03-05, or +1.")),
            FormField("until", N_("Last day"), help=N_("The last day of the leave: 5 Mar, 2026-03-05, or +14.")),
        )

    def _lines(self, _across: int) -> list[list[Piece]]:
        if self.plan is None:
            return []
        counts = [self.words(COUNTED[kind], n=count) for kind, count in self.plan.counts.items() if count]
        nothing = self.words(N_("{name} has nothing to hand over."), name=self.record.name)
        lines = [self.words(N_("This goes to the successor:"))] if counts else [nothing]
        return [[], *([("  " + line, "plain")] for line in [*lines, *(f"  {one}" for one in counts)])]

    def on_mount(self) -> None:
        self.run(self._ready)

    async def _ready(self) -> None:
        self.plan, self.people, today = await self.room.store(_plan, self.room.who(), self.record)
        self.today = today
        values = {"since": today.isoformat(), **self.form.values}
        self.form.show(self._fields(values["kind"]), values)
        self.query_one(TextLines).again()

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        if event.name == "kind":
            form = self.form
            form.show(self._fields(form.values["kind"]), form.values, before=form.before)

    @on(Form.Submitted)
    def action_handover(self) -> None:
        to = self.form.values.get("to", "")
        lacks_successor = not to and self.plan is not None and any(self.plan.counts.values())
        if self.form.values["kind"] == LEAVE or lacks_successor:
            self.run_once(self._hand_over, "handover")
            return
        successor = next((person.name for person in self.people if person.user == to), "")
        question = FOR_GOOD if successor else FOR_GOOD_ALONE
        asked = AskScreen(self.path(), question, name=self.record.name, successor=successor)
        self.app.push_screen(asked, lambda yes: self.run_once(self._hand_over, "handover") if yes else None)

    def refused(self, refusal: Refused) -> None:
        super().refused(refusal)
        ask_why(self, refusal, self._hand_over)

    async def _hand_over(self, confirmed: str = "") -> None:
        values = self.form.values
        if self.today is None:
            return
        leave = None
        if values["kind"] == LEAVE:
            leave = (self._day("since", self.today), self._day("until", self.today))
        done = await self.room.store_slow(
            handover.hand_over,
            self.room.who(),
            self.record.user,
            values.get("to", ""),
            leave=leave,
            confirmed=confirmed,
        )
        if done.successor:
            said = N_("{leaver} has handed over to {successor}.")
            self.room.say(said, leaver=done.leaver, successor=done.successor)
        else:
            self.room.say(N_("{leaver} has left."), leaver=done.leaver)
        self.dismiss(done)
        await self.room.count_waiting()

    def _day(self, name: str, today: date) -> date:
        """The day typed. Raises NoLeaveDay, NoDay, with the cursor on that field."""
        text = self.form.values.get(name, "").strip()
        day = self.words.parse_date(text, today) if text else None
        if day is not None:
            return day
        self.form.focus()
        self.form.go_to(name)
        raise NoDay(text=text) if text else NoLeaveDay()


def _plan(actor: Actor, record: StaffRecord) -> tuple[handover.Plan, list[StaffRecord], date]:
    """What goes, who could take it, and today in the branch."""
    people = [
        person
        for person in staff.people(actor)
        if person.branch_id == record.branch_id
        and Role.SALESPERSON in person.roles
        and not person.left
        and person.id != record.id
    ]
    return handover.plan(actor, record.user), people, offices.today(actor)


COLUMNS: Sequence[Column[Item]] = (
    Column("what", NC_("column", "What"), lambda item, words: words(ITEMS[item.kind]), 16),
    Column("number", N_("Card no."), lambda item, _: item.card_no, 11),
    Column("name", N_("Name"), lambda item, _: item.name, 14, grow=1),
    Column("slip", N_("Slip"), lambda item, _: str(item.slip or ""), 9, right=True),
    Column("due", N_("Due date"), lambda item, words: words.date(item.due, "short") if item.due else "", 12),
)


class HandedOver(Windows[Item]):
    """The list to sign."""

    def __init__(self, room: Any, done: HandoverRecord) -> None:
        super().__init__(room)
        self.done = done

    async def page(self, row: Item | None, side: Side, limit: int) -> Sequence[Item]:
        after = row.id if row is not None and side == "after" else None
        before = (row.id if row is not None else 2**62) if side == "before" else None
        return await self.room.store(
            handovers.items, self.room.who(), self.done, after=after, before=before, limit=limit
        )

    async def count(self) -> None:
        self.total = sum(self.done.counts.values())


class HandoverListScreen(ListScreen[None, Item]):
    """What went with a handover; Ctrl+E writes it to be signed."""

    MARKS = False
    BINDINGS = bind("export")
    NEEDS = {"export": Right.EXPORT}
    KEYS = ("export", "back")
    ABOUT = N_("Everything that was handed over. Ctrl+E writes the list to a workbook, for both to sign.")

    def __init__(self, done: HandoverRecord) -> None:
        super().__init__()
        self.done = done

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Staff"), self.done.leaver, ACTIONS["handover_list"].label]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        done, words = self.done, self.words
        since = words.date(done.since, "short")
        days = f"{since} – {words.date(done.until, 'short')}" if done.until else since
        back = words(N_("handed back on {day}"), day=done.back_on) if done.back_on and done.until else ""
        said = [f"{done.leaver} → {done.successor or '—'}", words(KINDS[done.kind]), days, back]
        count = words(NP_("{n} line", "{n} lines"), n=self.total)
        return [("  ".join(part for part in said if part), "plain")], count

    def columns(self) -> Sequence[Column[Item]]:
        return COLUMNS

    async def source(self) -> HandedOver:
        return HandedOver(self.room, self.done)

    def empty(self) -> str:
        return self.words(N_("There was nothing to hand over."))

    def action_export(self) -> None:
        file = self.room.files.field(FILE)
        name = self.room.files.offered(self.words(FILE_NAME))
        asked = ReasonScreen(NC_("screen", "Export"), FILE.label, file.help, name, at=self.path())
        self.app.push_screen(asked, self._file_given)

    def _file_given(self, typed: str | None) -> None:
        if typed:
            self.run_once(
                partial(self._write, workbook_file(self.room, typed, partial(self.words, FILE_NAME))), "export"
            )

    async def _write(self, path: Path, overwrite: bool = False) -> None:
        try:
            count = await self.room.store_slow(
                partial(handover_list.write, overwrite=overwrite), self.room.who(), self.done, path, self.words
            )
        except FileExists:
            asked = AskScreen(self.path(), REPLACE, file=self.room.files.told(path))
            again = partial(self._write, path, True)
            self.app.push_screen(asked, lambda yes: self.run_once(again, "export_again") if yes else None)
        else:
            self.room.files.hand_over(path)
            file = self.room.files.told(path)
            self.room.say(NP_("{n} line is in {file}.", "{n} lines are in {file}."), n=count, file=file)

    def can(self, action: str) -> bool:
        return action != "export" or (self.room.may(Right.EXPORT) and self.row is not None)
