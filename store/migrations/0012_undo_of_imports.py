"""An import says what its rows came to, and who undid it when (X1). The cards that an undone import had made are really
gone: who saw them, and that they changed, is kept all the same, by the card's id."""

import json

import peewee as p

TYPES = {
    "sqlite": {"moment": "DATETIME", "staff": "INTEGER"},
    "postgresql": {"moment": "TIMESTAMP", "staff": "BIGINT"},
}
COLUMNS_SQL = ("counts TEXT", "undone_at {moment}", "undone_by_id {staff} REFERENCES staff (id)")
NEW_INDEXES = (
    "CREATE INDEX import_row_by_card ON import_row (card_id) WHERE card_id is not null",
    "CREATE INDEX draft_of_card ON draft (card_id)",
    "CREATE INDEX submission_by_card ON submission (card_id)",
    "CREATE INDEX handover_item_by_card ON handover_item (card_id)",
    "CREATE INDEX counted_by_card ON counted (card_id)",
)
SEEN_INDEXES = {"seen_by_card": "CREATE INDEX seen_by_card ON seen_entry (card_id, at)"}
SQLITE_NEVER_KEEPS = ("no_delete", "no_update", "no_replace")


def up(migrator, db):
    engine = "postgresql" if isinstance(db, p.PostgresqlDatabase) else "sqlite"
    for column in COLUMNS_SQL:
        db.execute_sql(f"ALTER TABLE import ADD COLUMN {column.format_map(TYPES[engine])}")
    count(db, "%s" if engine == "postgresql" else "?")
    if engine == "postgresql":
        for table in ("card_change", "seen_entry"):
            db.execute_sql(f"ALTER TABLE {table} DROP CONSTRAINT {table}_card_id_fkey")
    else:
        without_cards(db)
    for statement in NEW_INDEXES:
        db.execute_sql(statement)


def count(db, place):
    """Say of the imports of before what their rows came to."""
    found = {}
    for import_id, outcome, rows in db.execute_sql(
        "SELECT r.import_id, r.outcome, count(*) FROM import_row r JOIN import i ON i.id = r.import_id"
        " WHERE i.number IS NOT NULL GROUP BY r.import_id, r.outcome"
    ).fetchall():
        found.setdefault(import_id, {})[outcome] = rows
    for import_id, counts in found.items():
        said = json.dumps(counts, separators=(",", ":"))
        db.execute_sql(f"UPDATE import SET counts = {place} WHERE id = {place}", (said, import_id))


def without_cards(db):
    """SQLite makes the tables anew: no other table points to them."""
    for guard in SQLITE_NEVER_KEEPS:
        db.execute_sql(f"DROP TRIGGER IF EXISTS seen_entry_{guard}")
    for index in SEEN_INDEXES:
        db.execute_sql(f"DROP INDEX {index}")
    for model in made(db):
        table = model._meta.table_name
        columns = ", ".join(field.column_name for field in model._meta.sorted_fields)
        db.execute_sql(f"ALTER TABLE {table} RENAME TO {table}_before")
        db.create_tables([model])
        db.execute_sql(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before")
        db.execute_sql(f"DROP TABLE {table}_before")
    for statement in SEEN_INDEXES.values():
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

    class CardChange(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        card = p.BigIntegerField(column_name="card_id")

        class Meta:
            table_name = "card_change"

    class SeenEntry(Table):
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.BigIntegerField()
        at = p.DateTimeField()
        staff = p.ForeignKeyField(Staff, index=False)
        card = p.BigIntegerField(column_name="card_id")
        how = p.TextField()
        slip = p.IntegerField(null=True)
        hash = p.TextField()

        class Meta:
            table_name = "seen_entry"
            primary_key = p.CompositeKey("branch", "number")

    return [CardChange, SeenEntry]
