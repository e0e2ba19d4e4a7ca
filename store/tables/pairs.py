"""Pairs of cards that may be of one customer, and how far the looking for them has come (F12).

A branch is gone through once at a time: the last index says so.
"""

from peewee import SQL, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Pair(BranchTable):
    """Two cards, the older one first, and how alike they are. `digest` is of what was compared: while both say that,
    what was decided of them stands. `looked_at` is when they were last found to be alike."""

    first = ref(Card)
    second = ref(Card)
    likeness = IntegerField()
    digest = TextField()
    state = TextField()
    looked_at = DateTimeField()
    decided_by = ref(Staff, null=True)
    decided_at = DateTimeField(null=True)

    class Meta:
        table_name = "pair"


class Sweep(BranchTable):
    """A branch gone through for doubles. `stage` and `at` say up to where, so that it can be left and taken up."""

    begun_by = ref(Staff)
    begun_at = DateTimeField()
    stage = IntegerField()
    at = TextField(null=True)
    ended_at = DateTimeField(null=True)

    class Meta:
        table_name = "sweep"


Pair.add_index(Pair.index(Pair.first, Pair.second, unique=True, name="pair_once"))
Pair.add_index(Pair.index(Pair.second, name="pair_by_second"))
Pair.add_index(
    Pair.index(Pair.branch, Pair.likeness, Pair.id, name="pair_undecided", where=SQL("state <> 'different'"))
)
Sweep.add_index(Sweep.index(Sweep.branch, unique=True, name="one_sweep_at_a_time", where=SQL("ended_at is null")))
