"""How offices come into a room on PostgreSQL (K5): the database, the role that owns it, and a role for each office.

Roles are called after the database: NAME_owner, NAME_head, and for each branch NAME_nj by the letters of its numbers.
Nobody need know their passwords: they are made here, go to the server only as SCRAM verifiers, and to a file as libpq
reads it, for the account that runs the program at that office. What may be done by whoever may create roles is a few
statements, run here or printed for them; the rest the owner does.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from locales.messages import N_
from store import database, offices, ownership, system, walls
from store.errors import Refused

if TYPE_CHECKING:
    import psycopg

HEAD, OWNER = "head", "owner"
_ROUNDS = 4096


class MayNotCreate(Refused):
    name: str
    message = N_(
        "This account may not create the database and the roles of {name}. With --print-sql the statements are printed"
        " for whoever may."
    )


class Pass(NamedTuple):
    """A role's name and password, as the file with passwords has it."""

    role: str
    password: str


class Made(NamedTuple):
    """The roles that were made, and the file where their passwords are; no file where none was made."""

    roles: tuple[str, ...]
    file: Path | None


def database_name(url: str) -> str:
    return unquote(urlsplit(url).path.strip("/"))


def role_of(url: str, what: str) -> str:
    """The role of head office, of the owner, or of the branch with these letters."""
    return f"{database_name(url)}_{what.lower()}"


def new_pass(role: str) -> Pass:
    return Pass(role, secrets.token_urlsafe(24))


def statements(url: str, passes: Sequence[Pass], *, new_database: bool, admin: str | None = None) -> Iterator[str]:
    """What whoever may create roles runs once, on any database of the server. `admin` is to become the owner where that
    is needed to make the tables."""
    name, owner = walls.quoted(database_name(url)), walls.quoted(role_of(url, OWNER))
    for one in passes:
        verifier = scram(one.password)
        yield (
            f"create role {walls.quoted(one.role)} login nosuperuser nocreatedb nocreaterole noinherit"
            f" password '{verifier}'"
        )
    if new_database:
        if admin is not None:
            yield f"grant {owner} to {walls.quoted(admin)}"
        yield f"create database {name} owner {owner} template template0 encoding 'UTF8'"
    yield f"revoke all on database {name} from public"
    for one in passes:
        yield f"grant connect on database {name} to {walls.quoted(one.role)}"


def scram(password: str, salt: bytes | None = None) -> str:
    """What PostgreSQL keeps of a password, by which it is checked and from which it cannot be had."""
    salt = salt or secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ROUNDS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    server = hmac.digest(salted, b"Server Key", "sha256")
    stored, *texts = (base64.b64encode(part).decode() for part in (hashlib.sha256(client).digest(), server, salt))
    return f"SCRAM-SHA-256${_ROUNDS}:{texts[1]}${stored}:{texts[0]}"


def salt_of(text: str) -> bytes:
    """The salt of a verifier, as it stands there."""
    return base64.b64decode(text)


def printed(url: str, prefixes: Sequence[str], *, new_database: bool) -> tuple[tuple[str, ...], Path]:
    """The statements for whoever may run them, and the file in which the passwords are. No server is asked."""
    whats = [OWNER, *prefixes, HEAD] if new_database else prefixes
    passes = [new_pass(role_of(url, what)) for what in whats]
    file = keep(url, passes)
    return tuple(statements(url, passes, new_database=new_database)), file


def prepare(url: str, prefixes: Sequence[str]) -> Made:
    """Make the database if it is not there, and the roles that are not, as far as this account may. An account that may
    create no roles makes the room its own, without roles of offices, if the database is there.

    Raises NotReachable, MayNotCreate.
    """
    import psycopg

    try:
        server = psycopg.connect(_server_url(url), autocommit=True)
    except psycopg.OperationalError:
        return Made((), None)  # the server has no database for such things, or keeps this account out of it
    with server:
        there = _one(server, "select 1 from pg_database where datname = %s", database_name(url)) is not None
        admin, may, is_super = _me(server)
        if not may:
            if there:
                return Made((), None)
            raise MayNotCreate(name=database_name(url))
        whats = [*([] if there else [OWNER]), *prefixes, HEAD]
        missing = [role for what in whats if not _knows(server, role := role_of(url, what))]
        passes = [new_pass(role) for role in missing]
        file = keep(url, passes) if passes else None
        for statement in statements(url, passes, new_database=not there, admin=None if is_super else admin):
            server.execute(statement)
    return Made(tuple(missing), file)


def _server_url(url: str) -> str:
    return urlsplit(url)._replace(path="/postgres").geturl()


def _one(server: "psycopg.Connection[Any]", sql: str, *params: Any) -> Any:
    return server.execute(sql, params).fetchone()


def _me(server: "psycopg.Connection[Any]") -> tuple[str, bool, bool]:
    may_create = "rolsuper or (rolcreaterole and rolcreatedb)"
    name, may, is_super = _one(
        server, f"select rolname, {may_create}, rolsuper from pg_roles where rolname = current_user"
    )
    return str(name), bool(may), bool(is_super)


def _knows(server: "psycopg.Connection[Any]", role: str) -> bool:
    return _one(server, "select 1 from pg_roles where rolname = %s", role) is not None


def let_in(url: str) -> tuple[str, ...]:
    """Let the offices' roles that the server knows into the room in use, each to its branch. By the owner. Returns
    their names."""
    branch_of = {role_of(url, branch.prefix): branch.id for branch in offices.branches()}
    wanted: dict[str, int | None] = {**branch_of, role_of(url, HEAD): None}
    known = {name for (name,) in database.rows_among("select rolname from pg_roles where rolname in {among}", wanted)}
    with database.writing(), ownership.as_owner():
        for role, branch_id in wanted.items():
            if role in known:
                walls.let_in(role, branch_id)
    return tuple(sorted(known))


def keep(url: str, passes: Sequence[Pass]) -> Path:
    """Write passwords to the file that only this account reads, in place of those that it had of the same roles."""
    file = database.passfile(database_name(url))
    file.parent.mkdir(parents=True, exist_ok=True)
    new = {one.role: f"*:*:{_escaped(database_name(url))}:{_escaped(one.role)}:{one.password}" for one in passes}
    if not file.exists():
        file.touch(mode=0o600)
    system.keep_private(file)
    stays = [line for line in file.read_text(encoding="utf-8").splitlines() if _role_in(line) not in new]
    file.write_text("".join(f"{line}\n" for line in (*stays, *new.values())), encoding="utf-8")
    return file


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _role_in(line: str) -> str:
    parts = line.replace("\\:", "\0").split(":")
    return parts[3].replace("\0", ":") if len(parts) == 5 else ""
