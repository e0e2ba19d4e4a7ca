"""Paper originals of cards: at most one of a card is valid at a time, says the first index."""

from peewee import SQL, BigIntegerField, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Original(BranchTable):
    """A print of a card, numbered from 1. `version` is the card's then. `line` is the card on a slip with which it was
    lost, null where it was not; `allowed_by` is who said that a new one may be printed in its place."""

    card = ref(Card)
    number = IntegerField()
    version = IntegerField()
    printed_at = DateTimeField()
    printed_by = ref(Staff)
    voided_at = DateTimeField(null=True)
    voided_by = ref(Staff, null=True)
    line = BigIntegerField(null=True)
    reason = TextField(null=True)
    allowed_by = ref(Staff, null=True)

    class Meta:
        table_name = "original"


Original.add_index(
    Original.index(Original.card, unique=True, name="one_valid_original_a_card", where=SQL("voided_at is null"))
)
Original.add_index(Original.index(Original.card, Original.number, unique=True, name="original_number_once_a_card"))
Original.add_index(Original.index(Original.line, name="original_by_line", where=SQL("line is not null")))
