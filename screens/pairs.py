"""Likely doubles of the branch (F12): looked for over the whole room, then gone through pair by pair."""

from collections.abc import Mapping, Sequence
from functools import partial

from textual import on

from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.ask import AskScreen
from screens.list_screen import ListScreen
from screens.sources import Windows
from screens.stopping import Stopping
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store import pairs
from store.access import Actor, Right
from store.acts import merge, sweep_doubles, unmerge
from store.acts.likeness import Likeness
from store.errors import Refused
from store.pairs import OPEN, STATES, PairRecord, SweepRecord

WHY: Mapping[int, Message] = {
    Likeness.NONE: N_("nothing any more"),
    Likeness.NAME: N_("same name"),
    Likeness.BIRTH: N_("name and birth date"),
    Likeness.ADDRESS: N_("name and address"),
    Likeness.SLIP: N_("name; phone nearly"),
    Likeness.EMAIL: N_("same e-mail"),
    Likeness.PHONE: N_("same phone"),
    Likeness.SERIAL: N_("same serial no."),
    Likeness.SURE: N_("all that tells"),
}
"""What two cards have in common, in a word."""
LOOK_AGAIN = N_("Space marks several pairs; Ctrl+F goes through the whole room again.")
NOT_THE_SAME = NP_("{n} pair is not the same customer.", "{n} pairs are not the same customer.")
OPEN_AGAIN = NP_("{n} pair waits to be decided again.", "{n} pairs wait to be decided again.")
MERGE_ALL = NP_(
    "Merge the {n} pair that is surely one customer? Each merge can be undone by itself.",
    "Merge the {n} pairs that are surely one customer? Each merge can be undone by itself.",
)
MERGING = NP_("Merging {n} pair…", "Merging {n} pairs…")
MERGED = NP_("Merged {n} pair.", "Merged {n} pairs.")
LEFT = NP_("Merged {n} pair; {card_no} was not: {why}", "Merged {n} pairs; {card_no} was not: {why}")
COLUMNS: Sequence[Column[PairRecord]] = (
    Column("first", N_("Card no."), lambda one, _: one.first_no, 11),
    Column("first_name", N_("Name"), lambda one, _: one.first_name, 9, grow=2),
    Column("second", N_("Card no."), lambda one, _: one.second_no, 11),
    Column("second_name", N_("Name"), lambda one, _: one.second_name, 9, grow=2),
    Column("why", N_("What is the same"), lambda one, words: words(WHY[one.likeness]), 17,
           ink=lambda one: "mark" if one.likeness == Likeness.SURE else "amber"),
    Column("state", N_("State"), lambda one, words: words(STATES[one.state]), 9,
           ink=lambda one: "dim" if one.state == OPEN else "accent"),
    Column("by", NC_("pair", "Said by"), lambda one, _: one.by or "", 10, grow=1, needs=100),
)  # fmt: skip


class Pairs(Windows[PairRecord]):
    """What waits for somebody to decide, the likeliest first."""

    async def page(self, row: PairRecord | None, side: Side, limit: int) -> Sequence[PairRecord]:
        return await self.room.store(pairs.page, self.room.who(), row.key if row else None, side, limit)

    async def count(self) -> None:
        self.total = await self.room.store_slow(pairs.count, self.room.who())


def tell_apart(actor: Actor, chosen: Sequence[PairRecord]) -> None:
    for pair in chosen:
        sweep_doubles.tell_apart(actor, pair.first, pair.second)


def ask_again(actor: Actor, chosen: Sequence[PairRecord]) -> None:
    for pair in chosen:
        sweep_doubles.ask_again(actor, pair.first, pair.second)


class Merged(list[tuple[int, int]]):
    """The cards that stayed and went, and the first pair that was left."""

    left: tuple[str, Refused] | None = None


def merge_sure(actor: Actor, wanted: Sequence[PairRecord]) -> Merged:
    """Merge pairs with what is proposed for each, each an act of its own; the older card stays."""
    done = Merged()
    for pair in wanted:
        try:
            merge.merge(actor, pair.first, pair.second)
        except Refused as refusal:
            done.left = done.left or (pair.second_no, refusal)
        else:
            done.append((pair.first, pair.second))
    return done


def unmerge_all(actor: Actor, done: Sequence[tuple[int, int]]) -> None:
    for _, gone in reversed(done):
        unmerge.unmerge(actor, gone)


