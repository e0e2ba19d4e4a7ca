"""Doubles are looked for over the whole room and merged, with undo (F12)."""

import peewee as p

INDEXES = (
    "CREATE UNIQUE INDEX merged_once ON merge (gone_id) WHERE undone_at is null",
    "CREATE INDEX merge_by_kept ON merge (kept_id, id)",
    "CREATE INDEX merge_by_gone ON merge (gone_id, id)",
)


def up(migrator, db):
    db.create_tables(made(db))
    for statement in INDEXES:
        db.execute_sql(statement)


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

    class Card(Table):
        id = p.BigAutoField()

        class Meta:
            table_name = "card"

    class Merge(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        kept = p.ForeignKeyField(Card, index=False, backref="+")
        gone = p.ForeignKeyField(Card, index=False, backref="+")
        made_by = p.ForeignKeyField(Staff, index=False, backref="+")
        made_at = p.DateTimeField()
        undone_by = p.ForeignKeyField(Staff, null=True, index=False, backref="+")
        undone_at = p.DateTimeField(null=True)

        class Meta:
            table_name = "merge"

    return [Merge]
