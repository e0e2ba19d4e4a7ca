"""Days and numbers typed after an option, in the person's language, as seen from the branch's own today."""

from datetime import date

from locales.messages import N_
from locales.words import Words
from store.errors import Refused
from tui.commands import WRONG_USE


class NoSuchDay(Refused):
    text: str
    message = N_("“{text}” is no date that can be understood. Write it as 2026-03-05.")
    exit_code = WRONG_USE


def day_typed(text: str | None, words: Words, today: date, *, past: bool = False) -> date | None:
    """The day meant, the last such one where it is `past`; None for None. Raises NoSuchDay."""
    if text is None:
        return None
    day = words.parse_date(text, today, past=past)
    if day is None:
        raise NoSuchDay(text=text)
    return day
