"""A card may have a numbered original on paper, which goes out and is lost with it (L1, K2)."""

import peewee as p

INDEXES = (
    "CREATE UNIQUE INDEX one_valid_original_a_card ON original (card_id) WHERE voided_at is null",
    "CREATE UNIQUE INDEX original_number_once_a_card ON original (card_id, number)",
    "CREATE INDEX original_by_line ON original (line) WHERE line is not null",
)


def up(migrator, db):
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

    class Original(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        card = p.ForeignKeyField(Card, index=False)
        number = p.IntegerField()
        version = p.IntegerField()
        printed_at = p.DateTimeField()
        printed_by = p.ForeignKeyField(Staff, index=False, backref="+")
        voided_at = p.DateTimeField(null=True)
        voided_by = p.ForeignKeyField(Staff, null=True, index=False, backref="+")
        line = p.BigIntegerField(null=True)
        reason = p.TextField(null=True)
        allowed_by = p.ForeignKeyField(Staff, null=True, index=False, backref="+")

        class Meta:
            table_name = "original"

    db.create_tables([Original])
    for statement in INDEXES:
        db.execute_sql(statement)
