"""Cards on their way from one branch to another (K5): what was sent off, and the receipt.

Two documents, as on paper: the sender writes and takes back only the first, the receiver writes only the second, and
the database moves the card as the receipt is written (`doors`). A card is on one way at a time, says the first index.
"""

from peewee import SQL, BooleanField, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import Branch, BranchTable
from store.tables.staff import Staff


class Transfer(BranchTable):
    """A card that was sent off by its branch under its number there. `ended_at` once it was received, sent back or
    taken back."""

    to_branch = ref(Branch)
    card = ref(Card)
    number = IntegerField()
    reason = TextField()
    sent_by = ref(Staff)
    sent_at = DateTimeField()
    ended_at = DateTimeField(null=True)

    class Meta:
        table_name = "transfer"


class Receipt(BranchTable):
    """What the other branch did with it: took it in under a number of its own, or sent it back, when there is none."""

    transfer = ref(Transfer)
    from_branch = ref(Branch)
    card = ref(Card)
    old_number = IntegerField()
    number = IntegerField(null=True)
    accepted = BooleanField()
    reason = TextField(null=True)
    received_by = ref(Staff)
    received_at = DateTimeField()

    class Meta:
        table_name = "receipt"


Transfer.add_index(
    Transfer.index(Transfer.card, unique=True, name="on_one_way_at_a_time", where=SQL("ended_at is null"))
)
Transfer.add_index(Transfer.index(Transfer.branch, Transfer.id, name="transfer_by_branch"))
Transfer.add_index(Transfer.index(Transfer.to_branch, Transfer.id, name="transfer_to_branch"))
Receipt.add_index(Receipt.index(Receipt.transfer, unique=True, name="one_receipt_a_transfer"))
Receipt.add_index(Receipt.index(Receipt.from_branch, Receipt.old_number, name="receipt_by_old_number"))
Receipt.add_index(Receipt.index(Receipt.card, name="receipt_by_card"))
