"""The demonstration: a room of its own with three branch offices, filled with invented customers.

Bulk inserts, a few thousand cards an entry of the journal; the search index is built once all cards are there. The same
number of cards makes the same room, but for passwords' salts and the days, which count back from `built_on`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from store import (
    access,
    cards,
    cards_bulk,
    database,
    journal,
    offices,
    rows_bulk,
    search,
    staff,
    submissions,
    warranties_bulk,
)
from store.access import Actor, Role
from store.acts import rooms
from store.acts.demo_people import COUNTRIES, Invented, invent
from store.card_edits import Edit, kind_of
from store.cards_bulk import NewCard
from store.warranties_bulk import NewWarranty

PASSWORD = "demo"
SHARES = {"CN": 0.70, "FR": 0.15, "GB": 0.15}
"""How the cards are spread over the branches; the first is head office."""
MEMBERS: Mapping[str, frozenset[Role]] = {
    "keeper": frozenset({Role.CLERK, Role.KEEPER}),
    "clerk": frozenset({Role.CLERK}),
    "manager": frozenset({Role.MANAGER}),
    "sales": frozenset({Role.SALESPERSON}),
    "sales2": frozenset({Role.SALESPERSON}),
    "sales3": frozenset({Role.SALESPERSON}),
}
"""Who works at head office; in the other branches all but the last, with the branch's name behind: keeper.lyon."""
CHUNK = 5000
LENT = 0.03
LENT_DAYS = 8
FEWEST_LENT, MOST_LENT = 40, 180
"""Cards of one office that were ever lent: nobody goes out with hundreds."""
MOST_EDITED = 40
SUBMITTED = 3
"""Corrections of one office that wait to be taken over."""

Progress = Callable[[int, int], None]


class _Office(NamedTuple):
    branch: offices.BranchRecord
    country: str
    cards: int
    clerk: Actor
    keeper: Actor
    salespeople: tuple[int, ...]
    names: tuple[str, ...]


def build(url: str, cards: int = 2000, *, built_on: date | None = None, progress: Progress | None = None) -> None:
    """Make the demonstration's room at `url`, which must be empty. `progress` is told cards done and cards in all.

    Raises RoomNotEmpty, FolderNotWritable, NetworkDrive; then nothing is there.
    """
    rooms.prepare(url)
    try:
        made = _open_offices(cards)
        done = 0
        for office in made:
            for chunk in _fill(office, built_on or database.today(office.branch.time_zone)):
                done += chunk
                if progress:
                    progress(done, cards)
            with database.writing():
                _lend(office, built_on or database.today(office.branch.time_zone))
                search.rebuild(office.branch.id)
                _edit(office)
                _submit(office)
        _tidy()
    except BaseException:
        rooms.discard(url)
        raise


def _open_offices(cards: int) -> list[_Office]:
    counts = {country: int(cards * share) for country, share in SHARES.items()}
    counts["CN"] = cards - counts["FR"] - counts["GB"]
    hashed = staff.hash_password(PASSWORD)  # one for all, as the password is
    found: list[_Office] = []
    with database.writing():
        for country, count in counts.items():
            data = COUNTRIES[country]
            head_office = not found
            branch = offices.open_branch(
                data["branch"]["name"], country, prefix=data["branch"]["prefix"], head_office=head_office
            )
            suffix = "" if head_office else f".{data['branch']['name'].lower()}"
            with journal.entry(branch.id, None, "make_room"):
                ids = {
                    user: staff.insert(branch.id, user + suffix, name, roles, hashed)
                    for (user, roles), name in zip(_members(head_office), data["staff"], strict=False)
                }
            actors = {user: access.actor_of(staff_id) for user, staff_id in ids.items()}
            sellers = tuple(user for user, roles in _members(head_office) if Role.SALESPERSON in roles)
            found.append(
                _Office(
                    branch,
                    country,
                    count,
                    actors["clerk"],
                    actors["keeper"],
                    tuple(ids[user] for user in sellers),
                    tuple(actors[user].name for user in sellers),
                )
            )
    return found


def _members(head_office: bool) -> list[tuple[str, frozenset[Role]]]:
    members = list(MEMBERS.items())
    return members if head_office else members[:-1]


def _fill(office: _Office, built_on: date) -> Iterator[int]:
    """Write the office's cards chunk by chunk; yields how many each time."""
    customers = invent(office.country, office.cards, built_on, office.salespeople)
    random = Random(f"days {office.country}")
    for chunk in database.chunks(customers, CHUNK):
        new = [_prepared(one, office.branch.language) for one in chunk]
        with journal.entry(office.branch.id, office.clerk.staff_id, "demonstrate") as entry:
            ids = cards_bulk.create_many(entry, new, None)
            hanging = [(card, one) for card, one in zip(ids, chunk, strict=True)]
            rows_bulk.add_many(entry, "person", [(card, row) for card, one in hanging for row in one.people], None)
            rows_bulk.add_many(entry, "goods", [(card, row) for card, one in hanging for row in one.goods], None)
            _add_warranties(entry, office, ids, chunk)
            _spread(ids, random)
        yield len(chunk)


