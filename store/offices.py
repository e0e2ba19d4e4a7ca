"""Branch offices and the numbers they give. A number is given once, even if what it was for is gone.

Serves K5 and the room's first minute.
"""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from locales.messages import N_, Message
from store import database, journal, readings, search, walls
from store.access import Actor
from store.errors import Refused

CURRENCIES = {
    "CN": "CNY", "HK": "HKD", "TW": "TWD", "SG": "SGD", "GB": "GBP", "US": "USD", "CA": "CAD", "CH": "CHF",
    "FR": "EUR", "BE": "EUR", "IE": "EUR",
}  # fmt: skip
TIME_ZONES = {
    "CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "TW": "Asia/Taipei", "SG": "Asia/Singapore",
    "GB": "Europe/London", "US": "America/New_York", "CA": "America/Toronto", "CH": "Europe/Zurich",
    "FR": "Europe/Paris", "BE": "Europe/Brussels", "IE": "Europe/Dublin",
}  # fmt: skip
LANGUAGES = {"CN": "zh_CN", "HK": "zh_CN", "TW": "zh_CN", "SG": "en", "FR": "fr", "BE": "fr"}
CARD_DIGITS = 6


class BadBranch(Refused):
    """`field` is which of its values cannot be."""

    field: str
    value: str
    problem: Message
    message = N_("“{value}”: {problem}")


class BranchUnnamed(BadBranch):
    message = N_("A branch needs a name.")


class NoSuchBranch(Refused):
    branch: str
    message = N_("There is no branch office “{branch}”. Write its name or the letters of its card numbers.")


class BranchRecord(NamedTuple):
    """A branch office. Currency is an ISO code, `time_zone` an IANA name, `country` two letters; `abroad` is whether
    the room has branches in other countries."""

    id: int
    name: str
    prefix: str
    country: str
    currency: str
    time_zone: str
    language: str
    head_office: bool
    abroad: bool

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def branch(actor: Actor) -> BranchRecord:
    """The branch of `actor`. Does not write."""
    return branch_by_id(actor.branch_id)


def branch_by_id(branch_id: int) -> BranchRecord:
    return next(record for record in branches() if record.id == branch_id)


def branches() -> list[BranchRecord]:
    """Every branch of the room, in the order they were opened. Does not write."""
    found = database.rows(
        "select id, name, prefix, country, currency, time_zone, language, head_office from branch order by id"
    )
    abroad = len({row[3] for row in found}) > 1
    return [
        BranchRecord(*texts, head_office=bool(head), abroad=abroad)  # type: ignore[misc]
        for *texts, head in found
    ]


def in_reach() -> list[BranchRecord]:
    """The branches whose rows the database lets this session read. Does not write."""
    reached = set(walls.within_reach())
    return [record for record in branches() if record.id in reached]


def named(text: str) -> BranchRecord:
    """The branch of that name or prefix. Raises NoSuchBranch. Does not write."""
    wanted = text.strip().casefold()
    for record in branches():
        if wanted in (record.name.casefold(), record.prefix.casefold()):
            return record
    raise NoSuchBranch(branch=text.strip())


def today(actor: Actor) -> date:
    """The date it is in the branch of `actor`."""
    return database.today(actor.time_zone)


class NewBranch(NamedTuple):
    """A branch to be opened. What is empty follows from the country, the prefix from the name."""

    name: str
    country: str
    prefix: str = ""
    currency: str = ""
    time_zone: str = ""
    language: str = ""


def planned(asked: NewBranch, beside: Collection[BranchRecord] = ()) -> NewBranch:
    """The branch with all of it said. `beside` are the branches that are there. Raises BadBranch. Reads and writes
    nothing."""
    name, country = asked.name.strip(), asked.country.strip().upper()
    if not name:
        raise BranchUnnamed("name", name, BranchUnnamed.message)
    if country not in CURRENCIES:
        problem = N_("This country is not known here. Write two letters, as CN, FR or GB.")
        raise BadBranch("country", country, problem)
    time_zone = asked.time_zone.strip() or TIME_ZONES[country]
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadBranch("time_zone", time_zone, N_("There is no such time zone.")) from None
    taken = {record.prefix for record in beside}
    if name.casefold() in {record.name.casefold() for record in beside}:
        raise BadBranch("name", name, N_("There is a branch of this name already."))
    prefix = (asked.prefix.strip() or _prefix(name, country, taken)).upper()
    if prefix in taken or not re.fullmatch(r"[A-Z]{2,4}", prefix):
        raise BadBranch("prefix", prefix, N_("Card numbers need two to four letters that no other branch has."))
    currency = asked.currency.strip().upper() or CURRENCIES[country]
    if not re.fullmatch(r"[A-Z]{3}", currency):
        problem = N_("A currency is written in three letters, as CNY, EUR or GBP.")
        raise BadBranch("currency", asked.currency, problem)
    return NewBranch(name, country, prefix, currency, time_zone, asked.language or LANGUAGES.get(country, "en"))


def open_branch(asked: NewBranch, *, head_office: bool = False, at: datetime | None = None) -> BranchRecord:
    """Add a branch with its search index, counters and the start of its chain. Inside a write, on PostgreSQL by the
    owner. Raises BadBranch."""
    branch_id = database.insert(
        "insert into branch (name, country, prefix, currency, time_zone, language, head_office, created_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        (*planned(asked, branches()), head_office, at or database.now()),
    )
    database.execute_many(
        "insert into counter (branch_id, kind, last) values (?, ?, 0)",
        [(branch_id, kind) for kind in ("card", "slip", "import", "handover", "stocktaking", "submission")],
    )
    journal.begin_chain(branch_id)
    search.create_index(branch_id)
    return branch_by_id(branch_id)


def _prefix(name: str, country: str, taken: set[str]) -> str:
    """Two letters for card numbers: the first of the name as it is read, or the country's."""
    letters = re.sub(r"[^a-z]", "", readings.sort_name(name)).upper()
    initials = "".join(word[0] for word in readings.sort_name(name).split() if word[0].isalpha()).upper()
    offers = [initials[:2], letters[:2], letters[:3], country, *(country + chr(65 + i) for i in range(26))]
    return next(offer for offer in offers if len(offer) >= 2 and offer not in taken)


def next_number(branch_id: int, kind: str, count: int = 1) -> int:
    """The first of `count` new numbers in a row. Inside a write, whose end gives them for good."""
    last = database.rows(
        "update counter set last = last + ? where branch_id = ? and kind = ? returning last", (count, branch_id, kind)
    )[0][0]
    return int(last) - count + 1


def card_no(prefix: str, number: int) -> str:
    return f"{prefix}{number:0{CARD_DIGITS}d}"


def parsed_card_no(text: str) -> tuple[str, int] | None:
    """Prefix and number of a card number as typed; None if it is none. The prefix may be missing."""
    matched = re.fullmatch(r"([A-Za-z]{0,4})[\s-]*0*(\d{1,9})", text.strip())
    return (matched[1].upper(), int(matched[2])) if matched else None
