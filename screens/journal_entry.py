"""One entry of the journal, whole: who, when, why, and each change as far as its reader may see it (K4)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from textual.app import ComposeResult

from locales.acts import act_name, reason_of
from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.base import RoomScreen
from screens.card_history import LEARNT_AT_LABEL, label_of, learnt_where, values_of
from screens.card_texts import Customs
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import journal_pages, staff
from store.access import Actor
from store.fields import FIELDS, WARRANTY_FIELDS
from store.handovers import ITEMS, KINDS
from store.history import FieldChange
from store.journal_pages import JournalLine, ShownChange, WholeEntry
from store.seen import OF_CARDS
from store.stocktakings import OUTCOMES

KINDS_OF_CARD = tuple(FIELDS["kind"].choices)
OTHERS: Mapping[tuple[str, str | None], Message] = {
    ("export", "list"): N_("List"),
    ("export", "file"): N_("File"),
    ("export", "rows"): N_("Rows"),
    ("export", "narrowed"): N_("Narrowed by"),
    ("export", "slip"): N_("Slip"),
    ("export", "card"): N_("Card exported"),
    ("slip", "list"): N_("List"),
    ("slip", "rows"): N_("Rows"),
    ("setting", "export_rows"): N_("Rows without approval"),
    ("paper", "slip"): N_("Slip"),
    ("paper", "file"): N_("File"),
    ("paper", "label"): N_("Label"),
    ("paper", "prints"): N_("Prints"),
    ("slip", "sections"): N_("Sections"),
    ("import", "number"): N_("Import no."),
    ("staff", "roles"): N_("Roles"),
    ("staff", "password"): N_("Password"),
    ("staff", None): N_("Member of staff"),
    ("warranty", None): N_("Warranty"),
    ("journal_head", "head"): N_("Head of another branch"),
    ("seen_head", "head"): N_("Head of who saw which card"),
    ("restore", "replaced"): N_("Head of what was replaced"),
    ("card", "archived"): N_("Archived"),
    ("card", "restricted"): N_("Restricted"),
    ("card", "on_hold"): N_("On hold"),
    ("card", "erased"): N_("Erased"),
    ("person", "erased"): N_("Person erased"),
    ("paper", "disclosed"): N_("Card printed for the person"),
    ("restore", "erased_again"): N_("Erased again"),
    ("journal_entry", "reason"): N_("Reason blanked in an entry"),
    **{("setting", f"retention_{kind}"): N_("Months kept") for kind in KINDS_OF_CARD},
    ("staff", "left"): N_("has left"),
    ("handover", "number"): N_("Handover list"),
    ("handover", "kind"): N_("What for"),
    ("handover", "leaver"): N_("Handed over by"),
    ("handover", "successor"): N_("Successor"),
    ("handover", "since"): N_("First day"),
    ("handover", "until"): N_("Last day"),
    ("handover", "back"): N_("Handed back, list no."),
    **{("handover", kind): name for kind, name in ITEMS.items()},
    ("stocktaking", "number"): NC_("screen", "Stocktaking"),
    ("stocktaking", "first"): N_("First card no."),
    ("stocktaking", "last"): N_("Last card no."),
    ("stocktaking", "seen"): NC_("count", "in its place"),
    ("stocktaking", "settled"): N_("Difference settled"),
    ("stocktaking", "outcome"): NC_("column", "Ended"),
}
"""What changes of other records than a card's own are called."""
CODES: Mapping[tuple[str, str | None], Mapping[str, Message]] = {
    ("handover", "kind"): KINDS,
    ("stocktaking", "outcome"): OUTCOMES,
}
"""Those of them whose values are codes."""
DAYS = frozenset({("handover", "since"), ("handover", "until")})


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
            Column("what", N_("What"), _label, 18, grow=1, ink=lambda _: "bright"),
            Column("values", N_("Before → after"), self._values, 24, grow=4),
            Column("learnt", LEARNT_AT_LABEL, lambda change, words: learnt_where(_field(change), words), 14, needs=100),
        )

    def _values(self, change: ShownChange, words: Words) -> str:
        if change.field is None or (change.record, change.field) in OTHERS:
            new = _other(change, words)
            return new if change.old is None else f"{change.old} → {new or '—'}"
        branch = self.room.branch
        people = self.shown.people if self.shown else {}
        country, currency = (branch.country, branch.currency) if branch else ("", "")
        return values_of(_field(change), words, Customs(words, country, currency, people))

    def on_mount(self) -> None:
        self.query_one(WindowList).focus()
        self.run(self._read)

    async def _read(self) -> None:
        self.shown = await self.room.store(read, self.room.who(), self.line.id)
        self.narrowing_changed()
        self.query_one(WindowList).show_source(Listed(self.shown.entry.changes))
        told = (one for one in self.shown.entry.changes if one.record in OF_CARDS and one.field)
        self.room.note_seen_numbered((one.card_no for one in told if one.card_no), "journal")


def _other(change: ShownChange, words: Words) -> str:
    """What a change of another record than a card's own says."""
    about, text = (change.record, change.field), change.new or ""
    if about in DAYS and text:
        return words.date(date.fromisoformat(text), "short")
    return words.value(CODES.get(about, {}).get(text, text))


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
    """What a change is about, in words."""
    if (change.record, change.field) in OTHERS:
        return words(OTHERS[change.record, change.field])
    if change.record == "warranty" and change.field in WARRANTY_FIELDS:
        return words(WARRANTY_FIELDS[change.field].label)
    return label_of(_field(change), words)
