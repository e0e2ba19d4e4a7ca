"""Runs every bench and prints one table: python -m tests.bench [--cards N] [--runs N] [--only NAME]… [--json].

Rooms are built once into the temporary folder and kept, PostgreSQL's among them. Nothing here fails on time.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping

from tests.bench import (
    eight,
    export,
    faults,
    figures,
    find,
    growth,
    hostile,
    keys,
    kills,
    lending,
    matching,
    opening,
    rooms,
    sessions,
    sheets,
    soak,
    start,
    use,
)
from tests.bench import list as lists
from tests.bench.figures import Figure
from tests.servers import begun

CARDS, FEW = 1_000_000, 2000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--cards", type=int, default=CARDS)
    parser.add_argument("--only", action="append", choices=list(_benches(CARDS, 0)), default=[])
    parser.add_argument("--runs", type=int, default=lending.RUNS, help="of lending by chance, fifty steps each")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measured: list[Figure] = []
    for name, measure in _benches(options.cards, options.runs).items():
        if not options.only or name in options.only:
            print(f"measuring {name}", file=sys.stderr)
            measured += measure()
    if options.json:
        print(json.dumps([figure.as_json() for figure in measured], indent=1))
    else:
        print(figures.table(measured))


def _benches(cards: int, runs: int) -> Mapping[str, Callable[[], Iterable[Figure]]]:
    return {
        "keys": lambda: keys.measure(rooms.sqlite_room(cards)),
        "start": lambda: start.measure(rooms.sqlite_room(cards)),
        "opening": lambda: opening.measure(rooms.sqlite_room(cards)),
        "use": lambda: use.measure(rooms.sqlite_room(cards)),
        "find": lambda: find.measure(rooms.sqlite_room(cards)),
        "list": lambda: lists.measure(rooms.sqlite_room(cards), rooms.sqlite_room(FEW)),
        "matching": matching.measure,
        "lending": lambda: lending.measure(_server(), runs),
        "eight": lambda: eight.measure(_server()),
        "sheets": lambda: sheets.measure(rooms.sqlite_room(cards)),
        "sessions": lambda: sessions.measure(_server()),
        "growth": lambda: growth.measure(growth.sqlite_rooms(), growth.the_sheet(rooms.sqlite_room(cards))),
        "growth-postgresql": lambda: growth.measure(
            growth.postgresql_rooms(_server()), growth.the_sheet(rooms.sqlite_room(cards))
        ),
        "export": lambda: export.measure(rooms.sqlite_room(cards), cards),
        "kills": lambda: kills.measure(_server()),
        "hostile": hostile.measure,
        "soak": soak.measure,
        "faults": faults.measure,
        "find-postgresql": lambda: find.measure(rooms.postgresql_room(_server(), cards)),
        "list-postgresql": lambda: lists.measure(
            rooms.postgresql_room(_server(), cards), rooms.postgresql_room(_server(), FEW)
        ),
    }


def _server() -> str:
    """The URL of a PostgreSQL server that keeps its rooms in the benches' folder; its programs are found then."""
    folder = rooms.folder() / "postgresql"
    folder.mkdir(exist_ok=True)
    return str(begun(folder, "stop").get_uri())


if __name__ == "__main__":
    main()
