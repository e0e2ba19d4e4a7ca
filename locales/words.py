"""Says a marked text, a date, a number or a sum of money in one language.

A `Words` is one person's language. It is passed to whoever renders; there is no language of the process (I1).
"""

import gettext
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from locales.messages import Message

LANGUAGES = {"zh_CN": "中文", "en": "English", "fr": "Français"}
"""The languages in the order they are offered, each by its own name."""

DEFAULT_LANGUAGE = "en"
CATALOGUES = Path(__file__).parent


class Words:
    """One language: texts, dates, numbers, money."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            language = DEFAULT_LANGUAGE
        self.language = language
        self._catalogue = gettext.translation("cardkeeper", CATALOGUES, [language], fallback=True)

    def __repr__(self) -> str:
        return f"Words({self.language!r})"

    def __call__(self, message: Message, **values: Any) -> str:
        """The text of `message` with its named places filled; each value is rendered in this language."""
        template = self._template(message, values)
        return template.format_map({name: self.value(value) for name, value in values.items()}) if values else template

    def _template(self, message: Message, values: Mapping[str, Any]) -> str:
        catalogue = self._catalogue
        if message.plural is not None:
            return catalogue.ngettext(message.text, message.plural, int(values["n"]))
        if message.context is not None:
            return catalogue.pgettext(message.context, message.text)
        return catalogue.gettext(message.text)

    def value(self, value: Any) -> str:
        """Any value as a person reads it inside a sentence."""
        match value:
            case None:
                return ""
            case str():
                return value
            case Message():
                return self(value)
            case bool():
                return str(value)
            case int() | Decimal() | float():
                return self.number(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.date(value)
            case Sequence():
                return self.list(value)
            case _:
                return str(value)

    def number(self, value: int | float | Decimal) -> str:
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.language)

    def money(self, amount: Decimal, currency: str) -> str:
        from babel.numbers import format_currency

        return format_currency(amount, currency, locale=self.language)

    def date(self, day: date, width: str = "medium") -> str:
        """`day` short ("short"), as in a sentence ("medium") or in full ("long")."""
        from babel.dates import format_date

        return format_date(day, width, locale=self.language)

    def moment(self, moment: datetime, zone: tzinfo | None = None) -> str:
        """A moment kept in UTC without a zone, shown in the branch's `zone` to the minute."""
        from datetime import UTC

        from babel.dates import format_date, format_time

        local = moment.replace(tzinfo=UTC).astimezone(zone) if zone else moment
        return f"{format_date(local, 'medium', self.language)} {format_time(local, 'HH:mm', locale=self.language)}"

    def list(self, items: Sequence[Any]) -> str:
        separator = "、" if self.language == "zh_CN" else ", "
        return separator.join(self.value(item) for item in items)


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Words:
    """The words of one language, read once."""
    return Words(language)


def system_language(environment: Mapping[str, str]) -> str:
    """The language this system is set to, as near as we have it; English where we do not."""
    for variable in ("CARDKEEPER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = environment.get(variable, "")
        for language in LANGUAGES:
            if wanted and wanted.replace("-", "_").lower().startswith(language.split("_")[0]):
                return language
    return DEFAULT_LANGUAGE
