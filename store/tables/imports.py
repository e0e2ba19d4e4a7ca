"""Sheets brought in: the import, and its rows as judged, staged until a person agrees (X1)."""

from peewee import BigIntegerField, DateTimeField, IntegerField, TextField

from store.tables.base import BranchTable


class Import(BranchTable):
    """One sheet. It has a number once it is committed."""

    number = IntegerField(null=True)
    kind = TextField()
    file_name = TextField()
    file_hash = TextField()
    sheet = TextField()
    country = TextField()
    columns = TextField()
    staff = BigIntegerField(column_name="staff_id")
    staged_at = DateTimeField()
    committed_at = DateTimeField(null=True)

    class Meta:
        table_name = "import"


class ImportRow(BranchTable):
    """A row as written (`cells`), as understood (`values`), and what is wrong with it (`problems`), each as JSON."""

    import_ = BigIntegerField(column_name="import_id")
    row = IntegerField()
    outcome = TextField()
    card = BigIntegerField(null=True, column_name="card_id")
    card_version = IntegerField(null=True)
    cells = TextField()
    values = TextField()
    problems = TextField()

    class Meta:
        table_name = "import_row"


Import.add_index(Import.index(Import.branch, Import.number, unique=True, name="import_number_once_a_branch"))
ImportRow.add_index(ImportRow.index(ImportRow.import_, ImportRow.row, unique=True, name="import_row_once"))
