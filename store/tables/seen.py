"""Who has seen which card (L5), in a chain of its own; and who was refused what (K1).

Looks at cards are known by branch and number, as the journal's entries are, and the branch is the card's. The card may
be gone, when the import that made it was undone.
"""

from peewee import BigIntegerField, CompositeKey, DateTimeField, IntegerField, TextField

from store.tables.base import Table, ref
from store.tables.offices import Branch, BranchTable
from store.tables.staff import Staff


class SeenEntry(Table):
    """One person, one card, one hour. `how` is how they came to see it first, `slip` the number of the loan under which
    they did. `hash` covers the entry before it and this row."""

    branch = ref(Branch)
    number = BigIntegerField()
    at = DateTimeField()
    staff = ref(Staff)
    card = BigIntegerField(column_name="card_id")
    how = TextField()
    slip = IntegerField(null=True)
    hash = TextField()

    class Meta:
        table_name = "seen_entry"
        primary_key = CompositeKey("branch", "number")


class SeenHead(Table):
    """The end of a branch's chain of seen cards."""

    branch = ref(Branch, primary_key=True)
    number = BigIntegerField()
    hash = TextField()

    class Meta:
        table_name = "seen_head"


class Refusal(BranchTable):
    """Something that was refused to one person, once an hour: the refusal's name, the right or the card it is about."""

    staff = ref(Staff)
    hour = DateTimeField()
    at = DateTimeField()
    refusal = TextField()
    about = TextField()
    card_no = TextField()

    class Meta:
        table_name = "refusal"


SeenEntry.add_index(SeenEntry.index(SeenEntry.card, SeenEntry.at, name="seen_by_card"))
Refusal.add_index(
    Refusal.index(
        *(Refusal.staff, Refusal.hour, Refusal.refusal, Refusal.about, Refusal.card_no),
        unique=True,
        name="refusal_once_an_hour",
    )
)
Refusal.add_index(Refusal.index(Refusal.branch, Refusal.id, name="refusal_by_branch"))
