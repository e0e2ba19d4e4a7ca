"""Branch offices, the room's settings, the counters from which numbers are given, and each office's database role."""

from peewee import BigAutoField, BooleanField, CompositeKey, DateTimeField, IntegerField, TextField

from store.tables.base import Table, ref


class Branch(Table):
    id = BigAutoField()
    name = TextField(unique=True)
    prefix = TextField(unique=True)
    country = TextField()
    currency = TextField()
    time_zone = TextField()
    language = TextField()
    head_office = BooleanField(default=False)
    created_at = DateTimeField()

    class Meta:
        table_name = "branch"


class BranchTable(Table):
    """A table whose rows each belong to one branch, so that the database itself can keep branches apart."""

    id = BigAutoField()
    branch = ref(Branch)


class Counter(Table):
    """The last number given of each kind (card, slip, import); a number is never given twice."""

    branch = ref(Branch)
    kind = TextField()
    last = IntegerField(default=0)

    class Meta:
        table_name = "counter"
        primary_key = CompositeKey("branch", "kind")


class OfficeRole(Table):
    """Which branch a role of PostgreSQL works for; without a branch it is head office's, which reads all. No role may
    read it: the policies ask a function. Empty on SQLite."""

    role = TextField(primary_key=True)
    branch = ref(Branch, null=True)

    class Meta:
        table_name = "office_role"


class Setting(BranchTable):
    name = TextField()
    value = TextField()

    class Meta:
        table_name = "setting"


Setting.add_index(Setting.index(Setting.branch, Setting.name, unique=True, name="setting_once_a_branch"))
