"""Whether a room is whole: the database's own check, every branch's chain recomputed from its entries, the guards that
keep it, and what must hold between the rows (K4).

Writes nothing. A head that somebody else holds, compared with the one found here, is what convinces: so the answer
carries it, and `against` takes what was carried out before.
"""

from collections.abc import Iterable
from typing import NamedTuple

from store import access, database, guards, heads, journal, offices, seen
from store.access import Actor, Right
from store.acts import check_cards, check_rows
from store.acts.check_rows import Fault
from store.heads import HeadRecord, Parted
from store.journal import Broken
from store.seen import SeenChain


class ChainRecord(NamedTuple):
    """A branch's chain: its name, how many entries it has, its head, how many of its values were blanked, and the first
    entry that does not verify."""

    branch: str
    entries: int
    head: str
    blanked: int
    broken: Broken | None


class CheckRecord(NamedTuple):
    """`damage` is what the database itself says is wrong with its file, a line each; `guards` those that should keep
    the journal and are gone; `faults` rows that cannot be; `parted` entries that are not what was carried out. `seen`
    are the chains of who saw which card, `seen_parted` where they are not what the journal carries of them."""

    damage: tuple[str, ...]
    guards: tuple[str, ...]
    chains: tuple[ChainRecord, ...]
    faults: tuple[Fault, ...]
    parted: tuple[Parted, ...]
    seen: tuple[SeenChain, ...] = ()
    seen_parted: tuple[Parted, ...] = ()

    @property
    def sound(self) -> bool:
        broken = any(chain.broken for chain in self.chains) or any(chain.broken for chain in self.seen)
        return not (self.damage or self.guards or self.faults or self.parted or self.seen_parted or broken)


def check(actor: Actor, *, deep: bool = False, against: Iterable[HeadRecord] = ()) -> CheckRecord:
    """Check the room, and compare it with entries that were carried out. Needs the right to read the journal.

    `deep` also looks through every index and holds each card against what the journal says of it last. Does not write.
    """
    access.require(actor, Right.READ_JOURNAL)
    return look(deep=deep, against=against)


def look(*, deep: bool = False, against: Iterable[HeadRecord] = ()) -> CheckRecord:
    """As `check`, of the room in use, whoever asks: for a copy that is about to be trusted."""
    chains = tuple(_chain(branch.id, branch.name) for branch in offices.in_reach())
    parted = heads.parted(_both(against))
    faults = (*check_rows.faults(), *(check_cards.faults() if deep else ()))
    sights = seen.chains(), seen.parted()
    return CheckRecord(_damage(deep), tuple(guards.missing()), chains, faults, parted, *sights)


def _both(against: Iterable[HeadRecord]) -> Iterable[HeadRecord]:
    yield from heads.witnessed()
    yield from against


def _chain(branch_id: int, name: str) -> ChainRecord:
    broken = journal.verify(branch_id)
    return ChainRecord(
        name, journal.head(branch_id)[0], heads.of_branch(branch_id).text, journal.blanked(branch_id), broken
    )


def _damage(deep: bool) -> tuple[str, ...]:
    """SQLite looks through its file. PostgreSQL's server keeps watch by checksums of its own."""
    if database.engine() != "sqlite":
        return ()
    looked = database.rows(f"pragma {'integrity_check' if deep else 'quick_check'}")
    found = [row[0] for row in looked if row[0] != "ok"]
    orphans = database.rows("pragma foreign_key_check")
    return (*found, *(f"{table} {row_id} → {parent}" for table, row_id, parent, _ in orphans))
