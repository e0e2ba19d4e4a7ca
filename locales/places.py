"""The named places of a text: `{card_no}` in "Saved {card_no}."."""

import string
from collections.abc import Sequence


def places(text: str) -> set[str] | None:
    """The names of the places in `text`; None if a place has no plain name, or carries a format of its own."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        return None
    names = {name for _, name, _, _ in parsed if name is not None}
    plain = all(name.isidentifier() for name in names)
    formatted = any(format or conversion for _, name, format, conversion in parsed if name is not None)
    return names if plain and not formatted else None


def wrong_places(identity: str | Sequence[str], translation: str) -> str | None:
    """Why `translation` cannot stand for the text `identity`; None if its places are those of the text.

    A form that counts may leave `{n}` out, where one form says "one card".
    """
    wanted = places(identity if isinstance(identity, str) else identity[-1])
    found = places(translation)
    if wanted is None or found is None:
        return "places that cannot be read"
    may_miss = set() if isinstance(identity, str) else {"n"}
    if missing := wanted - found - may_miss:
        return "places missing: " + ", ".join(sorted(missing))
    if added := found - wanted:
        return "places that the text does not have: " + ", ".join(sorted(added))
    return None
