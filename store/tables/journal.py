"""The journal (K4): one entry an act, its field changes, and their values in a table of their own, so that a value can
be blanked while the chain still verifies."""

from peewee import BigIntegerField, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class JournalEntry(BranchTable):
    """One act by one person in one branch. `hash` covers the entry before it, this row and its changes' digests."""

    number = BigIntegerField()
    at = DateTimeField()
    staff = ref(Staff, null=True)
    act = TextField()
    reason = TextField(null=True)
    changes = IntegerField()
    hash = TextField()

    class Meta:
        table_name = "journal_entry"


class JournalChange(BranchTable):
    """One field of one record. `digest` covers old and new with a salt; `card` is the card it belongs to."""

    entry = BigIntegerField(column_name="entry_number")
    place = IntegerField()
    record = TextField()
    record_id = BigIntegerField()
    card = BigIntegerField(null=True, column_name="card_id")
    field = TextField(null=True)
    learnt_at = TextField(null=True)
    digest = TextField()

    class Meta:
        table_name = "journal_change"


class JournalValue(BranchTable):
    """What a field was and became, and the salt of its digest. May be blanked when the law says so, never changed."""

    entry = BigIntegerField(column_name="entry_number")
    place = IntegerField()
    salt = TextField()
    old = TextField(null=True)
    new = TextField(null=True)

    class Meta:
        table_name = "journal_value"


class JournalHead(BranchTable):
    """The end of a branch's chain; locked last by whoever adds to it."""

    number = BigIntegerField()
    hash = TextField()

    class Meta:
        table_name = "journal_head"


JournalEntry.add_index(
    JournalEntry.index(JournalEntry.branch, JournalEntry.number, unique=True, name="journal_number_once_a_branch")
)
JournalChange.add_index(
    JournalChange.index(
        JournalChange.branch, JournalChange.entry, JournalChange.place, unique=True, name="journal_change_once"
    )
)
JournalChange.add_index(JournalChange.index(JournalChange.card, JournalChange.entry, name="journal_change_by_card"))
JournalValue.add_index(
    JournalValue.index(
        JournalValue.branch, JournalValue.entry, JournalValue.place, unique=True, name="journal_value_once"
    )
)
JournalHead.add_index(JournalHead.index(JournalHead.branch, unique=True, name="journal_head_once_a_branch"))
