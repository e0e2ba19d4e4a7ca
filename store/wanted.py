"""What leaves in a file: which list, narrowed how (K2).

It stands on the slip that asks for it, as JSON, and is looked through by whoever approves it. Pure.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from store.fields import FIELDS, Format

LISTS: dict[str, Message] = {
    "cards": N_("Customer data cards"),
    "warranty": N_("Warranties"),
    "loans": N_("Lending log"),
}
"""Every list that may be taken out, by the name that commands call it."""


ALL = "all"
"""What `fields` may say for every field."""


class Wanted(NamedTuple):
    """Of the cards: those `marked`, else those that answer `text` and have the values of `notches`, in the order of the
    drawer; `fields` are the columns, where they are not the usual ones."""

    list: str = "cards"
    text: str = ""
    notches: Mapping[str, frozenset[str]] = {}
    marked: tuple[int, ...] = ()
    order: str = "name"
    downwards: bool = False
    fields: tuple[str, ...] = ()

    @property
    def title(self) -> Message:
        return LISTS[self.list]


def dumped(wanted: Wanted) -> str:
    told = wanted._asdict()
    told["notches"] = {name: sorted(values) for name, values in sorted(wanted.notches.items())}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str | None) -> Wanted | None:
    if not text:
        return None
    told = json.loads(text)
    notches = {name: frozenset(values) for name, values in told.pop("notches").items()}
    return Wanted(
        **{**told, "notches": notches, "marked": tuple(told["marked"]), "fields": tuple(told.get("fields", ()))}
    )


def coded(wanted: Wanted) -> str:
    """How a list is narrowed, in the words of the command line: the same in every language, as the journal keeps it."""
    parts = [f"find={wanted.text.strip()}"] if wanted.text.strip() else []
    parts += [f"{name}={','.join(sorted(values))}" for name, values in sorted(wanted.notches.items()) if values]
    parts += [f"marked={len(wanted.marked)}"] if wanted.marked else []
    parts += [f"fields={','.join(wanted.fields)}"] if wanted.fields else []
    return " ".join(parts)


def narrowing(
    wanted: Wanted, in_words: Words, staff: Mapping[int, str], fields: Mapping[str, Message] | None = None
) -> str:
    """How a list is narrowed, and which fields it has where they are not the usual ones, as a person reads it; "" for
    all of it with those. `fields` are what its fields are called, by name."""
    parts = [in_words(N_("find “{text}”"), text=wanted.text)] if wanted.text.strip() else []
    for name, values in wanted.notches.items():
        if name == "archived":
            parts.append(in_words(N_("archived")))
        elif values:
            said = [_value(name, value, in_words, staff) or in_words(NC_("notch", "none")) for value in sorted(values)]
            parts.append(f"{in_words(FIELDS[name].label)} {in_words.list(said)}")
    if wanted.marked:
        parts.append(in_words(NP_("{n} marked card", "{n} marked cards"), n=len(wanted.marked)))
    if ALL in wanted.fields:
        parts.append(in_words(N_("all fields")))
    elif wanted.fields:
        known = fields or {}
        parts.append(in_words(N_("fields: {fields}"), fields=[known.get(name, name) for name in wanted.fields]))
    return " · ".join(parts)


def _value(name: str, value: str, in_words: Words, staff: Mapping[int, str]) -> str:
    info = FIELDS[name]
    if info.format is Format.STAFF:
        return staff.get(int(value), value) if value else ""
    return in_words(info.choices[value]) if value in info.choices else value
