"""Who signs in, and as what: adding people, their roles, one-time passwords (K1)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import ACTIONS, bind
from screens.ask import AskScreen, ToldScreen
from screens.form_screen import FormScreen
from screens.handover import HandoverListScreen, HandoverScreen, ask_why
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import handovers, offices, staff
from store.access import ROLE_NAMES, Actor, Right, Role, reading
from store.acts import handover
from store.errors import Refused
from store.handovers import HandoverRecord, Leave
from store.offices import BranchRecord
from store.staff import StaffRecord


def _roles(record: StaffRecord, words: Words) -> str:
    return words.list(_names([role for role in Role if role in record.roles]))


def _name_ink(record: StaffRecord) -> str:
    return "dim" if record.left else "plain"


COLUMNS: Sequence[Column[StaffRecord]] = (
    Column("user", N_("Sign-in name"), lambda record, _: record.user, 13),
    Column("name", N_("Name"), lambda record, _: record.name, 12, grow=2, ink=_name_ink),
    Column("roles", N_("Roles"), _roles, 18, grow=3),
)
BRANCH: Column[StaffRecord] = Column("branch", N_("Branch office"), lambda record, _: record.branch_name, 9, grow=1)
"""For those who see the staff of several branches."""
WHO = (
    FormField("user", N_("Sign-in name"), help=N_("Short, without spaces.")),
    FormField("name", N_("Full name"), help=N_("As colleagues read it on slips and in the history.")),
)
ROLES = tuple(FormField(role.value, name, Kind.FLAG) for role, name in ROLE_NAMES.items())
FIRST_PASSWORD = FormField("password", N_("First password"), help=N_("Tell it to them; four characters at least."))

OWN_ONE_TIME = N_(
    "This is your own password, {name} ({user}). If you go on, it ends at once, and you come in again only with the"
    " one-time password that is shown next, once. Note it down: without it you are locked out until another manager"
    " helps, or whoever owns the room."
)
ONE_TIME = N_(
    "Give {name} ({user}) a one-time password? Their present one ends at once, and nothing brings it back."
    " The new one is shown once; tell it to them."
)


class StaffScreen(ListScreen[None, StaffRecord]):
    """The staff of the branch; at head office of all branches."""

    BINDINGS = bind("edit", "new", "one_time", "handover", "hand_back")
    NEEDS = {"handover": Right.MANAGE_STAFF, "hand_back": Right.MANAGE_STAFF}
    MARKS = False
    SHOWS = frozenset({"handover", "staff"})
    KEYS = ("hand_back", "new", "edit", "handover", "one_time", "back")
    ABOUT = N_(
        "Everybody who signs in. A manager adds people, gives roles, helps who forgot a password, and hands over for a"
        " leave or for good: F10 to the successor, F8 back when the leave is over."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Staff")]

    def __init__(self) -> None:
        super().__init__()
        self.branches: Sequence[BranchRecord] = ()
        """The branches to which somebody may be added."""
        self.leaves: Mapping[int, Leave] = {}
        """Who is on leave, or back from one."""
        self.some_left = False

    def columns(self) -> Sequence[Column[StaffRecord]]:
        leave: Column[StaffRecord] = Column("leave", N_("Leave"), self._leave, 10, grow=1, ink=self._leave_ink)
        branch = [BRANCH] if self.room.who().everywhere else []
        return (*COLUMNS, *branch, *([leave] if self.leaves or self.some_left else []))

    def _leave(self, record: StaffRecord, words: Words) -> str:
        leave = self.leaves.get(record.id)
        if leave is None:
            return words(N_("has left")) if record.left else ""
        return words(N_("is over")) if leave.over else words.date(leave.until, "short")

    def _leave_ink(self, record: StaffRecord) -> str:
        leave = self.leaves.get(record.id)
        return "amber" if leave is not None and leave.over else "dim" if record.left else "plain"

    def narrowed_by(self) -> tuple[list[Piece], str]:
        over = sum(leave.over for leave in self.leaves.values())
        said = NP_("{n} leave is over and not handed back", "{n} leaves are over and not handed back")
        return [(self.words(said, n=over) if over else "", "amber")], ""

    def hint(self) -> str:
        """Who stands in for whom, until when."""
        leave = self.leaves.get(self.row.id) if self.row is not None else None
        if self.row is None or leave is None:
            return ""
        over = N_("{name}'s leave ended on {until}. F8 hands back what {successor} still has of it.")
        runs = N_("{name} is on leave until {until}; {successor} stands in.")
        values = {"name": self.row.name, "until": leave.until, "successor": leave.successor}
        return self.words(over if leave.over else runs, **values)

    async def source(self) -> Listed[StaffRecord]:
        people, self.branches, self.leaves = await self.room.store(_people_and_branches, self.room.who())
        self.some_left = any(person.left for person in people)
        self.rows.show_columns(self.columns())
        return Listed(people)

    def _saved(self, saved: StaffRecord | None) -> None:
        """The cursor stands on whoever was added or changed."""
        if saved is not None:
            self.read_at(saved)

    def action_new(self) -> None:
        self.app.push_screen(MemberScreen(None, self.branches), self._saved)

    @on(WindowList.Opened)
    def action_edit(self) -> None:
        if self.row is not None and self.can("edit"):
            self.app.push_screen(MemberScreen(self.row), self._saved)

    def action_one_time(self) -> None:
        record = self.row
        if record is not None:
            path = [*self.path(), record.name, ACTIONS["one_time"].label]
            question = OWN_ONE_TIME if record.id == self.room.who().staff_id else ONE_TIME
            asked = AskScreen(path, question, name=record.name, user=record.user)
            self.app.push_screen(asked, partial(self._answered, record.user))

    def _answered(self, user: str, yes: bool | None) -> None:
        if yes:
            self.run_once(partial(self._one_time, user), "save")

    async def _one_time(self, user: str) -> None:
        password = await self.room.store(staff.give_one_time_password, self.room.who(), user)
        path = [*self.path(), ACTIONS["one_time"].label]
        told = N_("{user} signs in once with: {password}")
        self.app.push_screen(ToldScreen(path, told, user=user, password=password))

    def action_handover(self) -> None:
        if self.row is not None:
            self.app.push_screen(HandoverScreen(self.row), self._handed_over)

    def _handed_over(self, done: HandoverRecord | None) -> None:
        if done is not None:
            self.action_refresh()
            if done.successor is not None:
                self.app.push_screen(HandoverListScreen(done))

    def action_hand_back(self) -> None:
        self.run_once(self._hand_back, "handover")

    def refused(self, refusal: Refused) -> None:
        super().refused(refusal)
        ask_why(self, refusal, self._hand_back)

    async def _hand_back(self, confirmed: str = "") -> None:
        if self.row is not None:
            who = self.room.who()
            done = await self.room.store_slow(handover.hand_back, who, self.row.user, confirmed=confirmed)
            await self.read(self.row)
            self.room.say(N_("What was still there has gone back to {leaver}."), leaver=done.leaver)

    def action_handover_list(self) -> None:
        self.run(self._handover_list)

    async def _handover_list(self) -> None:
        if self.row is not None:
            done = await self.room.store(handovers.last_of, self.room.who(), self.row.user)
            self.app.push_screen(HandoverListScreen(done))

    def why_not(self, action: str) -> Message | None:
        return N_("Nobody on leave is under the cursor.") if action == "hand_back" else None

    def can(self, action: str) -> bool:
        row, may = self.row, self.room.may(Right.MANAGE_STAFF)
        match action:
            case "new":
                return may
            case "edit" | "one_time" | "handover":
                return may and row is not None and not row.left
            case "hand_back":
                return may and row is not None and row.id in self.leaves
            case "handover_list":
                return may and row is not None
        return True


class MemberScreen(FormScreen[StaffRecord | None]):
    """A new member of staff, or the roles of one; roles add up."""

    BINDINGS = bind("save")
    KEYS = ("save", "choose", "next_field", "back")
    FIELD_OF = {staff.PasswordTooShort: "password"}
    ABOUT = N_("Roles add up. Clerks edit cards, keepers lend them, managers give rights, salespeople borrow.")

    def __init__(self, record: StaffRecord | None, branches: Sequence[BranchRecord] = ()) -> None:
        """`branches` are those to which somebody new may belong; with more than one, it is asked which."""
        super().__init__()
        self.record = record
        self.branches = branches

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Staff"), self.record.name if self.record else NC_("key", "New")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [(self.record.user if self.record else "", "plain")], ""

    def body(self) -> ComposeResult:
        fields = ROLES if self.record else (*WHO, FIRST_PASSWORD, *self._branch_field(), *ROLES)
        values = {role.value: "1" for role in self.record.roles} if self.record else {}
        values["branch"] = str(self.room.who().branch_id)
        yield Form(fields, values, editing=True, fit=True, two_columns_from=999)

    def _branch_field(self) -> Iterator[FormField]:
        if len(self.branches) > 1:
            choices = tuple((str(branch.id), branch.name) for branch in self.branches)
            yield FormField("branch", N_("Branch office"), Kind.CHOICE, choices, optional=False)

    @on(Form.Submitted)
    def action_save(self) -> None:
        self.run_once(self._save, "save")

    async def _save(self) -> None:
        values = self.form.values
        roles = [role for role in Role if values.get(role.value)]
        actor = self.room.who()
        if self.record is not None:
            saved = await self.room.store(staff.set_roles, actor, self.record.user, roles)
            self.room.say(N_("{name} has these roles now: {roles}."), name=saved.name, roles=_names(roles))
        else:
            user, name, password = (values.get(name, "") for name in ("user", "name", "password"))
            branch = int(values["branch"])
            saved = await self.room.store(staff.add, actor, user, name, roles, password, branch_id=branch)
            self.room.say(N_("{name} signs in as {user}."), name=saved.name, user=saved.user)
        self.dismiss(saved)


def _people_and_branches(actor: Actor) -> tuple[list[StaffRecord], list[BranchRecord], dict[int, Leave]]:
    known = reading(actor).branches
    branches = [branch for branch in offices.branches() if branch.id in known]
    return staff.people(actor), branches, handovers.leaves(actor)


def _names(roles: Sequence[Role]) -> list[Message]:
    return [ROLE_NAMES[role] for role in roles]
