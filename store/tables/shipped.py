"""The register of shipped units: what left the factory or the warehouse, when, and for whom (W2)."""

from peewee import IntegerField

from locales.messages import N_
from store.tables import choices as c
from store.tables.base import Part, choice, day, ref, text
from store.tables.imports import Import
from store.tables.offices import BranchTable

SHIPPED = "shipped"


class ShippedUnit(BranchTable):
    """One unit of the register that a branch was sent. `serial` is kept in capitals without spaces."""

    serial = text(N_("Serial no."), SHIPPED, Part.OPEN, null=False)
    model = text(N_("Model"), SHIPPED, Part.OPEN)
    product = text(N_("Product"), SHIPPED, Part.OPEN)
    shipped_on = day(N_("Shipped on"), SHIPPED, Part.OPEN)
    dealer = text(N_("Dealer"), SHIPPED, Part.OPEN, help=N_("Whom the unit was shipped to."))
    country = choice(N_("Country"), SHIPPED, c.COUNTRIES, Part.OPEN, help=N_("Where the unit is to be sold."))
    batch = text(N_("Batch"), SHIPPED, Part.OPEN)
    import_ = ref(Import, null=True, column_name="import_id")
    version = IntegerField(default=1)

    class Meta:
        table_name = "shipped_unit"


ShippedUnit.add_index(
    ShippedUnit.index(ShippedUnit.branch, ShippedUnit.serial, unique=True, name="shipped_once_a_branch")
)
ShippedUnit.add_index(ShippedUnit.index(ShippedUnit.branch, ShippedUnit.model, name="shipped_by_model"))
ShippedUnit.add_index(ShippedUnit.index(ShippedUnit.branch, ShippedUnit.dealer, name="shipped_by_dealer"))