def _prepared(one: Invented, language: str) -> NewCard:
    return cards_bulk.prepared({**one.values, "kind": kind_of(one.goods), "language": language})


def _add_warranties(entry: journal.Entry, office: _Office, ids: Sequence[int], chunk: Sequence[Invented]) -> None:
    received = [
        NewWarranty(card, values, office.branch.currency)
        for card, one in zip(ids, chunk, strict=True)
        for values in one.warranties
    ]
    warranties_bulk.receive_many(entry, None, received, "warranty_card")


def _spread(ids: Sequence[int], random: Random) -> None:
    """Let the cards look as if they had been changed now and then within two years, not all at once."""
    now = database.now()
    moments = [(now - timedelta(minutes=int(random.random() ** 2 * 1_000_000)), id_) for id_ in ids]
    database.execute_many("update card set updated_at = ? where id = ?", moments)


def _lend(office: _Office, today: date) -> None:
    """Slips of one to eight cards: some came back, some are out, some are overdue."""
    random = Random(f"loans {office.country}")
    found = database.rows("select id from card where branch_id = ? order by id", (office.branch.id,))
    wanted = min(len(found), max(FEWEST_LENT, min(MOST_LENT, int(2 * office.cards * LENT))))
    ids = random.sample([row[0] for row in found], wanted)
    purposes = COUNTRIES[office.country]["purposes"]
    place = 0
    while ids:
        count = 1 + int(random.random() * 8)
        some, ids = ids[:count], ids[count:]
        lent_on = today - timedelta(days=place * 5 % 11)
        _slip(office, some, place % len(office.salespeople), purposes[place % len(purposes)], lent_on, place % 2 == 1)
        place += 1


def _slip(office: _Office, some: Sequence[int], seller: int, purpose: str, lent_on: date, back: bool) -> None:
    due = lent_on + timedelta(days=LENT_DAYS)
    at = datetime(lent_on.year, lent_on.month, lent_on.day, 8, 30)
    ended_at = at + timedelta(days=2) if back else None
    state = "returned" if back else "out"
    branch_id, keeper, borrower = office.branch.id, office.keeper.staff_id, office.salespeople[seller]
    with journal.entry(branch_id, keeper, "lend", purpose) as entry:
        number = offices.next_number(branch_id, "slip")
        slip = database.insert(
            "insert into slip (branch_id, number, kind, borrower_id, borrower_name, purpose, due, made_by_id, made_at)"
            " values (?, ?, 'visit', ?, ?, ?, ?, ?, ?)",
            (branch_id, number, borrower, office.names[seller], purpose, due, keeper, at),
        )
        lines = database.new_ids("slip_card", len(some))
        ended_by = keeper if back else None
        database.execute_many(
            "insert into slip_card (id, branch_id, slip_id, card_id, borrower_id, holds, state, due, out_at, ended_at,"
            " ended_by_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (line, branch_id, slip, card, borrower, True, state, due, at, ended_at, ended_by)
                for line, card in zip(lines, some, strict=True)
            ],
        )
        for line, card in zip(lines, some, strict=True):
            entry.note(journal.Change("slip_card", line, card, "state", None, state))
            entry.note(journal.Change("slip_card", line, card, "borrower", None, office.names[seller]))


def _edit(office: _Office) -> None:
    """A few real saves, so that histories have something to tell."""
    found = database.rows(
        "select id from card where branch_id = ? order by number limit ?", (office.branch.id, MOST_EDITED)
    )
    remarks = COUNTRIES[office.country]["remarks"]
    occasions: tuple[Any, ...] = ("delivery", "repair", "service", "handbook")
    for place, (card,) in enumerate(found):
        record = cards.show(office.clerk, card)
        edit = Edit({"remarks": remarks[place % len(remarks)], "warmth": "12345"[place % 5]})
        cards.save(office.clerk, card, record.version, edit, learnt_at=occasions[place % 4], despite_doubles=True)


def _submit(office: _Office) -> None:
    """What the first salesperson brought from visits, for the clerk to take over."""
    seller = access.actor_of(office.salespeople[0])
    found = database.rows(
        "select id from card where salesperson_id = ? order by number desc limit ?", (seller.staff_id, SUBMITTED)
    )
    remarks = COUNTRIES[office.country]["remarks"]
    for place, (card,) in enumerate(found):
        stands = cards.show(office.clerk, card).values["warmth"]
        warmth = next(degree for degree in ("345" * 2)[place % 3 :] if degree != stands)  # else there may be no news
        edit = Edit({"remarks": remarks[-1 - place % len(remarks)], "warmth": warmth})
        submissions.submit(seller, edit, card=card, learnt_at="delivery")


def _tidy() -> None:
    """Leave the database as it is after some use, so that the first question is as quick as the next."""
    if database.engine() == "sqlite":
        database.execute("pragma wal_checkpoint(truncate)")
    else:
        database.execute("vacuum analyze")
