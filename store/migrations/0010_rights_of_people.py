"""What is kept about a person may be restricted, held for a dispute, erased (K6). What was erased is listed without its
values, for when an older backup is put back. A slip of an extract says which sections it has and whom it is for."""

import peewee as p

COLUMNS_SQL = ("restricted_at", "on_hold_at", "erased_at")
STATEMENTS = (
    "ALTER TABLE slip ADD COLUMN sections TEXT",
    "ALTER TABLE slip ADD COLUMN prints INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX slip_of_extract ON slip (branch_id, id) WHERE kind = 'extract'",
    "CREATE INDEX card_restricted ON card (branch_id, id) WHERE restricted_at is not null",
    "CREATE INDEX erasure_by_card ON erasure (card_id, id)",
)


def up(migrator, db):
    moment = "TIMESTAMP" if isinstance(db, p.PostgresqlDatabase) else "DATETIME"
    for column in COLUMNS_SQL:
        db.execute_sql(f"ALTER TABLE card ADD COLUMN {column} {moment}")

    class Table(p.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Branch(Table):
        id = p.BigAutoField()

        class Meta:
            table_name = "branch"

    class Card(Table):
        id = p.BigAutoField()

        class Meta:
            table_name = "card"

    class Erasure(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        card = p.ForeignKeyField(Card, index=False)
        card_no = p.TextField()
        card_made = p.TextField()
        person = p.BigIntegerField(null=True)
        person_made = p.TextField(null=True)
        at = p.DateTimeField()
        by = p.TextField(column_name="by_name")
        reason = p.TextField()

        class Meta:
            table_name = "erasure"

    db.create_tables([Erasure])
    for statement in STATEMENTS:
        db.execute_sql(statement)
