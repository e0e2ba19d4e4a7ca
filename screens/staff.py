"""Who signs in, and as what: adding people, their roles, one-time passwords (K1)."""

from collections.abc import Iterator, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from locales.words import Words
from screens.actions import ACTIONS, bind
from screens.ask import AskScreen, ToldScreen
from screens.form_screen import FormScreen
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import offices, staff
from store.access import ROLE_NAMES, Actor, Right, Role, reading
from store.offices import BranchRecord
from store.staff import StaffRecord


def _roles(record: StaffRecord, words: Words) -> str:
    return words.list(_names([role for role in Role if role in record.roles]))


def _name_ink(record: StaffRecord) -> str:
    return "dim" if record.left else "plain"


COLUMNS: Sequence[Column[StaffRecord]] = (
    Column("user", N_("Sign-in name"), lambda record, _: record.user, 13),
    Column("name", N_("Name"), lambda record, _: record.name, 14, grow=2, ink=_name_ink),
    Column("roles", N_("Roles"), _roles, 22, grow=3),
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

    BINDINGS = bind("edit", "new", "one_time")
    MARKS = False
    KEYS = ("new", "edit", "one_time", "back")
    ABOUT = N_("Everybody who signs in. A manager adds people, gives roles, and helps who forgot a password.")

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Staff")]

    def __init__(self) -> None:
        super().__init__()
        self.branches: Sequence[BranchRecord] = ()
        """The branches to which somebody may be added."""

    def columns(self) -> Sequence[Column[StaffRecord]]:
        return (*COLUMNS, BRANCH) if self.room.who().everywhere else COLUMNS

    async def source(self) -> Listed[StaffRecord]:
        people, self.branches = await self.room.store(_people_and_branches, self.room.who())
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

    def can(self, action: str) -> bool:
        if action in ("new", "edit", "one_time"):
            chosen = self.row is not None and not self.row.left
            return self.room.may(Right.MANAGE_STAFF) and (action == "new" or chosen)
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

    def action_back(self) -> None:
        self.dismiss(None)


def _people_and_branches(actor: Actor) -> tuple[list[StaffRecord], list[BranchRecord]]:
    known = reading(actor).branches
    return staff.people(actor), [branch for branch in offices.branches() if branch.id in known]


def _names(roles: Sequence[Role]) -> list[Message]:
    return [ROLE_NAMES[role] for role in roles]
