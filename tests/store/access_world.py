"""Two branches, their staff in every role, and cards that are somebody's: the world in which the access matrix holds.

The tables are written by hand, from DESIGN.md, and know nothing of the code's own: what each person reads of each card,
and what becomes of each act. Every card's values are unlike any other's, so that one glance at an answer shows a leak.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from store import access, cards, database, loans, offices, restrictions, search, staff
from store.access import Actor, Role
from store.cards import Edit, RowEdit
from store.offices import NewBranch
from store.tables.base import proxy
from tests.conftest import CHEAP, PASSWORD, Room

READS = """
              own      held     other    archived  elsewhere  restricted
clerk         whole    whole    whole    whole     nothing    open
keeps         whole    whole    whole    whole     nothing    open
keeper        whole    whole    whole    whole     nothing    open
manager       whole    whole    whole    whole     whole      whole
first         whole    whole    whole    whole     whole      whole
both          whole    whole    whole    whole     nothing    open
sales         phones   whole    file     nothing   nothing    file
sales2        file     phones   phones   phones    nothing    open
clerk.ly      nothing  nothing  nothing  nothing   whole      nothing
keeper.ly     nothing  nothing  nothing  nothing   whole      nothing
manager.ly    nothing  nothing  nothing  nothing   whole      nothing
sales.ly      nothing  nothing  nothing  nothing   phones     nothing
"""
"""`own` and `held` are looked after by and lent to `sales`; `held` and `other` are looked after by `sales2`, as is the
archived one; `elsewhere` is looked after by `sales.ly`. `restricted`, looked after by `sales2`, a
manager has restricted: of it the open part is read. `keeper` is clerk and keeper, `both` clerk and salesperson, `first`
clerk, keeper and manager, `manager` and `first` are at head office."""

ROLES = {
    "keeps": ("Ke Eper", {Role.KEEPER}, "NJ"),
    "both": ("Bo Th", {Role.CLERK, Role.SALESPERSON}, "NJ"),
    "clerk.ly": ("Claire Erc", {Role.CLERK}, "LY"),
    "keeper.ly": ("Karl Eper", {Role.KEEPER}, "LY"),
    "manager.ly": ("Manon Ager", {Role.MANAGER}, "LY"),
    "sales.ly": ("Sabine Ales", {Role.SALESPERSON}, "LY"),
}


def table(text: str) -> dict[str, dict[str, str]]:
    """A table as it is written above: by the first word of a line, then by the head of the column."""
    head, *lines = text.strip("\n").splitlines()
    return {who: dict(zip(head.split(), cells, strict=True)) for who, *cells in map(str.split, lines)}


@dataclass(frozen=True)
class Known:
    """A card's values that nobody else's has: `name` of the open part, `phone`, and the confidential ones."""

    mark: str
    id: int
    card_no: str
    name: str
    district: str
    phone: str
    confidential: Mapping[str, str]

    @property
    def purpose(self) -> str:
        """What it was last lent for: told to whoever reads all of it, and to the borrower."""
        return f"purpose{self.mark}"

    @property
    def result(self) -> str:
        """What that visit brought: told to whoever reads all of the card."""
        return f"result{self.mark}"


@dataclass(frozen=True)
class World:
    room: Room
    people: Mapping[str, Actor]
    cards: Mapping[str, Known]
    lyon: int


NAMES = {"own": "Olga Owens", "held": "Hedda Heldt", "other": "Otto Otterly", "archived": "Arne Archer",
         "elsewhere": "Ella Elster", "restricted": "Rhoda Restall"}  # fmt: skip
ROOM_NUMBERS = {"own": 1, "held": 2, "other": 3, "archived": 4, "elsewhere": 5, "restricted": 6}


def a_world(room: Room) -> World:
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY")).id
        cheap = CHEAP.hash(PASSWORD)
        for user, (name, roles, prefix) in ROLES.items():
            staff.insert(lyon if prefix == "LY" else room.first.branch_id, user, name, roles, cheap)
        database.execute("update staff set password = ?", (cheap,))
    people = {user: access.actor_of(staff_id) for user, staff_id in database.rows('select "user", id from staff')}
    looked_after = {"own": "sales", "held": "sales2", "other": "sales2", "archived": "sales2", "elsewhere": "sales.ly"}
    looked_after |= {"restricted": "sales2"}
    made = {which: _a_card(people, which, people[user].staff_id) for which, user in looked_after.items()}
    _lend(people, made)
    cards.archive(people["clerk"], made["archived"].id, "goneArchived")
    restrictions.restrict(people["manager"], made["restricted"].id, "contested")
    return World(room, people, made, lyon)


def _a_card(people: Mapping[str, Actor], which: str, salesperson: int) -> Known:
    n = ROOM_NUMBERS[which]
    mark = which.capitalize()
    clerk = people["clerk.ly" if which == "elsewhere" else "clerk"]
    phone = f"+8613{n}{n}{n}{n}{n}7{n}{n}{n}"
    values = {
        "name": NAMES[which], "district": f"district{mark}", "phone": phone, "attitude": "loyal",
        "salesperson": salesperson, "address": f"{n}{n} street{mark}", "remarks": f"before{mark}",
    }  # fmt: skip
    confidential = {"address": f"street{mark}", "person": f"Perso{mark}", "serial": f"SER{n}{n}{n}{mark}"}
    person, unit = {"name": confidential["person"]}, {"product": "TV", "serial": confidential["serial"]}
    edit = Edit(values, people=(RowEdit(None, person),), goods=(RowEdit(None, unit),))
    card = cards.create(clerk, edit, despite_doubles=True)
    card = cards.save(clerk, card.id, card.version, Edit({"remarks": f"after{mark}", "email": f"x@{mark}.example"}))
    with database.writing(), search.following(card.row.branch_id, [card.id]):
        database.execute(
            "insert into warranty (branch_id, card_id, serial, currency, state, received_at, version, dealer)"
            " values (?, ?, ?, 'CNY', 'received', ?, 1, ?)",
            (card.row.branch_id, card.id, f"WAR{n}{mark}", database.now(), f"dealer{mark}"),
        )
    confidential |= {"before": f"before{mark}", "after": f"after{mark}"}
    confidential |= {"warranty": f"WAR{n}{mark}", "dealer": f"dealer{mark}"}
    return Known(mark, card.id, card.card_no, NAMES[which], f"district{mark}", phone, confidential)


def _lend(people: Mapping[str, Actor], made: Mapping[str, Known]) -> None:
    """Each card was out once and is back; then `held` goes out to `sales`."""
    for which, card in made.items():
        keeper = people[lender_of(which)]
        loans.lend(keeper, [card.id], to=borrower_of(which), purpose=card.purpose)
        loans.give_back(keeper, [card.id], results={card.id: card.result})
    loans.lend(people["keeper"], [made["held"].id], to="sales", purpose="purposeNow")


def borrower_of(which: str) -> str:
    """Who had the card and brought it back."""
    return "sales.ly" if which == "elsewhere" else "both"


def lender_of(which: str) -> str:
    """Who lent it then, and wrote down what for."""
    return "keeper.ly" if which == "elsewhere" else "keeper"


def levels(person: str) -> dict[str, str]:
    return table(READS)[person]


def leaks(world: World, person: str, text: str) -> list[str]:
    """What stands in an answer to `person` and may not."""
    found = []
    for which, level in levels(person).items():
        card = world.cards[which]
        closed = [] if level in ("whole", "phones", "open") else [card.name.replace(" ", ""), card.district]
        closed += [] if level in ("whole", "phones") else [card.phone]
        if level != "whole":
            closed += card.confidential.values()
            closed += [card.purpose] if person not in (borrower_of(which), lender_of(which)) else []
            closed += [card.result] if person != borrower_of(which) else []
        found += [f"{which}: {value}" for value in closed if value.removeprefix("+86") in text.replace(" ", "")]
    return found


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is done inside is undone: so each cell is tried in the same world."""
    with proxy.atomic() as transaction:
        try:
            yield
        finally:
            transaction.rollback()
