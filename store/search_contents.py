"""What is looked for of a card, as the tables say now (F10): its words and its blocking keys are made of that."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from store import database
from store.engines import Kept
from store.tokens import SearchContent


def of_card(card_id: int) -> SearchContent:
    """What is looked for of one card, as the tables say now. Does not write."""
    return of_cards([card_id])[card_id]


def of_cards(card_ids: Iterable[int]) -> dict[int, SearchContent]:
    """What is looked for of these cards, as the tables say now; the order is that of the ids. Does not write."""
    found: dict[int, SearchContent] = {}
    for chunk in database.chunks(sorted(set(card_ids))):
        found |= _contents(chunk)
    return found


def names(card_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """These cards' names and sort names only, which are read more quickly. Does not write."""
    if not card_ids:
        return {}
    sql = f"select id, name, sort_name from card where id in {database.marks(card_ids)}"
    found = database.rows(Kept(sql), card_ids)
    return {card_id: (name, sorted_as) for card_id, name, sorted_as in found}


_CONTENT = (
    "select c.id, c.name, c.sort_name, b.prefix, c.number, d.phone, d.other_phone, c.region, c.district, d.city,"
    " d.address, d.postcode, d.work_unit, d.email, d.birth, c.list, c.kind, c.grade, d.attitude, c.salesperson_id,"
    " c.archived_at is not null, c.restricted_at is not null from card c join branch b on b.id = c.branch_id"
    " join card_details d on d.card_id = c.id where c.id"
)


_HANGING = (
    "select card_id, name, phone, null from person where card_id {among}"
    " union all select card_id, null, null, serial from goods where card_id {among} and serial is not null"
    " union all select card_id, null, null, serial from warranty where card_id {among} and serial is not null"
)
"""What hangs from cards and is looked for with them, in one way to the server and back."""


def _contents(ids: Sequence[int]) -> dict[int, SearchContent]:
    among = f"in {database.marks(ids)}"
    people: dict[int, list[tuple[str, str]]] = {}
    serials: dict[int, list[str]] = {}
    for card, name, phone, serial in database.rows(Kept(_HANGING.format(among=among)), (*ids, *ids, *ids)):
        if serial is None:
            people.setdefault(card, []).append((name, phone or ""))
        elif serial:
            serials.setdefault(card, []).append(serial)
    return {
        row[0]: _content(row, people.get(row[0], ()), serials.get(row[0], ()))
        for row in database.rows(Kept(f"{_CONTENT} {among} order by c.id"), ids)
    }


def _content(row: Sequence[Any], people: Sequence[tuple[str, str]], serials: Sequence[str]) -> SearchContent:
    """A restricted card is found by its open part only, by anybody (K6)."""
    _, name, sorted_as, prefix, number, *texts = row[:15]
    phone, other_phone, region, district, city, address, postcode, work_unit, email, birth = map(_or_empty, texts)
    kept, kind, grade, attitude, salesperson, archived, restricted = row[15:]
    if restricted:
        phone = other_phone = city = address = postcode = work_unit = attitude = email = birth = ""
        people, serials = (), ()
    return SearchContent(
        name=name,
        sort_name=sorted_as,
        card_no=f"{prefix}{number:06d}",
        phone=phone,
        other_phone=other_phone,
        region=region,
        district=district,
        city=city,
        address=address,
        postcode=postcode,
        work_unit=work_unit,
        serials=tuple(sorted(set(serials))),
        people=tuple(sorted({name for name, _ in people})),
        people_phones=tuple(sorted({phone for _, phone in people if phone})),
        marks=(
            ("list", kept),
            ("kind", kind),
            ("grade", grade),
            ("region", region),
            ("district", district),
            ("attitude", attitude or ""),
            ("salesperson", str(salesperson or "")),
            *((("archived", "1"),) if archived else ()),
        ),
        email=email,
        birth=birth,
    )


def _or_empty(text: str | None) -> str:
    return text or ""


def of_branch(branch_id: int) -> Iterator[tuple[int, SearchContent]]:
    """Every card of a branch with what is looked for of it, some hundreds read at a time. Does not write."""
    last = 0
    while True:
        found = database.rows(
            "select id from card where branch_id = ? and id > ? order by id limit ?", (branch_id, last, database.CHUNK)
        )
        if not found:
            return
        yield from of_cards(row[0] for row in found).items()
        last = found[-1][0]
