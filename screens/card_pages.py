"""The pages of a card: its sections as forms, its people, goods and warranties as lines, its history.

The lowest of three layers: here what is shown; `card_typing` what is typed and kept as a draft; `card` what is saved.
"""

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.base import RoomScreen
from screens.card_columns import states
from screens.card_history import HistoryLine, history_columns, lines_of
from screens.card_rows import GOODS_COLUMNS, WARRANTY_COLUMNS, people_columns
from screens.card_store import Opened, history_of, open_card
from screens.card_texts import LEARNT, Customs, form_fields, presented, salespeople, typed_as
from screens.card_work import ROW_FIELDS, CardWork, RowWork
from screens.widgets.cells import width
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_drawn import Problem
from screens.widgets.form_field import FormField
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import cards, fields, restrictions
from store.access import NotYourCard, Right, branch_only
from store.cards import CardRecord, CardRow
from store.engines import DatabaseGone
from store.errors import Refused
from store.fields import FIELDS, SECTIONS, FieldInfo
from store.restrictions import ErasedOn
from store.transfers import OnTheWay
from store.warranties import WarrantyRecord

WARRANTIES, HISTORY = "warranties", "history"
TABS: Mapping[str, Message] = {
    **dict(SECTIONS),
    WARRANTIES: NC_("section", "Warranties"),
    HISTORY: NC_("section", "History"),
}
ROWS = tuple(ROW_FIELDS)
"""The sections whose content is rows that can be edited."""
LISTS = (*ROWS, WARRANTIES, HISTORY)
NEW_CARD = N_("New card")
ARCHIVED_READ_ONLY = N_("This card is archived and cannot be edited.")
NOT_ON_LOAN = N_("This part is read by those who keep the card and by whoever has it on loan.")
OPEN_PART = N_("The open part of the card. The rest is read by those who keep it and by whoever has it on loan.")
RESTRICTED_READ_ONLY = N_("This card is restricted: it is kept, but not used. A manager can lift that.")
ERASED_ON = N_("Erased on {moment} by {name}: of this card only its number and what was done are kept.")
MERGED_INTO = N_("{card_no} was merged into {into}: that card says all of it now.")
ARCHIVED_HINT = N_("This card is archived and cannot be edited. F9 takes it out of the archive.")
DRAFT_KEPT = N_("draft kept {time}")
Step = Callable[[int, int], Awaitable[int | None]]
"""The card before or after this one in the list from which it was opened."""


