"""Whether a room is whole: the database's own check, and every branch's chain recomputed from its entries (K4).

Touches no drawer and writes nothing. A head that somebody else holds, compared with the one found here, is what
convinces; so the answer carries it.
"""

from typing import NamedTuple

from store import access, database, journal, offices
from store.access import Actor, Right
from store.journal import Broken


class ChainRecord(NamedTuple):
    """A branch's chain: its name, how many entries it has, the hash of the last, the first that does not verify."""

    branch: str
    entries: int
    head: str
    broken: Broken | None


class CheckRecord(NamedTuple):
    """`damage` is what the database itself says is wrong with its file, a line each."""

    damage: tuple[str, ...]
    chains: tuple[ChainRecord, ...]

    @property
    def sound(self) -> bool:
        return not self.damage and not any(chain.broken for chain in self.chains)


def check(actor: Actor) -> CheckRecord:
    """Check the database and the chain of each branch. Needs the right to read the journal. Does not write."""
    access.require(actor, Right.READ_JOURNAL)
    chains = []
    for branch in offices.branches():
        broken = journal.verify(branch.id)
        entries, head = journal.head(branch.id)
        chains.append(ChainRecord(branch.name, entries, head, broken))
    return CheckRecord(_damage(), tuple(chains))


def _damage() -> tuple[str, ...]:
    """SQLite looks through its file. PostgreSQL's server keeps watch by checksums of its own."""
    if database.engine() != "sqlite":
        return ()
    found = [row[0] for row in database.rows("pragma integrity_check") if row[0] != "ok"]
    orphans = database.rows("pragma foreign_key_check")
    return (*found, *(f"{table} {row_id} → {parent}" for table, row_id, parent, _ in orphans))
