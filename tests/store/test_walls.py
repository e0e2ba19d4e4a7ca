"""What the database itself keeps from an office's role (K5): asked by hand-written SQL, over all of the catalog."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import errors

from store import access, cards, database, find, journal, loans, offices, ownership, staff, walls
from store.access import Actor, Role
from store.acts import check, rooms
from store.cards import Edit
from store.offices import NewBranch
from tests.conftest import CHEAP, HEAD_OFFICE, OFFICE, OTHER_OFFICE, PASSWORD, Copies, open_furnished
from tests.servers import as_role
from tests.store.builders import a_card

SHARED = {
    "branch": "names and letters of all offices: a card's number says which",
    "schema_migration": "which program the room needs",
}
"""Tables without a branch that an office reads, and why."""
TOLD = {
    "chain_head": "the ends of all chains, so that one witnesses the next",
    "colleague": "names at head office, who may act anywhere",
}
"""Views that tell of other branches, and what."""


class TwoOffices(NamedTuple):
    """A room with Nanjing, which is head office, and Lyon, each with a card, and with roles of their own."""

    url: str
    nanjing: int
    lyon: int

    def by(self, role: str) -> str:
        return as_role(self.url, role)


@pytest.fixture
def two(postgresql_copies: Copies) -> Iterator[TwoOffices]:
    url = postgresql_copies.another()
    room = open_furnished(url)
    with database.writing():
        lyon = offices.open_branch(NewBranch("Lyon", "FR", "LY")).id
        with journal.entry(lyon, None, "open_branch"):
            for user, roles in (("anne", [Role.CLERK, Role.KEEPER, Role.MANAGER]), ("luc", [Role.SALESPERSON])):
                staff.insert(lyon, user, user.title(), roles, CHEAP.hash(PASSWORD))
        walls.let_in(OTHER_OFFICE, lyon)
        walls.let_in(HEAD_OFFICE, None)
    a_card(room, name="王芳", phone="+8613812340001")
    cards.create(who("anne"), Edit({"name": "Marie Curie", "phone": "+33612340001"}))
    database.disconnect()
    yield TwoOffices(url, room.clerk.branch_id, lyon)
    database.disconnect()


def who(user: str) -> Actor:
    return access.actor_of(database.rows('select id from staff where "user" = ?', (user,))[0][0])


@pytest.fixture
def nanjing(two: TwoOffices) -> "Iterator[psycopg.Connection[Any]]":
    """What a person has who got hold of the password of Nanjing's role."""
    with psycopg.connect(two.by(OFFICE), autocommit=True) as connection:
        yield connection


RELATIONS = (
    "select c.relname, exists (select 1 from pg_attribute a where a.attrelid = c.oid"
    " and a.attname = 'branch_id' and not a.attisdropped) from pg_class c"
    " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1"
)


def test_no_row_of_another_branch_is_read_from_any_table(two: TwoOffices, nanjing: "psycopg.Connection[Any]") -> None:
    read = set()
    for name, has_branch in nanjing.execute(RELATIONS).fetchall():
        what = "count(*) filter (where branch_id <> %s)" if has_branch else "count(*) * sign(%s)"
        try:
            others = nanjing.execute(f'select {what} from "{name}"', (two.nanjing,)).fetchone()
        except errors.InsufficientPrivilege:
            continue
        read.add(name)
        if name not in SHARED and name not in TOLD:
            assert has_branch, name
            assert others == (0,), name
    assert {"card", "card_details", "journal_value", "staff", "branch", f"card_words_{two.nanjing}"} <= read
    assert "office_role" not in read
    told = nanjing.execute("select name from colleague where branch_id <> %s", (two.nanjing,)).fetchall()
    assert told == []


def test_each_table_with_a_branch_is_kept_apart(two: TwoOffices) -> None:
    database.connect(two.url)
    without = database.rows(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'branch_id'"
        " where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity"
        " and not starts_with(c.relname, 'card_words') and c.relname <> 'office_role'"
    )
    assert without == []


def test_no_view_and_no_function_leads_round_the_wall(two: TwoOffices) -> None:
    database.connect(two.url)
    leaking = database.rows(
        "select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
        " and not coalesce(reloptions && array['security_barrier=true', 'security_invoker=true'], false)"
    )
    loose = database.rows(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
        " and not coalesce(array_to_string(proconfig, ',') ~ 'search_path=.*pg_temp$', false)"
    )
    assert (leaking, loose) == ([], [])


@pytest.mark.parametrize("relation", ["card", "card_details", "journal_value", "card_past", "on_the_way", "colleague"])
def test_a_condition_that_tells_of_what_it_sees_sees_nothing(
    two: TwoOffices, nanjing: "psycopg.Connection[Any]", relation: str
) -> None:
    leaky = f"select count(*) from {relation} where 1 / (case when branch_id = %s then 0 else 1 end) = 1"
    nanjing.execute(leaky, (two.lyon,))


