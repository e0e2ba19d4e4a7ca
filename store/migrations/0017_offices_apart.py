"""Offices are kept apart by the database itself, and cards go from one to another with a receipt (K5)."""

import peewee as p

INDEXES = (
    "CREATE INDEX card_change_by_branch ON card_change (branch_id, id)",
    "CREATE UNIQUE INDEX on_one_way_at_a_time ON transfer (card_id) WHERE ended_at is null",
    "CREATE INDEX transfer_by_branch ON transfer (branch_id, id)",
    "CREATE INDEX transfer_to_branch ON transfer (to_branch_id, id)",
    "CREATE UNIQUE INDEX one_receipt_a_transfer ON receipt (transfer_id)",
    "CREATE INDEX receipt_by_old_number ON receipt (from_branch_id, old_number)",
    "CREATE INDEX receipt_by_card ON receipt (card_id)",
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

    class OfficeRole(Table):
        role = p.TextField(primary_key=True)
        branch = p.ForeignKeyField(Branch, null=True, index=False)

        class Meta:
            table_name = "office_role"

    class Transfer(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False, backref="+")
        to_branch = p.ForeignKeyField(Branch, index=False, backref="+")
        card = p.ForeignKeyField(Card, index=False)
        number = p.IntegerField()
        reason = p.TextField()
        sent_by = p.ForeignKeyField(Staff, index=False)
        sent_at = p.DateTimeField()
        ended_at = p.DateTimeField(null=True)

        class Meta:
            table_name = "transfer"

    class Receipt(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False, backref="+")
        transfer = p.ForeignKeyField(Transfer, index=False)
        from_branch = p.ForeignKeyField(Branch, index=False, backref="+")
        card = p.ForeignKeyField(Card, index=False)
        old_number = p.IntegerField()
        number = p.IntegerField(null=True)
        accepted = p.BooleanField()
        reason = p.TextField(null=True)
        received_by = p.ForeignKeyField(Staff, index=False)
        received_at = p.DateTimeField()

        class Meta:
            table_name = "receipt"

    return [OfficeRole, Transfer, Receipt]
