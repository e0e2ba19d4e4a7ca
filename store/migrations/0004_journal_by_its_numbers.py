"""The journal's rows are known by branch and number alone: an id beside them was covered by no hash. And what one
person did is found by an index."""

import peewee as p

SQLITE_NEVER_KEEPS = ("no_delete", "no_update", "no_replace")
KEYS_SQL = {
    "journal_entry": ("branch_id, number", "journal_number_once_a_branch"),
    "journal_change": ("branch_id, entry_number, place", "journal_change_once"),
    "journal_value": ("branch_id, entry_number, place", "journal_value_once"),
    "journal_head": ("branch_id", "journal_head_once_a_branch"),
}


def up(migrator, db):
    by_numbers(db)
    db.execute_sql("CREATE INDEX journal_entry_by_person ON journal_entry (branch_id, staff_id, number)")


def by_numbers(db):
    if isinstance(db, p.PostgresqlDatabase):
        for table, (key, index) in KEYS_SQL.items():
            db.execute_sql(f"drop index {index}")
            db.execute_sql(f"alter table {table} drop column id")
            db.execute_sql(f"alter table {table} add primary key ({key})")
        return
    for table, (_, index) in KEYS_SQL.items():
        for guard in SQLITE_NEVER_KEEPS:
            db.execute_sql(f"drop trigger if exists {table}_{guard}")
        db.execute_sql(f"drop index {index}")
        db.execute_sql(f"alter table {table} rename to {table}_before")
    db.execute_sql("drop index journal_change_by_card")
    for model in made(db):
        table = model._meta.table_name
        columns = ", ".join(field.column_name for field in model._meta.sorted_fields)
        db.create_tables([model])
        db.execute_sql(
            f"insert into {table} ({columns}) select {columns} from {table}_before order by {KEYS_SQL[table][0]}"
        )
        db.execute_sql(f"drop table {table}_before")
    db.execute_sql("CREATE INDEX journal_change_by_card ON journal_change (card_id, entry_number)")


def made(db):
    class Table(p.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Branch(Table):
        id = p.BigAutoField()

        class Meta:
            table_name = "branch"

    class Staff(Table):
        id = p.BigAutoField()

        class Meta:
            table_name = "staff"

    class JournalEntry(Table):
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.BigIntegerField()
        at = p.DateTimeField()
        staff = p.ForeignKeyField(Staff, null=True, index=False)
        act = p.TextField()
        reason = p.TextField(null=True)
        changes = p.IntegerField()
        hash = p.TextField()

        class Meta:
            table_name = "journal_entry"
            primary_key = p.CompositeKey("branch", "number")

    class JournalChange(Table):
        branch = p.ForeignKeyField(Branch, index=False)
        entry = p.BigIntegerField(column_name="entry_number")
        place = p.IntegerField()
        record = p.TextField()
        record_id = p.BigIntegerField()
        card = p.BigIntegerField(null=True, column_name="card_id")
        field = p.TextField(null=True)
        learnt_at = p.TextField(null=True)
        digest = p.TextField()

        class Meta:
            table_name = "journal_change"
            primary_key = p.CompositeKey("branch", "entry", "place")

    class JournalValue(Table):
        branch = p.ForeignKeyField(Branch, index=False)
        entry = p.BigIntegerField(column_name="entry_number")
        place = p.IntegerField()
        salt = p.TextField()
        old = p.TextField(null=True)
        new = p.TextField(null=True)

        class Meta:
            table_name = "journal_value"
            primary_key = p.CompositeKey("branch", "entry", "place")

    class JournalHead(Table):
        branch = p.ForeignKeyField(Branch, primary_key=True)
        number = p.BigIntegerField()
        hash = p.TextField()

        class Meta:
            table_name = "journal_head"

    return [JournalEntry, JournalChange, JournalValue, JournalHead]
