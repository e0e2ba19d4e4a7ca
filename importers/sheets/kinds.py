"""Every kind of sheet with the headers under which offices write its columns.

A kind of the store (`store.acts.kinds`) whose columns nobody calls otherwise than its fields needs nothing here.
"""

from importers.sheets.cards import CARDS
from importers.sheets.kind import SheetKind, of_fields
from importers.sheets.shipped import SHIPPED
from importers.sheets.warranty import WARRANTY
from store.acts.kinds import KINDS as STORED

_DECLARED = {kind.name: kind for kind in (WARRANTY, CARDS, SHIPPED)}
KINDS: dict[str, SheetKind] = {name: _DECLARED.get(name) or of_fields(kind) for name, kind in STORED.items()}
"""Every kind of sheet by the name that the command line calls it."""
