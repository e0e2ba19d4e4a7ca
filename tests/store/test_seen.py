"""Who has seen which card, once an hour, in a chain that check looks through; and what was refused to whom (L5, K1)."""

import threading
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import peewee
import pytest

from store import access, cards, database, guards, journal, loans, refusals, requests, seen
from store.access import NotAllowed, OnlyOnFile, Right
from store.acts import backup, check
from store.errors import Refused
from store.tables.base import proxy
from tests.conftest import Room
from tests.store.builders import a_card
from tests.test_house import modules_of


def kept(card: int) -> list[tuple[str, str, int | None]]:
    return database.rows(
        'select s."user", e.how, e.slip from seen_entry e join staff s on s.id = e.staff_id where e.card_id = ?'
        " order by e.number",
        (card,),
    )


def test_a_card_is_kept_as_seen_once_a_person_and_hour(room: Room) -> None:
    card = a_card(room).id
    assert seen.note(room.keeper, [card], "screen") == 1
    assert seen.note(room.keeper, [card], "opened") == 0
    assert seen.note(room.clerk, [card, card], "printed") == 1
    assert kept(card) == [("keeper", "screen", None), ("clerk", "printed", None)]


def test_another_hour_is_another_entry(room: Room) -> None:
    card = a_card(room).id
    seen.note(room.keeper, [card], "opened")
    earlier = database.now() - timedelta(hours=1)
    _without_guards(("update seen_entry set at = ?", (journal.moment_text(earlier),)))
    assert seen.note(room.keeper, [card], "opened") == 1


def test_a_loan_s_slip_is_kept_and_a_look_at_the_phones_hides_none_at_the_rest(room: Room) -> None:
    card = a_card(room, salesperson=room.sales.staff_id).id
    seen.note(room.sales, [card], "opened")
    slip = loans.lend(room.keeper, [card], to="sales", purpose="visit")
    seen.note(room.sales, [card], "opened")
    seen.note(room.sales, [card], "opened")
    assert kept(card) == [("sales", "phones", None), ("sales", "opened", slip.number)]


def test_what_may_not_be_read_was_not_seen(room: Room) -> None:
    card = a_card(room).id
    assert seen.note(room.sales, [card], "opened") == 0
    assert seen.numbered(room.sales, ["NJ000001"], "journal") == 0
    assert seen.numbered(room.keeper, ["NJ000001", "NJ000009"], "journal") == 1


def test_many_at_once_hang_in_one_chain(room: Room) -> None:
    ids = [a_card(room, f"张{n}").id for n in range(4)]
    assert seen.note(room.manager, ids, "exported") == 4
    assert seen.note(room.keeper, ids[:2], "opened") == 2
    assert [(chain.entries, chain.broken) for chain in seen.chains()] == [(6, None)]


def test_who_has_seen_a_card_is_told_to_those_who_read_journal_and_card(room: Room) -> None:
    card = a_card(room, salesperson=room.sales.staff_id).id
    seen.note(room.clerk, [card], "opened")
    for reader in (room.keeper, room.manager):
        assert [(one.user, one.how) for one in seen.of_card(reader, card)] == [("clerk", "opened")]
    for other in (room.clerk, room.sales):
        with pytest.raises(NotAllowed):
            seen.of_card(other, card)


def _without_guards(*statements: tuple[str, tuple[object, ...]]) -> None:
    with database.writing():
        if database.engine() == "sqlite":
            for (name,) in database.rows("select name from sqlite_master where type = 'trigger'"):
                database.execute(f"drop trigger {name}")
        else:
            database.execute("alter table seen_entry disable trigger all")
        for statement, params in statements:
            database.execute(statement, params)
        guards.set_guards()


@pytest.mark.parametrize("table", ["seen_entry", "refusal"])
@pytest.mark.parametrize("change", ["delete", "update", "replace"])
def test_the_database_refuses_to_change_what_was_seen_and_refused(room: Room, table: str, change: str) -> None:
    seen.note(room.keeper, [a_card(room).id], "opened")
    refusals.note(room.clerk, access.missing(Right.LEND))
    replace = "insert or replace into {0} select * from {0}" if database.engine() == "sqlite" else "truncate {0}"
    statements = {"delete": "delete from {0}", "update": "update {0} set at = '2020-01-01'", "replace": replace}
    with pytest.raises(peewee.PeeweeException, match="append only"):
        database.execute(statements[change].format(table))


