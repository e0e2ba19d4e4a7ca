"""What one has typed and not saved yet: the drafts on cards and of submissions, and what waits on this machine for the
line (F11)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import cards, drafts
from store.access import Actor
from store.cards import CardRow
from store.drafts import Draft
from store.engines import DatabaseGone
from store.unsent import DRAFT, Unsent

NEW = N_("new card")
WAITS_HERE = N_("This was saved already: it is sent by itself once the line is back.")
DRAFT_STATE, SUBMISSION, TO_SEND = NC_("draft", "draft"), NC_("draft", "submission"), NC_("draft", "to be sent")


class DraftLine(NamedTuple):
    """`card_id` None for a card that has no number yet; `submission` where it was typed into one; `here` on this
    machine, where it waits to be sent."""

    id: int
    card_id: int | None
    card_no: str | None
    name: str
    kept_at: datetime
    submission: bool
    here: bool

    @property
    def state(self) -> Message:
        if self.here:
            return TO_SEND
        return SUBMISSION if self.submission else DRAFT_STATE


class DraftsScreen(ListScreen[None, DraftLine]):
    """The latest first. Enter opens the card with what was typed into it."""

    MARKS = False
    KEYS = ("open", "refresh", "back")
    ABOUT = N_(
        "What you typed into cards and submissions and did not save or send in, and what you saved while there was no"
        " line. Enter opens it: Ctrl+S saves a draft or sends it in, F9 can discard it. What is to be sent is sent by"
        " itself."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "My drafts")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], self.words(NP_("{n} draft", "{n} drafts"), n=self.total)

    def columns(self) -> Sequence[Column[DraftLine]]:
        return (
            Column("number", N_("Card no."), lambda line, words: line.card_no or words(NEW), 14),
            Column("name", N_("Name"), lambda line, _: line.name or "—", 14, grow=2),
            Column("at", NC_("column", "When"), self._when, 17, grow=1),
            Column(
                "state", N_("State"), lambda line, words: words(line.state), 14,
                ink=lambda line: "amber" if line.here else "plain",
            ),
        )  # fmt: skip

    def _when(self, line: DraftLine, words: Words) -> str:
        return words.moment(line.kept_at, self.room.branch.zone if self.room.branch else None, "short")

    async def source(self) -> Listed[DraftLine]:
        found: list[tuple[Draft, CardRow | None]] = []
        try:
            found = await self.room.store(_mine, self.room.who())
        except DatabaseGone as gone:
            self.room.say_refused(gone)
        here = [_here(one) for one in self.room.kept_unsent() if one.kind != DRAFT]
        there = [_there(draft, row) for draft, row in found]
        lines = [*((*line, True) for line in here), *((*line, False) for line in there)]
        return Listed(DraftLine(place, *line) for place, line in enumerate(lines))

    def empty(self) -> str:
        return self.words(N_("Everything that you typed is saved."))

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen
        from screens.submit import write_submission

        if event.row.here:
            self.room.say(WAITS_HERE)
        elif event.row.submission:
            self.room.hold_keys()
            self.run(partial(write_submission, self, event.row.card_id, self.came_back), exclusive=True, group="open")
        else:
            self.app.push_screen(CardScreen(event.row.card_id), self.came_back)

    def can(self, action: str) -> bool:
        return action != "open" or not (self.row is not None and self.row.here)


def _here(one: Unsent) -> tuple[int | None, str | None, str, datetime, bool]:
    """A save that waits on this machine: a card has its number there, a new one its name."""
    at = datetime.fromtimestamp(one.kept_ns / 1e9, UTC).replace(tzinfo=None)
    number = one.title if one.card_id is not None else None
    return one.card_id, number, one.values.get("texts", {}).get("name", ""), at, one.submission


def _there(draft: Draft, row: CardRow | None) -> tuple[int | None, str | None, str, datetime, bool]:
    """A draft in the room: its card by its number, with the name that was typed or stands there."""
    typed = draft.values.get("texts", {}).get("name")
    name = typed or (row.name if row else "")
    return draft.card_id, row.card_no if row else None, name, draft.kept_at, draft.submission


def _mine(actor: Actor) -> list[tuple[Draft, CardRow | None]]:
    """The drafts of `actor`, each with its card as they may see it."""
    found = drafts.mine(actor)
    rows = {row.id: row for row in cards.rows_of(actor, [one.card_id for one in found if one.card_id is not None])}
    return [(one, rows.get(one.card_id or 0)) for one in found]
