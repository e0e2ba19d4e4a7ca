"""Many sessions at work on one room, each a process of its own: they read, find, edit, lend and return, an act every
few seconds, and note what they were told (K5)."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from store import access, cards, database, find, loans, whereabouts
from store.access import Actor
from store.acts import check
from store.cards import Edit
from store.errors import Refused
from tests.store.processes import Gate, Other, Say

USUAL_PAUSE = 3.0
ACTS: Mapping[str, int] = {"find": 35, "open": 25, "save": 25, "lend": 8, "return": 7}
"""How often each is done, of a hundred acts."""
WORDS = ("zhang", "wang", "li", "中山路", "张", "0063", "NJ0001", "zhangwei", "4567", "陈")
MINE_TO_REFUSE = frozenset({"AlreadyOut", "NotOut", "ChangedMeanwhile", "TooManyOut", "NeedsConfirmation"})
"""What a rule may say in such a day; anything else is a fault."""


class Day(NamedTuple):
    """What the sessions were told: seconds by act, refusals by name, faults in words, and how often each card's count
    was raised."""

    seconds: Mapping[str, Sequence[float]]
    refused: Counter[str]
    faults: Sequence[str]
    raised: Counter[int]


def work(
    url: str,
    staff_id: int,
    shared: Sequence[int],
    sessions: int,
    seconds: float,
    pause: float,
    sheet: Path | None = None,
) -> Day:
    """Let `sessions` work for a time on the cards `shared`; one more brings `sheet` in."""
    gate = Gate()
    others = [
        Other(url, _session, gate, staff_id, f"session {n}", tuple(shared), seconds, pause) for n in range(sessions)
    ]
    importing = Other(url, _bring, gate, staff_id, str(sheet)) if sheet is not None else None
    for other in [*others, *([importing] if importing else ())]:
        assert other.listen() == "ready"
    gate.opened.set()
    told = [said for other in others for said in other.end()[1:]]
    if importing is not None:
        assert importing.end()[-1] == "written"
    by_act: dict[str, list[float]] = {act: [] for act in ACTS}
    for act, _, took in (said for said in told if said[0] in ACTS):
        by_act[act].append(took)
    return Day(
        by_act,
        Counter(said[1] for said in told if said[0] == "refused"),
        [said[1] for said in told if said[0] == "fault"],
        Counter(said[1] for said in told if said[0] == "save"),
    )


def find_nothing_lost(url: str, day: Day, before: Mapping[int, int]) -> None:
    """Each card's count is what it was, and one more for each save that was acknowledged; the room is whole."""
    assert not day.faults, day.faults[:9]
    assert set(day.refused) <= MINE_TO_REFUSE, day.refused
    database.connect(url)
    try:
        assert counts(before) == {card: before[card] + day.raised[card] for card in before}
        found = check.look(deep=True)
        assert found.sound, found
    finally:
        database.disconnect()


def counts(shared: Sequence[int] | Mapping[int, int]) -> dict[int, int]:
    """The count that stands in the remarks of each card."""
    found = database.rows_among("select card_id, remarks from card_details where card_id in {among}", list(shared))
    return {card: _count(remarks) for card, remarks in found}


def _count(remarks: str | None) -> int:
    written = re.search(r"\[(\d+)\]", remarks or "")
    return int(written[1]) if written else 0


def _session(
    say: Say, gate: Gate, staff_id: int, name: str, shared: Sequence[int], seconds: float, pause: float
) -> None:
    actor, chance = access.actor_of(staff_id), random.Random(name)
    say("ready")
    gate.wait()
    until = time.monotonic() + seconds
    time.sleep(chance.random() * pause)
    while time.monotonic() < until:
        (act,) = chance.choices(list(ACTS), list(ACTS.values()))
        begun = time.monotonic()
        try:
            done = _DOING[act](actor, chance, shared)
            say((act, done, time.monotonic() - begun))
        except Refused as refusal:
            say(("refused", type(refusal).__name__))
        except Exception as fault:
            say(("fault", f"{act}: {fault!r}"))
        time.sleep(chance.uniform(0.5, 1.5) * pause)


def _find(actor: Actor, chance: random.Random, _shared: Sequence[int]) -> int:
    return len(find.find(actor, chance.choice(WORDS)).rows)


def _open(actor: Actor, chance: random.Random, shared: Sequence[int]) -> int:
    return cards.show(actor, chance.choice(shared)).id


def _save(actor: Actor, chance: random.Random, shared: Sequence[int]) -> int:
    return save(actor, chance.choice(shared), chance)


def save(actor: Actor, card_id: int, chance: random.Random) -> int:
    """Raise a card's count by one, and save it. Returns the card."""
    card = cards.show(actor, card_id)
    was = card.values["remarks"]
    mine = chance.getrandbits(64)  # two who write the same word for word save it once, and both are told it is saved
    edit = Edit({"remarks": f"[{_count(was) + 1}] {mine:x}"}, {"remarks": was})
    return cards.save(actor, card.id, card.version, edit, despite_doubles=True).id


def _lend(actor: Actor, chance: random.Random, shared: Sequence[int]) -> int:
    card = chance.choice(shared)
    loans.lend(actor, [card], to=chance.choice(["sales", "sales2", "sales3"]), purpose="visit")
    return card


def _give_back(actor: Actor, chance: random.Random, shared: Sequence[int]) -> int:
    out = [loan.card_id for loan in whereabouts.out(actor) if loan.card_id in shared]
    if out:
        loans.give_back(actor, [chance.choice(out)])
    return len(out)


_DOING: Mapping[str, Callable[[Actor, random.Random, Sequence[int]], int]] = {
    "find": _find, "open": _open, "save": _save, "lend": _lend, "return": _give_back,
}  # fmt: skip


def _bring(say: Say, gate: Gate, staff_id: int, file: str) -> None:
    from importers.sheets import bring
    from store.acts import bring_in

    actor = access.actor_of(staff_id)
    say("ready")
    gate.wait()

    def watch(done: int, _count: int) -> None:
        if done % 1000 == 0:
            say(("bringing", done, 0.0))

    plan: Any = bring.stage(actor, Path(file), watch=watch)
    bring_in.commit(actor, plan.id, watch=watch)
    say("written")
