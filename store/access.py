"""Who may do what, and who may read which part of which card (K1).

`RIGHTS`, `READS`, `ELSEWHERE_TOO` and `EXPORTS` are the one table: role × action × what the card is to somebody. Every
check asks it, and `matrix.py` draws it. A right is asked of the database at each act, so one withdrawn ends at the next
key. A loan is a grant: whoever holds a card reads all of it until its return or the end of its due date, whichever is
first. Roles add up cell by cell: a clerk's right to edit does not reach what only the manager reads.
"""

from collections.abc import Iterator, Mapping, Set
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from locales.messages import N_, NC_, Message
from store import database, walls
from store.database import Question
from store.engines import Kept
from store.errors import Refused
from store.tables.base import Part
from store.tables.choices import OPENING_KINDS


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
    UNDO_IMPORT = "undo_import"
    EXPORT = "export"
    ASK = "ask"
    SUBMIT = "submit"
    TAKE_OVER = "take_over"
    APPROVE = "approve"
    LEND = "lend"
    COUNT = "count"
    BACK_UP = "back_up"
    MANAGE_STAFF = "manage_staff"
    READ_JOURNAL = "read_journal"
    CLOSE_DAY = "close_day"
    SETTINGS = "settings"
    EXTRACT = "extract"
    DISCLOSE = "disclose"
    ERASE = "erase"
    ORIGINAL = "original"
    VOID_ORIGINAL = "void_original"
    DOUBLES = "doubles"
    MERGE = "merge"
    SEND_CARDS = "send_cards"
    RECEIVE_CARDS = "receive_cards"
    OPEN_BRANCH = "open_branch"


ROLE_NAMES: dict[Role, Message] = {
    Role.CLERK: N_("clerk"),
    Role.KEEPER: N_("keeper"),
    Role.MANAGER: NC_("staff", "manager"),
    Role.SALESPERSON: N_("salesperson"),
}
MANAGER_AT_HEAD_OFFICE = N_("manager at head office")
RIGHT_NAMES: dict[Right, Message] = {
    Right.READ_CARDS: N_("read the branch's cards"),
    Right.EDIT: N_("add and edit cards"),
    Right.ARCHIVE: N_("archive cards"),
    Right.IMPORT: N_("bring in sheets"),
    Right.UNDO_IMPORT: N_("undo any import"),
    Right.EXPORT: N_("export lists"),
    Right.ASK: N_("ask for cards"),
    Right.SUBMIT: N_("submit new customers and corrections"),
    Right.TAKE_OVER: N_("take submissions over or refuse them"),
    Right.APPROVE: N_("approve requests"),
    Right.LEND: N_("lend cards and take them back"),
    Right.COUNT: N_("count the drawer"),
    Right.BACK_UP: N_("back up"),
    Right.MANAGE_STAFF: N_("manage staff"),
    Right.READ_JOURNAL: N_("read the journal"),
    Right.CLOSE_DAY: N_("close the day"),
    Right.SETTINGS: N_("change settings"),
    Right.EXTRACT: N_("ask for extracts and print them"),
    Right.DISCLOSE: N_("print what is kept about a person"),
    Right.ERASE: N_("restrict, hold and erase cards"),
    Right.ORIGINAL: N_("print originals of cards"),
    Right.VOID_ORIGINAL: N_("void originals of cards"),
    Right.DOUBLES: N_("look for doubles"),
    Right.MERGE: N_("merge cards"),
    Right.SEND_CARDS: N_("send cards to another branch"),
    Right.RECEIVE_CARDS: N_("receive cards of another branch"),
    Right.OPEN_BRANCH: N_("open branch offices"),
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
            Right.EXTRACT,
            Right.DISCLOSE,
            Right.ORIGINAL,
            Right.DOUBLES,
        }
    ),
    Role.KEEPER: frozenset(
        {
            Right.READ_CARDS,
            Right.LEND,
            Right.COUNT,
            Right.BACK_UP,
            Right.EXPORT,
            Right.READ_JOURNAL,
            Right.CLOSE_DAY,
            Right.ASK,
            Right.EXTRACT,
            Right.ORIGINAL,
            Right.DOUBLES,
            Right.RECEIVE_CARDS,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Right.READ_CARDS,
            Right.EXPORT,
            Right.MANAGE_STAFF,
            Right.READ_JOURNAL,
            Right.CLOSE_DAY,
            Right.SETTINGS,
            Right.APPROVE,
            Right.TAKE_OVER,
            Right.UNDO_IMPORT,
            Right.DISCLOSE,
            Right.ERASE,
            Right.ORIGINAL,
            Right.VOID_ORIGINAL,
            Right.DOUBLES,
            Right.MERGE,
            Right.SEND_CARDS,
            Right.RECEIVE_CARDS,
        }
    ),
    Role.SALESPERSON: frozenset({Right.ASK, Right.SUBMIT}),
}


