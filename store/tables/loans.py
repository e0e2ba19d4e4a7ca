"""Slips and the cards on them, who waits for a card, and the rules by which cards are lent (L1, L2, L4).

A card is out to one person at a time: the first index says so.
"""

from peewee import SQL, BooleanField, DateField, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Slip(BranchTable):
    """One errand: a borrower, a purpose, a day by which all is back. `wanted` is a list that leaves in a file, and how
    it is narrowed, as JSON; `row_count` how many rows it had when it was asked for. `sections` are those of an extract,
    with commas between, `prints` how often it was printed."""

    number = IntegerField()
    kind = TextField()
    borrower = ref(Staff, null=True)
    borrower_name = TextField()
    purpose = TextField()
    due = DateField()
    made_by = ref(Staff)
    made_at = DateTimeField()
    wanted = TextField(null=True)
    row_count = IntegerField(null=True)
    sections = TextField(null=True)
    prints = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])

    class Meta:
        table_name = "slip"


class SlipCard(BranchTable):
    """A card on a slip; a slip for a list has one line, without a card. `holds` is the slip's: a visit takes the card
    out, an extract only copies. `approver` is who has to approve it, if anybody has; `read_at` when the borrower said
    to have read it, `result` what it brought.
    """

    slip = ref(Slip)
    card = ref(Card, null=True)
    borrower = ref(Staff, null=True)
    holds = BooleanField()
    state = TextField()
    due = DateField()
    approver = TextField(null=True)
    decided_at = DateTimeField(null=True)
    decided_by = ref(Staff, null=True)
    out_at = DateTimeField(null=True)
    renewals = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    recalled_at = DateTimeField(null=True)
    read_at = DateTimeField(null=True)
    reminders = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    reminded_at = DateTimeField(null=True)
    ended_at = DateTimeField(null=True)
    ended_by = ref(Staff, null=True)
    reason = TextField(null=True)
    result = TextField(null=True)

    class Meta:
        table_name = "slip_card"


class Reservation(BranchTable):
    """Somebody who waits for a card: the lowest id is the first in the queue."""

    card = ref(Card)
    borrower = ref(Staff)
    purpose = TextField()
    state = TextField()
    made_by = ref(Staff)
    made_at = DateTimeField()
    ended_at = DateTimeField(null=True)

    class Meta:
        table_name = "reservation"


class LoanRule(BranchTable):
    """How the cards of a grade ("" for every grade) are lent to one borrower, or to all. What is null, the next less
    particular rule says."""

    borrower = ref(Staff, null=True)
    grade = TextField()
    days = IntegerField(null=True)
    most = IntegerField(null=True)
    renewals = IntegerField(null=True)
    approver = TextField(null=True)

    class Meta:
        table_name = "loan_rule"


SlipCard.add_index(
    SlipCard.index(SlipCard.card, unique=True, name="card_out_to_one_person", where=SQL("state = 'out' and holds"))
)
SlipCard.add_index(SlipCard.index(SlipCard.borrower, SlipCard.state, SlipCard.due, name="slip_card_by_borrower"))
SlipCard.add_index(SlipCard.index(SlipCard.branch, SlipCard.state, SlipCard.due, name="slip_card_by_due"))
SlipCard.add_index(SlipCard.index(SlipCard.card, SlipCard.id, name="slip_card_by_card"))
SlipCard.add_index(SlipCard.index(SlipCard.slip, name="slip_card_by_slip"))
Slip.add_index(Slip.index(Slip.branch, Slip.number, unique=True, name="slip_number_once_a_branch"))
Slip.add_index(Slip.index(Slip.branch, Slip.id, name="slip_of_extract", where=SQL("kind = 'extract'")))
Reservation.add_index(
    Reservation.index(
        Reservation.card,
        Reservation.borrower,
        unique=True,
        name="reservation_once_a_borrower",
        where=SQL("state = 'waiting'"),
    )
)
Reservation.add_index(
    Reservation.index(Reservation.card, Reservation.state, Reservation.id, name="reservation_by_card")
)
Reservation.add_index(
    Reservation.index(Reservation.borrower, Reservation.state, Reservation.id, name="reservation_by_borrower")
)
LoanRule.add_index(
    LoanRule.index(
        LoanRule.branch,
        LoanRule.grade,
        unique=True,
        name="loan_rule_once_a_grade",
        where=SQL("borrower_id is null"),
    )
)
LoanRule.add_index(
    LoanRule.index(LoanRule.branch, LoanRule.borrower, LoanRule.grade, unique=True, name="loan_rule_once_a_borrower")
)
