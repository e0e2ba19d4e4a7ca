"""Stocktakings (L4): the drawer counted against the lending log, over several sittings.

A branch has one stocktaking at a time, and a card is counted once in it: the indexes say so.
"""

from peewee import SQL, BigIntegerField, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Stocktaking(BranchTable):
    """From begin to end. The numbers say which part of the drawer is counted, null for all of it; `outcome` is settled
    or stopped."""

    number = IntegerField()
    first_number = IntegerField(null=True)
    last_number = IntegerField(null=True)
    begun_by = ref(Staff)
    begun_at = DateTimeField()
    ended_by = ref(Staff, null=True)
    ended_at = DateTimeField(null=True)
    outcome = TextField(null=True)

    class Meta:
        table_name = "stocktaking"


class Counted(BranchTable):
    """A number that was counted, or a card that was not seen and is settled. `found` is what the log said of it at that
    moment, `line` the loan that it spoke of; a number that is no card's has no card."""

    stocktaking = ref(Stocktaking)
    card = ref(Card, null=True)
    typed = TextField()
    found = TextField()
    line = BigIntegerField(null=True)
    seen_at = DateTimeField(null=True)
    seen_by = ref(Staff, null=True)
    settled = TextField(null=True)
    reason = TextField(null=True)
    settled_at = DateTimeField(null=True)
    settled_by = ref(Staff, null=True)

    class Meta:
        table_name = "counted"


Stocktaking.add_index(
    Stocktaking.index(Stocktaking.branch, unique=True, name="one_stocktaking_at_a_time", where=SQL("ended_at is null"))
)
Stocktaking.add_index(
    Stocktaking.index(Stocktaking.branch, Stocktaking.number, unique=True, name="stocktaking_number_once_a_branch")
)
Counted.add_index(
    Counted.index(Counted.stocktaking, Counted.card, unique=True, name="counted_once", where=SQL("card_id is not null"))
)
Counted.add_index(
    Counted.index(
        Counted.stocktaking, Counted.typed, unique=True, name="counted_unknown_once", where=SQL("card_id is null")
    )
)
Counted.add_index(Counted.index(Counted.card, name="counted_by_card"))
Counted.add_index(Counted.index(Counted.stocktaking, Counted.id, name="counted_in_order"))
Counted.add_index(
    Counted.index(
        Counted.stocktaking, Counted.id, name="counted_differing", where=SQL("found <> 'in' and settled is null")
    )
)
