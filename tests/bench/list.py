"""How long do a page of the list and the counts beside the notches take in a room of many cards?

Floor of a page: the same page in a room of 2,000 cards, in the same run; bar: 3 ×, since an index of a million has one
level more and its rows lie farther apart. What a person does not wait for (how many in all, the counts) has no bar. The
best of some turns; the first page of a rarely picked notch is told apart, as it looks the cards up. It checks that
paging reaches every card once. It does not show a cold disk.
"""

from collections.abc import Callable, Iterator
from time import perf_counter

from store import access, database, listing, notches
from store.access import Actor
from store.acts import rooms
from store.listing import ORDERS
from tests.bench.figures import Figure

TURNS = 15
BAR = 3.0
PAGE = 50


def measure(url: str, small: str) -> Iterator[Figure]:
    """Figures of the room at `url` beside those of the one at `small`."""
    floors, ours = _pages(small), _pages(url)
    engine = database.engine()
    for name, seconds in ours.items():
        yield Figure(f"list, {engine}: {name}", seconds * 1000, "ms", floors[name] * 1000, BAR)
    actor = _keeper()
    grade_a, rare = {"grade": frozenset({"A"})}, _rare(actor)
    others: dict[str, Callable[[], object]] = {
        "first page of a notch that few cards have": lambda: listing.page(actor, "name", notches=rare),
        "how many in all": lambda: listing.count(actor),
        "how many of grade A": lambda: listing.count(actor, grade_a),
        "counts beside the notches, first": lambda: notches.notch_counts(actor),
        "counts beside the notches, one picked": lambda: notches.notch_counts(actor, grade_a),
        "counts beside the notches, one found": lambda: notches.notch_counts(actor, text="zhang"),
    }
    for name, act in others.items():
        yield Figure(f"list, {engine}: {name}", _once(act) * 1000, "ms")
    database.disconnect()


def _pages(url: str) -> dict[str, float]:
    """Seconds for a page at each end and in the middle of each order, and with a common notch."""
    rooms.open_room(url)
    actor = _keeper()
    middle = listing.page(actor, "name", row=None)[-1]
    found = {}
    for order in ORDERS:
        last = listing.page(actor, order, side="before")
        acts: dict[str, Callable[[], object]] = {
            "start": lambda order=order: listing.page(actor, order),
            "end": lambda order=order: listing.page(actor, order, side="before"),
            "next": lambda order=order: listing.page(actor, order, row=middle),
            "before the end": lambda order=order, last=last: listing.page(actor, order, row=last[0], side="before"),
        }
        for name, act in acts.items():
            found[f"by {order}, {name}"] = min(_once(act) for _ in range(TURNS))
    existing = {"list": frozenset({"existing"})}
    found["by name, a common notch"] = min(
        _once(lambda: listing.page(actor, "name", notches=existing)) for _ in range(TURNS)
    )
    _check(actor)
    return found


def _check(actor: Actor) -> None:
    """Let paging through the cards of one district meet each once, in order, as many as are counted."""
    rare = _rare(actor)
    seen, last = [], None
    while page := listing.page(actor, "name", notches=rare, row=last, limit=500):
        seen += [row.id for row in page]
        last = page[-1]
    assert len(seen) == len(set(seen)) == listing.count(actor, rare)


def _rare(actor: Actor) -> dict[str, frozenset[str]]:
    """Grade A in the first card's district, for a competitor's goods: few cards have all three."""
    district = next(row.district for row in listing.page(actor, "number") if row.district)
    return {"grade": frozenset({"A"}), "district": frozenset({district}), "kind": frozenset({"attack"})}


def _keeper() -> Actor:
    return access.actor_of(database.rows("select id from staff where \"user\" = 'keeper'")[0][0])


def _once(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start
