"""Says a marked text, a date, a number, a phone or a sum of money in one language.

A `Words` is one person's language. It is passed to whoever renders; there is no language of the process (I1).
What a person types in their language (a day, an amount) is read back by `locales.typed`.
"""

import gettext
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from locales.messages import N_, Message

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = {"zh_CN": "中文", "en": "English", "fr": "Français"}
"""The languages in the order they are offered, each by its own name."""

DEFAULT_LANGUAGE = "en"
FORMATS = {"zh_CN": ("zh", "CN", "Hans"), "en": ("en", "GB"), "fr": ("fr", "FR")}
"""Whose dates and numbers a language is shown with: our English is British."""

UNSAID = (
    "unit_patterns", "unit_display_names", "compound_unit_patterns", "currency_names", "currency_names_plural",
    "languages", "territories", "scripts", "variants", "meta_zones", "time_zones", "interval_formats", "date_fields",
    "compact_decimal_formats", "compact_currency_formats",
)  # fmt: skip
"""What Babel knows of a language and nobody is told here: nine tenths of all, a megabyte a language."""

CATALOGUES = Path(__file__).parent
Day = date  # inside Words, `date` is how a day is said
YES_NO = {True: N_("yes"), False: N_("no")}


class Words:
    """One language: texts, dates, numbers, phones, money."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            language = DEFAULT_LANGUAGE
        self.language = language
        self._catalogue = gettext.translation("cardkeeper", CATALOGUES, [language], fallback=True)

    @cached_property
    def formats(self) -> "Locale":
        """Babel's rules for this language, made once: by a name they would be looked for with every date."""
        from babel import Locale

        formats = Locale(*FORMATS[self.language])
        _forget_unsaid(str(formats))
        return formats

    def __repr__(self) -> str:
        return f"Words({self.language!r})"

    def __call__(self, message: Message, **values: Any) -> str:
        """The text of `message` with its named places filled; each value is rendered in this language.

        Numbers are grouped as the language does; a number that names something (a slip's, a row's) is passed as text.
        A place without a value stays as it is, so that a slip in a sentence never hides what the sentence is about.
        """
        values = {**dict(message.filled), **values} if message.filled else values
        template = self._template(message, values)
        if "{" not in template:
            return template
        return template.format_map(_Places((name, self.value(value)) for name, value in values.items()))

    def _template(self, message: Message, values: Mapping[str, Any]) -> str:
        catalogue = self._catalogue
        if message.plural is not None:
            return catalogue.ngettext(message.text, message.plural, int(values["n"]))
        if message.context is not None:
            return catalogue.pgettext(message.context, message.text)
        return catalogue.gettext(message.text)

    def value(self, value: Any) -> str:
        """Any value as a person reads it inside a sentence; "" for None."""
        match value:
            case None:
                return ""
            case str():
                return value
            case Message():
                return self(value)
            case bool():
                return self(YES_NO[value])
            case int() | Decimal() | float():
                return self.number(value)
            case datetime():
                return self.moment(value)
            case Day():
                return self.date(value)
            case Sequence() | set() | frozenset():
                return self.list(value if isinstance(value, Sequence) else sorted(value, key=str))
            case _:
                return str(value)

    def number(self, value: int | float | Decimal) -> str:
        if isinstance(value, int) and 0 <= value < 1000:
            return str(value)  # alike in all languages here; Babel's first number takes a fifteenth of the start
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.formats)

    def percent(self, share: float) -> str:
        """A share from 0 to 1."""
        from babel.numbers import format_percent

        return format_percent(share, locale=self.formats)

    def money(self, amount: Decimal, currency: str) -> str:
        from babel.numbers import format_currency

        return format_currency(amount, currency, locale=self.formats)

    def amount(self, amount: Decimal) -> str:
        """An amount of money whose currency is told elsewhere."""
        from babel.numbers import format_decimal

        return format_decimal(amount, "#,##0.00", locale=self.formats)

    def date(self, day: Day, width: str = "medium") -> str:
        """`day` in figures ("short"), as in a sentence ("medium"), in full ("long"), or without its year ("day")."""
        from babel.dates import format_date, format_skeleton

        if width == "day":
            said = format_skeleton("MMMd", day, locale=self.formats)
        else:
            said = format_date(day, width, locale=self.formats)
        first = self.language == "fr" and day.day == 1 and said.startswith("1 ")
        return f"1er{said[1:]}" if first else said

    def partial_date(self, value: str) -> str:
        """A date of which only a part may be known: "2015", "2015-03", "--03-05" (no year) or a whole ISO date."""
        from babel.dates import format_skeleton

        try:
            match [int(part) for part in value.replace("--", "0-").split("-")]:
                case [0, month, day]:
                    return self.date(Day(2000, month, day), "day")
                case [year, month, day]:
                    return self.date(Day(year, month, day))
                case [year, month]:
                    return format_skeleton("yMMM", Day(year, month, 1), locale=self.formats)
        except ValueError:
            pass
        return value

    def moment(self, moment: datetime, zone: tzinfo | None = None, width: str = "medium") -> str:
        """A moment kept in UTC without a zone, shown in the branch's `zone` to the minute."""
        local = moment.replace(tzinfo=UTC).astimezone(zone) if zone else moment
        return f"{self.date(local.date(), width)} {local:%H:%M}"

    def phone(self, number: str, country: str | None = None) -> str:
        """A phone kept as E.164, grouped as its country does; with its prefix unless it is of `country`."""
        from locales.phones import grouped

        return grouped(number, country)

    def list(self, items: Sequence[Any]) -> str:
        separator = "、" if self.language == "zh_CN" else ", "
        return separator.join(self.value(item) for item in items)

    def parse_date(self, text: str, today: Day | None = None, *, past: bool = False) -> Day | None:
        """The day that somebody typed in this language; None if it is not one. See `locales.typed`."""
        from locales.typed import parse_date

        return parse_date(text, self.formats, today, past=past)

    def parse_partial_date(self, text: str) -> str | None:
        """What somebody typed of a day, as `partial_date` takes it; None if it is none."""
        from locales.typed import parse_partial_date

        return parse_partial_date(text, self.formats)

    def parse_number(self, text: str) -> Decimal | None:
        """The number that somebody typed in this language; None if it is not one."""
        from locales.typed import parse_number

        return parse_number(text, self.language)


class _Places(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _forget_unsaid(name: str) -> None:
    """Let Babel forget what is never said, of a language and of those that it builds it from."""
    from babel.core import get_global
    from babel.localedata import load

    more_general = get_global("parent_exceptions")
    while name:
        known = load(name)
        known |= {unsaid: {} for unsaid in UNSAID}
        name = "" if name == "root" else more_general.get(name) or name.rpartition("_")[0] or "root"


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Words:
    """The words of one language, read once."""
    return Words(language)


def system_language(environment: Mapping[str, str]) -> str:
    """The language this system is set to, as near as we have it; English where we do not."""
    for variable in ("CARDKEEPER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = environment.get(variable, "").replace("-", "_").lower()
        for language in LANGUAGES:
            if wanted.split(".")[0].split("_")[0] == language.split("_")[0].lower():
                return language
    return DEFAULT_LANGUAGE
