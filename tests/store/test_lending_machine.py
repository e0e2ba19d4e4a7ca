"""Lending by chance, on both engines: as many acts as the suite has time for. `tests.bench lending` does many more."""

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from store.acts import check
from store.tables.base import proxy
from tests.conftest import Room, open_furnished
from tests.store.lending_machine import COUNTED, LendingMachine

RUNS, STEPS = {"sqlite": 80, "postgresql": 20}, 50
LEAST, LEAST_OF_EACH = {"sqlite": 2000, "postgresql": 500}, {"sqlite": 17, "postgresql": 3}
"""Together two thousand accepted acts and more, twenty of each kind; the engine that is quicker does most of them."""


def run(room: Room, runs: int, steps: int, *, seed: int | None = None) -> type[LendingMachine]:
    """Run the machine in `room`; returns it with its counts. Without a seed it does the same each time."""

    class Machine(LendingMachine):
        pass

    Machine.room = room
    Machine.accepted, Machine.refused = Machine.accepted.copy(), Machine.refused.copy()
    run_state_machine_as_test(
        Machine if seed is None else hypothesis.seed(seed)(Machine),
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Machine


def hurry(engine: str) -> None:
    """Let the room in use not wait for the disk: nobody cuts the power here."""
    if engine == "sqlite":
        proxy.execute_sql("pragma synchronous = off")
    else:
        proxy.execute_sql("set synchronous_commit = off")
        proxy.connection().prepare_threshold = 5  # its statements are few, and made out thousands of times


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_lending_by_chance_keeps_what_it_promises(engine: str, request: pytest.FixtureRequest) -> None:
    room = open_furnished(request.getfixturevalue(f"{engine}_url"))
    hurry(engine)
    machine = run(room, RUNS[engine], STEPS)
    print(engine, sum(machine.accepted.values()), dict(machine.accepted), dict(machine.refused))
    assert sum(machine.accepted.values()) >= LEAST[engine]
    assert {act: machine.accepted[act] for act in COUNTED if machine.accepted[act] < LEAST_OF_EACH[engine]} == {}
    assert check.check(room.first, deep=True).sound
