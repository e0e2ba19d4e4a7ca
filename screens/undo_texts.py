"""What the undo of an import does, in words: for the screen and for `cardkeeper undo`. Needs no screen."""

from collections.abc import Iterator, Mapping, Sequence

from locales.messages import N_, NP_, Message
from locales.words import Words
from screens.card_texts import Customs
from screens.card_work import value_text
from store.acts import imported
from store.acts.undo import Choice, Left, Look
from store.fields import from_journal

GOES = NP_("{n} new card goes", "{n} new cards go")
ADDED: Mapping[str, Message] = {
    "goods": NP_("goods: {n} goes from another card", "goods: {n} go from other cards"),
    "warranty": NP_("warranties: {n} goes from another card", "warranties: {n} go from other cards"),
    "shipped_unit": NP_("register of shipped units: {n} goes", "register of shipped units: {n} go"),
    "person": NP_("people: {n} goes from another card", "people: {n} go from other cards"),
}
RETURNS = NP_("{n} field returns to what it was", "{n} fields return to what they were")
ARCHIVED = NP_(
    "{n} new card was touched since and is archived: {cards}",
    "{n} new cards were touched since and are archived: {cards}",
)
STAYS = NP_("{n} stays as it is: {cards}", "{n} stay as they are: {cards}")
TAKE_APART = N_("What was merged is undone too once the merge is taken apart: do that first.")
NOTHING = N_("Nothing of this import is left to undo.")
UNDONE = N_("Import {number} is undone.")
MOST_NAMED = 4
"""So many cards are named of those that stay for one reason; of more it is said that there are more."""


def told(look: Look, words: Words) -> Iterator[str]:
    """What an undo does, or did, a line each."""
    if look.cards:
        yield words(GOES, n=look.cards)
    for record, count in look.added.items():
        if count:
            yield words(ADDED[record], n=count)
    if look.fields:
        yield words(RETURNS, n=look.fields)
    for said, some in ((ARCHIVED, look.archived), (STAYS, look.left)):
        if some:
            yield words(said, n=len(some), cards=_named(some, words))
    if any(one.why in imported.MERGED for one in look.left):
        yield words(TAKE_APART)
    if not (look.cards or any(look.added.values()) or look.fields or look.archived or look.left or look.choices):
        yield words(NOTHING)


def _named(some: Sequence[Left], words: Words) -> str:
    """The cards by why they stay, the first of each."""
    by_why: dict[str, dict[str, None]] = {}
    for one in some:
        number = one.customer.card_no
        by_why.setdefault(one.why, {})[f"{number} → {one.into}" if one.into else number] = None
    parts = []
    for why, numbers in by_why.items():
        named = [*list(numbers)[:MOST_NAMED], *(["…"] if len(numbers) > MOST_NAMED else [])]
        parts.append(f"{words(imported.WHYS[why])} ({', '.join(named)})")
    return "; ".join(parts)


def field_label(choice: Choice, words: Words) -> str:
    """The field, and whose it is where it is not the card's own."""
    label = words(choice.info.label)
    return f"{choice.of} · {label}" if choice.of else label


def value_of(choice: Choice, said: str | None, customs: Customs) -> str:
    if said is None:
        return "—"
    return value_text(choice.info, from_journal(choice.info, said), customs)
