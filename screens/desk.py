"""The desk: a stack of cards by their numbers, typed or scanned, lent or taken back in one key (L1).

A wrong number never stops the stack: it gets a line of its own that says what is wrong, and the next number is typed.
"""

import contextlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from itertools import count

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind, quiet
from screens.ask import leave
from screens.base import RoomScreen
from screens.lend import ask_reason, due_of, go_to_field_of, ready, say_lent, settle_due, slip_fields, slip_form
from screens.printing import may_print_pack, may_print_wait_slip, print_pack, print_wait_slip
from screens.returns import Then, may_show_changed, show_changed, take_back
from screens.stack import DeskLabel, StackLine, line_of
from screens.widgets.chrome import Rule
from screens.widgets.columns import Column
from screens.widgets.form import Form
from screens.widgets.line_input import LineInput
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import cards, loans, slips
from store.access import Right
from store.cards import CardRow
from store.engines import DatabaseGone
from store.errors import Refused
from store.loan_check import CardCheck, Check, Weight
from store.news import News
from store.unsent import Unsure

LENDING_FROM = 100
"""From how many cells on what the rules say has a column of its own."""
HOLDS = NP_("{holds} of {n} card they may hold", "{holds} of {n} cards they may hold")
TAKING_BACK = N_("Each number takes its card back at once. F8 ends that.")
ORIGINAL, WITH_ORIGINAL = N_("original no. {number}"), N_("with original no. {number}")
STACK_STAYS = N_(
    "No line: nothing was lent or taken back. The stack stays as it is; press the key again when the line is back."
)
NONE_TO_LEND = N_("No card of the stack can be lent now: its line says where it is.")
NOTHING_BACK = N_("{number}: there is nothing to take back. Go on with the next.")


