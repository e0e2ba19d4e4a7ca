"""An office says once what a column of its sheets is, and it is remembered (X1)."""

import peewee as p


def up(migrator, db):
    class Table(p.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Branch(Table):
        id = p.BigAutoField()

        class Meta:
            table_name = "branch"

    class ColumnMemory(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        kind = p.TextField()
        header = p.TextField()
        field = p.TextField()

        class Meta:
            table_name = "column_memory"

    db.create_tables([ColumnMemory])
    db.execute_sql("CREATE UNIQUE INDEX column_once_a_kind ON column_memory (branch_id, kind, header)")
