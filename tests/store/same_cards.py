"""Several processes lend and return the same few cards at once, and each keeps a record of its own of what it was
granted; at the end the records and the lending log are compared (L1)."""

import random
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from store import access, database, loans, whereabouts
from store.acts import check
from store.errors import Refused
from store.slips import AlreadyOut
from tests.conftest import Room
from tests.store.builders import a_card
from tests.store.processes import Gate, Other, Say

CARDS, HOLDS = 50, 2
"""How many cards all of them fight for, and how many each has out at most."""


class Record(NamedTuple):
    """What one process was granted: the lines that went out, each with its card, and those that came back; what it was
    refused, by the refusal's name; how long it was at it."""

    name: str
    lent: tuple[tuple[int, int], ...]
    returned: tuple[int, ...]
    refused: Counter[str]
    seconds: float

    @property
    def acts(self) -> int:
        return len(self.lent) + len(self.returned)


def run(room: Room, processes: int, cards: Sequence[int], *, seconds: float = 0, acts: int = 0) -> list[Record]:
    """Let as many processes lend and return, for a time or until each has had so many acts accepted."""
    gate = Gate()
    others = [
        Other(
            room.url,
            _lend_and_return,
            gate,
            room.keeper.staff_id,
            f"process {n} of {processes}",
            tuple(cards),
            seconds,
            acts,
        )
        for n in range(processes)
    ]
    for other in others:
        assert other.listen() == "ready"
    gate.opened.set()
    return [Record(*other.end()[-1]) for other in others]


def _lend_and_return(
    say: Say, gate: Gate, keeper_id: int, name: str, cards: Sequence[int], seconds: float, acts: int
) -> None:
    keeper, chance = access.actor_of(keeper_id), random.Random(name)
    out: dict[int, int] = {}
    lent: list[tuple[int, int]] = []
    returned: list[int] = []
    refused: Counter[str] = Counter()
    say("ready")
    gate.wait()
    begun = time.monotonic()
    while time.monotonic() - begun < seconds or len(lent) + len(returned) < acts:
        try:
            if len(out) == HOLDS or (out and chance.random() < 0.5):
                card = chance.choice(sorted(out))
                loans.give_back(keeper, [card])
                returned.append(out.pop(card))
            else:
                card = chance.choice(cards)
                slip = loans.lend(keeper, [card], to=chance.choice(["sales", "sales2"]), purpose=name)
                (out[card],) = slip.lines
                lent.append((out[card], card))
        except Refused as refusal:
            refused[type(refusal).__name__] += 1
    say((name, tuple(lent), tuple(returned), refused, time.monotonic() - begun))


def compare(room: Room, records: Sequence[Record]) -> None:
    """Each process's own record is the log; no card was out twice; nothing was refused but what was out already; the
    room is whole."""
    for record in records:
        assert set(record.refused) <= {AlreadyOut.__name__}, record.refused
        log = database.rows(
            "select l.id, l.card_id from slip_card l join slip s on s.id = l.slip_id where s.purpose = ? order by l.id",
            (record.name,),
        )
        assert sorted(record.lent) == log
        back = "select l.id from slip_card l join slip s on s.id = l.slip_id where s.purpose = ? and l.state = ?"
        assert sorted(record.returned) == sorted(row[0] for row in database.rows(back, (record.name, "returned")))
    spans: dict[int, list[tuple[object, object]]] = {}
    for card, since, until in database.rows("select card_id, out_at, ended_at from slip_card order by out_at, id"):
        spans.setdefault(card, []).append((database.moment(since), database.as_moment(until)))
    for loans_of_card in spans.values():
        for (_, ended), (begun, _) in pairwise(loans_of_card):
            assert ended is not None
            assert ended <= begun  # type: ignore[operator]
    assert check.check(room.first, deep=True).sound


def some_cards(room: Room) -> list[int]:
    return [a_card(room, f"张{n}").id for n in range(CARDS)]


def all_back(room: Room) -> None:
    """Everything is in the drawer again, for the next run."""
    out = [loan.card_id for loan in whereabouts.out(room.keeper)]
    if out:
        loans.give_back(room.keeper, out)
