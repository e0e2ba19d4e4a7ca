"""Erasing what is kept about a person (K6): nothing of it is left in any table or index, the number and the acts are,
and a backup put back is erased again before anybody reads it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store import (
    access,
    cards,
    database,
    doubles,
    drafts,
    find,
    history,
    journal,
    loans,
    requests,
    reservations,
    restrictions,
    search_contents,
    slips,
    submissions,
    submitted,
)
from store.acts import backup, bring_in, check, erase, erasures, restore, sweep
from store.acts.plans import SheetRow, Source
from store.card_edits import Edit, RowEdit
from store.errors import Refused
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS
from store.wanted import Wanted, dumped
from tests.conftest import Room, open_furnished
from tests.store.builders import a_card

SOURCE = Source("warranty", "march.xlsx", "d1", "March", "CN", "CNY", (), ())
VALUES = {
    "name": "Quirine Zwaluwstein", "phone": "+8613912345678", "email": "quirine@zwaluw.example", "district": "Xuanwu",
    "address": "77 Heron Lane", "remarks": "her dog is called Bobbin", "work_unit": "Ostrich Works",
}  # fmt: skip
TEXTS = (
    *("Quirine", "Zwaluwstein", "13912345678", "139 1234 5678", "zwaluw.example", "Heron", "Bobbin", "Ostrich"),
    *("Pelican", "Puffinson", "13887654321", "SERQUIRINE", "met at home", "Kittiwake", "Lapwing", "zwaluwstein"),
)
"""What only she is known by, as the tables or their texts may have it."""


def tables() -> list[str]:
    if database.engine() == "sqlite":
        found = database.rows("select name from sqlite_master where type = 'table' and name not like 'card_words%'")
    else:
        found = database.rows("select tablename from pg_tables where schemaname = 'public'")
    return sorted(name for (name,) in found)


def left_in_tables() -> list[tuple[str, str]]:
    """Where her texts stand, in whichever table and column."""
    found = []
    for table in tables():
        said = repr(database.rows(f"select * from {table}")).casefold()
        found += [(table, text) for text in TEXTS if text.casefold() in said]
    return found


def left_in_file(url: str) -> list[str]:
    path = database.sqlite_path(url)
    data = (
        b""
        if path is None
        else b"".join(file.read_bytes() for file in (path, path.with_name(path.name + "-wal")) if file.exists())
    )
    return [text for text in TEXTS if text.encode() in data]


def a_life(room: Room) -> cards.CardRecord:
    """A card with everything that the room may know of a customer, and somebody else's beside it."""
    a_card(room, "李娜", phone="+8613700000001")
    person = {"role": "spouse", "name": "Pelican Puffinson", "phone": "+8613887654321"}
    edit = Edit(VALUES, people=(RowEdit(None, person),), goods=(RowEdit(None, {"product": "TV", "serial": "S1"}),))
    card = cards.create(room.clerk, edit, despite_doubles=True)
    card = cards.save(room.clerk, card.id, card.version, Edit({"remarks": "later", "work_unit": "Kittiwake & Sons"}))
    loans.lend(room.keeper, [card.id], to="sales", purpose="ask Quirine about the Lapwing")
    submissions.submit(room.sales, Edit({"address": "78 Heron Lane"}), card=card.id)
    loans.give_back(room.keeper, [card.id], results={card.id: "met at home"})
    requests.withdraw(room.sales, requests.ask(room.sales, [card.id], purpose="for Zwaluwstein", kind="look_up").number)
    drafts.keep(room.clerk, card.id, 1, {"address": "79 Heron Lane"})
    drafts.keep(room.clerk, None, 0, {"name": "Quirine Zwaluwstein", "phone": "139 1234 5678"})
    values = {"name": VALUES["name"], "phone": VALUES["phone"], "address": "80 Heron Lane", "serial": "WA1"}
    bring_in.commit(room.clerk, bring_in.stage(room.clerk, SOURCE, [SheetRow(2, '["Quirine"]', values)]).id)
    other = SOURCE._replace(digest="d2")
    bring_in.stage(room.clerk, other, [SheetRow(2, '["139 1234 5678"]', {**values, "serial": "WA2"})])
    with database.writing():
        database.execute("update slip set wanted = ? where number = 1", (dumped(Wanted("cards", "zwaluwstein")),))
        database.execute("update warranty set remarks = 'Bobbin bit it' where card_id = ?", (card.id,))
    return cards.show(room.clerk, card.id)


