"""Cards that may be the same customer as one being saved: same phone, same serial, or same name and district (F12).

Only a likelihood: families share phones. The person who saves decides.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import database
from store.access import Reading
from store.errors import Refused
from store.offices import card_no
from store.readings import sort_name
from store.tables.base import Part


class Double(NamedTuple):
    """A card that may be the same customer, and all that is the same. Of a card that the asker may not see there are
    only its number and who looks after it, as find says: `name` is None and `why` empty."""

    card_id: int
    card_no: str
    name: str | None
    why: tuple[Message, ...]
    salesperson: str | None = None


class LikelyDouble(Refused):
    doubles: tuple[Double, ...]
    message = N_(
        "This customer may have a card already: {cards}. Nothing was saved; look there, or save all the same:"
        " --despite-doubles."
    )

    @property
    def said(self) -> dict[str, Any]:
        return {"cards": tuple(f"{double.card_no} {double.name or ''}".rstrip() for double in self.doubles)}


class Signs(NamedTuple):
    """What tells a customer from others: phones, serials of goods owned, name with district. The name alone does not,
    but is worth saying of a card that is found by something else."""

    name: str
    phones: frozenset[str]
    serials: frozenset[str]
    name_and_district: tuple[str, str] | None

    @classmethod
    def of(cls, values: Mapping[str, Any], goods: Iterable[Mapping[str, Any]]) -> "Signs":
        phones = frozenset(phone for name in ("phone", "other_phone") if (phone := values.get(name)))
        serials = frozenset(serial for row in goods if (serial := row.get("serial")))
        district = values.get("district")
        return cls(values["name"], phones, serials, (values["name"], district) if district else None)

    def new_since(self, before: "Signs") -> "Signs":
        """Only what was not so before: nobody is warned again of what they accepted."""
        same_name = self.name_and_district == before.name_and_district
        name_and_district = None if same_name else self.name_and_district
        return Signs(self.name, self.phones - before.phones, self.serials - before.serials, name_and_district)


def find(reading: Reading, branch_id: int, signs: Signs, *, but_not: int | None) -> tuple[Double, ...]:
    """The branch's cards that share one of `signs`, each once, and no more of each than may be read. Does not write."""
    questions = [
        (N_("same phone"), "d.phone", signs.phones),
        (N_("same phone"), "d.other_phone", signs.phones),
        (N_("same serial no."), "g.serial", signs.serials),
        (N_("same serial no."), "w.serial", signs.serials),
    ]
    found: dict[int, Double] = {}
    for why, column, wanted in questions:
        if wanted:
            marks = database.marks(wanted)
            _add(found, why, f"{column} in {marks}", sorted(wanted), branch_id, column[0])
    if signs.name_and_district:
        _add(
            found,
            SAME_NAME_AND_DISTRICT,
            "c.sort_name = ? and c.name = ? and c.district = ?",
            (sort_name(signs.name_and_district[0]), *signs.name_and_district),
            branch_id,
            "n",
        )
    found.pop(but_not or 0, None)
    return tuple(_masked(reading, branch_id, _with_name(double, signs.name)) for double in found.values())


def _masked(reading: Reading, branch_id: int, double: Double) -> Double:
    if Part.CONTACT in reading.parts(double.card_id, branch_id):
        return double
    looked_after = database.rows(
        "select s.name from card c join staff s on s.id = c.salesperson_id where c.id = ?", (double.card_id,)
    )
    return Double(double.card_id, double.card_no, None, (), looked_after[0][0] if looked_after else None)


SAME_NAME_AND_DISTRICT = N_("same name and district")


def _with_name(double: Double, name: str) -> Double:
    if double.name != name or SAME_NAME_AND_DISTRICT in double.why:
        return double
    return double._replace(why=(*double.why, N_("same name")))


_JOINS = {
    "d": "card_details d join card c on c.id = d.card_id where d.branch_id = ? and",
    "g": "goods g join card c on c.id = g.card_id where g.branch_id = ? and",
    "w": "warranty w join card c on c.id = w.card_id where w.branch_id = ? and",
    "n": "card c where c.branch_id = ? and",
}


def _add(
    found: dict[int, Double], why: Message, condition: str, params: Iterable[str], branch_id: int, table: str
) -> None:
    for card, prefix, number, name in database.rows(
        f"select c.id, (select prefix from branch where id = c.branch_id), c.number, c.name from {_JOINS[table]}"
        f" {condition} and not exists (select 1 from merge m where m.gone_id = c.id and m.undone_at is null)"
        " order by c.id limit 20",
        (branch_id, *params),
    ):
        double = found.get(card) or Double(card, card_no(prefix, number), name, ())
        found[card] = double if why in double.why else double._replace(why=(*double.why, why))


def refuse(reading: Reading, branch_id: int, signs: Signs, *, but_not: int | None) -> None:
    """Raises LikelyDouble where a card shares one of `signs`."""
    likely = find(reading, branch_id, signs, but_not=but_not)
    if likely:
        raise LikelyDouble(doubles=likely)
