"""Who has seen what stands in a chain of its own, and who was refused what is kept (L5, K1). A slip may be for a list:
which one stands on the slip, and its line has no card."""

import peewee as p

SLIP_COLUMNS_SQL = ("wanted TEXT", "row_count INTEGER")
INDEXES = (
    "CREATE UNIQUE INDEX card_out_to_one_person ON slip_card (card_id) WHERE state = 'out' and holds",
    "CREATE INDEX slip_card_by_borrower ON slip_card (borrower_id, state, due)",
    "CREATE INDEX slip_card_by_due ON slip_card (branch_id, state, due)",
    "CREATE INDEX slip_card_by_card ON slip_card (card_id, id)",
    "CREATE INDEX slip_card_by_slip ON slip_card (slip_id)",
)
NEW_INDEXES = (
    "CREATE INDEX seen_by_card ON seen_entry (card_id, at)",
    "CREATE UNIQUE INDEX refusal_once_an_hour ON refusal (staff_id, hour, refusal, about, card_no)",
    "CREATE INDEX refusal_by_branch ON refusal (branch_id, id)",
)


def up(migrator, db):
    for column in SLIP_COLUMNS_SQL:
        db.execute_sql(f"ALTER TABLE slip ADD COLUMN {column}")
    models = made(db)
    slip_card, *new = models
    if isinstance(db, p.PostgresqlDatabase):
        db.execute_sql("ALTER TABLE slip_card ALTER COLUMN card_id DROP NOT NULL")
    else:
        without_not_null(db, slip_card)
    db.create_tables(new)
    for statement in NEW_INDEXES:
        db.execute_sql(statement)


def without_not_null(db, slip_card):
    """SQLite makes the table anew: no other table points to it."""
    for statement in INDEXES:
        db.execute_sql(f"DROP INDEX {statement.split(' INDEX ')[1].split()[0]}")
    db.execute_sql("ALTER TABLE slip_card RENAME TO slip_card_before")
    db.create_tables([slip_card])
    columns = ", ".join(field.column_name for field in slip_card._meta.sorted_fields)
    db.execute_sql(f"INSERT INTO slip_card ({columns}) SELECT {columns} FROM slip_card_before ORDER BY id")
    db.execute_sql("DROP TABLE slip_card_before")
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

    class Slip(Table):
        id = p.BigAutoField()

        class Meta:
            table_name = "slip"

    class SlipCard(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        slip = p.ForeignKeyField(Slip, index=False)
        card = p.ForeignKeyField(Card, null=True, index=False)
        borrower = p.ForeignKeyField(Staff, null=True, index=False)
        holds = p.BooleanField()
        state = p.TextField()
        due = p.DateField()
        approver = p.TextField(null=True)
        decided_at = p.DateTimeField(null=True)
        decided_by = p.ForeignKeyField(Staff, null=True, index=False)
        out_at = p.DateTimeField(null=True)
        renewals = p.IntegerField(default=0, constraints=[p.SQL("DEFAULT 0")])
        recalled_at = p.DateTimeField(null=True)
        read_at = p.DateTimeField(null=True)
        reminders = p.IntegerField(default=0, constraints=[p.SQL("DEFAULT 0")])
        reminded_at = p.DateTimeField(null=True)
        ended_at = p.DateTimeField(null=True)
        ended_by = p.ForeignKeyField(Staff, null=True, index=False)
        reason = p.TextField(null=True)
        result = p.TextField(null=True)

        class Meta:
            table_name = "slip_card"

    class SeenEntry(Table):
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.BigIntegerField()
        at = p.DateTimeField()
        staff = p.ForeignKeyField(Staff, index=False)
        card = p.ForeignKeyField(Card, index=False)
        how = p.TextField()
        slip = p.IntegerField(null=True)
        hash = p.TextField()

        class Meta:
            table_name = "seen_entry"
            primary_key = p.CompositeKey("branch", "number")

    class SeenHead(Table):
        branch = p.ForeignKeyField(Branch, primary_key=True)
        number = p.BigIntegerField()
        hash = p.TextField()

        class Meta:
            table_name = "seen_head"

    class Refusal(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        staff = p.ForeignKeyField(Staff, index=False)
        hour = p.DateTimeField()
        at = p.DateTimeField()
        refusal = p.TextField()
        about = p.TextField()
        card_no = p.TextField()

        class Meta:
            table_name = "refusal"

    return [SlipCard, SeenEntry, SeenHead, Refusal]
