"""Members of staff: sign-in, roles, passwords (K1).

Passwords are kept by argon2 at the library's own settings. Each failure doubles the wait before the next try. A name
that does not exist takes as long and answers as a wrong password does. The last manager cannot lose the role.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import peewee

from locales.messages import N_, NP_, Message
from locales.words import LANGUAGES
from store import database, journal, ownership
from store.access import Actor, Right, Role, actor_of, reading, require
from store.errors import Refused

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FREE_FAILURES = 2
LONGEST_WAIT = 900
SHORTEST_PASSWORD = 4


class WrongPassword(Refused):
    message = N_("This name and password do not go together.")


class WaitBeforeSigningIn(Refused):
    seconds: int
    message = N_("Too many wrong passwords. Try again in {seconds} s.")


class PasswordTooShort(Refused):
    least: int
    message = N_("A password needs at least {least} characters.")


class NameTaken(Refused):
    user: str
    message = N_("Somebody signs in as “{user}” already. Choose another name.")


class NoSuchStaff(Refused):
    user: str
    message = N_("Nobody signs in as “{user}”.")


class BadStaff(Refused):
    problem: Message
    message = N_("{problem}")


class CardsOut(Refused):
    name: str
    n: int
    message = NP_(
        "{name} still has {n} card out. Nobody leaves with cards out: take it back, or hand it to a successor.",
        "{name} still has {n} cards out. Nobody leaves with cards out: take them back, or hand them to a successor.",
    )


class StillInCharge(Refused):
    name: str
    message = N_("{name} still looks after customers, or has asked for cards. Hand these over to a successor first.")


class StaffRecord(NamedTuple):
    """A member of staff, without the password. `language` is None until they have chosen one."""

    id: int
    user: str
    name: str
    roles: frozenset[Role]
    branch_id: int
    branch_name: str
    branch_prefix: str
    language: str | None
    one_time: bool
    left: bool


_COLUMNS = (
    's.id, s."user", s.name, s.clerk, s.keeper, s.manager, s.salesperson, s.branch_id, b.name, b.prefix, s.language,'
    " s.one_time, s.left_at"
)


def sign_in(user: str, password: str) -> Actor:
    """The person of this name and password. Takes about 0.1 s on purpose: call it in a thread.

    Raises WrongPassword, also for a name that does not exist, and WaitBeforeSigningIn(seconds).
    """
    found = database.rows(
        'select id, password, failures, failed_at from staff where "user" = ? and left_at is null', (user.strip(),)
    )
    if not found:
        _matches(_nobody(), password)
        raise WrongPassword()
    staff_id, hashed, failures, failed_at = found[0]
    wait = _wait(failures, database.as_moment(failed_at), database.now())
    if wait:
        raise WaitBeforeSigningIn(seconds=wait)
    if not _matches(hashed, password):
        with database.writing():
            database.execute(
                "update staff set failures = failures + 1, failed_at = ? where id = ?", (database.now(), staff_id)
            )
        raise WrongPassword()
    if failures:
        with database.writing():
            database.execute("update staff set failures = 0, failed_at = null where id = ?", (staff_id,))
    return actor_of(staff_id)


def _wait(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """Seconds until the next try: none after two failures, then 1, 2, 4 … up to a quarter of an hour."""
    if failures <= FREE_FAILURES or failed_at is None:
        return 0
    pause = min(2 ** (failures - FREE_FAILURES - 1), LONGEST_WAIT)
    return max(0, -int((now - failed_at - timedelta(seconds=pause)).total_seconds() // 1))


def must_change_password(actor: Actor) -> bool:
    """Whether the password is a one-time one."""
    return bool(database.rows("select one_time from staff where id = ?", (actor.staff_id,))[0][0])


def change_password(actor: Actor, old: str, new: str) -> None:
    """Raises WrongPassword, PasswordTooShort."""
    hashed = database.rows("select password from staff where id = ?", (actor.staff_id,))[0][0]
    if not _matches(hashed, old):
        raise WrongPassword()
    _set_password(actor_of(actor.staff_id), actor.staff_id, new, one_time=False)


def give_one_time_password(actor: Actor, user: str) -> str:
    """A new password for `user`, to be changed at the next sign-in. Needs the right to manage staff."""
    actor = require(actor, Right.MANAGE_STAFF)
    record = _managed(actor, user)
    password = easy_password()
    _set_password(actor, record.id, password, one_time=True)
    return password


def reset(user: str) -> str:
    """`staff reset`, for the last manager: the system account that owns the room is the right. Raises NoSuchStaff,
    OwnersWork."""
    ownership.refuse_office()
    record = _by_user(user)
    password = easy_password()
    _set_password(None, record.id, password, one_time=True)
    return password


def easy_password() -> str:
    """Ten letters that are not mistaken for one another: about 46 bits."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz") for _ in range(10))


