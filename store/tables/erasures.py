"""What was erased (K6): numbers and moments, no values, so that it is erased again in an older backup put back."""

from peewee import BigIntegerField, DateTimeField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable


class Erasure(BranchTable):
    """A card that was erased, or with `person` one of its people. `card_made` and `person_made` are the moments at
    which they came to be: in an older backup the same number or id may be another's. `by` is who erased it, by name."""

    card = ref(Card)
    card_no = TextField()
    card_made = TextField()
    person = BigIntegerField(null=True)
    person_made = TextField(null=True)
    at = DateTimeField()
    by = TextField(column_name="by_name")
    reason = TextField()

    class Meta:
        table_name = "erasure"


Erasure.add_index(Erasure.index(Erasure.card, Erasure.id, name="erasure_by_card"))
