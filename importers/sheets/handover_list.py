"""The list that leaver and successor sign: a workbook with each card, customer and request handed over (L6)."""

from collections.abc import Iterator
from pathlib import Path

from importers.sheets.export import ListColumn, ListKind, export
from importers.sheets.written_cells import Text
from locales.messages import N_
from locales.words import Words
from store import handovers
from store.access import Actor
from store.fields import FIELDS
from store.handovers import ITEMS, HandoverRecord, Item

PAGE = 500
TITLE = N_("Handover list")
PURPOSE = N_("handover {number}, {leaver} to {successor}")
SIGNED = (
    N_("Handed over: {leaver}, date and signature"),
    N_("Taken over: {successor}, date and signature"),
    N_("Seen by: date and signature"),
)


def write(actor: Actor, done: HandoverRecord, path: Path, words: Words, *, overwrite: bool = False) -> int:
    """Write the list of a handover. Returns how many rows it has.

    Raises NotAllowed, FileExists, NotWritable, TooManyRows; then no file appears.
    """
    kind: ListKind[Item] = ListKind(
        "handover",
        TITLE,
        (
            ListColumn(N_("What"), lambda item: words(ITEMS[item.kind])),
            ListColumn(N_("Card no."), lambda item: Text(item.card_no)),
            ListColumn(FIELDS["name"].label, lambda item: item.name),
            ListColumn(N_("Slip"), lambda item: item.slip),
            ListColumn(N_("Due date"), lambda item: item.due),
            ListColumn(N_("Checked"), lambda _: None),
        ),
        lambda item: item.card_id,
    )
    values = {"number": str(done.number), "leaver": done.leaver, "successor": done.successor or ""}
    return export(
        actor,
        kind,
        _items(actor, done),
        path,
        words,
        purpose=words(PURPOSE, **values),
        closing=[words(line, **values) for line in SIGNED],
        overwrite=overwrite,
    )


def _items(actor: Actor, done: HandoverRecord) -> Iterator[Item]:
    last: int | None = None
    while page := handovers.items(actor, done, after=last, limit=PAGE):
        yield from page
        last = page[-1].id
