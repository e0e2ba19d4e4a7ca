"""Days in a form: said as they are understood, long where they are read, short where they are typed."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from locales.words import Words
from screens.widgets.form_field import FormField


def day_fields(today: Callable[[], date | None], *names: str, past: bool = False) -> dict[str, Any]:
    """What a `Form` is told so that its fields of these names show days; `past` as `Words.parse_date` takes it."""

    def said(field: FormField, text: str, words: Words, length: str) -> str:
        day = words.parse_date(text, today(), past=past) if field.name in names else None
        return words.date(day, length) if day else text

    return {"present": partial(said, length="long"), "typed_as": partial(said, length="medium")}
