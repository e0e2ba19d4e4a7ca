"""The second wall (K5): PostgreSQL itself keeps each office's rows from the roles of other offices.

Each table with a branch on its rows has a policy, which asks one function what the current user's role reaches; a role
that is no office's reaches nothing. The roles own nothing, so that none can take a policy or a trigger away. The search
index has no policy: its operators may not go before one, and a policy would turn each look into a reading of all; there
a role has rights on its own branch's partition only. Owner and superuser pass, as PostgreSQL lets them.

What one office has to know of the others stands in views: names of colleagues at head office, who may act anywhere; the
ends of all chains, so that one witnesses the next; what was done elsewhere with a card that has come since; whose card
is on its way here. SQLite, where who opens the file reads all of it, has the views alone, all open.
"""

from collections.abc import Iterator

from store import database
from store.tables.base import proxy

REACHED = "(select reached(current_user))::bigint[]"
"""SQL for the branches that the current role reaches. Asked once a statement."""
_POLICIES = {
    "transfer": (f"branch_id = any ({REACHED}) or to_branch_id = any ({REACHED})", f"branch_id = any ({REACHED})"),
    "receipt": (f"branch_id = any ({REACHED}) or from_branch_id = any ({REACHED})", f"branch_id = any ({REACHED})"),
}
"""What is read and what is written of tables that two branches read; of all others only the branch's own."""
_USUAL = (f"branch_id = any ({REACHED})", f"branch_id = any ({REACHED})")
_ALL = "select, insert, update, delete"
_GRANTS = {
    "branch": "select",
    "schema_migration": "select",
    "office_role": None,
    "card_words": None,
    "journal_entry": "select, insert, update (reason)",
    "journal_change": "select, insert",
    "journal_value": "select, insert, update (salt, old, new)",
    "seen_entry": "select, insert",
    "refusal": "select, insert",
    "erasure": "select, insert",
    "receipt": "select, insert, update (reason)",
}
"""What an office's role may do with a table; all that changes rows, where nothing is said."""

_OF_INDEX = ("search_code", "blocking_key")
"""Tables of the search index that come with the room's first branch."""
_REACHED_SQL = """
create or replace function reached(who name) returns bigint[] language plpgsql stable parallel safe security definer
set search_path = {schema}, pg_catalog, pg_temp as $$
    declare
        office office_role;
        owner oid := (select relowner from pg_class where oid = '{schema}.branch'::regclass);
    begin
        select * into office from office_role where role = who;
        if found and office.branch_id is not null then
            return array[office.branch_id];
        elsif found or pg_has_role(who, owner, 'member') then
            return (select array_agg(id) from branch);
        end if;
        return null;
    end $$
"""
"""In PL/pgSQL, whose plans a session keeps: each statement asks it."""
_HERE = {
    "colleague": "branch_id = any ({reached}) or branch_id in (select id from branch where head_office)",
    "chain_head": "true",
    "card_past": "k.branch_id = any ({reached})",
    "on_the_way": "t.branch_id = any ({reached}) or t.to_branch_id = any ({reached})",
}
_VIEWS = {
    "colleague": 'select id, branch_id, "user", name from staff where {here}',
    "chain_head": "select branch_id, number, hash from journal_head where {here}",
    "card_past": "select c.card_id, c.branch_id, c.entry_number, c.place, e.at, e.staff_id, s.name as by_name,"
    ' s."user" as by_user, e.act, e.reason, c.record, c.record_id, c.field, c.learnt_at, v.old, v.new'
    " from journal_change c join card k on k.id = c.card_id"
    " join journal_entry e on e.branch_id = c.branch_id and e.number = c.entry_number"
    " join journal_value v on v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place"
    " left join staff s on s.id = e.staff_id where {here}",
    "on_the_way": "select t.id, t.branch_id, t.to_branch_id, t.card_id, t.number, t.reason, t.sent_at, c.name,"
    " s.name as by_name from transfer t join card c on c.id = t.card_id join staff s on s.id = t.sent_by_id"
    " where t.ended_at is null and ({here})",
}
"""Each view, and which of its rows a role sees on PostgreSQL. They run with their owner's rights, and nothing that a
role asks of them goes before what they leave out."""


def raise_walls() -> None:
    """Set every view, policy and grant anew. Inside a write, by the owner; a room that is on its way up may not have
    every table yet."""
    if not proxy.table_exists("office_role"):
        return
    for statement in _sqlite() if database.engine() == "sqlite" else _postgresql():
        database.execute(statement)
    for role, branch_id in roles():
        let_in(role, branch_id)


