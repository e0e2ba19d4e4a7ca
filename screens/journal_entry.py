"""One entry of the journal, whole: who, when, why, and each change as far as its reader may see it (K4)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual.app import ComposeResult

from locales.acts import act_name, reason_of
from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.base import RoomScreen
from screens.card_history import LEARNT_AT_LABEL, learnt_where
from screens.card_texts import Customs
from screens.journal_texts import change_label, change_values
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import journal_pages, staff
from store.access import Actor
from store.history import FieldChange
from store.journal_pages import JournalLine, ShownChange, WholeEntry
from store.seen import OF_CARDS


class Read(NamedTuple):
    """An entry, and the names of the colleagues that its changes may tell of."""

    entry: WholeEntry
    people: Mapping[int, str]


def read(actor: Actor, number: int) -> Read:
    entry = journal_pages.whole(actor, number)
    return Read(entry, {person.id: person.name for person in staff.people(actor)})


class JournalEntryScreen(RoomScreen[None]):
    """The entry above, its changes as a list."""

    KEYS = ("back",)
    ABOUT = N_("One act whole: each field that it changed, before and after. The hash stands for all that came before.")

    def __init__(self, line: JournalLine) -> None:
        super().__init__()
        self.line = line
        self.shown: Read | None = None

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Journal"), str(self.line.id)]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        words, line = self.words, self.line
        zone = self.room.branch.zone if self.room.branch else None
        told = [words.moment(line.at, zone, "short"), line.by or "", words.value(act_name(line.act))]
        told.append(reason_of(line.act, line.reason, words))
        return [("  ".join(part for part in told if part), "bright")], self._left_out()

    def _left_out(self) -> str:
        if self.shown is None:
            return ""
        if self.shown.entry.hidden:
            return self.words(
                NP_("{n} change not shown to you", "{n} changes not shown to you"), n=self.shown.entry.hidden
            )
        if self.shown.entry.more:
            return self.words(NP_("{n} more change", "{n} more changes"), n=self.shown.entry.more)
        return self.shown.entry.hash[:16]

    def body(self) -> ComposeResult:
        yield WindowList(self._columns(), marks=False, empty=lambda: self.words(N_("It changed no field.")))

    def _columns(self) -> Sequence[Column[ShownChange]]:
        return (
            Column("card", N_("Card no."), lambda change, _: change.card_no or "", 9),
            Column(
                "what",
                N_("What"),
                lambda change, words: change_label(_field(change), words),
                18,
                grow=1,
                ink=lambda _: "bright",
            ),
            Column("values", N_("Before → after"), self._values, 24, grow=4),
            Column("learnt", LEARNT_AT_LABEL, lambda change, words: learnt_where(_field(change), words), 14, needs=100),
        )

    def _values(self, change: ShownChange, words: Words) -> str:
        branch = self.room.branch
        people = self.shown.people if self.shown else {}
        country, currency = (branch.country, branch.currency) if branch else ("", "")
        return change_values(_field(change), words, Customs(words, country, currency, people))

    def on_mount(self) -> None:
        self.query_one(WindowList).focus()
        self.run(self._read)

    async def _read(self) -> None:
        self.shown = await self.room.store(read, self.room.who(), self.line.id)
        self.narrowing_changed()
        self.query_one(WindowList).show_source(Listed(self.shown.entry.changes))
        told = (one for one in self.shown.entry.changes if one.record in OF_CARDS and one.field)
        self.room.note_seen_numbered((one.card_no for one in told if one.card_no), "journal")


def _field(change: ShownChange) -> FieldChange:
    return FieldChange(
        change.record,
        change.record_id,
        change.card_no,
        change.field,
        change.old,
        change.new,
        change.learnt_at,
    )


def _label(change: ShownChange, words: Words) -> str:
    return change_label(_field(change), words)
