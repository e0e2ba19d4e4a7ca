"""What a kind of sheet is: columns that name fields of the store, and the headers under which offices write them.

A column's label, format and choices are the field's own declaration (`store.fields`); the kind adds only other headers
seen in the wild. A field's own label in each language is a header too, so that an exported sheet comes back in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from importers.sheets.folding import folded
from importers.sheets.recognise import Found, How, Recogniser, known_twice
from locales.messages import Message
from locales.words import LANGUAGES, words
from store.acts.kind import Kind
from store.fields import FieldInfo, Format


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the field's in plans and JSON; `headers` say what else it is called, parted by commas.

    `part_of` names the field that this column is only a piece of, as a family name is of a name; `beside_whole` that it
    is joined with the whole where a sheet has both, as a street and a province are with an address. `again` is the
    field that a second column of this name fills, as another phone beside the phone. `choices` are codes by what they
    are called, folded; `labels` what they are called, by code. `info` is the field of the store, if it is one;
    `otherwise` the column that this is where none of its cells is a choice.
    """

    name: str
    label: Message
    format: Format
    headers: str
    choices: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Message] = field(default_factory=dict)
    part_of: str | None = None
    again: str | None = None
    beside_whole: bool = False
    info: FieldInfo | None = None
    otherwise: str | None = None

    @property
    def field(self) -> str:
        return self.part_of or self.name


def column(name: str, info: FieldInfo, headers: str, *, choices: str = "", again: str | None = None) -> Column:
    """The column of a field of the store. `choices` are other words for its codes: "male=m,mr female=f,mrs"."""
    named = {folded(words(language)(text)): code for code, text in info.choices.items() for language in LANGUAGES}
    named |= {folded(code): code for code in info.choices}
    for group in choices.split():
        code, _, called = group.partition("=")
        named |= {folded(word): code for word in called.split(",")}
    return Column(name, info.label, info.format, headers, named, info.choices, again=again, info=info)


@dataclass(frozen=True)
class SheetKind:
    """A kind of sheet. `needed` are the fields without which a row cannot be judged, `telling` those by which a row is
    data whatever else it looks like, `back` those by which one, where all are filled, left here before."""

    name: str
    title: Message
    columns: tuple[Column, ...]
    needed: tuple[str, ...]
    telling: tuple[str, ...] = ()
    back: tuple[str, ...] = ()

    @cached_property
    def headers(self) -> dict[str, Column]:
        """Every folded header with the column that it names; those declared come before the fields' own labels."""
        found: dict[str, Column] = {}
        for one in self.columns:
            for header in (one.name, *one.headers.split(",")):
                found.setdefault(folded(header), one)
        for one in self.columns:
            for language in LANGUAGES:
                found.setdefault(folded(words(language)(one.label)), one)
        return found

    @cached_property
    def recogniser(self) -> Recogniser:
        declared = [(header, one) for one in self.columns for header in one.headers.split(",") if header]
        labels = [(words(language)(one.label), one) for one in self.columns for language in LANGUAGES]
        return Recogniser(self.headers, [*declared, *labels])

    def recognise(self, headers: Iterable[str]) -> int:
        """How many fields the headers name; 0 if one that is needed is not among them. Reads no rows."""
        found = {one.field for one in self.columns_of(list(headers), near=True) if one is not None}
        return len(found) if found.issuperset(self.needed) else 0

    def columns_of(self, headers: Sequence[str], *, near: bool) -> list[Column | None]:
        """What each header names; with `near`, also those that differ from a known one by a slip."""
        return [found.column for found in self.found_of(headers, near=near)]

    def found_of(self, headers: Sequence[str], *, near: bool) -> list[Found]:
        """What each header names beside the others, and how that is known."""
        found = [self.recogniser.find(header, near=near) for header in headers]
        return known_twice(_whole_names(_house_numbers(found, headers, self.columns), self.columns))

    def column_of(self, header: str, *, near: bool) -> Column | None:
        """The column that one header names, by itself."""
        return self.recogniser.find(header, near=near).column

    def column_named(self, name: str) -> Column | None:
        """The column of that name in plans; a second one's too, as another phone's."""
        for one in self.columns:
            if one.name == name:
                return one
            if one.again == name:
                return replace(one, name=name, again=None)
        return None

    def label_of(self, name: str) -> Message:
        return next(one.label for one in self.columns if one.name == name)


def of_fields(kind: Kind, *declared: Column) -> SheetKind:
    """The sheet of a kind of the store: the columns declared, and one for each of its other fields."""
    named = {one.name for one in declared}
    others = (column(name, info, "") for name, info in kind.fields.items() if name not in named)
    return SheetKind(kind.name, kind.title, (*declared, *others), kind.needed, kind.telling, kind.back)


def _house_numbers(found: list[Found], headers: Sequence[str], columns: Sequence[Column]) -> list[Found]:
    """ "N°" right before the street is the house's, not the card's."""
    house = next((one for one in columns if one.name == "house_no"), None)
    result = list(found)
    for place, (header, after) in enumerate(zip(headers, found[1:], strict=False)):
        if house and folded(header) == "no" and after.column is not None and after.column.name == "street":
            result[place] = Found(house, How.KNOWN)
    return result


def _whole_names(found: list[Found], columns: Sequence[Column]) -> list[Found]:
    """A part that stands alone is the whole: "Nom" without "Prénom" is the name."""
    result = list(found)
    for place, each in enumerate(found):
        one = each.column
        if one is None or one.part_of is None or one.beside_whole:
            continue
        others = {other.column.name for other in found if other.column is not None and other.column is not one}
        parts = {other.name for other in columns if other.part_of == one.part_of}
        if one.part_of in others:
            result[place] = Found(None, How.TWICE, (one,))
        elif not others & parts:
            result[place] = replace(each, column=next(other for other in columns if other.name == one.part_of))
    return result
