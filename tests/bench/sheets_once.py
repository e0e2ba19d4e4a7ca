"""Brings one sheet in and prints how long each step took, as JSON; `tests.bench.sheets` measures it from outside."""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from importers.sheets import bring
from store import access, database
from store.acts import bring_in, rooms
from store.find import find
from store.history import of_card
from tests.bench.sheets import LAST

if __name__ == "__main__":
    url, file = sys.argv[1:]
    rooms.open_room(url)
    actor = access.actor_of(database.rows('select id from staff where "user" = ?', ("keeper",))[0][0])
    steps = {}
    start = process_time()
    plan = bring.stage(actor, Path(file))
    steps["judging"] = process_time() - start
    start, wall = process_time(), perf_counter()
    plan = bring_in.commit(actor, plan.id)
    steps["writing"] = process_time() - start
    lock = perf_counter() - wall
    start = process_time()
    for text in (LAST[0], "ouyanghuimin", LAST[1][-6:]):
        found = next(card for card in find(actor, text).rows if card.name == LAST[0])
    assert any(entry.act == "import" for entry in of_card(actor, found.id))
    steps["finding"] = process_time() - start
    print(json.dumps({"steps": steps, "lock": lock, "counts": {k.value: v for k, v in plan.counts.items()}}))
