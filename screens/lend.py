"""A slip: who borrows, what for, until when. The cards come from the drawer, a card or the desk (L1, L2)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.base import RoomScreen
from screens.days import day_fields
from screens.form_screen import FormScreen
from screens.widgets.cells import fit
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.text_lines import TextLines
from store import cards, loans, offices, slip_view, staff
from store.access import Actor, Role
from store.cards import CardRow
from store.errors import Refused
from store.slips import SlipRecord
from store.staff import StaffRecord

LENT = NP_(
    "Lent {n} card to {borrower} until {due}, slip {slip}.", "Lent {n} cards to {borrower} until {due}, slip {slip}."
)
LENT_AND_WAITING = NP_(
    "Lent {lent} to {borrower} until {due}, slip {slip}; {n} card waits for approval.",
    "Lent {lent} to {borrower} until {due}, slip {slip}; {n} cards wait for approval.",
)
WAITS = NP_(
    "Nothing was lent: {n} card waits for approval, slip {slip}.",
    "Nothing was lent: {n} cards wait for approval, slip {slip}.",
)
LENT_WITH_PAPER = NP_(
    "Lent {lent} to {borrower} until {due}, slip {slip}, with {n} paper original.",
    "Lent {lent} to {borrower} until {due}, slip {slip}, with {n} paper originals.",
)
LENT_WITH_ORIGINAL = N_("Lent {card_no} to {borrower} until {due}, slip {slip}, with original no. {number}.")
REASON_HELP = N_("Why it is lent all the same, in a few words. The journal keeps them.")
DUE_HELP = N_("The day by which all is back: 5 Mar, 2026-03-05, or +3 for in three days.")


def slip_fields(people: Sequence[StaffRecord]) -> tuple[FormField, ...]:
    """Borrower, purpose and due date; only salespeople borrow."""
    able = tuple(
        (record.user, record.name) for record in people if Role.SALESPERSON in record.roles and not record.left
    )
    return (
        FormField("to", N_("Borrower"), Kind.CHOICE, able, N_("A letter picks whose name begins so; Space lists all.")),
        FormField("purpose", N_("Purpose"), help=N_("What the cards are for, in a few words.")),
        FormField("due", N_("Due date"), help=DUE_HELP),
    )


def slip_form(today: Callable[[], date | None], *, two_columns_from: int) -> Form:
    """The slip's form; it says the due date as it is understood, long where it is read, short where it is typed."""

    days = day_fields(today, "due")
    return Form(slip_fields(()), editing=True, fit=True, two_columns_from=two_columns_from, **days)


def settle_due(form: Form, words: Words, today: date | None) -> None:
    """Keep the day that was meant when it was typed, whatever the language is changed to."""
    day = words.parse_date(form.values.get("due", ""), today)
    if day is not None and form.field is not None and form.field.name != "due":
        form.put("due", day.isoformat())


def ready(actor: Actor) -> tuple[list[StaffRecord], date]:
    """What a slip's form needs: the colleagues of the branch, and today there."""
    people = [record for record in staff.people(actor) if record.branch_id == actor.branch_id]
    return people, offices.today(actor)


def due_of(text: str, words: Words, today: date) -> date | None:
    """The due date typed; None for none. Raises NoDay."""
    if not text.strip():
        return None
    day = words.parse_date(text, today)
    if day is None:
        raise NoDay(text=text)
    return day


class NoDay(Refused):
    text: str
    message = N_("“{text}” is no day that can be understood. Write it as 5 Mar, 2026-03-05, or +3 for in three days.")


ABOUT_FIELD: Mapping[type[Refused], str] = {
    loans.BorrowerMissing: "to",
    loans.NotABorrower: "to",
    loans.PurposeMissing: "purpose",
    loans.BadDueDate: "due",
    NoDay: "due",
}
"""The field of the slip that a refusal speaks of."""


def go_to_field_of(form: Form, refusal: Refused) -> None:
    """Put the cursor where what is wrong with the slip can be mended."""
    name = ABOUT_FIELD.get(type(refusal))
    if name is not None:
        form.focus()
        form.go_to(name)