class Standing(StrEnum):
    """In what capacity somebody acts: each of their roles, and a manager's at head office."""

    CLERK = "clerk"
    KEEPER = "keeper"
    MANAGER = "manager"
    HEAD_OFFICE = "head_office"
    SALESPERSON = "salesperson"


class Relation(StrEnum):
    """What a card is to somebody: looked after by them, lent to them, of their branch, of another one. A card of their
    branch is that, too, when they look after it or hold it."""

    OWN = "own"
    HELD = "held"
    BRANCH = "branch"
    ELSEWHERE = "elsewhere"


class Level(IntEnum):
    """How much of a card is read: nothing, only that it is on file and who looks after it, the open part, that with the
    phones, all of it."""

    NOTHING = 0
    ON_FILE = 1
    OPEN = 2
    PHONES = 3
    WHOLE = 4


class Exports(StrEnum):
    """How lists leave: freely, freely up to the size that the branch has set, or only once a manager has approved."""

    FREELY = "freely"
    TO_A_SIZE = "to_a_size"
    ASKING = "asking"


PARTS: Mapping[Level, frozenset[Part]] = {
    Level.NOTHING: frozenset(),
    Level.ON_FILE: frozenset(),
    Level.OPEN: frozenset({Part.OPEN}),
    Level.PHONES: frozenset({Part.OPEN, Part.CONTACT}),
    Level.WHOLE: frozenset(Part),
}
READS: Mapping[Standing, Mapping[Relation, Level]] = {
    Standing.CLERK: {Relation.BRANCH: Level.WHOLE},
    Standing.KEEPER: {Relation.BRANCH: Level.WHOLE},
    Standing.MANAGER: {Relation.BRANCH: Level.WHOLE},
    Standing.HEAD_OFFICE: {Relation.BRANCH: Level.WHOLE, Relation.ELSEWHERE: Level.WHOLE},
    Standing.SALESPERSON: {
        Relation.OWN: Level.PHONES,
        Relation.HELD: Level.WHOLE,
        Relation.BRANCH: Level.ON_FILE,
    },
}
"""What is read of a card; what is not named here is nothing. List, find, notches, counts, order, preview, history,
export and every refusal go by it, through `reading`."""
RESTRICTED: Mapping[Standing, Level] = {
    Standing.CLERK: Level.OPEN,
    Standing.KEEPER: Level.OPEN,
    Standing.MANAGER: Level.WHOLE,
    Standing.HEAD_OFFICE: Level.WHOLE,
    Standing.SALESPERSON: Level.OPEN,
}
"""The most that is read of a card that a manager has restricted (K6), whatever else would be."""
ELSEWHERE_TOO = frozenset({Right.READ_CARDS, Right.APPROVE, Right.EXPORT, Right.MANAGE_STAFF, Right.SEND_CARDS})
"""The rights that a manager at head office has over other branches too; all others end at one's own branch."""
AT_HEAD_OFFICE = frozenset({Right.OPEN_BRANCH})
"""The rights that only a manager at head office has, over the whole room."""
EXPORTS: Mapping[Standing, Exports] = {
    Standing.CLERK: Exports.TO_A_SIZE,
    Standing.KEEPER: Exports.TO_A_SIZE,
    Standing.MANAGER: Exports.FREELY,
    Standing.HEAD_OFFICE: Exports.FREELY,
    Standing.SALESPERSON: Exports.ASKING,
}


def level(standing: Standing, relation: Relation, *, restricted: bool = False) -> Level:
    """What somebody in that standing reads of such a card."""
    of_card = READS[standing].get(relation, Level.NOTHING)
    also = READS[standing].get(Relation.BRANCH, Level.NOTHING) if relation is not Relation.ELSEWHERE else Level.NOTHING
    most = RESTRICTED[standing] if restricted else Level.WHOLE
    return min(max(of_card, also), most)


