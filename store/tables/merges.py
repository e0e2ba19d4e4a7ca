"""Merges (F12): which card went into which, and which of them were undone.

A card is merged into one other at a time: the first index says so.
"""

from peewee import SQL, DateTimeField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Merge(BranchTable):
    """`gone` went into `kept`. What went with it, and what changed there, the journal's entry says."""

    kept = ref(Card)
    gone = ref(Card)
    made_by = ref(Staff)
    made_at = DateTimeField()
    undone_by = ref(Staff, null=True)
    undone_at = DateTimeField(null=True)

    class Meta:
        table_name = "merge"


Merge.add_index(Merge.index(Merge.gone, unique=True, name="merged_once", where=SQL("undone_at is null")))
Merge.add_index(Merge.index(Merge.kept, Merge.id, name="merge_by_kept"))
Merge.add_index(Merge.index(Merge.gone, Merge.id, name="merge_by_gone"))
