"""Warranties made from warranty exchange cards (W1, W2)."""

from peewee import SQL, DateTimeField, IntegerField, TextField

from locales.messages import N_
from store.tables import choices as c
from store.tables.base import choice, day, money, ref, text
from store.tables.cards import Card
from store.tables.imports import Import
from store.tables.offices import BranchTable

WARRANTIES = "warranties"
SAME_SERIAL = "same_serial"
"""Why a warranty is held whose serial number stands on another card; the other reasons are of the register."""


class Warranty(BranchTable):
    """A unit sold to a customer and the warranty that goes with it. `serial` is kept in capitals without spaces."""

    card = ref(Card)
    product = text(N_("Product"), WARRANTIES)
    model = text(N_("Model"), WARRANTIES)
    serial = text(N_("Serial no."), WARRANTIES, null=False)
    purchased_on = day(N_("Date of purchase"), WARRANTIES)
    price = money(N_("Price"), WARRANTIES)
    currency = TextField()
    invoice = text(N_("Invoice no."), WARRANTIES)
    dealer = text(N_("Dealer"), WARRANTIES)
    other_brands = text(N_("Other brands owned"), WARRANTIES)
    heard_from = text(N_("Heard of us from"), WARRANTIES)
    wants_next = text(N_("Wants next"), WARRANTIES)
    remarks = text(N_("Remarks"), WARRANTIES)
    state = choice(N_("State"), WARRANTIES, c.WARRANTY_STATES, default="received")
    held_because = TextField(null=True)
    received_at = DateTimeField()
    import_ = ref(Import, null=True, column_name="import_id")
    version = IntegerField(default=1)

    class Meta:
        table_name = "warranty"


Warranty.add_index(Warranty.index(Warranty.card, name="warranty_by_card"))
Warranty.add_index(Warranty.index(Warranty.branch, Warranty.serial, name="warranty_by_serial"))
Warranty.add_index(Warranty.index(Warranty.branch, Warranty.id, name="warranty_held", where=SQL("state = 'held'")))