def reaches(standing: Standing, right: Right, relation: Relation) -> bool:
    """Whether somebody in that standing has `right` over such a card, or over its branch."""
    if standing is Standing.HEAD_OFFICE and right in AT_HEAD_OFFICE:
        return True
    if standing is Standing.HEAD_OFFICE:
        return right in (ELSEWHERE_TOO if relation is Relation.ELSEWHERE else RIGHTS[Role.MANAGER])
    return relation is not Relation.ELSEWHERE and right in RIGHTS[Role(standing)]


class Actor(NamedTuple):
    """Whoever is signed in. The roles are those of the moment; every act asks the database again. `time_zone` is their
    branch's."""

    staff_id: int
    branch_id: int
    user: str
    name: str
    roles: frozenset[Role]
    head_office: bool
    time_zone: str

    def may(self, right: Right) -> bool:
        if right in AT_HEAD_OFFICE:
            return self.everywhere
        return any(right in RIGHTS[role] for role in self.roles)

    def may_in(self, branch_id: int, right: Right) -> bool:
        """Whether they have `right` over the cards of a branch."""
        relation = Relation.BRANCH if branch_id == self.branch_id else Relation.ELSEWHERE
        return any(reaches(standing, right, relation) for standing in self.standings)

    @property
    def standings(self) -> frozenset[Standing]:
        at_head = (Standing.HEAD_OFFICE,) if self.everywhere else ()
        return frozenset((*(Standing(role) for role in self.roles), *at_head))

    @property
    def everywhere(self) -> bool:
        """Whether they read the cards of all branches."""
        return self.head_office and Role.MANAGER in self.roles


class NotAllowed(Refused):
    """`right` is what is missing, `roles` are those that have it."""

    right: Message
    roles: tuple[Message, ...]
    logged = True
    message = N_("You may not {right}. That is for: {roles}. A manager can give you the role.")


class NoLongerStaff(Refused):
    message = N_("You are no longer signed in. Sign in again.")


class NotYourCard(Refused):
    """Also the answer for a card that does not exist, so that nobody learns which do."""

    logged = True
    message = N_("You can see only cards that you look after or hold. The keeper can lend you others.")


class NotYourBranch(NotYourCard):
    """The same for those who read a whole branch."""

    message = N_(
        "There is no such card in your branch. Cards of another branch are read by its own staff and by a manager at"
        " head office."
    )


class BranchOnly(NotAllowed):
    """`card_no` is of another branch, to which the right does not reach."""

    card_no: str
    message = N_("{card_no} is of another branch: there you may not {right}. That is for its own staff: {roles}.")


class OnlyOnFile(Refused):
    """All that a salesperson learns of a card outside their own, by its name or by its number."""

    card_no: str
    salesperson: str | None
    logged = True
    message = N_("{card_no} is on file, looked after by {salesperson}.")


class OnlyOnFileNobodys(OnlyOnFile):
    """`salesperson` is None."""

    message = N_("{card_no} is on file; nobody looks after it.")


class Restricted(Refused):
    """What is restricted is kept and not used (K6): the refusal of everything but to look at its open part."""

    card_no: str
    logged = True
    message = N_("Card {card_no} is restricted: it is kept, but not used. A manager can lift that.")


class Reading(NamedTuple):
    """What one person may read: `branches` whole, the open part and phones of `own`, everything of `held`; of those
    `restricted` no more than the open part."""

    branches: tuple[int, ...]
    own: Set[int]
    held: Set[int]
    restricted: Set[int] = frozenset()

    @property
    def whole(self) -> bool:
        return bool(self.branches)

    @property
    def cards(self) -> Set[int]:
        """The single cards that may be read beside the whole branches."""
        return self.own | self.held

    def parts(self, card_id: int, branch_id: int) -> frozenset[Part]:
        """Which parts of a card may be read; empty for a card that is not to be seen."""
        restricted = card_id in self.restricted
        if branch_id in self.branches:
            return PARTS[Level.OPEN if restricted else Level.WHOLE]
        if card_id in self.held:
            return PARTS[level(Standing.SALESPERSON, Relation.HELD, restricted=restricted)]
        if card_id in self.own:
            return PARTS[level(Standing.SALESPERSON, Relation.OWN, restricted=restricted)]
        return PARTS[Level.NOTHING]

    def not_visible(self) -> NotYourCard:
        """The refusal of a card that is not to be seen."""
        return NotYourBranch() if self.whole else NotYourCard()


def actor_of(staff_id: int) -> Actor:
    """The person with their roles as they are now. Raises NoLongerStaff. Does not write."""
    return _now(staff_id)[0]