def _set_password(actor: Actor | None, staff_id: int, password: str, *, one_time: bool) -> None:
    hashed = hash_password(password)
    branch_id = database.rows("select branch_id from staff where id = ?", (staff_id,))[0][0]
    with journal.entry(branch_id, actor.staff_id if actor else None, "set_password") as entry:
        database.execute(
            "update staff set password = ?, one_time = ?, failures = 0, failed_at = null where id = ?",
            (hashed, one_time, staff_id),
        )
        entry.note(journal.Change("staff", staff_id, None, "password"))


def hash_password(password: str) -> str:
    """Raises PasswordTooShort."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(least=SHORTEST_PASSWORD)
    return _hasher().hash(password)


def add(
    actor: Actor, user: str, name: str, roles: Iterable[Role], password: str, *, branch_id: int | None = None
) -> StaffRecord:
    """A new member of staff in the actor's branch; at head office in any. Needs the right to manage staff.

    Raises NotAllowed, NameTaken, PasswordTooShort, BadStaff.
    """
    actor = require(actor, Right.MANAGE_STAFF)
    wanted = branch_id or actor.branch_id
    if wanted not in reading(actor).branches:
        raise BadStaff(problem=N_("Only a manager at head office adds staff to other branches."))
    hashed = hash_password(password)
    with journal.entry(wanted, actor.staff_id, "add_staff") as entry:
        enter(entry, wanted, user, name, roles, hashed)
    return _by_user(user)


def enter(
    entry: journal.Entry,
    branch_id: int,
    user: str,
    name: str,
    roles: Iterable[Role],
    hashed: str,
    *,
    one_time: bool = False,
) -> int:
    """A new member of staff, inside an entry that says so; returns their id. Raises NameTaken, BadStaff."""
    staff_id = insert(branch_id, user, name, roles, hashed, one_time=one_time)
    digest = journal.content_digest([("user", user.strip())])
    entry.note(journal.Change("staff", staff_id, None, None, None, digest))
    return staff_id


def insert(branch_id: int, user: str, name: str, roles: Iterable[Role], hashed: str, *, one_time: bool = False) -> int:
    """The row of a new member of staff. Inside a write. Raises NameTaken, BadStaff."""
    user, name, has = user.strip(), name.strip(), frozenset(roles)
    if not user or not name or any(character.isspace() for character in user):
        raise BadStaff(problem=N_("A member of staff needs a sign-in name without spaces, and a full name."))
    if not has:
        raise BadStaff(problem=N_("A member of staff needs at least one role."))
    if database.rows('select 1 from staff where "user" = ?', (user,)):
        raise NameTaken(user=user)
    try:
        with database.writing():
            return database.insert(
                'insert into staff (branch_id, "user", name, clerk, keeper, manager, salesperson, password, one_time,'
                " failures, version, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, ?)",
                (branch_id, user, name, *(role in has for role in Role), hashed, one_time, database.now()),
            )
    except peewee.IntegrityError:  # by somebody of a branch that the database keeps from this one
        raise NameTaken(user=user) from None


def set_roles(actor: Actor, user: str, roles: Iterable[Role]) -> StaffRecord:
    """Needs the right to manage staff. Raises NotAllowed, NoSuchStaff, BadStaff."""
    actor = require(actor, Right.MANAGE_STAFF)
    record, has = _managed(actor, user), frozenset(roles)
    if not has:
        raise BadStaff(problem=N_("A member of staff needs at least one role."))
    if Role.MANAGER in record.roles and Role.MANAGER not in has and _managers(record.branch_id) < 2:
        raise BadStaff(problem=N_("This is the branch's last manager. Make somebody else a manager first."))
    with journal.entry(record.branch_id, actor.staff_id, "set_roles") as entry:
        database.execute(
            "update staff set clerk = ?, keeper = ?, manager = ?, salesperson = ?, version = version + 1 where id = ?",
            (*(role in has for role in Role), record.id),
        )
        entry.note(journal.Change("staff", record.id, None, "roles", _role_text(record.roles), _role_text(has)))
    return _by_user(user)


def deactivate(actor: Actor, user: str) -> StaffRecord:
    """Somebody leaves for good: they sign in no longer, and nothing is lent to them. What they did stays.

    Needs the right to manage staff. Raises NotAllowed, NoSuchStaff, BadStaff, CardsOut while a card is out to them, and
    StillInCharge while customers, requests or places in a queue are theirs.
    """
    actor = require(actor, Right.MANAGE_STAFF)
    record = _managed(actor, user)
    if record.id == actor.staff_id:
        raise BadStaff(problem=N_("Nobody notes their own leaving: another manager does it."))
    with journal.entry(record.branch_id, actor.staff_id, "leave_staff") as entry:
        left = database.rows(
            "update staff set left_at = ?, version = version + 1 where id = ? and left_at is null returning id",
            (database.now(), record.id),
        )
        if not left:
            raise NoSuchStaff(user=user)
        if Role.MANAGER in record.roles and not _managers(record.branch_id):
            raise BadStaff(problem=N_("This is the branch's last manager. Make somebody else a manager first."))
        _refuse_in_charge(record)
        entry.note(journal.Change("staff", record.id, None, "left", None, record.user))
    return _by_user(user)


_IN_CHARGE = (
    "select 1 from slip_card where borrower_id = ? and state in ('requested', 'approved', 'out') limit 1",
    "select 1 from reservation where borrower_id = ? and state = 'waiting' limit 1",
    "select 1 from card where salesperson_id = ? and archived_at is null limit 1",
)


def _refuse_in_charge(record: StaffRecord) -> None:
    """Asked once their row is locked, so that nothing is lent to them meanwhile."""
    out = database.rows(
        "select count(*) from slip_card where borrower_id = ? and state = 'out' and holds", (record.id,)
    )[0][0]
    if out:
        raise CardsOut(name=record.name, n=out)
    if any(database.rows(question, (record.id,)) for question in _IN_CHARGE):
        raise StillInCharge(name=record.name)


def _role_text(roles: frozenset[Role]) -> str:
    return " ".join(role for role in Role if role in roles)


def _managers(branch_id: int) -> int:
    found = database.rows(
        "select count(*) from staff where branch_id = ? and manager = ? and left_at is null", (branch_id, True)
    )
    return int(found[0][0])


def set_language(actor: Actor, language: str) -> None:
    """Remember the language that `actor` chose."""
    if language not in LANGUAGES:
        return
    with database.writing():
        database.execute("update staff set language = ? where id = ?", (language, actor.staff_id))


def me(actor: Actor) -> StaffRecord:
    """The signed-in person's own record. Does not write."""
    return _by_user(actor_of(actor.staff_id).user)


