"""Slips get their whole life (L1, L4): asking and deciding, renewal, recall, reading, result, reminders; the queue of
reservations; and the rules by which cards are lent."""

import peewee as p

COLUMNS_SQL = (
    "approver TEXT",
    "decided_at {moment}",
    "decided_by_id {staff} REFERENCES staff (id)",
    "renewals INTEGER NOT NULL DEFAULT 0",
    "recalled_at {moment}",
    "read_at {moment}",
    "result TEXT",
    "reminders INTEGER NOT NULL DEFAULT 0",
    "reminded_at {moment}",
)
TYPES = {
    "sqlite": {"moment": "DATETIME", "staff": "INTEGER"},
    "postgresql": {"moment": "TIMESTAMP", "staff": "BIGINT"},
}
INDEXES = (
    "CREATE UNIQUE INDEX reservation_once_a_borrower ON reservation (card_id, borrower_id) WHERE state = 'waiting'",
    "CREATE INDEX reservation_by_card ON reservation (card_id, state, id)",
    "CREATE INDEX reservation_by_borrower ON reservation (borrower_id, state, id)",
    "CREATE UNIQUE INDEX loan_rule_once_a_grade ON loan_rule (branch_id, grade) WHERE borrower_id is null",
    "CREATE UNIQUE INDEX loan_rule_once_a_borrower ON loan_rule (branch_id, borrower_id, grade)",
)


def up(migrator, db):
    here = TYPES["postgresql" if isinstance(db, p.PostgresqlDatabase) else "sqlite"]
    for column in COLUMNS_SQL:
        db.execute_sql(f"ALTER TABLE slip_card ADD COLUMN {column.format_map(here)}")

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

    class Reservation(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        card = p.ForeignKeyField(Card, index=False)
        borrower = p.ForeignKeyField(Staff, index=False)
        purpose = p.TextField()
        state = p.TextField()
        made_by = p.ForeignKeyField(Staff, index=False)
        made_at = p.DateTimeField()
        ended_at = p.DateTimeField(null=True)

        class Meta:
            table_name = "reservation"

    class LoanRule(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        borrower = p.ForeignKeyField(Staff, null=True, index=False)
        grade = p.TextField()
        days = p.IntegerField(null=True)
        most = p.IntegerField(null=True)
        renewals = p.IntegerField(null=True)
        approver = p.TextField(null=True)

        class Meta:
            table_name = "loan_rule"

    db.create_tables([Reservation, LoanRule])
    for statement in INDEXES:
        db.execute_sql(statement)
