"""Handovers (L6): who passed what they held and looked after to whom, for a leave or for good.

One leave of a person runs at a time: the first index says so.
"""

from peewee import SQL, BigIntegerField, DateField, DateTimeField, IntegerField, TextField

from store.tables.base import ref
from store.tables.cards import Card
from store.tables.offices import BranchTable
from store.tables.staff import Staff


class Handover(BranchTable):
    """One act: from `leaver` to `successor`, null where there was nothing to hand over. A leave has its last day in
    `until`, and `back_at` once all went back."""

    number = IntegerField()
    kind = TextField()
    leaver = ref(Staff)
    successor = ref(Staff, null=True)
    since = DateField()
    until = DateField(null=True)
    made_by = ref(Staff)
    made_at = DateTimeField()
    back_at = DateTimeField(null=True)
    back_by = ref(Staff, null=True)

    class Meta:
        table_name = "handover"


class HandoverItem(BranchTable):
    """A customer, a loan, a request or a place in a queue that was passed on. `holder` is who has it by handovers now,
    `row` is the card, the line of a slip or the reservation that it is now."""

    handover = ref(Handover)
    kind = TextField()
    card = ref(Card)
    holder = ref(Staff)
    row = BigIntegerField(column_name="row_id")

    class Meta:
        table_name = "handover_item"


Handover.add_index(
    Handover.index(
        Handover.leaver, unique=True, name="one_leave_at_a_time", where=SQL("kind = 'leave' and back_at is null")
    )
)
Handover.add_index(Handover.index(Handover.branch, Handover.number, unique=True, name="handover_number_once_a_branch"))
HandoverItem.add_index(HandoverItem.index(HandoverItem.handover, HandoverItem.id, name="handover_item_by_handover"))
HandoverItem.add_index(HandoverItem.index(HandoverItem.kind, HandoverItem.row, name="handover_item_by_row"))
HandoverItem.add_index(HandoverItem.index(HandoverItem.card, name="handover_item_by_card"))
