"""Sheets brought in: the import, and its rows as judged, staged until a person agrees (X1)."""

from peewee import SQL, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Import(BranchTable):
    """One sheet. It has a number once it is committed, and `counts`, as JSON: how many rows came to which outcome."""

    number = IntegerField(null=True)
    kind = TextField()
    file_name = TextField()
    file_hash = TextField()
    sheet = TextField()
    country = TextField()
    columns = TextField()
    staff = ref(Staff)
    staged_at = DateTimeField()
    committed_at = DateTimeField(null=True)
    counts = TextField(null=True)
    undone_at = DateTimeField(null=True)
    undone_by = ref(Staff, null=True)

    class Meta:
        table_name = "import"


class ImportRow(BranchTable):
    """A row as written (`cells`), as understood (`values`), and what is wrong with it (`problems`), each as JSON."""

    import_ = ref(Import, column_name="import_id")
    row = IntegerField()
    outcome = TextField()
    card = ref(Card, null=True)
    card_version = IntegerField(null=True)
    cells = TextField()
    values = TextField()
    problems = TextField()

    class Meta:
        table_name = "import_row"


Import.add_index(Import.index(Import.branch, Import.number, unique=True, name="import_number_once_a_branch"))
ImportRow.add_index(ImportRow.index(ImportRow.import_, ImportRow.row, unique=True, name="import_row_once"))
ImportRow.add_index(ImportRow.index(ImportRow.card, name="import_row_by_card", where=SQL("card_id is not null")))


class ColumnMemory(BranchTable):
    """A column that an office calls otherwise than others: its folded header, and the field, "" if it is left out."""

    kind = TextField()
    header = TextField()
    field = TextField()

    class Meta:
        table_name = "column_memory"


ColumnMemory.add_index(
    ColumnMemory.index(
        ColumnMemory.branch, ColumnMemory.kind, ColumnMemory.header, unique=True, name="column_once_a_kind"
    )
)