@pytest.mark.parametrize(
    ("statement", "number", "wrong"),
    [
        ("update seen_entry set staff_id = 1 where number = 2", 2, "hash"),
        ("update seen_entry set how = 'printed' where number = 1", 1, "hash"),
        ("update seen_entry set slip = 7 where number = 3", 3, "hash"),
        ("delete from seen_entry where number = 2", 2, "missing"),
        ("delete from seen_entry where number = 3", 3, "missing"),
        ("update seen_head set number = 2", 3, "head"),
    ],
)
def test_whoever_changes_the_chain_past_the_guards_is_found(
    room: Room, statement: str, number: int, wrong: str
) -> None:
    card = a_card(room).id
    for actor in (room.keeper, room.clerk, room.manager):
        seen.note(actor, [card], "opened")
    assert check.look().sound
    _without_guards((statement, ()))
    found = check.look()
    assert not found.sound
    (chain,) = found.seen
    assert chain.broken is not None
    assert (chain.broken.number, chain.broken.wrong) == (number, wrong)


def test_a_tail_that_is_cut_off_is_missed_by_the_journal(room: Room, room_url: str, tmp_path: Path) -> None:
    card = a_card(room).id
    seen.note(room.keeper, [card], "opened")
    seen.note(room.clerk, [card], "opened")
    backup.make(room.keeper, room_url, tmp_path / "copy.backup")
    first = database.rows("select hash from seen_entry where number = 1")[0][0]
    _without_guards(
        ("delete from seen_entry where number = 2", ()), ("update seen_head set number = 1, hash = ?", (first,))
    )
    found = check.look()
    assert [chain.broken for chain in found.seen] == [None]
    assert [(one.prefix, one.number, one.wrong) for one in found.seen_parted] == [("NJ", 2, "cut")]
    assert not found.sound


def test_two_who_look_at_once_keep_one_chain(room: Room) -> None:
    ids = [a_card(room, f"张{n}").id for n in range(6)]
    barrier = threading.Barrier(2)

    def look(actor: access.Actor) -> None:
        database.connect_thread()
        barrier.wait()
        for card in ids:
            seen.note(actor, [card], "opened")
        database.disconnect()

    threads = [threading.Thread(target=look, args=(actor,)) for actor in (room.keeper, room.clerk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(chain.entries, chain.broken) for chain in seen.chains()] == [(12, None)]


def test_a_refusal_is_kept_once_an_hour_and_a_loop_fills_no_disk(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = access.missing(Right.LEND)
    assert [refusals.note(room.clerk, refusal) for _ in range(3)] == [True, False, False]
    monkeypatch.setattr(refusals, "MOST_AN_HOUR", 3)
    for number in range(9):
        refusals.note(room.clerk, OnlyOnFile(card_no=f"NJ{number:06d}", salesperson="Zhou Min"))
    found = refusals.page(room.manager)
    assert len(found) == 3
    assert [(one.user, one.refusal, one.right, one.card_no) for one in found[-1:]] == [
        ("clerk", "NotAllowed", Right.LEND, "")
    ]
    assert refusals.page(room.manager, before=found[0].id, limit=1) == [found[1]]
    for reader in (room.clerk, room.sales):
        with pytest.raises(NotAllowed):
            refusals.page(reader)


def test_every_refusal_that_is_kept_has_words() -> None:
    def every(kind: type[BaseException]) -> set[str]:
        below = kind.__subclasses__()
        return {one.__name__ for one in below if getattr(one, "logged", False)} | {
            name for one in below for name in every(one)
        }

    for module in modules_of("store"):
        import_module(module)  # a refusal is known once its module is there
    assert requests.OwnRequest.logged
    assert every(Refused) == set(refusals.KINDS)


def test_a_refusal_may_be_kept_after_the_act_was_taken_back(room: Room) -> None:
    card = a_card(room)
    with pytest.raises(NotAllowed) as refused, proxy.atomic():
        cards.archive(room.sales, card.id, "gone")
    assert refusals.note(room.sales, refused.value)
    assert [one.user for one in refusals.page(room.keeper)] == ["sales"]
