"""Two cards side by side: which stays, and of each field which of the two is taken (F12)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.ask import AskScreen
from screens.base import RoomScreen
from screens.card_texts import salespeople
from screens.field_by_field import MINE, THEIRS, Disputed, FieldsScreen, Side
from screens.pairs import OPEN_AGAIN
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from store import staff
from store.access import Actor, Right
from store.acts import merge, sweep_doubles, unmerge
from store.acts.merge import BOTH, GONE, KEPT, ChangedSinceSeen, Comparison, MergedRecord
from store.cards import Conflict
from store.pairs import SAME, PairRecord
from store.staff import StaffRecord

SAY_SAME = NC_("key", "The same")
MERGED = N_("{gone} was merged into {kept}.")
VOID = N_("{gone} was merged into {kept}; original no. {number} of {gone} is void and is to be destroyed.")
SAID_SAME = N_("{kept} and {gone} are said to be the same; a manager merges them.")
SAID_APART = N_("{kept} and {gone} are not the same customer.")
APART_AGAIN = N_("{kept} and {gone} are two cards again.")
UNDO = N_("Undo the merge of {gone} into {kept}? What came with {gone} goes back to it.")
UNDO_STAYING = N_(
    "Undo the merge of {gone} into {kept}? What came with {gone} goes back to it. These fields of {kept} changed since"
    " and keep what they say now: {fields}."
)
GOES: Mapping[str, Message] = {
    "person": NP_("{n} person", "{n} people"),
    "goods": NP_("{n} item owned", "{n} items owned"),
    "warranty": NP_("{n} warranty", "{n} warranties"),
    "slip_card": NP_("{n} loan", "{n} loans"),
    "reservation": NP_("{n} reservation", "{n} reservations"),
    "submission": NP_("{n} submission", "{n} submissions"),
}
"""What hangs from the card that goes, by table."""


class Read(NamedTuple):
    found: Comparison
    people: list[StaffRecord]


def read(actor: Actor, kept: int, gone: int) -> Read:
    return Read(merge.compare(actor, kept, gone), staff.people(actor))


class MergeScreen(FieldsScreen[None]):
    """A line a field in which one of the two says something; those that differ are marked."""

    BINDINGS = bind("take_left", "take_right", "take_both", "merge", "not_the_same", "swap")
    NEEDS = {"merge": Right.DOUBLES, "not_the_same": Right.DOUBLES}
    SIDES = (Side(KEPT, THEIRS, NC_("merge", "Stays")), Side(GONE, MINE, NC_("merge", "Goes")))
    PICKED = {KEPT: "←", GONE: "→", BOTH: NC_("merge", "both")}
    CHOICE = N_("Taken")
    KEYS = ("take_left", "take_right", "take_both", "merge", "not_the_same", "swap", "back")
    ABOUT = N_(
        "Two cards that may be of one customer. The left one stays; F4 lets the other stay instead. ← and → say of a"
        " field which is taken, Space takes both of a long text; ≠ marks what differs. F10 merges them: all that hangs"
        " from the other card comes along, and its number leads here. Del says that they are not the same; Esc decides"
        " nothing."
    )

    def __init__(self, pair: PairRecord) -> None:
        super().__init__()
        self.pair = pair
        self.kept, self.gone = pair.first, pair.second
        self.found: Comparison | None = None

    @property
    def numbers(self) -> dict[str, Any]:
        """The numbers of both cards, by what becomes of them."""
        of = {self.pair.first: self.pair.first_no, self.pair.second: self.pair.second_no}
        return {"kept": of[self.kept], "gone": of[self.gone]}

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Likely doubles"), f"{self.numbers['kept']} ← {self.numbers['gone']}"]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        if self.found is None:
            return [], ""
        said = self.words(N_("{kept} stays, {gone} goes into it; F4: the other way"), **self.numbers)
        differing = sum(line.differs for line in self.found.lines)
        return [(said, "bright")], self.words(NP_("{n} field differs", "{n} fields differ"), n=differing)

    def between(self) -> Sequence[Column[Disputed]]:
        return [Column("differs", N_("≠"), self._differs, 1, ink=lambda _: "amber")]

    def takes(self, way: str | None, side: Side) -> bool:
        return way == BOTH or super().takes(way, side)

    def _differs(self, row: Disputed, _words: Words) -> str:
        return "≠" if self.found is not None and self.found.lines[row.id].differs else ""

    def hint(self) -> str:
        """Both values of the field under the cursor, which their columns may cut; else what comes along."""
        found, row = self.found, self.row
        if found is None:
            return ""
        if row is not None and found.lines[row.id].differs:
            return " ≠ ".join(self.value(row, side) for side in self.sides)
        goes = [self.words(GOES[table], n=n) for table, n in found.goes.items() if n]
        if not goes:
            return ""
        return self.words(N_("With {gone} come: {what}."), gone=self.numbers["gone"], what=self.words.list(goes))

    def on_mount(self) -> None:
        self.run(self._read)

    async def _read(self) -> None:
        found, people = await self.room.store(read, self.room.who(), self.kept, self.gone)
        self.staff = salespeople(people)
        self.found = found
        self.chosen = {line.field: line.taken for line in found.lines}
        self.show_conflicts([Conflict(line.field, line.label, None, line.gone, line.kept) for line in found.lines])
        self.call_after_refresh(self.room.note_seen, (self.kept, self.gone), "opened")
        self.top_changed()
        self.narrowing_changed()
        self.refresh_bindings()
        if found.refusal is not None:
            self.room.say(found.refusal.message, tone="problem", **found.refusal.said)

    # choosing

    def action_take_left(self) -> None:
        self.take(KEPT)

    def action_take_right(self) -> None:
        self.take(GONE)

    def action_take_both(self) -> None:
        self.take(BOTH)

    def action_swap(self) -> None:
        self.kept, self.gone = self.gone, self.kept
        self.run(self._read)

    # deciding

    def label_of(self, action: str) -> Message:
        return SAY_SAME if action == "merge" and not self.room.may(Right.MERGE) else super().label_of(action)

    def action_merge(self) -> None:
        """Who may not merge says that it should be, which waits for a manager."""
        merges = self.room.may(Right.MERGE)
        say_same = partial(self._say, sweep_doubles.say_same, SAID_SAME)
        self.run_once(self._merge if merges else say_same, "decide")

    async def _merge(self) -> None:
        assert self.found is not None
        try:
            done = await self.room.store(
                merge.merge, self.room.who(), self.kept, self.gone, self.chosen, seen=self.found.versions
            )
        except ChangedSinceSeen as changed:
            await self._read()
            self.room.say_refused(changed)
            return
        await self.room.count_waiting()
        said = MERGED if done.original is None else VOID
        self.room.say(said, number=str(done.original or ""), undo=partial(self._unmerge, done), **self.numbers)
        self.dismiss(None)

    async def _unmerge(self, done: MergedRecord) -> None:
        await self.room.store(unmerge.unmerge, self.room.who(), done.gone.id)
        await self.room.count_waiting()
        self.room.say(APART_AGAIN, kept=done.kept.card_no, gone=done.gone.card_no)

    def action_not_the_same(self) -> None:
        self.run_once(partial(self._say, sweep_doubles.tell_apart, SAID_APART), "decide")

    async def _say(self, act: Any, said: Message) -> None:
        await self.room.store(act, self.room.who(), self.kept, self.gone)
        await self.room.count_waiting()
        self.room.say(said, undo=self._ask_again, **self.numbers)
        self.dismiss(None)

    async def _ask_again(self) -> None:
        await self.room.store(sweep_doubles.ask_again, self.room.who(), self.kept, self.gone)
        await self.room.count_waiting()
        self.room.say(OPEN_AGAIN, n=1)

    def action_back(self) -> None:
        self.dismiss(None)

    def why_not(self, action: str) -> Message | None:
        refusal = self.found.refusal if self.found else None
        return refusal.message if action == "merge" and refusal is not None and not refusal.values else None

    def can(self, action: str) -> bool:
        found, row = self.found, self.row
        match action:
            case "merge":
                may_be = found is not None and found.refusal is None
                return may_be and (self.room.may(Right.MERGE) or self.pair.state != SAME)
            case "not_the_same" | "swap":
                return found is not None
            case "take_left" | "take_right":
                return row is not None
            case "take_both":
                return found is not None and row is not None and found.lines[row.id].both
        return True


async def ask_undo(screen: RoomScreen[Any], card_no: str, done: Any) -> None:
    """Ask on a screen whether the last merge of a card is undone, and undo it: `done` is called after that."""
    _, gone = await screen.room.store(unmerge.last_merge, screen.room.who(), card_no)
    plan = await screen.room.store(unmerge.plan, screen.room.who(), gone)
    numbers: dict[str, Any] = {"kept": plan.kept.card_no, "gone": plan.gone.card_no}
    fields = screen.words.list([screen.words(one.label) for one in plan.staying])
    asked = (UNDO_STAYING, {**numbers, "fields": fields}) if plan.staying else (UNDO, numbers)

    async def undo() -> None:
        await screen.room.store(unmerge.unmerge, screen.room.who(), gone, seen=plan.versions)
        await screen.room.count_waiting()
        screen.room.say(APART_AGAIN, **numbers)
        done()

    def answered(yes: bool | None) -> None:
        if yes:
            screen.run_once(undo, "undo")

    screen.app.push_screen(AskScreen(screen.path(), asked[0], **asked[1]), answered)
