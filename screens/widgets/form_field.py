"""What a form knows of a field, and where each field of a form stands. Nothing here draws."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

from locales.messages import N_, Message
from locales.words import Words
from screens.widgets.cells import width
from store.readings import bare, spellings

TWO_COLUMNS = 96
"""From how many cells on fields stand in two columns."""
MARK = 2
"""Cells in front of a label: where the cursor is, what changed, what is wrong."""
BETWEEN = 2
YES, NO = N_("yes"), N_("no")


class Kind(Enum):
    TEXT = auto()
    PASSWORD = auto()
    CHOICE = auto()
    FLAG = auto()
    FIXED = auto()
    """Shown, never typed into."""


class FormField(NamedTuple):
    """`choices` are codes and how they are shown, `optional` lets one be empty; a `wide` field has a line alone."""

    name: str
    label: Message | str
    kind: Kind = Kind.TEXT
    choices: tuple[tuple[str, Message | str], ...] = ()
    help: Message | None = None
    optional: bool = True
    wide: bool = False

    @property
    def typed(self) -> bool:
        return self.kind in (Kind.TEXT, Kind.PASSWORD)

    def shown(self, text: str, words: Words) -> str:
        """What stands in the field for its text."""
        match self.kind:
            case Kind.PASSWORD:
                return "•" * len(text)
            case Kind.FLAG:
                return words(YES) if text else words(NO)
            case Kind.CHOICE:
                return words.value(dict(self.choices).get(text, text))
            case _:
                return text

    def codes(self) -> list[str]:
        """What can be chosen, in order; "" for nothing."""
        if self.kind is Kind.FLAG:
            return ["", "1"]
        codes = [code for code, _ in self.choices]
        return ["", *codes] if self.optional else codes

    def after(self, code: str, step: int) -> str:
        codes = self.codes()
        place = codes.index(code) if code in codes else 0
        return codes[(place + step) % len(codes)]

    def beginning_with(self, typed: str, code: str, words: Words) -> str | None:
        """The choice whose name begins with what was typed, in letters, pinyin or initials; failing that one of whose
        names does, or whose sign-in name. One letter goes to the next such choice, more stay where they fit; None: no
        choice begins so."""
        codes = self.codes()
        place = (codes.index(code) if code in codes else 0) + (len(typed) == 1)
        in_turn = codes[place:] + codes[:place]
        spelled = [(other, self._spelled(other, words)) for other in in_turn]
        for rank in (0, 1):
            for other, keys in spelled:
                if any(key.startswith(typed) for key in keys[rank]):
                    return other
        return None

    def _spelled(self, code: str, words: Words) -> tuple[list[str], list[str]]:
        """What may be typed for a choice: for its name, and for a part of it or for its sign-in name."""
        if not code and self.kind is not Kind.FLAG:
            return [], []
        whole, parts = spellings(self.shown(code, words))
        own = isinstance(dict(self.choices).get(code), str) and not code.isdigit()
        return whole, [*parts, bare(code)] if own else parts


class Place(NamedTuple):
    """Where a field stands: its row, where its column begins, how wide label and value are."""

    row: int
    left: int
    label: int
    value: int

    @property
    def value_left(self) -> int:
        return self.left + MARK + self.label + BETWEEN


def places(fields: Sequence[FormField], cells: int, words: Words, two_from: int = TWO_COLUMNS) -> list[Place]:
    """The place of each field in a form `cells` wide: two columns when wide, one when narrow."""
    columns = 2 if cells >= two_from else 1
    column = cells // columns
    longest = max((width(words.value(field.label)) for field in fields), default=0)
    label = min(longest, column // 2 - MARK - BETWEEN)
    found: list[Place] = []
    row, at = -1, columns
    for field in fields:
        if at >= columns or field.wide:
            row, at = row + 1, 0
        whole = field.wide or columns == 1
        value = (cells if whole else column) - MARK - label - BETWEEN - 1
        found.append(Place(row, at * column, label, max(value, 1)))
        at = columns if field.wide else at + 1
    return found


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The values that are others than before."""
    return {name: text for name, text in now.items() if text != before.get(name, "")}
