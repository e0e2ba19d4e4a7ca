"""The branch offices of the room, and a further one (K5)."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import ACTIONS, bind
from screens.ask import ToldScreen
from screens.first_run import COUNTRIES
from screens.form_screen import FormScreen
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.listed import Listed
from store import offices, staff
from store.access import Right
from store.acts import branches
from store.acts.branches import Listed as Branch
from store.acts.branches import Opened
from store.errors import Refused
from store.offices import NewBranch

OPENED = N_(
    "{branch} is open; its card numbers begin with {prefix}. Note down what is shown only now: {user} signs in there"
    " once with: {password}"
)
HEAD_OFFICE = N_("head office")


def _count(count: int | None, words: Words) -> str:
    return "" if count is None else words.number(count)


COLUMNS: Sequence[Column[Branch]] = (
    Column("name", N_("Branch office"), lambda one, _: one.branch.name, 12, grow=2),
    Column("prefix", N_("Numbers"), lambda one, _: one.branch.prefix, 9),
    Column("country", N_("Country"), lambda one, _: one.branch.country, 8),
    Column("currency", N_("Currency"), lambda one, _: one.branch.currency, 9),
    Column("cards", N_("Cards"), lambda one, words: _count(one.cards, words), 10, right=True),
    Column("staff", N_("Staff"), lambda one, words: _count(one.staff, words), 9, right=True),
    Column("zone", N_("Time zone"), lambda one, _: one.branch.time_zone, 16, grow=1, needs=96),
)
FIELDS = (
    FormField("name", N_("Branch office"), help=N_("As everybody calls it: Nanjing, say.")),
    FormField("country", N_("Country"), Kind.CHOICE, COUNTRIES, optional=False),
    FormField("prefix", N_("Letters"), help=N_("Its card numbers begin with them; from its name if left empty.")),
    FormField("currency", N_("Currency"), help=N_("Three letters, as CNY, EUR or GBP.")),
    FormField("time_zone", N_("Time zone"), help=N_("As Asia/Shanghai: due dates end at midnight there.")),
    FormField("user", N_("First sign-in name"), help=N_("Who begins there, as clerk, keeper and manager.")),
    FormField("full_name", N_("Full name"), help=N_("As colleagues read it on slips and in the history.")),
)


ASKED = ("name", "country", "prefix", "currency", "time_zone")
"""Those of the fields that tell of the branch."""


class BranchesScreen(ListScreen[None, Branch]):
    """Every branch; at head office a manager opens further ones."""

    MARKS = False
    BINDINGS = bind("new")
    SHOWS = frozenset({"branch", "staff"})
    NEEDS = {"new": Right.OPEN_BRANCH}
    KEYS = ("new", "back")
    ABOUT = N_(
        "The branch offices of the room, each with its own numbers, staff, currency and country. A manager at head"
        " office opens a further one; on PostgreSQL that is done with the account that owns the room."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Branch offices")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], self.words(NP_("{n} branch office", "{n} branch offices"), n=self.total)

    def columns(self) -> Sequence[Column[Branch]]:
        return COLUMNS

    async def source(self) -> Listed[Branch]:
        return Listed(await self.room.store(branches.listed, self.room.who()))

    def hint(self) -> str:
        return self.words(HEAD_OFFICE) if self.row is not None and self.row.branch.head_office else ""

    def action_new(self) -> None:
        self.app.push_screen(NewBranchScreen(), self._opened)

    def _opened(self, opened: Opened | None) -> None:
        if opened is None:
            return
        self.action_refresh()
        said = {"branch": opened.branch.name, "prefix": opened.branch.prefix, "user": opened.user}
        told = ToldScreen([*self.path(), opened.branch.name], OPENED, password=opened.password, **said)
        self.app.push_screen(told)

    def can(self, action: str) -> bool:
        return action != "new" or self.room.may(Right.OPEN_BRANCH)


class NewBranchScreen(FormScreen[Opened]):
    """A branch and who begins there. Currency and time zone follow from the country until they are typed over."""

    BINDINGS = bind("save")
    KEYS = ("save", "choose", "next_field", "back")
    FIELD_OF: ClassVar[Mapping[type[Refused], str]] = {staff.NameTaken: "user", staff.BadStaff: "user"}

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Branch offices"), ACTIONS["new"].label]

    def body(self) -> ComposeResult:
        country = self.room.branch.country if self.room.branch else "CN"
        yield Form(FIELDS, {"country": country}, editing=True, fit=True, two_columns_from=999)

    def on_mount(self) -> None:
        super().on_mount()
        self._follow()

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        if event.name == "country":
            self._follow()
        self.message_changed()

    def _follow(self) -> None:
        country = self.form.values["country"]
        self.form.follow("currency", offices.CURRENCIES[country])
        self.form.follow("time_zone", offices.TIME_ZONES[country])

    @on(Form.Submitted)
    def action_save(self) -> None:
        self.run_once(self._save, "save")

    async def _save(self) -> None:
        values = self.form.values
        new = NewBranch(**{name: values.get(name, "") for name in ASKED})
        who, url = self.room.who(), self.room.url
        opened = await self.room.store_slow(
            branches.open_branch, who, url, new, values.get("user", ""), values.get("full_name", "")
        )
        self.dismiss(opened)
