"""A return with more than one key says: the day when the cards came, and what each visit brought (L1, L2)."""

from collections.abc import Sequence
from datetime import date

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.days import day_fields
from screens.form_screen import FormScreen
from screens.returns import Then, take_back
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from store import loans, offices, slips
from store.cards import CardRow
from store.errors import Refused

RESULT = N_("Result of the visit")
DAY = FormField("day", N_("Came back on"), help=N_("The day when it came: 5 Mar, 2026-03-05, yesterday, or -2."))
BROUGHT = FormField("result", RESULT, Kind.CHOICE, tuple(slips.RESULTS.items()))
IN_WORDS = FormField("words", N_("Or in words"), help=N_("What the visit brought, where none of these says it."))
THIS_ONE = N_("What came of this visit, if not the same as above.")


class NoDayGone(Refused):
    text: str
    message = N_("“{text}” is no day that can be understood. Write it as 5 Mar, 2026-03-05, yesterday, or -2.")


class CameBackScreen(FormScreen[None]):
    """The day and the result, for one card or a stack, where each card may have a result of its own."""

    BINDINGS = bind("give_back")
    KEYS = ("give_back", "next_field", "choose", "back")
    FIELD_OF = {NoDayGone: "day", loans.BadReturnDay: "day"}
    ABOUT = N_(
        "A return that is dated back, or that says what the visit brought. Pick a result or write it in words; for"
        " several cards it goes for all, unless one has its own below. All are taken back, or none."
    )

    def __init__(self, cards: Sequence[CardRow], then: Then) -> None:
        """`then` is done once they are back, and after an undo."""
        super().__init__()
        self.cards = [card for card in cards if card.out_to is not None]
        self.then = then
        self.today: date | None = None

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Came back")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        if len(self.cards) == 1:
            (card,) = self.cards
            said = self.words(N_("out to {borrower}"), borrower=card.out_to)
            return [(f"{card.card_no}  {card.name}  ", "plain"), (said, "amber")], ""
        return [(self.words(NP_("{n} card", "{n} cards"), n=len(self.cards)), "plain")], ""

    def body(self) -> ComposeResult:
        yield Form(
            self._fields(), editing=True, two_columns_from=999, **day_fields(lambda: self.today, DAY.name, past=True)
        )

    def _fields(self) -> tuple[FormField, ...]:
        own = [
            FormField(str(card.id), f"{card.card_no}  {card.name}", Kind.CHOICE, BROUGHT.choices, THIS_ONE)
            for card in self.cards
        ]
        return (DAY, BROUGHT, IN_WORDS, *(own if len(own) > 1 else ()))

    def on_mount(self) -> None:
        self.run(self._ready)

    async def _ready(self) -> None:
        self.today = await self.room.store(offices.today, self.room.who())
        self.form.show(self._fields(), {"day": self.today.isoformat(), **self.form.values})

    @on(Form.Entered)
    def _settle(self) -> None:
        """Keep the day that was meant, whatever the language is changed to."""
        day = self.words.parse_date(self.form.values.get("day", ""), self.today, past=True)
        if day is not None and self.form.field is not DAY:
            self.form.put("day", day.isoformat())

    def _day(self) -> date | None:
        """The day typed; None for none. Raises NoDayGone."""
        text = self.form.values.get("day", "").strip()
        day = self.words.parse_date(text, self.today, past=True)
        if text and day is None:
            raise NoDayGone(text=text)
        return day

    @on(Form.Submitted)
    def action_give_back(self) -> None:
        self.run_once(self._give_back, "return")

    async def _give_back(self) -> None:
        values = self.form.values
        for_all = values.get("words", "").strip() or values.get("result", "")
        results = {card.id: values.get(str(card.id), "") or for_all for card in self.cards}
        await take_back(self, self.cards, self.then, on=self._day(), results=results)
        self.dismiss(None)
