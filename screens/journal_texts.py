"""Changes of the journal in words: what one is about, and its value before and after (K4, F11).

Needs no screen: `cardkeeper journal` says the same.
"""

from collections.abc import Mapping
from datetime import date

from importers.papers.close import STANDS
from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.card_history import WENT, label_of, values_of
from screens.card_texts import Customs
from store.acts.imported import GONE
from store.acts.sheet_rules import RULED, RULES, setting
from store.fields import FIELDS, SHIPPED_FIELDS
from store.handovers import ITEMS, KINDS
from store.history import FieldChange
from store.stocktakings import OUTCOMES

KINDS_OF_CARD = tuple(FIELDS["kind"].choices)
OTHERS: Mapping[tuple[str, str | None], Message] = {
    ("export", "list"): N_("List"),
    ("export", "file"): N_("File"),
    ("export", "rows"): N_("Rows"),
    ("export", "narrowed"): N_("Narrowed by"),
    ("export", "slip"): N_("Slip"),
    ("export", "card"): N_("Card exported"),
    ("slip", "list"): N_("List"),
    ("slip", "rows"): N_("Rows"),
    ("setting", "export_rows"): N_("Rows without approval"),
    ("paper", "slip"): N_("Slip"),
    ("paper", "file"): N_("File"),
    ("paper", "prints"): N_("Prints"),
    ("slip", "sections"): N_("Sections"),
    ("import", "number"): N_("Import no."),
    ("import", "columns"): N_("Columns remembered"),
    ("shipped_unit", None): N_("Unit of the register"),
    **{("shipped_unit", name): info.label for name, info in SHIPPED_FIELDS.items()},
    ("import", "undone"): N_("Undone: import no."),
    **{(record, GONE): name for record, name in WENT.items()},
    ("staff", "roles"): N_("Roles"),
    ("staff", "password"): N_("Password"),
    ("staff", None): N_("Member of staff"),
    ("journal_head", "head"): N_("Head of another branch"),
    ("seen_head", "head"): N_("Head of who saw which card"),
    ("restore", "replaced"): N_("Head of what was replaced"),
    ("branch", "opened"): N_("Branch office"),
    ("card", "archived"): N_("Archived"),
    ("card", "restricted"): N_("Restricted"),
    ("card", "on_hold"): N_("On hold"),
    ("card", "erased"): N_("Erased"),
    ("card", "merged"): N_("Merged into it"),
    ("card", "merged_into"): N_("Merged into"),
    ("person", "erased"): N_("Person erased"),
    ("paper", "disclosed"): N_("Card printed for the person"),
    ("restore", "erased_again"): N_("Erased again"),
    ("journal_entry", "reason"): N_("Reason blanked in an entry"),
    **{("setting", f"retention_{kind}"): N_("Months kept") for kind in KINDS_OF_CARD},
    **{("setting", setting(name)): N_("Sheets: {field}").fill(field=info.label) for name, info in RULED.items()},
    ("staff", "left"): N_("has left"),
    ("handover", "number"): N_("Handover list"),
    ("handover", "kind"): N_("What for"),
    ("handover", "leaver"): N_("Handed over by"),
    ("handover", "successor"): N_("Successor"),
    ("handover", "since"): N_("First day"),
    ("handover", "until"): N_("Last day"),
    ("handover", "back"): N_("Handed back, list no."),
    **{("handover", kind): name for kind, name in ITEMS.items()},
    ("close", "day"): N_("Day closed"),
    ("close", "since"): N_("Day closed before"),
    ("close", "first"): N_("First entry"),
    ("close", "last"): N_("Last entry"),
    ("close", "cards"): NC_("section", "Overdue"),
    **{("close", name): label for name, label in STANDS.items()},
    ("stocktaking", "number"): NC_("screen", "Stocktaking"),
    ("stocktaking", "first"): N_("First card no."),
    ("stocktaking", "last"): N_("Last card no."),
    ("stocktaking", "seen"): NC_("count", "in its place"),
    ("stocktaking", "settled"): N_("Difference settled"),
    ("stocktaking", "outcome"): NC_("column", "Ended"),
}
"""What changes of other records than a card's own are called."""
_FLAG = {"1": N_("yes"), "0": N_("no")}
CODES: Mapping[tuple[str, str | None], Mapping[str, Message]] = {
    **{("card", state): _FLAG for state in ("archived", "restricted", "on_hold", "erased")},
    ("person", "erased"): _FLAG,
    ("handover", "kind"): KINDS,
    ("stocktaking", "outcome"): OUTCOMES,
    **{("setting", setting(name)): RULES for name in RULED},
}
"""Those of them whose values are codes."""
DAYS = frozenset({("handover", "since"), ("handover", "until"), ("close", "day"), ("close", "since")})


def change_label(change: FieldChange, words: Words) -> str:
    """What a change is about."""
    if (change.record, change.field) in OTHERS:
        return words(OTHERS[change.record, change.field])
    return label_of(change, words)


def change_values(change: FieldChange, words: Words, customs: Customs) -> str:
    """The value before and after it; only the latter of what was not there before."""
    if change.field is None or (change.record, change.field) in OTHERS:
        old, new = (_other(change, text or "", words) for text in (change.old, change.new))
        return new if change.old is None else f"{old} → {new or '—'}"
    return values_of(change, words, customs)


def _other(change: FieldChange, text: str, words: Words) -> str:
    """A value of another record than a card's own."""
    about = change.record, change.field
    if about in DAYS and text:
        return words.date(date.fromisoformat(text), "short")
    return words.value(CODES.get(about, {}).get(text, text))