def lower_walls() -> None:
    """Take the views away, while tables are made anew. Inside a write, by the owner."""
    for name in _VIEWS:
        database.execute(f"drop view if exists {name}")


def _sqlite() -> Iterator[str]:
    for name, sql in _VIEWS.items():
        yield f"drop view if exists {name}"
        yield f"create view {name} as {sql.format(here='true')}"


def _postgresql() -> Iterator[str]:
    here = schema()
    yield f"revoke create on schema {here} from public"
    yield _REACHED_SQL.format(schema=here)
    for table in apart():
        yield from _policies(table)
    for name, sql in _VIEWS.items():
        yield f"drop view if exists {name}"
        seen = _HERE[name].format(reached=REACHED)
        yield f"create view {name} with (security_barrier) as {sql.format(here=seen)}"


def _policies(table: str) -> Iterator[str]:
    read, written = _POLICIES.get(table, _USUAL)
    made = {
        "select": f"using ({read})",
        "insert": f"with check ({written})",
        "update": f"using ({written}) with check ({written})",
        "delete": f"using ({written})",
    }
    yield f"alter table {table} enable row level security"
    for act, rule in made.items():
        yield f"drop policy if exists apart_{act} on {table}"
        yield f"create policy apart_{act} on {table} for {act} {rule}"


def apart() -> list[str]:
    """The tables whose rows the database keeps apart by policies: all that have a branch but the search index. Does not
    write."""
    return [
        table
        for (table,) in database.rows(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relkind = 'r'"
            " and not c.relispartition and c.relnamespace = current_schema()::regnamespace"
            " and a.attname = 'branch_id' and not a.attisdropped and c.relname <> 'office_role' order by c.relname"
        )
    ]


def roles() -> list[tuple[str, int | None]]:
    """The offices' roles that the server knows, each with its branch. For the owner. Does not write."""
    if database.engine() == "sqlite":
        return []
    found = "select r.role, r.branch_id from office_role r join pg_roles p on p.rolname = r.role order by r.role"
    return [(role, branch_id) for role, branch_id in database.rows(found)]


def let_in(role: str, branch_id: int | None) -> None:
    """Let a role do what an office does, and nothing else: in one branch, or without one in all. Inside a write, by the
    owner."""
    database.execute(
        "insert into office_role (role, branch_id) values (?, ?)"
        " on conflict (role) do update set branch_id = excluded.branch_id",
        (role, branch_id),
    )
    here, name = schema(), quoted(role)
    room = quoted(database.rows("select current_database()")[0][0])
    for statement in (
        f"revoke temporary on database {room} from public",
        f"revoke all on all tables in schema {here} from {name}",
        f"grant usage on schema {here} to {name}",
        f"grant usage on all sequences in schema {here} to {name}",
        *(f"grant select on {view} to {name}" for view in _VIEWS),
    ):
        database.execute(statement)
    for (table,) in database.rows(
        "select relname from pg_class where relkind in ('r', 'p') and not relispartition"
        " and relnamespace = current_schema()::regnamespace order by relname"
    ):
        may = _GRANTS.get(table, _ALL)
        if may is not None:
            database.execute(f"grant {may} on {table} to {name}")
    for (branch,) in database.rows("select id from branch"):
        _let_find(name, branch, may=branch_id in (None, branch))


def open_index(branch_id: int) -> None:
    """Let the offices that reach a branch use its search index, which was made just now. Inside a write."""
    if database.engine() == "sqlite" or not proxy.table_exists("office_role"):
        return
    there = roles()
    for table in _OF_INDEX:
        if not database.rows("select 1 from pg_policies where tablename = ?", (table,)):
            for statement in (*_policies(table), *(f"grant {_ALL} on {table} to {quoted(role)}" for role, _ in there)):
                database.execute(statement)
    for role, of in there:
        _let_find(quoted(role), branch_id, may=of in (None, branch_id))


def _let_find(name: str, branch_id: int, *, may: bool) -> None:
    table = f"card_words_{branch_id:d}"
    if may and proxy.table_exists(table):
        database.execute(f"grant {_ALL} on {table} to {name}")


def schema() -> str:
    """The schema that the room's tables stand in, as SQL has it."""
    return quoted(database.rows("select current_schema()")[0][0])


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def within_reach() -> list[int]:
    """The branches whose rows the database lets this session read, all of them where it keeps none apart. Does not
    write."""
    if not database.walled():
        return [branch for (branch,) in database.rows("select id from branch order by id")]
    return sorted(database.rows("select reached(current_user)")[0][0] or ())