def people(actor: Actor) -> list[StaffRecord]:
    """The staff of the branches that `actor` reads, else of their own; those who left come last. Does not write."""
    scope = reading(actor).branches or (actor.branch_id,)
    marks = database.marks(scope)
    found = database.rows(
        f"select {_COLUMNS} from staff s join branch b on b.id = s.branch_id where s.branch_id in {marks}"
        " order by s.left_at is not null, s.branch_id, s.name",
        scope,
    )
    return [_record(row) for row in found]


def _managed(actor: Actor, user: str) -> StaffRecord:
    record = _by_user(user)
    if record.branch_id not in reading(actor).branches:
        raise NoSuchStaff(user=user)
    return record


def _by_user(user: str) -> StaffRecord:
    found = database.rows(
        f'select {_COLUMNS} from staff s join branch b on b.id = s.branch_id where s."user" = ?', (user.strip(),)
    )
    if not found:
        raise NoSuchStaff(user=user)
    return _record(found[0])


def _record(row: tuple[Any, ...]) -> StaffRecord:
    staff_id, user, name, *flags, branch_id, branch, prefix, language, one_time, left_at = row
    roles = frozenset(role for role, has in zip(Role, flags, strict=True) if has)
    return StaffRecord(
        staff_id, user, name, roles, branch_id, branch, prefix, language, bool(one_time), left_at is not None
    )


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password matches, checked for names that do not exist."""
    return _hasher().hash(secrets.token_hex())


def _matches(hashed: str, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return _hasher().verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False
