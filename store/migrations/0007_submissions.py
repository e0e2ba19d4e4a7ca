"""What salespeople submit (F14): its table, its numbers, and drafts of it beside those of cards. And the warranty cards
that are held are counted by an index of their own."""

import peewee as p

TYPES = {"sqlite": "INTEGER", "postgresql": "BOOLEAN"}
STATEMENTS = (
    "CREATE UNIQUE INDEX submission_number_once_a_branch ON submission (branch_id, number)",
    "CREATE INDEX submission_waiting ON submission (branch_id, id) WHERE state = 'waiting'",
    "CREATE INDEX submission_by_maker ON submission (made_by_id, id)",
    "CREATE INDEX submission_by_decision ON submission (branch_id, decided_at)",
    "CREATE INDEX warranty_held ON warranty (branch_id, id) WHERE state = 'held'",
    "INSERT INTO counter (branch_id, kind, last) SELECT id, 'submission', 0 FROM branch",
)


def up(migrator, db):
    flag = TYPES["postgresql" if isinstance(db, p.PostgresqlDatabase) else "sqlite"]
    db.execute_sql(f"ALTER TABLE draft ADD COLUMN submission {flag} NOT NULL DEFAULT false")

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

    class Submission(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.IntegerField()
        kind = p.TextField()
        card = p.ForeignKeyField(Card, null=True, index=False)
        name = p.TextField()
        values = p.TextField()
        learnt_at = p.TextField(null=True)
        made_by = p.ForeignKeyField(Staff, index=False)
        made_at = p.DateTimeField()
        state = p.TextField()
        decided_at = p.DateTimeField(null=True)
        decided_by = p.ForeignKeyField(Staff, null=True, index=False)
        reason = p.TextField(null=True)
        taken = p.TextField(null=True)

        class Meta:
            table_name = "submission"

    db.create_tables([Submission])
    for statement in STATEMENTS:
        db.execute_sql(statement)
