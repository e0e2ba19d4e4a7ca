"""What salespeople bring from their visits: new customers and corrections, and what became of each (F14)."""

from peewee import SQL, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Submission(BranchTable):
    """One submission. `values` is JSON: what was written, field by field, and what stood there as far as its writer
    read it. `card` is the card to be corrected, or the one that was made of a new customer; `taken` names the fields
    that were taken over, as JSON."""

    number = IntegerField()
    kind = TextField()
    card = ref(Card, null=True)
    name = TextField()
    values = TextField()
    learnt_at = TextField(null=True)
    made_by = ref(Staff)
    made_at = DateTimeField()
    state = TextField()
    decided_at = DateTimeField(null=True)
    decided_by = ref(Staff, null=True)
    reason = TextField(null=True)
    taken = TextField(null=True)

    class Meta:
        table_name = "submission"


Submission.add_index(
    Submission.index(Submission.branch, Submission.number, unique=True, name="submission_number_once_a_branch")
)
Submission.add_index(
    Submission.index(Submission.branch, Submission.id, name="submission_waiting", where=SQL("state = 'waiting'"))
)
Submission.add_index(Submission.index(Submission.card, name="submission_by_card"))
Submission.add_index(Submission.index(Submission.made_by, Submission.id, name="submission_by_maker"))
Submission.add_index(Submission.index(Submission.branch, Submission.decided_at, name="submission_by_decision"))
