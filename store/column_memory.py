"""What an office said of columns that it calls otherwise than others do, so that it need not say it twice (X1).

Remembered by branch, kind of sheet and folded header once a sheet so read is written; what is said of a column the next
time goes before it, and a column that is read as it is called anyway is forgotten.
"""

from collections.abc import Mapping

from store import access, database, journal
from store.access import Actor, Right


def of_branch(actor: Actor) -> dict[str, dict[str, str]]:
    """By kind of sheet the field by folded header, "" for a column that is left out. Does not write.

    Raises NotAllowed.
    """
    actor = access.require(actor, Right.IMPORT)
    found: dict[str, dict[str, str]] = {}
    sql = "select kind, header, field from column_memory where branch_id = ?"
    for kind, header, field in database.rows(sql, (actor.branch_id,)):
        found.setdefault(kind, {})[header] = field
    return found


def keep(entry: journal.Entry, import_id: int, kind: str, said: Mapping[str, str | None]) -> None:
    """Remember what was said of the columns of an import, by folded header; None forgets. Inside the entry."""
    for header, field in said.items():
        place = (entry.branch_id, kind, header)
        found = database.rows("select field from column_memory where branch_id = ? and kind = ? and header = ?", place)
        before = found[0][0] if found else None
        if field == before:
            continue
        if before is not None:
            database.execute("delete from column_memory where branch_id = ? and kind = ? and header = ?", place)
        if field is not None:
            sql = "insert into column_memory (branch_id, kind, header, field) values (?, ?, ?, ?)"
            database.execute(sql, (*place, field))
        entry.note(journal.Change("import", import_id, None, "columns", _said(header, before), _said(header, field)))


def _said(header: str, field: str | None) -> str | None:
    return None if field is None else f"{header}={field}"
