"""Who may do what, and who may read which part of which card (K1).

`RIGHTS` is the one table. A right is asked of the database at each act, so one withdrawn ends at the next key. A loan
is a grant: whoever holds a card reads all of it until its return or the end of its due date, whichever is first.
"""

from collections.abc import Set
from enum import StrEnum
from typing import NamedTuple

from locales.messages import N_, NC_, Message
from store import database
from store.errors import Refused
from store.tables.base import Part


class Role(StrEnum):
    CLERK = "clerk"
    KEEPER = "keeper"
    MANAGER = "manager"
    SALESPERSON = "salesperson"


class Right(StrEnum):
    READ_CARDS = "read_cards"
    EDIT = "edit"
    ARCHIVE = "archive"
    IMPORT = "import"
    EXPORT = "export"
    ASK = "ask"
    SUBMIT = "submit"
    TAKE_OVER = "take_over"
    APPROVE = "approve"
    LEND = "lend"
    BACK_UP = "back_up"
    MANAGE_STAFF = "manage_staff"
    READ_JOURNAL = "read_journal"
    SETTINGS = "settings"


ROLE_NAMES: dict[Role, Message] = {
    Role.CLERK: N_("clerk"),
    Role.KEEPER: N_("keeper"),
    Role.MANAGER: NC_("staff", "manager"),
    Role.SALESPERSON: N_("salesperson"),
}
RIGHT_NAMES: dict[Right, Message] = {
    Right.READ_CARDS: N_("read the branch's cards"),
    Right.EDIT: N_("add and edit cards"),
    Right.ARCHIVE: N_("archive cards"),
    Right.IMPORT: N_("bring in sheets"),
    Right.EXPORT: N_("export lists"),
    Right.ASK: N_("ask for cards"),
    Right.SUBMIT: N_("submit new customers and corrections"),
    Right.TAKE_OVER: N_("take submissions over or refuse them"),
    Right.APPROVE: N_("approve requests"),
    Right.LEND: N_("lend cards and take them back"),
    Right.BACK_UP: N_("back up"),
    Right.MANAGE_STAFF: N_("manage staff"),
    Right.READ_JOURNAL: N_("read the journal"),
    Right.SETTINGS: N_("change settings"),
}
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: frozenset(
        {
            Right.READ_CARDS,
            Right.EDIT,
            Right.ARCHIVE,
            Right.IMPORT,
            Right.EXPORT,
            Right.ASK,
            Right.TAKE_OVER,
        }
    ),
    Role.KEEPER: frozenset({Right.READ_CARDS, Right.LEND, Right.BACK_UP, Right.EXPORT, Right.READ_JOURNAL, Right.ASK}),
    Role.MANAGER: frozenset(
        {
            Right.READ_CARDS,
            Right.EXPORT,
            Right.MANAGE_STAFF,
            Right.READ_JOURNAL,
            Right.SETTINGS,
            Right.APPROVE,
            Right.TAKE_OVER,
        }
    ),
    Role.SALESPERSON: frozenset({Right.ASK, Right.SUBMIT}),
}


class Actor(NamedTuple):
    """Whoever is signed in. The roles are those of the moment; every act asks the database again."""

    staff_id: int
    branch_id: int
    user: str
    name: str
    roles: frozenset[Role]
    head_office: bool

    def may(self, right: Right) -> bool:
        return any(right in RIGHTS[role] for role in self.roles)

    @property
    def everywhere(self) -> bool:
        """Whether they read the cards of all branches."""
        return self.head_office and Role.MANAGER in self.roles


class NotAllowed(Refused):
    """`right` is what is missing, `roles` are those that have it."""

    right: Message
    roles: tuple[Message, ...]
    message = N_("You may not {right}. That is for: {roles}. A manager can give you the role.")


class NoLongerStaff(Refused):
    message = N_("You are no longer signed in. Sign in again.")


class NotYourCard(Refused):
    """Also the answer for a card that does not exist, so that nobody learns which do."""

    message = N_("You can see only cards that you look after or hold. The keeper can lend you others.")


class OnlyOnFile(Refused):
    """All that a salesperson learns of a card outside their own, by its name or by its number."""

    card_no: str
    salesperson: str | None
    message = N_("{card_no} is on file, looked after by {salesperson}.")


class OnlyOnFileNobodys(OnlyOnFile):
    """`salesperson` is None."""

    message = N_("{card_no} is on file; nobody looks after it.")


class Reading(NamedTuple):
    """What one person may read: `branches` whole, the open part and phones of `own`, everything of `held`."""

    branches: tuple[int, ...]
    own: Set[int]
    held: Set[int]

    @property
    def whole(self) -> bool:
        return bool(self.branches)

    @property
    def cards(self) -> Set[int]:
        """The single cards that may be read beside the whole branches."""
        return self.own | self.held

    def parts(self, card_id: int, branch_id: int) -> frozenset[Part]:
        """Which parts of a card may be read; empty for a card that is not to be seen."""
        if branch_id in self.branches or card_id in self.held:
            return frozenset(Part)
        if card_id in self.own:
            return frozenset({Part.OPEN, Part.CONTACT})
        return frozenset()


def actor_of(staff_id: int) -> Actor:
    """The person with their roles as they are now. Raises NoLongerStaff. Does not write."""
    found = database.rows(
        'select s.branch_id, s."user", s.name, s.clerk, s.keeper, s.manager, s.salesperson, b.head_office'
        " from staff s join branch b on b.id = s.branch_id where s.id = ? and s.left_at is null",
        (staff_id,),
    )
    if not found:
        raise NoLongerStaff()
    branch_id, user, name, *flags, head_office = found[0]
    roles = frozenset(role for role, has in zip(Role, flags, strict=True) if has)
    return Actor(staff_id, branch_id, user, name, roles, bool(head_office))


def require(actor: Actor, right: Right) -> Actor:
    """`actor` as they are now, if they have `right`. Raises NotAllowed, NoLongerStaff."""
    current = actor_of(actor.staff_id)
    if current.may(right):
        return current
    raise missing(right)


def missing(right: Right) -> NotAllowed:
    """The refusal of whoever lacks `right`."""
    able = tuple(ROLE_NAMES[role] for role in Role if right in RIGHTS[role])
    return NotAllowed(right=RIGHT_NAMES[right], roles=able)


def reading(actor: Actor) -> Reading:
    """What `actor` may read just now. Does not write."""
    current = actor_of(actor.staff_id)
    branches: tuple[int, ...] = ()
    if current.may(Right.READ_CARDS):
        branches = (current.branch_id,)
        if current.everywhere:
            branches = tuple(row[0] for row in database.rows("select id from branch order by id"))
    if Role.SALESPERSON not in current.roles:
        return Reading(branches, frozenset(), frozenset())
    own = database.rows("select id from card where salesperson_id = ?", (current.staff_id,))
    return Reading(branches, frozenset(row[0] for row in own), held_by(current))


def held_by(actor: Actor) -> frozenset[int]:
    """The cards that a grant of this moment opens to `actor`: out to them, and not past its due date."""
    zone = database.rows("select time_zone from branch where id = ?", (actor.branch_id,))[0][0]
    held = database.rows(
        "select card_id from slip_card where borrower_id = ? and state = 'out' and due >= ?",
        (actor.staff_id, database.today(zone)),
    )
    return frozenset(row[0] for row in held)
