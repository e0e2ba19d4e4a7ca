"""Triggers by which the database itself refuses to change the journal (K4), and what was seen and refused (L5, K1). One
list, set anew after each migration, since rebuilding a table loses its triggers silently. `REPLACE` passes SQLite's
update and delete triggers, so a third looks at inserts; a value or a reason may be blanked, never changed."""

from collections.abc import Iterable, Mapping

from store import database
from store.tables.base import proxy

_KEYS = {
    "journal_entry": ("branch_id", "number"),
    "journal_change": ("branch_id", "entry_number", "place"),
    "journal_value": ("branch_id", "entry_number", "place"),
    "seen_entry": ("branch_id", "number"),
    "refusal": ("id",),
}
_POSTGRESQL_GUARDS = ("no_delete", "no_update", "no_truncate")
_BLANKED_SQL = {
    "journal_value": (_KEYS["journal_value"], "new.salt is not '' or new.old is not null or new.new is not null"),
    "journal_entry": (
        ("branch_id", "number", "at", "staff_id", "act", "changes", "hash"),
        "new.reason is not null or old.reason is null",
    ),
}
"""What stays of a row where something of it is blanked, and what must not be so then."""


def set_guards() -> None:
    """Set every guard anew. Inside a write; what was there is replaced. A room that is on its way up may not have every
    table yet."""
    keys = {table: key for table, key in _KEYS.items() if proxy.table_exists(table)}
    for statement in _sqlite(keys) if database.engine() == "sqlite" else _postgresql(keys):
        database.execute(statement)


def missing() -> list[str]:
    """The names of the guards that should stand and do not, or not as they were set. Does not write."""
    if database.engine() == "sqlite":
        wanted = {statement.split()[2]: statement for statement in _sqlite(_KEYS) if statement.startswith("create")}
        there = dict(database.rows("select name, sql from sqlite_master where type = 'trigger'"))
        return [name for name, statement in wanted.items() if there.get(name, "").lower() != statement.lower()]
    names = [f"{table}_{guard}" for table in _KEYS for guard in _POSTGRESQL_GUARDS]
    always = {row[0] for row in database.rows("select tgname from pg_trigger where tgenabled = 'A'")}
    return [name for name in names if name not in always]


def _sqlite(keys: Mapping[str, tuple[str, ...]]) -> list[str]:
    refuse = "begin select raise(abort, 'append only'); end"
    statements = []
    for table, key in keys.items():
        same = " and ".join(f"{column} = new.{column}" for column in key)
        guards = {
            "no_delete": "before delete",
            "no_replace": "before insert",
            "no_update": "before update",
        }
        for name, moment in guards.items():
            statements.append(f"drop trigger if exists {table}_{name}")
            condition = ""
            if name == "no_replace":
                condition = f" when exists (select 1 from {table} where {same})"
            elif name == "no_update" and table in _BLANKED_SQL:
                condition = f" when {_not_a_blanking(*_BLANKED_SQL[table])}"
            statements.append(f"create trigger {table}_{name} {moment} on {table}{condition} {refuse}")
    return statements


def _not_a_blanking(kept: tuple[str, ...], not_blank: str) -> str:
    moved = " or ".join(f"new.{column} is not old.{column}" for column in kept)
    return f"{moved} or {not_blank}"


def _postgresql(keys: Iterable[str]) -> list[str]:
    statements = [
        "create or replace function refuse_change() returns trigger language plpgsql as"
        " $$ begin raise exception 'append only'; end $$",
        *(_all_but_blanking(table) for table in _BLANKED_SQL),
    ]
    for table in keys:
        update = f"blank_{table}_only" if table in _BLANKED_SQL else "refuse_change"
        guards = {
            "no_delete": "before delete on {table} for each row execute function refuse_change()",
            "no_update": f"before update on {{table}} for each row execute function {update}()",
            "no_truncate": "before truncate on {table} for each statement execute function refuse_change()",
        }
        for name, what in guards.items():
            statements += [
                f"drop trigger if exists {table}_{name} on {table}",
                f"create trigger {table}_{name} {what.format(table=table)}",
                f"alter table {table} enable always trigger {table}_{name}",
            ]
    return statements


def _all_but_blanking(table: str) -> str:
    kept, not_blank = _BLANKED_SQL[table]
    new, old = (", ".join(f"{which}.{column}" for column in kept) for which in ("new", "old"))
    wrong = not_blank.replace("new.salt is not ''", "new.salt <> ''")
    return (
        f"create or replace function blank_{table}_only() returns trigger language plpgsql as"
        f" $$ begin if ({new}) is distinct from ({old}) or {wrong}"
        " then raise exception 'append only'; end if; return new; end $$"
    )
