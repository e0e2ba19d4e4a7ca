"""Members of staff: who signs in, and as what (K1)."""

from peewee import BooleanField, DateTimeField, IntegerField, TextField

from store.tables.offices import BranchTable


class Staff(BranchTable):
    user = TextField(unique=True)
    name = TextField()
    clerk = BooleanField(default=False)
    keeper = BooleanField(default=False)
    manager = BooleanField(default=False)
    salesperson = BooleanField(default=False)
    password = TextField()
    one_time = BooleanField(default=False)
    failures = IntegerField(default=0)
    failed_at = DateTimeField(null=True)
    language = TextField(null=True)
    version = IntegerField(default=1)
    created_at = DateTimeField()
    left_at = DateTimeField(null=True)

    class Meta:
        table_name = "staff"


Staff.add_index(Staff.index(Staff.branch, Staff.name, name="staff_by_name"))