class CardPages(RoomScreen[int | None]):
    """`card_id` None is a new card. Answers the card that was shown last, so that the list stands on it."""

    PAGES: ClassVar[Mapping[str, Message]] = TABS
    SUBMITS: ClassVar[bool] = False
    """Whether a submission is written here, with a draft of its own."""
    DRAFT = N_("This is your draft; Ctrl+S saves it, F9 can discard it.")

    def __init__(self, card_id: int | None = None, step: Step | None = None) -> None:
        super().__init__()
        self.card_id = card_id
        self.step = step
        self.begin_editing = card_id is None
        self.waits: Opened | None = None
        """What `lay_out` gave to be shown when the screen comes up."""
        self.said_in: Words | None = None
        self.section = next(iter(self.PAGES))
        self.work = CardWork(None)
        self.warranties: list[WarrantyRecord] = []
        self.erased: ErasedOn | None = None
        self.merged_into: str | None = None
        self.loaded = False
        self.staff: dict[int, str] = {}
        self.open_row: RowWork | None = None
        """The person or goods row that stands in the form."""
        self.edited_around = False
        """Whether the card was being edited when that row was opened."""
        self.draft_text: tuple[Message, dict[str, Any]] | None = None

    # what is shown

    def path(self) -> Sequence[Message | str]:
        card = self.work.card
        steps: list[Message | str] = [*super().path()]
        steps.append(self._title(card) if card else NEW_CARD)
        if self.open_row is not None:
            steps.append(self.open_row.texts.get("name") or self.open_row.texts.get("product") or TABS[self.section])
        return steps

    def _title(self, card: CardRecord) -> str:
        title = f"{self.work.texts.get('name', '')}  {card.card_no}".strip()
        return " · ".join([title, *(self.words(state) for state in states(card.row))])

    def body(self) -> ComposeResult:
        yield Form(present=self._present, typed_as=self._typed_as)
        yield WindowList((), empty=self._no_rows, marks=False)

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    @property
    def rows(self) -> "WindowList[Any]":
        return self.query_one(WindowList)

    @property
    def card(self) -> CardRow | None:
        return self.work.card.row if self.work.card else None

    @property
    def customs(self) -> Customs:
        branch = self.room.branch
        country, currency = (branch.country, branch.currency) if branch else ("", "")
        return Customs(self.words, country, currency, self.staff, self.work.texts.get("country", ""))

    @property
    def infos(self) -> Mapping[str, FieldInfo]:
        """What is known of the fields in the form: of the card's own, or of those of the row that is open."""
        return ROW_FIELDS[self.section] if self.open_row else FIELDS

    def _present(self, field: FormField, text: str, _words: Words) -> str:
        return presented(self.infos[field.name], text, self.customs) if field.name in self.infos else text

    def _typed_as(self, field: FormField, text: str, _words: Words) -> str:
        return typed_as(self.infos[field.name], text, self.customs) if field.name in self.infos else text

    def _no_rows(self) -> str:
        if not self.loaded:
            return ""
        if self.work.card is not None and not self.work.card.confidential:
            return self.words(RESTRICTED_READ_ONLY if self._shut else NOT_ON_LOAN)
        if self.section == HISTORY:
            return self.words(N_("Nothing has happened to this card yet."))
        if self.section == WARRANTIES:
            return self.words(N_("No warranty yet. Warranty sheets bring them in."))
        return (
            self.words(N_("Nothing here yet. {new} adds a line."), new=self.room.key_of("new"))
            if self._may_edit
            else self.words(N_("Nothing here."))
        )

    def narrowed_by(self) -> tuple[list[Piece], str]:
        pieces: list[Piece] = []
        for section, label in self.PAGES.items():
            count = len(self.work.shown_rows(section)) if section in ROWS else 0
            count = len(self.warranties) if section == WARRANTIES else count
            text = f"{self.words(label)}{f' {count}' if count else ''}"
            pieces.append((f"{text}  ", "mark" if section == self.section else "dim"))
        state = self.words(self.draft_text[0], **self.draft_text[1]) if self.draft_text else ""
        here = list(self.PAGES).index(self.section)
        space = self.size.width - 4 - width(state)
        first = 0
        while first < here and sum(width(text) for text, _ in pieces[first : here + 1]) > space:
            first += 1
        return [("", "dim")] * first + pieces[first:], state

    def narrowing_clicked(self, piece: int) -> None:
        if piece < len(self.PAGES):
            self._go_to_section(list(self.PAGES)[piece])

    def hint(self) -> str:
        if not self.is_mounted:
            return ""
        if self.erased is not None:
            zone = self.room.branch.zone if self.room.branch else None
            return self.words(ERASED_ON, moment=self.words.moment(self.erased.at, zone), name=self.erased.by)
        if self._shut:
            return self.words(RESTRICTED_READ_ONLY)
        if self.card is not None and self.merged_into:
            return self.words(MERGED_INTO, card_no=self.card.card_no, into=self.merged_into)
        if self.card is not None and self.card.archived:
            return self.words(ARCHIVED_HINT if self._may(Right.ARCHIVE) else ARCHIVED_READ_ONLY)
        if self.card is not None and self.card.on_way_to is not None:
            return self.words(OnTheWay.message, card_no=self.card.card_no, branch=self.card.on_way_to)
        if self.work.card is not None and not self.work.card.confidential:
            return self.words(OPEN_PART)
        return "" if self._on_rows else self.form.hint()

    @property
    def _on_rows(self) -> bool:
        return self.section in LISTS and self.open_row is None

    @property
    def _may_edit(self) -> bool:
        card = self.card
        closed = card is not None and (card.archived or card.on_way_to is not None)
        return self._may(Right.EDIT) and not closed and not self._shut

    @property
    def _shut(self) -> bool:
        """Whether the card is restricted, and no more of it is read here than its open part."""
        return self.work.card is not None and self.work.card.row.restricted and not self.work.card.confidential

    def _may(self, right: Right) -> bool:
        """Whether whoever is signed in has `right` over this card; over a new one, in their own branch."""
        return self.room.may(right, self.card.branch_id if self.card is not None else None)

    def lacking(self, right: Right) -> Refused | None:
        card = self.card
        if card is not None and self.room.may(right) and not self._may(right):
            return branch_only(right, card.card_no)
        return super().lacking(right)

    # opening

    def lay_out(self, card_id: int | None, opened: Opened, step: Step | None, *, edit: bool) -> None:
        """Another card to be shown when this screen comes up. One screen serves card after card: to mount one for each
        costs ten times as much."""
        self.card_id, self.step, self.waits = card_id, step, opened
        self.begin_editing = edit or card_id is None
        if self.is_mounted:
            self._show_waiting()

    def on_mount(self) -> None:
        if self.waits is None:
            self._show_section()
            self.run(self._open, exclusive=True, group="open")

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        self._show_waiting()

    def _show_waiting(self) -> None:
        """Show what `lay_out` gave: before the screen comes up if it was up before, so that it is painted once."""
        if self.waits is not None:
            opened, self.waits = self.waits, None
            self.form.begin_anew()
            self.section = next(iter(self.PAGES))
            self._come_up(opened)
            if self.said_in is not self.words:
                self.words_changed()

    async def _open(self) -> None:
        self._come_up(await self.room.store(open_card, self.room.who(), self.card_id, self.SUBMITS))

    def key_came(self) -> None:
        """A loan that has ended closes the card at the next key, and so does its being restricted."""
        card = self.work.card
        if card is None or not card.confidential or self.room.may(Right.ERASE) or self.room.away_since is not None:
            return
        close = self._close_if_restricted if self.room.may(Right.READ_CARDS) else self._close_if_returned
        self.run(partial(self._unless_gone, close, card.id), exclusive=True, group="grant")

    async def _unless_gone(self, close: Callable[[int], Awaitable[None]], card_id: int) -> None:
        with contextlib.suppress(DatabaseGone):  # nobody asked for it, and the next key looks again
            await close(card_id)

    async def _close_if_restricted(self, card_id: int) -> None:
        if await self.room.store(restrictions.is_restricted, card_id) and self.card_id == card_id:
            await self.before_leaving()
            await self._open()

    async def _close_if_returned(self, card_id: int) -> None:
        try:
            card = await self.room.store(cards.show, self.room.who(), card_id)
        except NotYourCard as refusal:
            if self.card_id == card_id:
                self.dismiss(None)
                self.room.say_refused(refusal)
            return
        if not card.confidential and self.card_id == card_id:
            await self._open()

    def _come_up(self, opened: Opened) -> None:
        self._take(opened)
        if opened.card is not None:
            how = "opened" if opened.card.confidential else "phones"
            self.call_after_refresh(self.room.note_seen, (opened.card.id,), how)

    def _take(self, opened: Opened) -> None:
        self.staff = salespeople(opened.people)
        self.warranties, self.erased = opened.warranties, opened.erased
        self.merged_into = opened.merged_into
        self.work = self._work_on(opened.card)
        self.draft_text = None
        self.open_row = None
        if opened.draft is not None:
            self.work.restore(opened.draft.values, opened.draft.card_version)
            self.room.say(self.DRAFT)
            self._tell_draft(opened.draft.kept_at)
        self.loaded = True
        if self.begin_editing:
            self.begin_editing, self.form.editing = False, self._may_edit
        self._show_section()
        self.top_changed()

    def _work_on(self, card: CardRecord | None) -> CardWork:
        branch = self.room.branch
        country, language = (branch.country, branch.language) if branch else ("", "")
        return CardWork.of(card, country=country, language=language)

    def _tell_draft(self, at: Any, said: Message = DRAFT_KEPT) -> None:
        branch = self.room.branch
        moment = self.words.moment(at, branch.zone if branch else None)
        self.draft_text = (said, {"time": moment.rsplit(" ", 1)[-1]})
        self.narrowing_changed()

    def _show_section(self) -> None:
        """Put the section, or the row that is open, on the screen."""
        on_rows = self._on_rows
        focused = self.focused is not None
        self.form.problems = self._problems_here()
        self.form.display, self.rows.display = not on_rows, on_rows
        if on_rows:
            self._show_rows()
        elif self.open_row is not None:
            row = self.open_row
            self.form.show(form_fields(ROW_FIELDS[self.section].values(), self.staff), row.texts, before=row.before)
        else:
            infos = [info for info in fields.in_section(self.section) if info.name in self.work.texts]
            shown = form_fields(infos, self.staff)
            values = {field.name: self.work.texts[field.name] for field in shown}
            before = {name: self.work.before.get(name, "") for name in values}
            if self._may_edit and shown:
                shown += (LEARNT,)
                values[LEARNT.name] = before[LEARNT.name] = self.work.learnt_at
            self.form.show(shown, values, before=before)
        if focused or self.is_current:
            (self.rows if on_rows else self.form).focus()
        self.top_changed()
        self.narrowing_changed()
        self.message_changed()
        self.refresh_bindings()

    def _problems_here(self) -> dict[str, Problem]:
        """What is wrong with the texts of this section, or of the row that is open; nothing of one left empty."""
        row = f"{self.open_row.id}:" if self.open_row else ""
        return {
            name.removeprefix(row): (problem.problem, {})
            for section, name, problem in self.work.problems(self.customs)
            if section == self.section and name.startswith(row) and problem.value
        }

    def _show_rows(self) -> None:
        if self.section == HISTORY:
            branch = self.room.branch
            self.rows.show_columns(history_columns(self.customs, branch.zone if branch else None))
            if not isinstance(self.rows.row, HistoryLine):
                self.rows.show_source(Listed[Any](()))
            if self.work.card is not None:
                self.run(partial(self._show_history, self.work.card.id), group="history", exclusive=True)
        elif self.section == WARRANTIES:
            self.rows.show_columns(WARRANTY_COLUMNS)
            self.rows.show_source(Listed(self.warranties), at=self.rows.row)
        else:
            country = self.room.branch.country if self.room.branch else None
            self.rows.show_columns(people_columns(country) if self.section == "people" else GOODS_COLUMNS)
            self.rows.show_source(Listed(self.work.shown_rows(self.section)), at=self.rows.row)

    @on(WindowList.Moved)
    @on(WindowList.Shown)
    def _other_row(self) -> None:
        """What can be done with a row depends on the row, and rows arrive after the page."""
        self.refresh_bindings()

    async def _show_history(self, card_id: int) -> None:
        entries = await self.room.store_slow(history_of, self.room.who(), card_id)
        if self.section == HISTORY:
            self.rows.read_again(Listed(lines_of(entries)))

    def action_next_pane(self) -> None:
        self._turn_pages(1)

    def action_previous_pane(self) -> None:
        self._turn_pages(-1)

    def _turn_pages(self, step: int) -> None:
        names = list(self.PAGES)
        self._go_to_section(names[(names.index(self.section) + step) % len(names)])

    def _go_to_section(self, section: str) -> None:
        """Go to another section; who was typing goes on typing there."""
        if self.open_row is not None:
            self.form.edit(self.edited_around)
        self.open_row = None
        self.section = section
        self._show_section()

    def words_changed(self) -> None:
        super().words_changed()
        self.said_in = self.words
        if self.section == HISTORY:
            branch = self.room.branch
            self.rows.show_columns(history_columns(self.customs, branch.zone if branch else None))
