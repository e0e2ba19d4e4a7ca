"""The drawer is counted against the log; what somebody holds and looks after goes to a successor (L4, L6)."""

import peewee as p

INDEXES = (
    "CREATE UNIQUE INDEX one_leave_at_a_time ON handover (leaver_id) WHERE kind = 'leave' and back_at is null",
    "CREATE UNIQUE INDEX handover_number_once_a_branch ON handover (branch_id, number)",
    "CREATE INDEX handover_item_by_handover ON handover_item (handover_id, id)",
    "CREATE INDEX handover_item_by_row ON handover_item (kind, row_id)",
    "CREATE UNIQUE INDEX one_stocktaking_at_a_time ON stocktaking (branch_id) WHERE ended_at is null",
    "CREATE UNIQUE INDEX stocktaking_number_once_a_branch ON stocktaking (branch_id, number)",
    "CREATE UNIQUE INDEX counted_once ON counted (stocktaking_id, card_id) WHERE card_id is not null",
    "CREATE UNIQUE INDEX counted_unknown_once ON counted (stocktaking_id, typed) WHERE card_id is null",
    "CREATE INDEX counted_in_order ON counted (stocktaking_id, id)",
    "CREATE INDEX counted_differing ON counted (stocktaking_id, id) WHERE found <> 'in' and settled is null",
)


def up(migrator, db):
    db.create_tables(made(db))
    for statement in INDEXES:
        db.execute_sql(statement)
    for kind in ("handover", "stocktaking"):
        db.execute_sql(f"INSERT INTO counter (branch_id, kind, last) SELECT id, '{kind}', 0 FROM branch")


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

    class Handover(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.IntegerField()
        kind = p.TextField()
        leaver = p.ForeignKeyField(Staff, index=False, backref="+")
        successor = p.ForeignKeyField(Staff, null=True, index=False, backref="+")
        since = p.DateField()
        until = p.DateField(null=True)
        made_by = p.ForeignKeyField(Staff, index=False, backref="+")
        made_at = p.DateTimeField()
        back_at = p.DateTimeField(null=True)
        back_by = p.ForeignKeyField(Staff, null=True, index=False, backref="+")

        class Meta:
            table_name = "handover"

    class HandoverItem(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        handover = p.ForeignKeyField(Handover, index=False)
        kind = p.TextField()
        card = p.ForeignKeyField(Card, index=False)
        holder = p.ForeignKeyField(Staff, index=False)
        row = p.BigIntegerField(column_name="row_id")

        class Meta:
            table_name = "handover_item"

    class Stocktaking(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.IntegerField()
        first_number = p.IntegerField(null=True)
        last_number = p.IntegerField(null=True)
        begun_by = p.ForeignKeyField(Staff, index=False, backref="+")
        begun_at = p.DateTimeField()
        ended_by = p.ForeignKeyField(Staff, null=True, index=False, backref="+")
        ended_at = p.DateTimeField(null=True)
        outcome = p.TextField(null=True)

        class Meta:
            table_name = "stocktaking"

    class Counted(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        stocktaking = p.ForeignKeyField(Stocktaking, index=False)
        card = p.ForeignKeyField(Card, null=True, index=False)
        typed = p.TextField()
        found = p.TextField()
        line = p.BigIntegerField(null=True)
        seen_at = p.DateTimeField(null=True)
        seen_by = p.ForeignKeyField(Staff, null=True, index=False, backref="+")
        settled = p.TextField(null=True)
        reason = p.TextField(null=True)
        settled_at = p.DateTimeField(null=True)
        settled_by = p.ForeignKeyField(Staff, null=True, index=False, backref="+")

        class Meta:
            table_name = "counted"

    return [Handover, HandoverItem, Stocktaking, Counted]
