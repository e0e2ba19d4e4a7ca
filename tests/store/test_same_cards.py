"""Many at once: no card is out twice, whoever was quicker (L1). `tests.bench eight` does it for half a minute."""

from tests.conftest import Room
from tests.store import same_cards

PROCESSES, ACTS = 8, 20


def test_eight_processes_lend_and_return_the_same_cards(room: Room) -> None:
    records = same_cards.run(room, PROCESSES, same_cards.some_cards(room), acts=ACTS)
    assert all(record.acts >= ACTS for record in records)
    assert sum(record.refused.total() for record in records) > 0
    same_cards.compare(room, records)