def _now(staff_id: int) -> tuple[Actor, date]:
    """The person as they are now, and the day that it is in their branch."""
    sql = (
        'select s.branch_id, s."user", s.name, s.clerk, s.keeper, s.manager, s.salesperson, b.head_office, b.time_zone,'
        f" {database.clock()} from staff s join branch b on b.id = s.branch_id where s.id = ? and s.left_at is null"
    )
    found = database.rows(Kept(sql), (staff_id,))
    if not found:
        raise NoLongerStaff()
    branch_id, user, name, *flags, head_office, zone, moment = found[0]
    roles = frozenset(role for role, has in zip(Role, flags, strict=True) if has)
    actor = Actor(staff_id, branch_id, user, name, roles, bool(head_office), zone)
    return actor, database.day_of(database.moment(moment), zone)


def require(actor: Actor, right: Right) -> Actor:
    """`actor` as they are now, if they have `right`. Raises NotAllowed, NoLongerStaff."""
    current = actor_of(actor.staff_id)
    if current.may(right):
        return current
    raise missing(right)


def require_one(actor: Actor, *rights: Right) -> Actor:
    """As `require`, if they have one of several rights; what is missing is the first of them."""
    current = actor_of(actor.staff_id)
    if any(current.may(right) for right in rights):
        return current
    raise missing(rights[0])


def missing(right: Right) -> NotAllowed:
    """The refusal of whoever lacks `right`."""
    return NotAllowed(right=RIGHT_NAMES[right], roles=_able(right))


def _able(right: Right) -> tuple[Message, ...]:
    if right in AT_HEAD_OFFICE:
        return (MANAGER_AT_HEAD_OFFICE,)
    return tuple(ROLE_NAMES[role] for role in Role if right in RIGHTS[role])


def require_in(actor: Actor, right: Right, branch_id: int, card_no: str) -> None:
    """Raises BranchOnly where `right` does not reach the branch of a card that `actor` sees."""
    if not actor.may_in(branch_id, right):
        raise branch_only(right, card_no)


def branch_only(right: Right, card_no: str) -> BranchOnly:
    """The refusal of whoever has `right`, but not over the branch of a card."""
    return BranchOnly(right=RIGHT_NAMES[right], roles=_able(right), card_no=card_no)


def reading(actor: Actor) -> Reading:
    """What `actor` may read just now. Asked at every key, so of the database twice only: who they are, and which cards
    are something of their own to them. Does not write."""
    current, today = _now(actor.staff_id)
    cards: dict[str, set[int]] = {"own": set(), "held": set(), "restricted": set()}
    asked = list(_single_cards(current, today))
    if asked:
        sql = " union all ".join(f"select '{name}', {question.sql}" for name, question in asked)
        for name, card in database.rows(Kept(sql), [value for _, question in asked for value in question.params]):
            cards[name].add(card)
    return Reading(whole_branches(current), *(frozenset(cards[name]) for name in cards))


def whole_branches(current: Actor) -> tuple[int, ...]:
    """The branches of which somebody, as they are now, reads every card. Does not write."""
    if _reads_whole(current, Relation.ELSEWHERE):
        return tuple(walls.within_reach())
    return (current.branch_id,) if _reads_whole(current, Relation.BRANCH) else ()


def _reads_whole(actor: Actor, relation: Relation, *, restricted: bool = False) -> bool:
    return any(level(each, relation, restricted=restricted) is Level.WHOLE for each in actor.standings)


def _single_cards(current: Actor, today: date) -> Iterator[tuple[str, Question]]:
    """Questions for the cards of which `current` reads more or less than of their branches: their own; those that a
    grant of this moment opens to them, out and not past their due date (what left on paper or in a file opens nothing
    here); and those that are restricted for them."""
    if Role.SALESPERSON in current.roles:
        yield "own", Question("id from card where salesperson_id = ?", (current.staff_id,))
        held = (
            "l.card_id from slip_card l join slip s on s.id = l.slip_id where l.borrower_id = ? and l.state = 'out'"
            f" and l.due >= ? and s.kind in {database.marks(OPENING_KINDS)}"
        )
        yield "held", Question(held, (current.staff_id, today, *OPENING_KINDS))
    if not _reads_whole(current, Relation.BRANCH, restricted=True):
        restricted = "id from card where restricted_at is not null and branch_id = ?"
        yield "restricted", Question(restricted, (current.branch_id,))
