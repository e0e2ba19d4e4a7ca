"""Heads of the chain, carried out of the room: what convinces of a log is only its end, once somebody else holds it.

A head is written as NJ:123:9f3c…: the branch's letters, the number of its last entry, that entry's hash. A room whose
tail was cut, that was replaced by an older one, or whose chain was computed anew, has no such entry (K4).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from locales.messages import N_
from store import database, journal, walls
from store.errors import Refused

_HEAD = re.compile(r"([A-Z]{2,4}):(\d{1,18}):([0-9a-f]{16,64})")
"""Sixteen digits of a hash may be typed instead of all of it."""


class NotAHead(Refused):
    text: str
    message = N_("“{text}” is neither a head, written as NJ:123:9f3c…, nor a backup that is there.")
    exit_code = 2


class HeadRecord(NamedTuple):
    """The last entry of a branch's chain at some time."""

    prefix: str
    number: int
    hash: str

    @property
    def text(self) -> str:
        return f"{self.prefix}:{self.number}:{self.hash}"

    @property
    def short(self) -> str:
        """As it stands on paper, to be typed."""
        return f"{self.prefix}:{self.number}:{self.hash[:16]}"


class Parted(NamedTuple):
    """The first entry known to differ from what was carried out: it is missing ("cut"), another ("other"), or its
    branch is not in the room ("branch")."""

    prefix: str
    number: int
    wrong: str


CURRENT = "select b.prefix, h.number, h.hash from journal_head h join branch b on b.id = h.branch_id order by b.id"
"""SQL of the head of every branch, in any room."""


def current() -> tuple[HeadRecord, ...]:
    """The head of every branch, as it is now. Does not write."""
    return tuple(
        HeadRecord(*row)
        for row in database.rows(
            "select b.prefix, h.number, h.hash from chain_head h join branch b on b.id = h.branch_id order by b.id"
        )
    )


def of_branch(branch_id: int) -> HeadRecord:
    """The head of one branch, as it is now. Does not write."""
    prefix = database.rows("select prefix from branch where id = ?", (branch_id,))[0][0]
    return HeadRecord(prefix, *journal.head(branch_id))


def parse(text: str) -> HeadRecord:
    """A head as somebody wrote it. Raises NotAHead."""
    found = _HEAD.fullmatch(_typed(text))
    if found is None:
        raise NotAHead(text=text)
    return HeadRecord(found[1], int(found[2]), found[3])


def _typed(text: str) -> str:
    prefix, colon, rest = re.sub(r"[\s…]", "", text).replace("：", ":").partition(":")
    return prefix.upper() + colon + rest.lower()


def parted(carried: Iterable[HeadRecord]) -> tuple[Parted, ...]:
    """Where the room's chains part from entries that were carried out: one head, or all of a backup's entries.

    The first such entry of each branch; of those that the database keeps from this session, none. Does not write.
    """
    ids = dict(database.rows("select prefix, id from branch"))
    hidden = set(ids.values()) - set(walls.within_reach())
    first: dict[str, Parted] = {}
    looked_at = (head for head in carried if ids.get(head.prefix) not in hidden)
    for batch in database.chunks(looked_at, journal.WINDOW):
        ours = _ours(batch, ids)
        for head in batch:
            wrong = _wrong(head, ids, ours)
            earlier = first.get(head.prefix)
            if wrong and (earlier is None or head.number < earlier.number):
                first[head.prefix] = Parted(head.prefix, head.number, wrong)
    return tuple(first.values())


def _ours(batch: Sequence[HeadRecord], ids: dict[str, int]) -> dict[tuple[str, int], str]:
    """What this room has at the numbers of `batch`."""
    found = {}
    for prefix in {head.prefix for head in batch} & ids.keys():
        numbers = [head.number for head in batch if head.prefix == prefix]
        for number, hash_ in database.rows(
            f"select number, hash from journal_entry where branch_id = ? and number in {database.marks(numbers)}",
            (ids[prefix], *numbers),
        ):
            found[prefix, number] = hash_
    return found


def _wrong(head: HeadRecord, ids: dict[str, int], ours: dict[tuple[str, int], str]) -> str | None:
    if head.prefix not in ids:
        return "branch"
    if head.number == 0:
        return None
    hash_ = ours.get((head.prefix, head.number))
    if hash_ is None:
        return "cut"
    return None if hash_.startswith(head.hash) else "other"


def witnessed() -> Iterator[HeadRecord]:
    """The heads of branches that stand as values in the chains: each backup writes them there. Does not write."""
    for (text,) in database.rows(
        "select distinct v.new from journal_change c join journal_value v"
        " on v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place"
        " where c.record = 'journal_head' and v.new is not null"
    ):
        if found := _HEAD.fullmatch(text):
            yield HeadRecord(found[1], int(found[2]), found[3])


def note(entry: journal.Entry) -> None:
    """Write the heads of all other branches into an entry: whoever cuts one chain would have to change them all."""
    entry.note_all(
        journal.Change("journal_head", 0, None, "head", None, head.text)
        for head, branch_id in zip(current(), _branch_ids(), strict=True)
        if branch_id != entry.branch_id and head.number
    )


def _branch_ids() -> list[int]:
    return [row[0] for row in database.rows("select branch_id from chain_head order by branch_id")]
