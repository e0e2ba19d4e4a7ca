"""The card beside the list: at once what the list knows of it, a moment later the rest (from 120 columns on)."""

from collections.abc import Iterator, Mapping
from typing import Any

from locales.messages import N_, NC_, Message
from screens.card_columns import states
from screens.card_texts import Customs, salespeople
from screens.card_work import value_text
from screens.widgets.cells import fit, width, wrapped
from screens.widgets.drawn import Piece
from screens.widgets.text_lines import TextLines
from store import cards, originals, staff, whereabouts
from store.access import Actor, NotYourCard
from store.cards import CardRecord, CardRow
from store.fields import FIELDS
from store.loan_check import ON_THE_WAY
from store.slips import RESULTS
from store.whereabouts import Whereabouts

HEADLINE = ("customer", "kind", "list", "attitude")
SHOWN = (
    "salesperson", "phone", "other_phone", "email", "address", "postcode", "work_unit", "birth", "legal_form",
    "line_of_business", "warmth", "credit_rating", "credit_limit", "terms", "remarks",
)  # fmt: skip
"""Fields of the preview in their order; empty ones are left out."""
LABEL = 14
"""Cells that labels take at least."""
LAST_OUT_TO, GOODS_OWNED, VISIT = N_("Last out to"), N_("Goods owned"), N_("Visit")
PAPER = NC_("card", "On paper")
UNREAD = N_("not read yet")
TO_READ = N_("Read it before your visit: open it, and F10 there says that you have.")


def look_at(actor: Actor, card_id: int) -> tuple[CardRecord, Whereabouts, dict[int, str]]:
    record = cards.show(actor, card_id)
    return record, whereabouts.where(actor, card_id), salespeople(staff.people(actor))


