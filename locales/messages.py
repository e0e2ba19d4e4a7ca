"""Marks for text that a person will see. Nothing here translates: declarations are read before a language is known.

`N_("Name")` marks a text, `NC_("card", "Name")` one that needs a context because it is short,
`NP_("{n} card", "{n} cards")` one that counts. Places are named: `{card_no}`. `locales.words` renders them.
"""

from typing import Any, NamedTuple


class Message(NamedTuple):
    """A marked text: its English, which is also its id, and what tells it from the same English elsewhere. `filled` are
    the values of places that are the same whoever says it."""

    text: str
    context: str | None = None
    plural: str | None = None
    filled: tuple[tuple[str, Any], ...] = ()

    def fill(self, **values: Any) -> "Message":
        """The same text with some of its places filled."""
        return self._replace(filled=tuple(values.items()))


def N_(text: str) -> Message:  # noqa: N802 - gettext's own name for a mark
    return Message(text)


def NC_(context: str, text: str) -> Message:  # noqa: N802
    return Message(text, context)


def NP_(text: str, plural: str) -> Message:  # noqa: N802
    """The place that decides between the two forms is `{n}`."""
    return Message(text, None, plural)