REFUSED = (
    "delete from journal_entry", "delete from journal_change", "delete from journal_value", "delete from seen_entry",
    "delete from refusal", "update journal_entry set act = 'x'", "update journal_change set field = 'x'",
    "update journal_value set new = 'x'", "update seen_entry set how = 'x'", "truncate journal_entry",
    "truncate card",
    "alter table card disable row level security", "alter table journal_entry disable trigger all",
    "alter table card add column x int", "drop policy apart_select on card", "drop table card",
    "create table x (a int)",
    "create temporary table x (a int)", "create schema x", "create role x",
    "create function f() returns int language sql as 'select 1'", f"set role {OTHER_OFFICE}", f"set role {HEAD_OFFICE}",
    "set role postgres", f"set session authorization {OTHER_OFFICE}", "set session_replication_role = replica",
    "select last_value from card_id_seq", "select setval('card_id_seq', 1)", "select * from office_role",
    "insert into office_role values (current_user, null)", "update branch set head_office = true",
    "insert into branch (name) values ('x')", "copy card to program 'cat'", "select pg_read_file('/etc/passwd')",
    "insert into journal_head (branch_id, number, hash) values (%(lyon)s, 0, '')",
    "insert into card_change (branch_id, card_id) values (%(lyon)s, 1)", "update card set branch_id = %(lyon)s",
    "create trigger x before insert on card for each row execute function refuse_change()",
    "select * from card_words", "alter view card_past set (security_barrier = false)",
)  # fmt: skip
RULED = (errors.InsufficientPrivilege, errors.RaiseException)
"""A right is missing, or a guard of the journal says no."""


@pytest.mark.parametrize("statement", REFUSED)
def test_an_offices_role_may_do_nothing_but_its_offices_work(
    two: TwoOffices, nanjing: "psycopg.Connection[Any]", statement: str
) -> None:
    with pytest.raises(RULED):
        nanjing.execute(statement, {"lyon": two.lyon} if "%(" in statement else None)


def test_what_another_branch_has_is_neither_changed_nor_taken_away(
    two: TwoOffices, nanjing: "psycopg.Connection[Any]"
) -> None:
    for table in ("card", "card_details", "setting", "draft", "staff", "counter", "search_code", "blocking_key"):
        assert nanjing.execute(f"delete from {table} where branch_id = %s", (two.lyon,)).rowcount == 0, table
    assert nanjing.execute("update card set name = 'x' where branch_id = %s", (two.lyon,)).rowcount == 0


def test_the_program_works_wholly_for_an_office_and_shows_it_its_own(two: TwoOffices) -> None:
    rooms.open_room(two.by(OFFICE))
    room = open_furnished(two.by(OFFICE))
    assert [row.name for row in find.find(room.clerk, "wang").rows] == ["王芳"]
    assert find.find(room.clerk, "curie").rows == ()
    made = cards.create(room.clerk, Edit({"name": "李娜"}))
    loans.lend(room.keeper, [made.id], to="sales", purpose="visit")
    loans.give_back(room.keeper, [made.id])
    found = check.check(room.keeper, deep=True)
    assert found.sound
    assert [chain.branch for chain in found.chains] == ["Nanjing"]
    with pytest.raises(staff.WrongPassword):
        staff.sign_in("anne", PASSWORD)


def test_head_offices_role_reads_all_and_a_manager_there_with_it(two: TwoOffices) -> None:
    rooms.open_room(two.by(HEAD_OFFICE))
    assert [row.name for row in find.find(who("manager"), "curie").rows] == ["Marie Curie"]
    assert find.find(who("clerk"), "curie").rows == ()
    assert {chain.branch for chain in check.check(who("manager")).chains} == {"Nanjing", "Lyon"}


def test_a_name_to_sign_in_with_is_given_once_over_all_branches(two: TwoOffices) -> None:
    rooms.open_room(two.by(OFFICE))
    with pytest.raises(staff.NameTaken):
        staff.add(who("manager"), "anne", "Another", [Role.CLERK], PASSWORD)


PLANS = {
    "a page by name": "select c.sort_name, c.id from card c where c.branch_id = 1 and c.archived_at is null"
    " and (c.sort_name, c.id) > ('wang', 5) order by c.branch_id, c.sort_name, c.id limit 50",
    "a page by grade": "select c.sort_name, c.id from card c where c.branch_id = 1 and c.archived_at is null"
    " and c.grade = 'A' and (c.sort_name, c.id) > ('wang', 5) order by c.branch_id, c.sort_name, c.id limit 50",
    "cards by id": "select d.phone from card c join card_details d on d.card_id = c.id where c.id in (1, 2, 3)",
    "a code": "select card_id from search_code where branch_id = 1 and code >= '138' and code < '139'",
    "a word": "select card_id from card_words_1 where tokens && '{1,2}'::bigint[] and not archived",
    "keys": "select key, card_id from blocking_key where branch_id = 1 and key in (1, 2)",
    "the last change": "select max(c.id) from card_change c where c.branch_id = 1",
    "a card's history": "select c.place from journal_change c where c.card_id = 1",
}


@pytest.mark.parametrize("asked", PLANS.values(), ids=PLANS)
def test_policies_leave_the_indexes_to_the_planner(nanjing: "psycopg.Connection[Any]", asked: str) -> None:
    """An operator that might tell of rows that it sees may not go before a policy: an index by it would be closed."""
    nanjing.execute("set enable_seqscan = off")
    plan = "\n".join(line for (line,) in nanjing.execute(f"explain {asked}").fetchall())
    assert "Index Cond" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    ("statement", "gone"),
    [
        ("alter table card disable row level security", "card_apart"),
        ("drop policy apart_select on staff", "staff_apart"),
        ("drop trigger receipt_fits on receipt", "receipt_fits"),
    ],
)
def test_a_wall_that_was_taken_down_is_named_by_the_check(two: TwoOffices, statement: str, gone: str) -> None:
    database.connect(two.url)
    assert check.look().guards == ()
    database.execute(statement)
    assert check.look().guards == (gone,)


def test_an_older_room_is_brought_up_to_date_by_its_owner_alone(two: TwoOffices) -> None:
    database.connect(two.url)
    database.execute("delete from schema_migration where name = (select max(name) from schema_migration)")
    database.disconnect()
    with pytest.raises(rooms.RoomOlder):
        rooms.open_room(two.by(OFFICE))
    with pytest.raises(ownership.OwnersWork):
        staff.reset("manager")
