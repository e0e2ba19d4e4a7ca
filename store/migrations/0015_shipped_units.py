"""The register of shipped units, which warranty exchange cards are checked against (W2)."""

import peewee as p

INDEXES = (
    "CREATE UNIQUE INDEX shipped_once_a_branch ON shipped_unit (branch_id, serial)",
    "CREATE INDEX shipped_by_model ON shipped_unit (branch_id, model)",
    "CREATE INDEX shipped_by_dealer ON shipped_unit (branch_id, dealer)",
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

    class Import(Table):
        id = p.BigAutoField()

        class Meta:
            table_name = "import"

    class ShippedUnit(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        serial = p.TextField()
        model = p.TextField(null=True)
        product = p.TextField(null=True)
        shipped_on = p.DateField(null=True)
        dealer = p.TextField(null=True)
        country = p.TextField(null=True)
        batch = p.TextField(null=True)
        import_ = p.ForeignKeyField(Import, null=True, index=False, column_name="import_id")
        version = p.IntegerField()

        class Meta:
            table_name = "shipped_unit"

    db.create_tables([ShippedUnit])
    for statement in INDEXES:
        db.execute_sql(statement)
