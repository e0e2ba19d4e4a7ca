"""Find as you type (F10): the cards that answer a text, best first, and no more of each than the asker may read.

Whoever reads a whole branch asks its index. Single cards that a salesperson looks after or holds are few: they are read
and compared by the fields that this person may read, so that nobody finds a card by a value closed to them. A name
outside these answers only that it is on file, its number and who looks after it.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from store import access, database, merges, search, search_contents, transfers
from store.access import Actor, Reading
from store.card_rows import CardRow, masked_rows
from store.offices import card_no
from store.picks import NO_NOTCHES, Notches, has_values, single_cards, wants_archived
from store.queries import CARD_NO, EXACT, NAME, OTHER, Alternatives, Query, parse, tier, tier_of_name
from store.tokens import Folded, FoldedName, squeezed

MOST = 1000
"""How many cards are counted and may be paged through; past it the answer is “1,000+”."""

SIFTED = 50
"""Cards of a superset that are compared at a time."""


class OnFile(NamedTuple):
    """What a salesperson learns of a name outside their own cards."""

    card_no: str
    salesperson: str | None


class Found(NamedTuple):
    """`rows` are the first, `ids` all that were counted, best first; `more` says that there are others beyond."""

    rows: tuple[CardRow, ...] = ()
    ids: tuple[int, ...] = ()
    more: bool = False
    on_file: tuple[OnFile, ...] = ()


def find(actor: Actor, text: str, notches: Notches = NO_NOTCHES, *, limit: int = 50) -> Found:
    """The cards that answer all words of `text` and have the picked values, best first. Does not write.

    Best is the card of that number, then a name that is just that, that begins so, that has these words; then all that
    have them elsewhere (people, address, phone's end, serial); among equals the older card first. Archived cards are
    left out, unless `notches` asks for them or the text is a card's number.
    """
    reading = access.reading(actor)
    ids, more = found_ids(reading, text, notches, page=limit)
    rows = masked_rows(reading, ids[:limit])
    on_file = () if reading.whole else _on_file(actor, reading, parse(text))
    return Found(tuple(rows), tuple(ids), more, on_file)


def found_ids(reading: Reading, text: str, notches: Notches = NO_NOTCHES, *, page: int = 50) -> tuple[list[int], bool]:
    """As `find`, ids only: at most `MOST`, and whether there are more.

    The first `page` are surely right; where tokens only say “perhaps” (long words, whole addresses) and there are
    many, the rest has not been looked at.
    """
    query = parse(text)
    if not query.words:
        return [], False
    ranked = [pair for branch_id in reading.branches for pair in _Branch(branch_id, query, notches, page).ranked()]
    ranked += _among_single_cards(reading, query, notches)
    ranked.sort()
    return [card_id for _, card_id in ranked[:MOST]], len(ranked) > MOST


def ids_in_branch(branch_id: int, text: str, *, archived: bool) -> tuple[list[int], bool]:
    """As `found_ids`, of one branch that is read whole, all of them sure."""
    notches = {"archived": frozenset("1" if archived else "")}
    ranked = _Branch(branch_id, parse(text), notches, MOST).ranked()
    return [card_id for _, card_id in ranked[:MOST]], len(ranked) > MOST


class _Branch:
    """One query to one branch's index."""

    def __init__(self, branch_id: int, query: Query, notches: Notches, page: int) -> None:
        self.branch_id, self.query, self.notches, self.page = branch_id, query, notches, page
        self.archived = wants_archived(notches)
        self.known: tuple[dict[int, int | None], dict[int, int | None]] = ({}, {})
        self.found: dict[int, int] = {}

    def ranked(self) -> list[tuple[int, int]]:
        """(tier, id) of the cards that answer, best first; all, or more than `MOST`."""
        for rank in range(CARD_NO, OTHER + 1):
            if len(self.found) > MOST:
                break
            ids = self._new(self._asked(rank))
            if rank == OTHER:
                ids = self._new({*ids, *self._with_codes()})
            self.found.update(dict.fromkeys(ids if self._sure(rank) else self._sifted(rank, ids), rank))
        return [(rank, card_id) for card_id, rank in self.found.items()]

    def _asked(self, rank: int) -> Sequence[int]:
        """What the index, or the branch's numbers, say for a tier."""
        if rank == CARD_NO:
            return self.numbered()
        if rank < NAME and self._long and not self._in_names:
            return []
        if rank == OTHER and (few := self._with_rare()) is not None:
            return few
        return self._in_names if rank == NAME else self._with_tokens(rank, MOST + 1)

    def _with_rare(self) -> list[int] | None:
        """The cards with the numbers of an address, where they are few: its street and town, which half of all cards
        have, need not be asked for."""
        if not self.query.rare:
            return None
        found = search.match(self.branch_id, self._narrowed(self.query.rare), limit=SIFTED + 1, archived=self.archived)
        return found if len(found) <= SIFTED else None

    @property
    def _long(self) -> bool:
        """Whether more than one short word was typed: so many names begin with that one that the rest is not asked."""
        return len(self.query.words) > 1 or not self.query.sure(NAME)

    @cached_property
    def _in_names(self) -> list[int]:
        """The cards with all words in their name: where there are none, no name is just that or begins so."""
        return self._with_tokens(NAME, MOST + 1)

    def _sure(self, rank: int) -> bool:
        return rank == CARD_NO or self.query.sure(rank)

    def _new(self, ids: Iterable[int]) -> list[int]:
        return sorted(set(ids) - self.found.keys())

    def numbered(self) -> list[int]:
        if self.query.card_no is None:
            return []
        prefix, number = self.query.card_no
        found = database.rows(
            "select c.id from card c join branch b on b.id = c.branch_id where c.branch_id = ? and c.number = ?"
            + (" and b.prefix = ?" if prefix else ""),
            (self.branch_id, number, prefix) if prefix else (self.branch_id, number),
        )
        if prefix:
            found += [(card,) for card in transfers.received_as(self.branch_id, prefix, number)]
        stays = merges.staying([row[0] for row in found])
        ids = [stays.get(row[0], row[0]) for row in found]
        return self._with_notches(ids) if self.notches else ids

    def _with_tokens(self, rank: int, limit: int) -> list[int]:
        groups = self._narrowed(self._groups(rank))
        if not all(groups):
            return []
        return search.match(self.branch_id, groups, limit=limit, archived=self.archived)

    def _narrowed(self, groups: Sequence[Alternatives]) -> Sequence[Alternatives]:
        return (*groups, *search.notch_groups(self.notches))

    def _groups(self, rank: int) -> tuple[Alternatives, ...]:
        """What the index is asked. Cards with a single word in their name are found before others are looked for."""
        if rank != OTHER or len(self.query.words) > 1:
            return self.query.groups[rank]
        word = self.query.words[0]
        return (tuple(one for one in word.alternatives if one != word.name),)

    def _with_codes(self) -> list[int]:
        """Cards that have a word of the query only as the beginning of a code too long for a token."""
        starts = {start for word in self.query.words for start in word.ranges}
        found: set[int] = set()
        for start in starts:
            found.update(search.with_code(self.branch_id, start, limit=MOST + 1, archived=self.archived))
        ids = sorted(found)
        if len(self.query.words) > 1:
            self._look_at(OTHER, ids)
            ids = [card_id for card_id in ids if self._answers(card_id, OTHER)]
        return self._with_notches(ids) if self.notches else ids

    def _with_notches(self, ids: Sequence[int]) -> list[int]:
        return [card_id for card_id, one in search_contents.of_cards(ids).items() if has_values(one, self.notches)]

    def _sifted(self, rank: int, ids: list[int]) -> list[int]:
        """Those of `ids` that answer just so, looked at one after the other until the page is full."""
        wanted = self.page - len(self.found)
        kept, looked = self._look_through(rank, ids, wanted)
        if len(kept) < wanted and len(ids) > MOST and looked == len(ids):
            more = self._new(set(self._with_tokens(rank, 10 * MOST)) - set(ids))
            kept += self._look_through(rank, more, wanted - len(kept))[0]
        return kept

    def _look_through(self, rank: int, ids: list[int], wanted: int) -> tuple[list[int], int]:
        """Those that answer, and how many were looked at; the rest is kept unseen, but for what is known already."""
        kept: list[int] = []
        place = 0
        few = len(ids) <= 2 * SIFTED and not self.query.sure(rank)
        while place < len(ids) and (few or len(kept) < wanted):
            chunk = ids[place : place + SIFTED]
            self._look_at(rank, chunk)
            kept += [card_id for card_id in chunk if self._answers(card_id, rank)]
            place += len(chunk)
        known = self.known[rank == OTHER]
        return kept + [
            card_id for card_id in ids[place:] if card_id not in known or self._answers(card_id, rank)
        ], place

    def _answers(self, card_id: int, rank: int) -> bool:
        known = self.known[rank == OTHER][card_id]
        return known is not None and known <= rank

    def _look_at(self, rank: int, ids: Sequence[int]) -> None:
        """Compare cards with the query: their names only, where names decide."""
        known = self.known[rank == OTHER]
        unknown = [card_id for card_id in ids if card_id not in known]
        if rank == OTHER:
            contents = search_contents.of_cards(unknown)
            known.update((card_id, tier(content, self.query)) for card_id, content in contents.items())
        else:
            names = search_contents.names(unknown)
            known.update((card_id, tier_of_name(FoldedName(*name), self.query)) for card_id, name in names.items())


def _among_single_cards(reading: Reading, query: Query, notches: Notches) -> list[tuple[int, int]]:
    ranked = []
    for card_id, folded in single_cards(reading, notches).items():
        rank = tier(folded, query)
        if rank is not None:
            ranked.append((rank, card_id))
    return ranked


def _on_file(actor: Actor, reading: Reading, query: Query) -> tuple[OnFile, ...]:
    """That a full name, or a card's number, outside the asker's own cards is on file in their branch (L7)."""
    if not query.words or len(query.whole) < 2:
        return ()
    ids = search.match(actor.branch_id, query.groups[EXACT], limit=20)
    whole_number = query.card_no is not None and query.card_no[0]
    numbered = set(_Branch(actor.branch_id, query, NO_NOTCHES, 1).numbered() if whole_number else ()) - reading.cards
    named = [
        card_id
        for card_id, content in search_contents.of_cards(set(ids) - reading.cards).items()
        if Folded(content).name.text.replace(" ", "") == squeezed(query.whole).replace(" ", "")
    ]
    named += sorted(numbered - set(named))
    if not named:
        return ()
    marks = database.marks(named)
    found = database.rows(
        "select b.prefix, c.number, s.name from card c join branch b on b.id = c.branch_id"
        f" left join staff s on s.id = c.salesperson_id where c.id in {marks}"
        " and c.archived_at is null order by c.id",
        named,
    )
    return tuple(OnFile(card_no(prefix, number), salesperson) for prefix, number, salesperson in found)
