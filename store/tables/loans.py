"""Slips and the cards on them (L1, L2). A card is out to one person at a time: the first index says so."""

from peewee import SQL, BooleanField, DateField, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Slip(BranchTable):
    """One errand: a borrower, a purpose, a day by which all is back."""

    number = IntegerField()
    kind = TextField()
    borrower = ref(Staff, null=True)
    borrower_name = TextField()
    purpose = TextField()
    due = DateField()
    made_by = ref(Staff)
    made_at = DateTimeField()

    class Meta:
        table_name = "slip"


class SlipCard(BranchTable):
    """A card on a slip. `holds` is the slip's: a visit takes the card out, an extract only copies."""

    slip = ref(Slip)
    card = ref(Card)
    borrower = ref(Staff, null=True)
    holds = BooleanField()
    state = TextField()
    due = DateField()
    out_at = DateTimeField(null=True)
    ended_at = DateTimeField(null=True)
    ended_by = ref(Staff, null=True)
    reason = TextField(null=True)

    class Meta:
        table_name = "slip_card"


SlipCard.add_index(
    SlipCard.index(SlipCard.card, unique=True, name="card_out_to_one_person", where=SQL("state = 'out' and holds"))
)
SlipCard.add_index(SlipCard.index(SlipCard.borrower, SlipCard.state, SlipCard.due, name="slip_card_by_borrower"))
SlipCard.add_index(SlipCard.index(SlipCard.branch, SlipCard.state, SlipCard.due, name="slip_card_by_due"))
SlipCard.add_index(SlipCard.index(SlipCard.card, SlipCard.id, name="slip_card_by_card"))
SlipCard.add_index(SlipCard.index(SlipCard.slip, name="slip_card_by_slip"))
Slip.add_index(Slip.index(Slip.branch, Slip.number, unique=True, name="slip_number_once_a_branch"))