class SlipScreen(FormScreen[SlipRecord | None]):
    """A slip for cards already picked; Enter in the last field sends it off for all of them, or for none."""

    FIELD_OF = ABOUT_FIELD
    KIND = "visit"

    def __init__(self, cards: Sequence[CardRow], known: Mapping[str, str] | None = None) -> None:
        """`known` is what the slip says already; the due date alone is then left to be typed."""
        super().__init__()
        self.cards = list(cards)
        self.known = dict(known or {})
        self.today: date | None = None

    def fields(self, people: Sequence[StaffRecord]) -> tuple[FormField, ...]:
        return slip_fields(people)

    def body(self) -> ComposeResult:
        yield slip_form(lambda: self.today, two_columns_from=999)
        yield TextLines(self._lines, focus=False)

    def _lines(self, cells: int) -> list[list[Piece]]:
        lines: list[list[Piece]] = [[]]
        for card in self.cards:
            state = self.words(N_("out to {borrower}"), borrower=card.out_to) if card.out_to else ""
            lines.append(
                [
                    (f"  {card.card_no}  ", "plain"),
                    (fit(card.name, max(cells // 2 - 12, 10)), "plain"),
                    (card.grade, f"grade-{card.grade.lower()}"),
                    (f"  {state}", "amber"),
                ]
            )
        return lines

    def on_mount(self) -> None:
        self.run(self._ready)

    async def _ready(self) -> None:
        people, today = await self.room.store(ready, self.room.who())
        self.today = today
        due = loans.usual_due(self.KIND, today)
        self.form.show(self.fields(people), {"due": due.isoformat(), **self.known, **self.form.values})
        self.form.focus()
        if self.known:
            self.form.go_to("due")

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [(self.words(NP_("{n} card", "{n} cards"), n=len(self.cards)), "plain")], ""

    @on(Form.Entered)
    def _settle(self) -> None:
        settle_due(self.form, self.words, self.today)

    def due(self) -> date | None:
        """The due date typed. Raises NoDay."""
        return due_of(self.form.values.get("due", ""), self.words, self.today) if self.today else None


class LendScreen(SlipScreen):
    """The keeper lends; F7 does it too."""

    BINDINGS = bind("lend")
    KEYS = ("lend", "next_field", "choose", "back")
    ABOUT = N_("A loan lets one person read the whole card until its due date. All cards of a slip are lent, or none.")

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Lend")]

    @on(Form.Submitted)
    def action_lend(self) -> None:
        self.run_once(self._lend, "lend")

    def refused(self, refusal: Refused) -> None:
        super().refused(refusal)
        ask_reason(self, refusal, self._lend)

    async def _lend(self, confirmed: str = "") -> None:
        values = self.form.values
        slip = await self.room.store(
            loans.lend,
            self.room.who(),
            [card.id for card in self.cards],
            to=values.get("to", ""),
            purpose=values.get("purpose", ""),
            due=self.due(),
            confirmed=confirmed,
        )
        say_lent(self, slip)
        self.dismiss(slip)


class Approved(NamedTuple):
    """What of a slip is approved and waits to be handed over, and what the slip says."""

    cards: list[CardRow]
    known: dict[str, str]


def approved_on(actor: Actor, line: int) -> Approved:
    """The approved cards of the slip on which a request stands."""
    slip = slip_view.of_line(actor, line)
    waiting = [one for one in slip.lines if one.state == "approved" and one.card_id is not None]
    rows = cards.rows_of(actor, [one.card_id for one in waiting if one.card_id is not None])
    due = min((one.due for one in waiting), default=None)
    known = {"to": slip.borrower_user, "purpose": slip.purpose, "due": due.isoformat() if due else ""}
    return Approved(rows, known)


async def hand_over(screen: RoomScreen[Any], line: int, then: Callable[[SlipRecord | None], None]) -> None:
    """Open the slip on which a request stands, with all that is approved of it, so that one key lends it."""
    found = await screen.room.store(approved_on, screen.room.who(), line)
    screen.app.push_screen(LendScreen(found.cards, found.known), then)


def ask_reason(screen: RoomScreen[Any], refusal: Refused, lend: Callable[[str], Awaitable[None]]) -> None:
    """If the rules only doubt, ask for the reason that the journal keeps, and lend with it."""
    from screens.choose import ReasonScreen

    def given(reason: str | None) -> None:
        if reason:
            screen.run_once(partial(lend, reason), "lend")

    if isinstance(refusal, loans.NeedsConfirmation):
        title = NC_("screen", "Lend all the same")
        screen.app.push_screen(ReasonScreen(title, N_("Reason"), REASON_HELP, at=screen.path()), given)
        screen.room.say(refusal.message, tone="problem", **refusal.values)


def say_lent(screen: RoomScreen[Any], slip: SlipRecord) -> None:
    """Say that a slip went out, and offer to take it back."""
    room = screen.room

    room.lent = slip.number if slip.cards else 0

    async def take_back() -> None:
        room.lent = 0
        await room.store(loans.take_lending_back, room.who(), slip)
        room.say(N_("Slip {slip} is cancelled; its cards are in the drawer."), slip=str(slip.number))
        await room.count_waiting()

    if slip.cards and slip.asked:
        said, count = LENT_AND_WAITING, len(slip.asked)
    elif slip.originals:
        said, count = LENT_WITH_PAPER, len(slip.originals)
    else:
        said, count = (LENT, len(slip.cards)) if slip.cards else (WAITS, len(slip.asked))
    values: dict[str, Any] = {
        "borrower": slip.borrower,
        "due": slip.due,
        "slip": str(slip.number),
        "lent": len(slip.cards),
    }
    if len(slip.originals) == 1 == len(slip.cards) and not slip.asked:
        ((card_no, number),) = slip.originals
        room.say(LENT_WITH_ORIGINAL, undo=take_back, card_no=card_no, number=str(number), **values)
        return
    room.say(said, n=count, undo=take_back, **values)