def refused(act: Callable[..., Any], *arguments: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value


def test_nothing_of_a_person_is_left_in_any_table_or_index(room: Room) -> None:
    card = a_life(room)
    assert len(left_in_tables()) > 15
    done = erase.erase(room.manager, card.id, "asked for in writing")
    assert left_in_tables() == []
    assert done.reasons >= 2
    assert sweep.after_erasing()
    assert left_in_file(room.url) == []
    assert search_contents.of_cards([card.id])[card.id].name == ""
    for text in ("Quirine", "Zwaluwstein", "12345678", "Heron", "Pelican", "87654321", "S1"):
        assert find.find(room.manager, text, {"archived": frozenset({"1"})}).ids == ()
    found = check.check(room.manager, deep=True)
    assert found.sound, (found.faults, [chain.broken for chain in found.chains])
    assert found.chains[0].blanked > 10


ERASED = {
    "card": {"name", "sort_name", "region", "district", "customer", "list", "kind", "grade"},
    "card_details": {name for name, info in FIELDS.items() if info.table == "card_details"},
    "person": set(PERSON_FIELDS),
    "goods": set(GOODS_FIELDS),
    "warranty": {"invoice", "other_brands", "heard_from", "wants_next", "remarks"},
    "draft": {"values"},
    "import_row": {"cells", "values", "problems"},
    "submission": {"name", "values", "reason"},
    "slip": {"purpose", "wanted"},
    "slip_card": {"reason", "result"},
    "reservation": {"purpose"},
    "counted": {"reason"},
    "original": {"reason"},
    "journal_entry": {"reason"},
    "journal_value": {"salt", "old", "new"},
    "pair": {"digest"},
    "search_code": {"code"},
    "transfer": {"reason"},
    "receipt": {"reason"},
}
"""The columns of text that may tell of a person, each emptied."""
NO_VALUES = {
    "warranty": {
        "product",
        "model",
        "serial",
        "dealer",
        "currency",
        "state",
        "held_because",
    },  # of the unit that was sold
    "import": {"kind", "file_name", "file_hash", "sheet", "country", "columns", "counts"},  # of the sheet as a whole
    "import_row": {"outcome"},
    "shipped_unit": {"serial", "model", "product", "dealer", "country", "batch"},  # sold to nobody yet
    "submission": {"kind", "learnt_at", "state", "taken"},
    "slip": {"kind", "borrower_name", "sections"},  # of colleagues
    "slip_card": {"state", "approver"},
    "reservation": {"state"},
    "counted": {"typed", "found", "settled"},
    "journal_entry": {"act", "hash", "at"},
    "journal_change": {"record", "field", "learnt_at", "digest"},
    "journal_head": {"hash"},
    "seen_entry": {"how", "hash"},
    "seen_head": {"hash"},
    "refusal": {"refusal", "about", "card_no"},
    "erasure": {"card_no", "card_made", "person_made", "by_name", "reason"},
    "loan_rule": {"grade", "approver"},
    "handover": {"kind"},
    "pair": {"state"},
    "sweep": {"at"},
    "handover_item": {"kind"},
    "stocktaking": {"outcome"},
    "setting": {"name", "value"},
    "counter": {"kind"},
    "branch": {"name", "prefix", "country", "currency", "time_zone", "language"},
    "staff": {"user", "name", "password", "language"},
    "column_memory": {"kind", "header", "field"},
    "schema_migration": {"name"},
    "office_role": {"role"},
}
"""Those that tell of none."""


def test_every_column_of_text_is_erased_or_tells_of_nobody(sqlite_url: str) -> None:
    open_furnished(sqlite_url)
    for table in tables():
        found = {name for _, name, kind, *_ in database.rows(f"pragma table_info({table})") if kind.upper() == "TEXT"}
        assert found <= ERASED.get(table, set()) | NO_VALUES.get(table, set()), table


def test_the_number_and_the_acts_remain_and_nothing_brings_the_rest_back(room: Room) -> None:
    card = a_life(room)
    before = {entry.act for entry in history.of_card(room.manager, card.id)}
    done = erase.erase(room.manager, card.id, "asked for in writing")
    assert (done.row.card_no, done.row.erased, done.row.archived, done.row.name) == (card.card_no, True, True, "")
    after = history.of_card(room.manager, card.id)
    assert before <= {entry.act for entry in after}
    assert (after[0].act, after[0].by, after[0].reason) == ("erase_card", "Wu Gang", "asked for in writing")
    erased = restrictions.erased(card.id)
    assert erased is not None
    assert erased.by == "Wu Gang"
    assert type(refused(cards.bring_back, room.clerk, card.id, "again")) is cards.Erased
    assert type(refused(erase.erase, room.manager, card.id, "again")) is cards.Erased
    assert type(refused(cards.save, room.clerk, card.id, done.row.version, Edit({"remarks": "x"}))) is cards.Archived
    signs = doubles.Signs("Quirine Zwaluwstein", frozenset({"+8613912345678"}), frozenset({"S1"}), ("", ""))
    assert doubles.find(access.reading(room.clerk), room.clerk.branch_id, signs, but_not=None) == ()
    assert submitted.listed(room.clerk, "waiting") == []
    assert [one.name for one in submitted.listed(room.clerk)] == [""]
    (plan,) = bring_in.waiting(room.clerk)
    assert bring_in.plan_rows(room.clerk, plan.id) == []


def test_what_others_are_known_by_stays(room: Room) -> None:
    card = a_life(room)
    namesake = a_card(room, "Quirine Zwaluwstein", phone="+8613700000009", address="1 Elm Street")
    drafts.keep(room.keeper, None, 0, {"name": "Quirine Zwaluwstein", "address": "1 Elm Street"})
    erase.erase(room.manager, card.id, "asked for in writing")
    assert cards.show(room.clerk, namesake.id).values["address"] == "1 Elm Street"
    assert drafts.of(room.keeper, None) is not None
    assert drafts.of(room.clerk, None) is None
    assert find.find(room.clerk, "李娜").ids


def test_one_person_of_a_card_is_erased_alone(room: Room) -> None:
    card = a_life(room)
    (person,) = card.people
    done = erase.erase_person(room.manager, card.id, person["id"], "asked for in writing")
    assert not done.row.erased
    shown = cards.show(room.clerk, card.id)
    assert (shown.people, shown.values["name"]) == ((), VALUES["name"])
    said = repr(left_in_tables())
    assert "Puffinson" not in said
    assert "87654321" not in said
    assert "Heron" in said
    assert find.find(room.clerk, "Puffinson").ids == ()
    assert find.find(room.clerk, "Quirine").ids == (card.id,)
    assert check.check(room.manager, deep=True).sound
    assert type(refused(erase.erase_person, room.manager, card.id, person["id"], "again")) is erase.NoSuchPerson


def test_a_card_is_not_erased_while_something_about_it_runs(room: Room) -> None:
    card = a_card(room, "Quirine Zwaluwstein").id

    def why() -> str:
        before = journal.head(room.manager.branch_id)
        refusal = refused(erase.erase, room.manager, card, "asked for")
        assert journal.head(room.manager.branch_id) == before
        return type(refusal).__name__

    assert type(refused(erase.erase, room.clerk, card, "asked for")) is access.NotAllowed
    assert type(refused(erase.erase, room.manager, card, " ")) is slips.ReasonMissing
    assert type(refused(erase.erase, room.manager, card, "Quirine Zwaluwstein asked")) is erase.NamesThem
    loans.lend(room.keeper, [card], to="sales", purpose="visit")
    assert why() == "CardIsOut"
    reservations.reserve(room.keeper, [card], to="sales2")
    loans.give_back(room.keeper, [card])
    assert why() == "StillReserved"
    reservations.give_up(room.keeper, [card], to="sales2")
    slip = requests.ask(room.sales, [card], purpose="visit", kind="look_up").number
    assert why() == "StillAskedFor"
    requests.withdraw(room.sales, slip)
    restrictions.hold(room.manager, card, "a dispute about the price")
    assert why() == "OnHold"
    restrictions.release(room.manager, card, "settled")
    assert erase.erase(room.manager, card, "asked for").row.erased


def test_a_reason_is_blanked_only_by_the_entry_that_says_so(room: Room) -> None:
    card = a_life(room)
    erase.erase(room.manager, card.id, "asked for in writing")
    assert journal.verify(room.manager.branch_id) is None
    act = "update journal_entry set reason = null where reason = 'asked for in writing'"
    with database.writing():
        database.execute(act)
    broken = journal.verify(room.manager.branch_id)
    assert broken is not None
    assert broken.wrong == "hash"


def restored(room: Room, file: Path, folder: Path) -> tuple[Room, restore.RestoreRecord]:
    database.disconnect()
    record = restore.restore(room.url, file, overwrite=True, folder=folder / "kept")
    return open_furnished(room.url), record


def test_a_backup_put_back_is_erased_again_before_anybody_reads_it(room: Room, tmp_path: Path) -> None:
    card, other = a_life(room), a_card(room, "王芳")
    with_person = cards.save(
        room.clerk, other.id, other.version, Edit(people=(RowEdit(None, {"name": "Puffinson the Younger"}),))
    )
    made = backup.make(room.keeper, room.url, tmp_path / "backups" / "copy")
    erase.erase(room.manager, card.id, "asked for in writing")
    erase.erase_person(room.manager, other.id, with_person.people[0]["id"], "asked for by phone")
    there, record = restored(room, made.file, tmp_path)
    assert record.erased == 2
    assert left_in_tables() == left_in_file(room.url) == []
    assert cards.rows_of(there.manager, [card.id])[0].erased
    acts = [(entry.act, entry.by, entry.reason) for entry in history.acts(there.manager)[:3]]
    again = [("erase_again", None, "asked for by phone"), ("erase_again", None, "asked for in writing")]
    assert acts == [("restore", None, "copy"), *again]
    assert ("erased_again", "2") in [(one.field, one.new) for one in history.acts(there.manager)[0].changes]
    assert [one.by for one in erasures.listed()] == ["Wu Gang", "Wu Gang"]
    assert check.check(there.manager, deep=True).sound


def test_a_list_beside_the_backups_is_enough_where_the_room_is_lost(room: Room, tmp_path: Path) -> None:
    card = a_life(room)
    made = backup.make(room.keeper, room.url, tmp_path / "copy")
    erase.erase(room.manager, card.id, "asked for in writing")
    backup.make(room.keeper, room.url, tmp_path / "later")
    with database.writing():
        database.execute("delete from erasure")
    _, record = restored(room, made.file, tmp_path)
    assert record.erased == 1
    assert left_in_tables() == []


def test_a_number_that_is_another_customers_by_now_is_not_erased(room: Room, tmp_path: Path) -> None:
    made = backup.make(room.keeper, room.url, tmp_path / "copy")
    first = a_card(room, "Quirine Zwaluwstein")
    erase.erase(room.manager, first.id, "asked for in writing")
    there, record = restored(room, made.file, tmp_path)
    assert record.erased == 0
    second = a_card(there, "李娜")
    assert second.card_no == first.card_no
    again = backup.make(there.keeper, room.url, tmp_path / "again")
    there, record = restored(there, again.file, tmp_path)
    assert record.erased == 0
    assert cards.show(there.clerk, second.id).values["name"] == "李娜"