class DeskScreen(RoomScreen[None]):
    """The number on top, the stack below it, the slip at the foot."""

    CSS_PATH = "desk.tcss"
    BINDINGS = [
        *bind("lend", "pack", "give_back", "came_back", "wait_slip", "changed", "remove", "next_pane", "refresh",
              "stocktaking"),
        *quiet("accept"),
    ]  # fmt: skip
    NEEDS = {"lend": Right.LEND}
    SHOWS = frozenset({"card", "slip_card", "reservation", "loan_rule", "original", "transfer"})
    KEYS = ("lend", "pack", "give_back", "came_back", "wait_slip", "changed", "remove", "next_pane", "stocktaking",
            "back")  # fmt: skip
    ABOUT = N_(
        "Type or scan card numbers, Enter after each. F7 lends those in the drawer to the borrower below, F8 takes back"
        " those that are out; Shift+F2 does so with the day when they came and what each visit brought. With no card"
        " to take back, F8 lets each number that follows take its card back at once. A wrong number is shown and does"
        " not stop the others."
    )

    def __init__(self, stack: list[StackLine]) -> None:
        """`stack` is the drawer's: it stays while the desk is left."""
        super().__init__()
        self.stack = stack
        self.before: list[StackLine] = []
        """The stack before cards were last dealt with, for an undo."""
        self.today: date | None = None
        self.check: Check | None = None
        self.checks: dict[int, CardCheck] = {}
        self._line_ids = count(max((line.id for line in stack), default=0) + 1)
        """Numbers are typed quicker than they are looked up: no two may be the same line."""
        self.checked: tuple[object, ...] = ()
        """Of what the check was last asked."""
        self.taking_back = False
        """Whether each number takes its card back at once."""

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Desk")]

    def narrowing(self) -> ComposeResult:
        with Horizontal(id="narrowing"):
            yield DeskLabel()
            yield LineInput(id="number")

    def body(self) -> ComposeResult:
        yield WindowList(self._columns(), marks=False, empty=self._empty)
        yield Rule()
        yield slip_form(lambda: self.today, two_columns_from=60)

    def _columns(self) -> Sequence[Column[StackLine]]:
        return (
            Column("line", NC_("column", "Line"), lambda line, _: self._place(line), 4, right=True),
            Column("number", N_("Card no."), lambda line, _: line.card.card_no if line.card else line.typed, 10),
            Column("name", N_("Name"), lambda line, _: line.card.name if line.card else "—", 14, grow=2),
            Column(
                "grade",
                NC_("column", "Gr."),
                lambda line, _: line.card.grade if line.card else "",
                3,
                ink=lambda line: f"grade-{line.card.grade.lower()}" if line.card else "plain",
            ),
            Column(
                "state", N_("Where"), self._state, 20, grow=2, first=12, ink=self._state_ink,
            ),
            Column(
                "terms", NC_("column", "Lending"), self._terms, 20, grow=3, needs=LENDING_FROM, ink=self._terms_ink,
            ),
        )  # fmt: skip

    def _place(self, line: StackLine) -> str:
        """Which line it is; a line may be drawn once more after it went."""
        return next((str(place) for place, other in enumerate(self.stack, 1) if other.id == line.id), "")

    def _checked(self, line: StackLine) -> CardCheck | None:
        """What the rules say of lending the card of a line to the borrower below."""
        return self.checks.get(line.card.id) if line.card is not None and line.lendable else None

    def _goes(self, line: StackLine) -> bool:
        """Whether F7 deals with the card of a line: one that is asked for already waits on."""
        one = self._checked(line)
        return line.lendable and (one is None or one.possible)

    def _terms(self, line: StackLine, words: Words) -> str:
        """What weighs most of what the rules say: a doubt, else for how long it may be lent, or who approves."""
        one = self._checked(line)
        told = sorted(one.findings, key=lambda finding: finding.weight is not Weight.CONFIRM) if one else []
        return words(told[0].message, **told[0].values) if told else ""

    def _state(self, line: StackLine, words: Words) -> str:
        """Where the card is; where there is no room beside it, what stands against lending it."""
        one = self._checked(line)
        hindered = one is not None and (one.doubted or one.waits or not one.possible)
        narrow = self.app.size.width < LENDING_FROM
        if narrow and hindered:
            return self._terms(line, words)
        state, number = line.state(words, self.today), self._original(line, one)
        if number and narrow and line.lendable:
            return words(WITH_ORIGINAL, number=str(number))
        return f"{state} · {words(ORIGINAL, number=str(number))}" if number else state

    def _original(self, line: StackLine, one: CardCheck | None) -> int | None:
        """The number of the paper that goes along with the card of a line, or that came back with it."""
        if line.back is not None:
            return line.back.original
        return one.original if one is not None else None

    def _state_ink(self, line: StackLine) -> str:
        return self._terms_ink(line) if self.app.size.width < LENDING_FROM and self._checked(line) else line.ink

    def _terms_ink(self, line: StackLine) -> str:
        one = self._checked(line)
        hindered = one is not None and (one.doubted or one.waits or not one.possible)
        return "amber" if hindered else "plain"

    def _empty(self) -> str:
        return self.words(N_("Type or scan card numbers, Enter after each. F7 lends the stack, F8 takes it back."))

    @property
    def number(self) -> LineInput:
        return self.query_one("#number", LineInput)

    @property
    def rows(self) -> "WindowList[StackLine]":
        return self.query_one(WindowList)

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    def on_mount(self) -> None:
        self.number.focus()
        self._show(None)
        self.run(self._ready)

    async def _ready(self) -> None:
        people, today = await self.room.store(ready, self.room.who())
        self.today = today
        values = {"due": loans.usual_due("visit", today).isoformat(), **self.form.values}
        self.form.show(slip_fields(people), values)
        await self._read_again()

    def _show(self, at: StackLine | None) -> None:
        self.rows.show_source(Listed(self.stack), at=at)
        self.refresh_bindings()
        self._check_again()

    def _check_again(self) -> None:
        """Ask what the rules say, if the stack, the borrower or the due date are others than when last asked."""
        ids = tuple(line.card.id for line in self.stack if line.card and line.lendable)
        due = self.words.parse_date(self.form.values.get("due", ""), self.today)
        wanted = (ids, self.form.values.get("to", ""), due)
        if self.room.may(Right.LEND) and self.today is not None and wanted != self.checked:
            self.checked = wanted
            self.run(partial(self._check, ids, wanted[1], due), exclusive=True, group="check")

    async def _check(self, ids: Sequence[int], to: str, due: date | None) -> None:
        try:
            self.check = await self.room.store(loans.check, self.room.who(), ids, to=to, due=due)
        except DatabaseGone:
            self.checked = ()
            return
        self.checks = {one.card.id: one for one in self.check.cards}
        self.rows.refresh()
        self.message_changed()

    # the stack

    @on(Input.Submitted, "#number")
    def _typed(self, event: Input.Submitted) -> None:
        typed = event.value.strip()
        self.number.retype("")
        if typed:
            self.run(partial(self._take_back_by_number if self.taking_back else self._add, typed), group="add")
        elif self.taking_back:
            self.message_changed()
        elif self.stack:
            self.form.focus()

    async def _take_back_by_number(self, typed: str) -> None:
        line = await self._add(typed)
        if line.card is None or line.card.out_to is None:
            if isinstance(line.problem, DatabaseGone):
                self.room.say(STACK_STAYS, tone="refusal")
                return
            number = line.card.card_no if line.card else typed
            self.room.say(NOTHING_BACK, number=number, tone="problem")
            return
        ended = await take_back(self, [line.card], self._read_by_itself)
        if ended:
            self.stack[self.stack.index(self._line(line.id))] = self._line(line.id)._replace(back=ended[0])
            self._keep_waited_for()
            self._show(self._line(line.id))

    def _line(self, id_: int) -> StackLine:
        return next(line for line in self.stack if line.id == id_)

    def _keep_waited_for(self) -> None:
        """The slips to print are those of all cards that came back here and that somebody waits for."""
        self.room.came_back = tuple(line.back.card_id for line in self.stack if line.back and line.back.next)

    async def _add(self, typed: str) -> StackLine:
        line = await line_of(self.room, next(self._line_ids), typed, self.stack)
        self.stack.append(line)
        self._show(line)
        return line

    def colleagues_did(self, news: News) -> None:
        if news.is_on(line.card.id for line in self.stack if line.card) or news.is_of({"loan_rule"}):
            self.checked = ()
            self.run(self._read_by_itself, group="news", exclusive=True)

    async def _read_by_itself(self) -> None:
        """Without a line it says nothing: it may just have been said that something was lent, or may have been."""
        with contextlib.suppress(DatabaseGone):
            await self._read_again()

    async def _read_again(self) -> None:
        await self._look_up_again()
        known = [line.card.id for line in self.stack if line.card]
        fresh = {row.id: row for row in await self.room.store(cards.rows_of, self.room.who(), known)}
        for place, line in enumerate(self.stack):
            if line.card is not None and line.card.id in fresh:
                self.stack[place] = line._replace(card=fresh[line.card.id])
        self._show(self.rows.row)

    async def _look_up_again(self) -> None:
        """Numbers that were typed while there was no line are looked up now."""
        for line in [line for line in self.stack if isinstance(line.problem, DatabaseGone)]:
            found = await line_of(self.room, line.id, line.typed, self.stack)
            self.stack[self.stack.index(self._line(line.id))] = found

    def action_remove(self) -> None:
        row = self.rows.row
        if row is not None:
            self.stack[:] = [line for line in self.stack if line.id != row.id]
            self._show(None)

    # lending and taking back

    @on(Form.Submitted)
    def action_lend(self) -> None:
        self.run_once(self._lend, "lend")

    def action_accept(self) -> None:
        self.form.submit()

    def refused(self, refusal: Refused) -> None:
        go_to_field_of(self.form, refusal)
        if isinstance(refusal, DatabaseGone) and not isinstance(refusal, Unsure):
            self.room.say(STACK_STAYS, tone="refusal")
            return
        super().refused(refusal)
        ask_reason(self, refusal, self._lend)

    async def _lend(self, confirmed: str = "") -> None:
        values = self.form.values
        wanted = [line.card for line in self.stack if line.card and self._goes(line)]
        if self.today is None:
            return
        slip = await self.room.store(
            loans.lend,
            self.room.who(),
            [card.id for card in wanted],
            to=values.get("to", ""),
            purpose=values.get("purpose", ""),
            due=due_of(values.get("due", ""), self.words, self.today),
            confirmed=confirmed,
        )
        say_lent(self, slip)
        self.form.show(self.form.fields, self.form.values)
        self._take_off(card.id for card in (*slip.cards, *slip.asked))

    def action_give_back(self) -> None:
        """Take back what of the stack is out; with nothing of that, let each number that follows do so, or no more."""
        if any(line.returnable for line in self.stack):
            self.run_once(partial(take_back, self, *self._coming_back()), "lend")
        else:
            self._take_numbers_back(not self.taking_back)

    def action_back(self) -> None:
        if self.taking_back:
            self._take_numbers_back(False)
        leave(self)

    def _take_numbers_back(self, now: bool) -> None:
        self.taking_back = self.query_one(DeskLabel).taking_back = now
        self.query_one(DeskLabel).refresh()
        if not now:
            self.stack[:] = [line for line in self.stack if line.back is None]
            self._show(None)
        self.number.focus()
        self.message_changed()

    def action_came_back(self) -> None:
        from screens.came_back import CameBackScreen

        self.app.push_screen(CameBackScreen(*self._coming_back()))

    def _coming_back(self) -> tuple[list[CardRow], Then]:
        """The cards of the stack that are out, and what is done once they are back."""
        wanted = [line.card for line in self.stack if line.card and line.returnable]
        return wanted, partial(self._returned, [card.id for card in wanted])

    def action_pack(self) -> None:
        print_pack(self)

    def action_wait_slip(self) -> None:
        print_wait_slip(self)

    def action_changed(self) -> None:
        show_changed(self)

    async def _returned(self, card_ids: Sequence[int]) -> None:
        self._take_off(card_ids)
        await self._read_by_itself()

    def undone(self) -> None:
        """The stack is again what it was before."""
        if self.taking_back:
            self.stack[:] = [line for line in self.stack if not (line.back and line.card and line.card.out_to)]
            self._keep_waited_for()
        else:
            self.stack[:] = self.before
        self.run(self._read_by_itself)

    def _take_off(self, card_ids: Iterable[int]) -> None:
        """Cards that are dealt with leave the stack; what could not be lent stays."""
        done = set(card_ids)
        if any(line.card is not None and line.card.id in done for line in self.stack):
            self.before = list(self.stack)
        self.stack[:] = [line for line in self.stack if line.card is None or line.card.id not in done]
        self._show(None)
        self.number.focus()

    def action_stocktaking(self) -> None:
        from screens.count import CountScreen

        self.app.push_screen(CountScreen())

    def action_next_pane(self) -> None:
        panes = [self.number, self.rows, self.form]
        here = next((place for place, pane in enumerate(panes) if self.focused in (pane, *pane.children)), 0)
        panes[(here + 1) % len(panes)].focus()
        self.call_after_refresh(self.message_changed)

    def action_refresh(self) -> None:
        self.run(self._read_again)

    def hint(self) -> str:
        if not self.is_mounted:
            return ""
        if self.form.has_focus_within:
            return self.form.hint()
        if self.taking_back:
            return self.words(TAKING_BACK)
        lend = sum(self._goes(line) for line in self.stack)
        back = sum(line.returnable for line in self.stack)
        said = []
        if lend:
            said.append(self.words(NP_("F7 lends {n} card", "F7 lends {n} cards"), n=lend))
        waits = sum(one.waits for line in self.stack if (one := self._checked(line)))
        if waits:
            wait = NP_("{n} of them waits for approval", "{n} of them wait for approval")
            said.append(self.words(wait, n=waits))
        if back:
            said.append(self.words(NP_("F8 takes {n} card back", "F8 takes {n} cards back"), n=back))
        if self.check is not None and self.check.most is not None and self.form.values.get("to"):
            said.append(self.words(HOLDS, holds=self.check.holds, n=self.check.most))
        return " · ".join(said)

    @on(Form.Entered)
    @on(WindowList.Moved)
    def _moved(self) -> None:
        settle_due(self.form, self.words, self.today)
        self._check_again()
        self.message_changed()
        self.refresh_bindings()

    def why_not(self, _action: str) -> Message | None:
        return NONE_TO_LEND if self.stack else slips.NothingToLend.message

    def can(self, action: str) -> bool:
        match action:
            case "lend":
                return any(self._goes(line) for line in self.stack)
            case "accept":
                return self.form.has_focus_within
            case "came_back":
                return any(line.returnable for line in self.stack)
            case "pack":
                return may_print_pack(self)
            case "wait_slip":
                return may_print_wait_slip(self)
            case "changed":
                return may_show_changed(self)
            case "remove":
                return self.rows.has_focus and self.rows.row is not None
            case "stocktaking":
                return self.room.may(Right.COUNT)
        return True
