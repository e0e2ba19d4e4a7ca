"""The doors in the wall between branches (K5): two triggers, by which one branch's deed reaches what stands in another.

A receipt brings the card over: whoever may write it, who is the receiver alone, takes in a card that was sent to them,
and no other. An erasure blanks what the journals of other branches still say of a card that came from them (K6); where
no wall stands, `acts.erased_places` has done so already. On PostgreSQL both run with the owner's rights.
"""

from collections.abc import Iterator

from store import database, walls
from store.tables.base import proxy

FOLLOWS = ("card_details", "person", "goods", "warranty", "original")
"""What goes along with a card. Slips, queues, submissions and imports are papers of the branch that made them."""
_SENT = (
    "select 1 from transfer t join card c on c.id = t.card_id and c.branch_id = t.branch_id and c.number = t.number"
    " where t.id = new.transfer_id and t.to_branch_id = new.branch_id and t.branch_id = new.from_branch_id"
    " and t.card_id = new.card_id and t.number = new.old_number and t.ended_at is null"
)
_DROPPED = (
    "delete from pair where first_id = {card} or second_id = {card}",
    "delete from draft where card_id = {card}",
)
"""What was compared and typed over there: it is looked for anew here, and cannot be saved there."""
_KEPT_MARKS = "'archived', 'restricted', 'on_hold', 'erased', 'merged', 'merged_into'"


def open_doors() -> None:
    """Set the triggers anew. Inside a write, by the owner; a room that is on its way up may not have the tables yet."""
    if not proxy.table_exists("receipt"):
        return
    for statement in _sqlite() if database.engine() == "sqlite" else _postgresql():
        database.execute(statement)


def close_doors() -> None:
    """Take the triggers away, while tables are made anew."""
    if not proxy.table_exists("receipt"):
        return
    for name in _NAMES[database.engine()]:
        on = f" on {_table(name)}" if database.engine() == "postgresql" else ""
        database.execute(f"drop trigger if exists {name}{on}")


def _table(name: str) -> str:
    return name.partition("_")[0]


_NAMES = {
    "sqlite": ("receipt_fits", "receipt_brings_card", "receipt_ends_transfer"),
    "postgresql": ("receipt_fits", "receipt_brings_card", "erasure_reaches_all"),
}


def _sqlite() -> Iterator[str]:
    for name in _NAMES["sqlite"]:
        yield f"drop trigger if exists {name}"
    yield (
        f"create trigger receipt_fits before insert on receipt when not exists ({_SENT})"
        " begin select raise(abort, 'not sent here'); end"
    )
    moved = [
        "update card set branch_id = new.branch_id, number = new.number where id = new.card_id",
        *(f"update {table} set branch_id = new.branch_id where card_id = new.card_id" for table in FOLLOWS),
        *(sql.format(card="new.card_id") for sql in _DROPPED),
    ]
    accepted = "; ".join(moved)
    yield f"create trigger receipt_brings_card after insert on receipt when new.accepted begin {accepted}; end"
    yield (
        "create trigger receipt_ends_transfer after insert on receipt begin"
        " update transfer set ended_at = new.received_at where id = new.transfer_id;"
        " insert into card_change (branch_id, card_id) values (new.from_branch_id, new.card_id); end"
    )


def _bring() -> str:
    mine = "(select card_id from came where accepted)"
    statements = [
        "update card c set branch_id = r.branch_id, number = r.number from came r"
        " where r.accepted and c.id = r.card_id and c.branch_id = r.from_branch_id",
        *(
            f"update {table} x set branch_id = r.branch_id from came r where r.accepted and x.card_id = r.card_id"
            for table in FOLLOWS
        ),
        f"delete from pair where first_id in {mine} or second_id in {mine}",
        f"delete from draft where card_id in {mine}",
        *(
            f"delete from {index} x using came r where r.accepted and x.branch_id = r.from_branch_id"
            " and x.card_id = r.card_id"
            for index in ("card_words", "search_code", "blocking_key")
        ),
        "update transfer t set ended_at = r.received_at from came r where t.id = r.transfer_id",
        "insert into card_change (branch_id, card_id) select from_branch_id, card_id from came",
    ]
    return "; ".join(statements)


def _postgresql() -> Iterator[str]:
    schema = walls.schema()
    bodies = {
        "receipt_fits": f"if not exists ({_SENT}) then raise exception 'not sent here'; end if; return new;",
        "receipt_brings_card": f"{_bring()}; return null;",
        "erasure_reaches_all": _BLANK,
    }
    moments = {
        "receipt_fits": "before insert on receipt for each row",
        "receipt_brings_card": "after insert on receipt referencing new table as came for each statement",
        "erasure_reaches_all": "after insert on erasure for each row",
    }
    for name in _NAMES["postgresql"]:
        yield (
            f"create or replace function {name}() returns trigger language plpgsql security definer"
            f" set search_path = {schema}, pg_catalog, pg_temp as $$ begin {bodies[name]} end $$"
        )
        yield f"drop trigger if exists {name} on {_table(name)}"
        yield f"create trigger {name} {moments[name]} execute function {name}()"
        yield f"alter table {_table(name)} enable always trigger {name}"


_BLANK = (
    "if exists (select 1 from card where id = new.card_id and branch_id = new.branch_id) then"
    " update journal_value v set salt = '', old = null, new = null from journal_change c"
    " where v.branch_id = c.branch_id and v.entry_number = c.entry_number and v.place = c.place and v.salt <> ''"
    " and c.branch_id <> new.branch_id and c.card_id = new.card_id"
    f" and coalesce(c.field, '') not in ({_KEPT_MARKS})"
    " and (new.person is null or (c.record = 'person' and c.record_id = new.person));"
    " if new.person is null then update transfer set reason = '' where card_id = new.card_id;"
    " update receipt set reason = null where card_id = new.card_id; end if; end if; return new;"
)
