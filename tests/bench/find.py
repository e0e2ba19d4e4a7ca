"""How long does a find take in a room of many cards, as the store call with its first 50 rows?

Bar: the 95th percentile of each class of query at most 10 ms on SQLite and 20 ms on PostgreSQL, as keeper and as a
salesperson with few cards. Queries are drawn from the room's own cards by a seeded generator; each is asked five times
and counts with its best time. One query of each class is compared with a look at every card: the same cards, the best
first. It does not show a cold disk, nor a branch in which colleagues write meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from time import perf_counter

from store import access, database, search_contents
from store.access import Actor
from store.acts import rooms
from store.find import MOST, found_ids
from store.find import find as store_find
from store.queries import CARD_NO, parse, tier
from store.readings import runs
from store.search import SearchContent
from store.tokens import Folded
from tests.bench.figures import Figure, percentile

BARS = {"sqlite": 10.0, "postgresql": 20.0}
QUERIES, TURNS, PAGE = 40, 5, 50
SAMPLE = 2000


class Drawn:
    """Cards of one branch, and what somebody may type to find one of them."""

    def __init__(self, branch_id: int) -> None:
        self.random = Random(branch_id)
        first, last = database.rows("select min(id), max(id) from card where branch_id = ?", (branch_id,))[0]
        ids = {self.random.randint(first, last) for _ in range(SAMPLE)}
        self.cards = list(search_contents.of_cards(ids).values())
        self.common = [char for char, _ in Counter(char for card in self.cards for char in card.name).most_common(12)]
        self.surnames = [name for name, _ in Counter(card.sort_name.split()[0] for card in self.cards).most_common(12)]

    def card(self) -> SearchContent:
        return self.random.choice(self.cards)

    def start(self, text: str, least: int) -> str:
        """The beginning of `text`, as far as it is typed."""
        return text[: self.random.randint(min(least, len(text)), len(text))]

    def pair(self, from_: Sequence[str]) -> str:
        return " ".join(self.random.sample(from_, 2))

    def address(self) -> str:
        card = self.card()
        pieces = [piece for _, piece in runs(card.address)]
        first = self.random.randrange(len(pieces))
        return self.start("".join(pieces[first:]), 2) if card.city.isascii() else card.address[first * 2 :]


Draw = Callable[[Drawn], str]
CHINESE: Mapping[str, Draw] = {
    "one very common character": lambda room: room.random.choice(room.common),
    "two characters": lambda room: room.card().name[:2],
    "pinyin": lambda room: room.start(room.card().sort_name.replace(" ", ""), 1),
    "initials": lambda room: "".join(word[0] for word in room.card().sort_name.split()),
    "an address": lambda room: room.address(),
    "two common words that rarely meet": lambda room: room.pair(room.common),
    "a common name and a place": lambda room: f"{room.random.choice(room.surnames)} {room.card().district[:2]}",
    "a whole name and more": lambda room: f"{room.card().name} {room.card().city}",
}
LATIN: Mapping[str, Draw] = {
    "accents": lambda room: room.start(room.card().name, 2),
    "an address, Latin": lambda room: room.card().address.split(" ", 1)[-1][:12],
    "two common words, Latin": lambda room: room.pair(room.surnames),
}
NUMBERS: Mapping[str, Draw] = {
    "the end of a phone": lambda room: room.card().phone[-room.random.randint(3, 8) :],
    "a serial number": lambda room: room.start("".join(room.card().serials[:1]) or "KA2", 3),
    "a card number": lambda room: room.start(room.card().card_no, 3),
    "no match": lambda room: room.random.choice(["xqzw", "魑魅", "99999999", f"{room.common[0]} xqzw", "x" * 20]),
}


def measure(url: str) -> Iterator[Figure]:
    rooms.open_room(url)
    engine = database.engine()
    bar = BARS[engine]
    asked: list[str] = []
    for user, classes in (("keeper", {**CHINESE, **NUMBERS}), ("keeper.lyon", LATIN)):
        actor = _actor(user)
        drawn = Drawn(actor.branch_id)
        texts = {name: [draw(drawn) for _ in range(QUERIES)] for name, draw in classes.items()}
        for name, some in texts.items():
            yield Figure(f"find, {engine}: {name}", percentile(_times(actor, some), 0.95), "ms", bar=bar)
        _compare(actor, [some[0] for some in texts.values()])
        asked += [text for some in texts.values() for text in some]
    yield Figure(f"find, {engine}: as a salesperson", percentile(_times(_actor("sales"), asked), 0.95), "ms", bar=bar)
    yield Figure(f"find, {engine}: in all branches at once", percentile(_times(_actor("manager"), asked), 0.95), "ms")
    database.disconnect()


def _actor(user: str) -> Actor:
    return access.actor_of(database.rows('select id from staff where "user" = ?', (user,))[0][0])


def _times(actor: Actor, texts: Sequence[str]) -> list[float]:
    """Milliseconds for each text, the best of some turns."""
    store_find(actor, texts[0])
    found = []
    for text in texts:
        turns = []
        for _ in range(TURNS):
            start = perf_counter()
            store_find(actor, text, limit=PAGE)
            turns.append(perf_counter() - start)
        found.append(min(turns) * 1000)
    return found


def _compare(actor: Actor, texts: Sequence[str]) -> None:
    """Let the answers be those of a look at every card of the branch: as many, and the first page as good."""
    ranks: dict[str, dict[int, int]] = {text: {} for text in texts}
    queries = [(parse(text), ranks[text]) for text in texts]
    for card_id, content in search_contents.of_branch(actor.branch_id):
        folded = Folded(content)
        for query, ranked in queries:
            rank = tier(folded, query)
            if rank is not None and (rank == CARD_NO or ("archived", "1") not in content.marks):
                ranked[card_id] = rank
    for text, ranked in ranks.items():
        ids, more = found_ids(access.reading(actor), text, page=PAGE)
        assert more == (len(ranked) > MOST), text
        assert [ranked.get(card_id) for card_id in ids[:PAGE]] == sorted(ranked.values())[: len(ids[:PAGE])], text
        assert len(ids) >= min(len(ranked), MOST), text
