"""Doubles are looked for over the whole room and merged, with undo (F12)."""

import peewee as p

INDEXES = (
    "CREATE UNIQUE INDEX merged_once ON merge (gone_id) WHERE undone_at is null",
    "CREATE INDEX merge_by_kept ON merge (kept_id, id)",
    "CREATE INDEX merge_by_gone ON merge (gone_id, id)",
    "CREATE UNIQUE INDEX pair_once ON pair (first_id, second_id)",
    "CREATE INDEX pair_by_second ON pair (second_id)",
    "CREATE INDEX pair_undecided ON pair (branch_id, likeness, id) WHERE state <> 'different'",
    "CREATE UNIQUE INDEX one_sweep_at_a_time ON sweep (branch_id) WHERE ended_at is null",
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

    class Pair(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        first = p.ForeignKeyField(Card, index=False, backref="+")
        second = p.ForeignKeyField(Card, index=False, backref="+")
        likeness = p.IntegerField()
        digest = p.TextField()
        state = p.TextField()
        looked_at = p.DateTimeField()
        decided_by = p.ForeignKeyField(Staff, null=True, index=False, backref="+")
        decided_at = p.DateTimeField(null=True)

        class Meta:
            table_name = "pair"

    class Sweep(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        begun_by = p.ForeignKeyField(Staff, index=False, backref="+")
        begun_at = p.DateTimeField()
        stage = p.IntegerField()
        at = p.TextField(null=True)
        ended_at = p.DateTimeField(null=True)

        class Meta:
            table_name = "sweep"

    return [Merge, Pair, Sweep]
