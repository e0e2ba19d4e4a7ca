"""What was refused to whom in this branch, the latest first: where a right was missing (K1)."""

from collections.abc import Sequence

from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.list_screen import ListScreen
from screens.room import Room
from screens.widgets.columns import Column
from screens.widgets.listed import Listed
from store import refusals
from store.access import RIGHT_NAMES
from store.refusals import KINDS, RefusalRecord

MOST = 1000
"""So many of them are shown, the latest; `cardkeeper journal --refused` goes further back."""


def columns(room: Room) -> Sequence[Column[RefusalRecord]]:
    zone = room.branch.zone if room.branch else None

    def about(one: RefusalRecord, words: Words) -> str:
        return one.card_no or (words(RIGHT_NAMES[one.right]) if one.right else "")

    return (
        Column("when", N_("When"), lambda one, words: words.moment(one.at, zone, "short"), 16),
        Column("who", NC_("refused", "To whom"), lambda one, _: one.by, 11, grow=1),
        Column(
            "what", NC_("column", "Refused"), lambda one, words: words.value(KINDS.get(one.refusal, one.refusal)), 28
        ),
        Column("about", NC_("column", "Card no. or right"), about, 12, grow=2),
    )


class RefusalsScreen(ListScreen[None, RefusalRecord]):
    """Each refusal once a person and hour."""

    KEYS = ("refresh", "back")
    MARKS = False
    ABOUT = N_(
        "What was refused to whom, because a right was missing; the same thing once an hour. Whoever was refused it was"
        " told why, and who has the right."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Refusals")]

    def columns(self) -> Sequence[Column[RefusalRecord]]:
        return columns(self.room)

    async def source(self) -> Listed[RefusalRecord]:
        return Listed(await self.room.store(refusals.page, self.room.who(), limit=MOST))

    def empty(self) -> str:
        return self.words(N_("Nothing was refused to anybody."))

    def hint(self) -> str:
        """What was refused, in full."""
        row = self.row
        if row is None:
            return ""
        right = self.words(RIGHT_NAMES[row.right]) if row.right else ""
        told = (row.by, self.words.value(KINDS.get(row.refusal, row.refusal)), right, row.card_no)
        return " · ".join(part for part in told if part)