class Preview(TextLines):
    """Reads itself when the cursor has rested on a card."""

    DEFAULT_CSS = """
    Preview { width: 46; border-left: solid $rule; padding: 0 1; &.-hidden { display: none; } }
    """

    def __init__(self) -> None:
        super().__init__(self._lines_of_card, focus=False)
        self.row: CardRow | None = None
        self.record: CardRecord | None = None
        self.where: Whereabouts | None = None
        self.staff: Mapping[int, str] = {}
        self._begin = LABEL

    def show_row(self, row: CardRow | None) -> None:
        """Show what the list knows of a card."""
        self.row = row
        if row is None or self.record is None or self.record.id != row.id:
            self.record = self.where = None
        self.top = 0
        self.again()

    async def read(self, row: CardRow) -> None:
        """Read the whole card, and show it if the cursor still stands on it."""
        try:
            record, where, people = await self.room.store(look_at, self.room.who(), row.id)
        except NotYourCard:
            if self.record is not None and self.record.id == row.id:
                self.record = self.where = None
                self.again()
            return
        if self.row is not None and self.row.id == row.id:
            self.row, self.record, self.where, self.staff = record.row, record, where, people
            self.again()

    def _lines_of_card(self, cells: int) -> list[list[Piece]]:
        row = self.row
        if row is None:
            return []
        self._begin = self._label_cells()
        number = f"{row.card_no}  "
        name = fit(row.name, max(cells - width(number) - 2, 4))
        return [
            [(name, "bright"), (number, "dim"), (row.grade, f"grade-{row.grade.lower()}")],
            *([(self.words(state), "amber")] for state in states(row)),
            *([(line, "dim")] for line in wrapped(self._headline(row), cells)),
            [],
            *self._values(cells),
            *self._rows(cells),
            *self._whereabouts(row, cells),
        ]

    def _label_cells(self) -> int:
        """Cells in front of the values: as many as the longest label of this card needs, so that none is cut."""
        known = self.record.values if self.record else {}
        labels = [FIELDS[name].label for name in SHOWN if known.get(name) not in (None, "")]
        return max(
            LABEL, *(width(self.words(label)) + 1 for label in (*labels, LAST_OUT_TO, GOODS_OWNED, VISIT, PAPER))
        )

    def _headline(self, row: CardRow) -> str:
        known: Mapping[str, Any] = self.record.values if self.record else {
            "customer": row.customer, "kind": row.kind, "list": row.list
        }  # fmt: skip
        said = [value_text(FIELDS[name], known[name], self._customs) for name in HEADLINE if known.get(name)]
        return " · ".join(said)

    @property
    def _customs(self) -> Customs:
        branch = self.room.branch
        country, currency = (branch.country, branch.currency) if branch else ("", "")
        return Customs(self.words, country, currency, self.staff)

    def _values(self, cells: int) -> Iterator[list[Piece]]:
        if self.record is None:
            return
        for name in SHOWN:
            value = self.record.values.get(name)
            if value not in (None, ""):
                yield from self._line(FIELDS[name].label, value_text(FIELDS[name], value, self._customs), cells)

    def _line(self, label: Message, text: str, cells: int, ink: str = "plain") -> Iterator[list[Piece]]:
        begin = self._begin
        lines = wrapped(text, cells - begin - 1)
        yield [(f"{fit(self.words(label), begin - 1)} ", "dim"), (lines[0], ink)]
        for line in lines[1:]:
            yield [(" " * begin, "plain"), (line, ink)]

    def _rows(self, cells: int) -> Iterator[list[Piece]]:
        """The people and the goods owned, a line each."""
        if self.record is None:
            return
        for people in self.record.people:
            roles = _choice("person", people.get("role"))
            text = f"{people.get('name', '')}  {self.words.value(roles)}"
            yield from self._line(N_("People"), text, cells)
        for goods in self.record.goods:
            since = self.words.partial_date(goods["since"]) if goods.get("since") else ""
            maker = self.words.value(_choice("goods", goods.get("maker")))
            text = "  ".join(part for part in (goods.get("model"), goods.get("product"), maker, since) if part)
            yield from self._line(GOODS_OWNED, text, cells)

    def _whereabouts(self, row: CardRow, cells: int) -> Iterator[list[Piece]]:
        yield []
        if row.out_to is not None:
            text = self.words(N_("out to {borrower} until {due}"), borrower=row.out_to, due=row.out_due)
            overdue = self.where is not None and self.where.loan is not None and self.where.loan.overdue
            yield from self._line(N_("Where"), text, cells, "red" if overdue else "amber")
            if self.where is not None and self.where.loan is not None and self.where.loan.unread:
                mine = self.where.loan.borrower_user == self.room.who().user
                told = wrapped(self.words(TO_READ if mine else UNREAD), cells - self._begin - 1)
                yield from ([(" " * self._begin, "plain"), (line, "amber")] for line in told)
        elif row.on_way_to is not None:
            yield from self._line(N_("Where"), self.words(ON_THE_WAY, branch=row.on_way_to), cells, "amber")
        elif row.archived:
            yield from self._line(N_("Where"), self.words(N_("in the archive")), cells)
        else:
            yield from self._line(N_("Where"), self.words(N_("in the drawer")), cells)
        if self.where is not None and self.where.original is not None:
            said = [self.words(message, **values) for message, values in originals.told(self.where.original)]
            yield from self._line(PAPER, " · ".join(said), cells)
        if self.where is not None and self.where.earlier:
            last = self.where.earlier[0]
            ended = last.returned_on or last.due
            text = f"{last.borrower}  {self.words.date(last.lent_on)} – {self.words.date(ended)}"
            yield from self._line(LAST_OUT_TO, text, cells)
            if last.result:
                yield from self._line(VISIT, self.words.value(RESULTS.get(last.result, last.result)), cells)
        if self.record is not None and not self.record.confidential:
            yield []
            closed = N_("The rest is read by those who keep the card and by whoever has it on loan.")
            if row.restricted:
                closed = N_("Restricted: nobody but a manager reads the rest or uses it until a manager lifts that.")
            for line in wrapped(self.words(closed), cells):
                yield [(line, "dim")]


def _choice(table: str, code: Any) -> Any:
    info = cards.ROW_TABLES[table]["role" if table == "person" else "maker"]
    return info.choices.get(code, code or "")
