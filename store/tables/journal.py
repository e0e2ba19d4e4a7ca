"""The journal (K4): one entry an act, its field changes, and their values in a table of their own, so that a value can
be blanked while the chain still verifies. Rows are known by branch and number, which the chain covers; they have no id
beside these."""

from peewee import BigIntegerField, CompositeKey, DateTimeField, IntegerField, TextField

from store.tables.base import Table, ref
from store.tables.offices import Branch
from store.tables.staff import Staff


class JournalEntry(Table):
    """One act by one person in one branch. `hash` covers the entry before it, this row and its changes' digests."""

    branch = ref(Branch)
    number = BigIntegerField()
    at = DateTimeField()
    staff = ref(Staff, null=True)
    act = TextField()
    reason = TextField(null=True)
    changes = IntegerField()
    hash = TextField()

    class Meta:
        table_name = "journal_entry"
        primary_key = CompositeKey("branch", "number")


class JournalChange(Table):
    """One field of one record. `digest` covers old and new with a salt; `card` is the card it belongs to."""

    branch = ref(Branch)
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
        primary_key = CompositeKey("branch", "entry", "place")


class JournalValue(Table):
    """What a field was and became, and the salt of its digest. May be blanked when the law says so, never changed."""

    branch = ref(Branch)
    entry = BigIntegerField(column_name="entry_number")
    place = IntegerField()
    salt = TextField()
    old = TextField(null=True)
    new = TextField(null=True)

    class Meta:
        table_name = "journal_value"
        primary_key = CompositeKey("branch", "entry", "place")


class JournalHead(Table):
    """The end of a branch's chain; locked last by whoever adds to it."""

    branch = ref(Branch, primary_key=True)
    number = BigIntegerField()
    hash = TextField()

    class Meta:
        table_name = "journal_head"


JournalChange.add_index(JournalChange.index(JournalChange.card, JournalChange.entry, name="journal_change_by_card"))
JournalEntry.add_index(
    JournalEntry.index(JournalEntry.branch, JournalEntry.staff, JournalEntry.number, name="journal_entry_by_person")
)