class PairsScreen(ListScreen[None, PairRecord]):
    """Pairs of cards that may be one customer's; Enter puts the two side by side."""

    BINDINGS = bind("look_for_doubles", "not_the_same", "merge_sure")
    NEEDS = {"look_for_doubles": Right.DOUBLES, "not_the_same": Right.DOUBLES, "merge_sure": Right.MERGE}
    SHOWS = frozenset({"card", "pair"})
    KEYS = ("open", "not_the_same", "merge_sure", "look_for_doubles", "mark", "refresh", "back")
    ABOUT = N_(
        "Cards that may be of one customer. Ctrl+F goes through the whole room; Esc stops it, and the next time goes on"
        " from there. Enter puts two cards side by side. Del says that they are not the same: they are not shown again"
        " while they say what they say now. F10 merges all pairs that are surely the same."
    )

    def __init__(self) -> None:
        super().__init__()
        self.last: SweepRecord | None = None
        self.looking = Stopping(self, N_("Stopped. What was found until now is here; Ctrl+F goes on."))

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Likely doubles")]

    def columns(self) -> Sequence[Column[PairRecord]]:
        return COLUMNS

    async def source(self) -> Pairs:
        self.last = await self.room.store(pairs.last_sweep, self.room.who())
        return Pairs(self.room)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        count = self.words(NP_("{n} pair", "{n} pairs"), n=self.total)
        return [(self._looked(), "accent")], count

    def _looked(self) -> str:
        """When the room was last gone through."""
        if self.last is None:
            return ""
        zone = self.room.branch.zone if self.room.branch else None
        if self.last.ended_at is None:
            return self.words(N_("Not all was looked through yet: Ctrl+F goes on."))
        return self.words(
            N_("Looked through {moment}, {name}"), moment=self.words.moment(self.last.ended_at, zone, "short"),
            name=self.last.by,
        )  # fmt: skip

    def empty(self) -> str:
        if self.last is None:
            return self.words(N_("Nobody has looked for doubles yet. Ctrl+F goes through the whole room."))
        return self.words(N_("No two cards wait to be told apart or merged."))

    def hint(self) -> str:
        if self.looking.progress is None:
            return self.words(LOOK_AGAIN) if self.row is not None and self.room.may(Right.DOUBLES) else ""
        percent, _ = self.looking.progress
        return self.words(N_("Looking for doubles: {percent} % done. Esc stops."), percent=percent)

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.merge import MergeScreen

        self.app.push_screen(MergeScreen(event.row), self.came_back)

    # looking

    def action_look_for_doubles(self) -> None:
        if self.looking.progress is None:
            self.run_once(self._look, "sweep")

    async def _look(self) -> None:
        """Go through the room in the slow thread; Esc stops it, and what was found stays."""
        if await self.looking.run(sweep_doubles.sweep, self.room.who()) is not None:
            self.room.say(N_("The whole room was looked through."))
        await self._decided()

    def on_unmount(self) -> None:
        self.looking.stop()

    def action_back(self) -> None:
        if not self.looking.stop():
            self.dismiss(None)

    # deciding

    def action_not_the_same(self) -> None:
        self.run_once(partial(self._tell_apart, list(self.rows.chosen)), "decide")

    async def _tell_apart(self, chosen: Sequence[PairRecord]) -> None:
        await self.room.store(tell_apart, self.room.who(), chosen)
        await self._decided()
        self.room.say(NOT_THE_SAME, n=len(chosen), undo=partial(self._ask_again, chosen))

    async def _ask_again(self, chosen: Sequence[PairRecord]) -> None:
        await self.room.store(ask_again, self.room.who(), chosen)
        await self.room.count_waiting()
        self.room.say(OPEN_AGAIN, n=len(chosen))

    def action_merge_sure(self) -> None:
        self.run_once(self._ask_merge, "decide")

    async def _ask_merge(self) -> None:
        wanted = await self.room.store(sweep_doubles.sure, self.room.who())
        if not wanted:
            self.room.say(N_("No pair is surely the same: Enter puts two cards side by side."), tone="problem")
            return
        question = AskScreen(self.path(), MERGE_ALL, n=len(wanted))
        self.app.push_screen(question, partial(self._merge_all, wanted))

    def _merge_all(self, wanted: Sequence[PairRecord], yes: bool | None) -> None:
        if yes:
            self.run_once(partial(self._merge, wanted), "decide")

    async def _merge(self, wanted: Sequence[PairRecord]) -> None:
        self.room.say(MERGING, n=len(wanted))
        done = await self.room.store_slow(merge_sure, self.room.who(), wanted)
        await self._decided()
        undo = partial(self._unmerge_all, list(done)) if done else None
        if done.left is None:
            self.room.say(MERGED, n=len(done), undo=undo)
        else:
            card_no, why = done.left
            said = self.words(why.message, **why.said)
            self.room.say(LEFT, n=len(done), card_no=card_no, why=said, tone="problem", undo=undo)

    async def _unmerge_all(self, done: Sequence[tuple[int, int]]) -> None:
        await self.room.store_slow(unmerge_all, self.room.who(), done)
        await self.room.count_waiting()

    async def _decided(self) -> None:
        await self.read()
        await self.room.count_waiting()

    def can(self, action: str) -> bool:
        match action:
            case "open" | "mark" | "not_the_same":
                return self.row is not None and self.looking.progress is None
            case "merge_sure":
                return self.room.may(Right.MERGE) and self.row is not None and self.looking.progress is None
            case "look_for_doubles":
                return self.room.may(Right.DOUBLES) and self.looking.progress is None
        return True
