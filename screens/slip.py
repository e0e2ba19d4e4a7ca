"""A slip whole: its cards, where each stands, and which were not read before the visit (L1, L3)."""

from collections.abc import Sequence
from functools import partial

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.lend import hand_over
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import extracts, slip_view
from store.access import Right
from store.loans import HOLDING_KINDS
from store.slip_view import SlipLine, WholeSlip
from store.slips import KINDS, READ_BEFORE, RESULTS, STATES

READ, NOT_READ = NC_("loan", "read"), NC_("loan", "not read")
OVERDUE = NP_("overdue {n} day", "overdue {n} days")
ENDS = {**RESULTS, **extracts.ENDINGS}
INKS = {"requested": "amber", "refused": "red", "lost": "red"}


def _state(line: SlipLine, words: Words) -> str:
    return words(OVERDUE, n=line.overdue) if line.overdue else words(STATES[line.state])


def _ink(line: SlipLine) -> str:
    return "red" if line.overdue else INKS.get(line.state, "plain")


def _told(line: SlipLine, words: Words) -> str:
    """Why it was refused, where it was searched for, or what the visit brought."""
    return line.reason or (words.value(ENDS.get(line.result, line.result)) if line.result else "")


class SlipViewScreen(ListScreen[None, SlipLine]):
    """The cards of one slip in their order."""

    MARKS = False
    BINDINGS = bind("lend", "pack")
    NEEDS = {"lend": Right.LEND}
    SHOWS = frozenset({"slip", "slip_card"})
    KEYS = ("open", "lend", "pack", "refresh", "back")
    ABOUT = N_(
        "The cards of one slip. Before a visit the borrower opens each card, reads it and says so there (F10);"
        " here stands which were not read. Enter opens a card, Shift+F9 prints the"
        " cards that are out."
    )
    ABOUT_WITH = {Right.LEND: N_("F7 lends what is approved on this slip.")}

    def __init__(self, line: int) -> None:
        """`line` is the loan or the request whose slip is shown."""
        super().__init__()
        self.line = line
        self.slip: WholeSlip | None = None

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), N_("Slip"), *([str(self.slip.number)] if self.slip else [])]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        if self.slip is None:
            return [], ""
        told = [self.words(KINDS[self.slip.kind]), self.slip.borrower, self.slip.purpose]
        told += [extracts.told(self.slip.sections, self.words)] if self.slip.sections else []
        unread = sum(self._unread(line) for line in self.slip.lines)
        said = self.words(NP_("{n} card not read", "{n} cards not read"), n=unread) if unread else ""
        count = self.words(NP_("{n} card", "{n} cards"), n=len(self.slip.lines))
        return [(" · ".join(told) + "  ", "bright"), (said, "amber")], count

    def _unread(self, line: SlipLine) -> bool:
        return line.state == "out" and not line.read and self._is_visit

    @property
    def _holds(self) -> bool:
        return self.slip is not None and self.slip.kind in HOLDING_KINDS

    @property
    def _is_visit(self) -> bool:
        return self.slip is not None and self.slip.kind in READ_BEFORE

    def _read(self, line: SlipLine, words: Words) -> str:
        if self._unread(line):
            return words(NOT_READ)
        return words(READ) if line.read else ""

    def columns(self) -> Sequence[Column[SlipLine]]:
        return (
            Column("number", N_("Card no."), lambda line, _: line.card_no, 9),
            Column("name", N_("Name"), lambda line, _: line.name or "—", 12, grow=2),
            Column("state", N_("State"), _state, 17, ink=_ink),
            Column("due", N_("Due date"), lambda line, words: words.date(line.due, "short"), 12),
            Column("read", NC_("column", "Read"), self._read, 8,
                   ink=lambda line: "amber" if self._unread(line) else "plain"),
            Column("told", N_("Reason or result"), _told, 12, grow=2, needs=92),
        )  # fmt: skip

    async def source(self) -> Listed[SlipLine]:
        self.slip = await self.room.store(slip_view.of_line, self.room.who(), self.line)
        self.top_changed()
        return Listed(self.slip.lines)

    def hint(self) -> str:
        return _told(self.row, self.words) if self.row is not None else ""

    def action_lend(self) -> None:
        self.run_once(partial(hand_over, self, self.line, self.came_back), "lend")

    def action_pack(self) -> None:
        from screens.paper import PackScreen
        from store.acts.papers import OnSlip

        if self.slip is not None:
            self.app.push_screen(PackScreen(OnSlip(self.line, self.slip.number)))

    def why_not(self, action: str) -> Message | None:
        return N_("Nothing on this slip is approved and waits to be lent.") if action == "lend" else None

    def can(self, action: str) -> bool:
        lines = self.slip.lines if self.slip is not None else ()
        if action == "pack":
            return self._holds and any(line.state == "out" for line in lines)
        if action != "lend":
            return True
        return self.room.may(Right.LEND) and any(line.state == "approved" and line.card_id for line in lines)

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen

        if event.row.card_id is not None and event.row.name is not None:
            self.app.push_screen(CardScreen(event.row.card_id), self.came_back)
