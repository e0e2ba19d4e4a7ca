"""The rules of lending: for how long, how many, how often renewed, who approves (L1, L4)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from locales.words import Words
from screens.actions import bind
from screens.choose import ReasonScreen
from screens.form_screen import FormScreen
from screens.list_screen import ListScreen
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.listed import Listed
from screens.widgets.window_list import WindowList
from store import loan_rules, staff
from store.access import Actor, Right, Role
from store.acts import take_out
from store.errors import Refused
from store.fields import FIELDS
from store.loan_rules import APPROVERS, Rule
from store.staff import StaffRecord


def _number(value: int | None, words: Words) -> str:
    return "" if value is None else words.number(value)


COLUMNS: Sequence[Column[Rule]] = (
    Column("borrower", N_("Borrower"), lambda rule, words: rule.borrower or words(N_("everybody")), 12, grow=1),
    Column("grade", N_("Grade"), lambda rule, words: rule.grade or words(NC_("grade", "every one")), 9),
    Column("days", NC_("column", "Days"), lambda rule, words: _number(rule.days, words), 6, right=True),
    Column("most", NC_("column", "Most cards"), lambda rule, words: _number(rule.most, words), 11, right=True),
    Column("renewals", NC_("column", "Renewals"), lambda rule, words: _number(rule.renewals, words), 13, right=True),
    Column(
        "approver",
        NC_("column", "Who approves"),
        lambda rule, words: words(APPROVERS[rule.approver]) if rule.approver else "",
        14,
        grow=1,
    ),
)
NUMBERS = {"days": N_("For how many days"), "most": N_("Most cards out"), "renewals": N_("Renewals")}


class NoNumber(Refused):
    text: str
    field: str
    message = N_("“{text}” is no whole number.")


class RulesScreen(ListScreen[None, Rule]):
    """The rules of the branch, the general ones first."""

    BINDINGS = bind("new", "edit", "remove")
    MARKS = False
    NEEDS = {"new": Right.SETTINGS, "edit": Right.SETTINGS, "remove": Right.SETTINGS}
    SHOWS = frozenset({"loan_rule", "setting"})
    KEYS = ("new", "edit", "remove", "back")
    ABOUT = N_(
        "For each question the most particular rule decides: borrower and grade, then borrower, then grade, then all."
        " What a rule leaves empty, the next one says. F9 also lets an only manager approve their own requests, and"
        " sets how long a list may be that leaves without approval."
    )

    def __init__(self) -> None:
        super().__init__()
        self.own = False
        self.most_rows: int | None = None

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Rules of lending")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        own = N_("A manager who is the only one here may approve their own requests.")
        most = NP_("lists: {n} row without approval", "lists: {n} rows without approval")
        told = self.words(most, n=self.most_rows) if self.most_rows is not None else ""
        return [(self.words(own) if self.own else "", "amber")], told

    def columns(self) -> Sequence[Column[Rule]]:
        return COLUMNS

    async def source(self) -> Listed[Rule]:
        rules, self.own, self.most_rows = await self.room.store(_rules_and_settings, self.room.who())
        return Listed(rules)

    def empty(self) -> str:
        return self.words(
            N_("There is no rule: everybody is lent every card for the usual days, and nobody has to approve.")
        )

    def action_new(self) -> None:
        self.app.push_screen(RuleScreen(None), self._set)

    @on(WindowList.Opened)
    def action_edit(self) -> None:
        if self.row is not None and self.can("edit"):
            self.app.push_screen(RuleScreen(self.row), self._set)

    def _set(self, changed: bool | None) -> None:
        if changed:
            self.action_refresh()

    def action_remove(self) -> None:
        self.run_once(self._remove, "save")

    async def _remove(self) -> None:
        rule = self.row
        if rule is not None:
            about: dict[str, Any] = {"borrower": rule.borrower_user or "", "grade": rule.grade or ""}
            said: dict[str, Any] = {
                "days": rule.days,
                "most": rule.most,
                "renewals": rule.renewals,
                "approver": rule.approver,
            }
            await self.room.store(loan_rules.set_rule, self.room.who(), **about)
            await self.read()

            async def undo() -> None:
                await self.room.store(loan_rules.set_rule, self.room.who(), **about, **said)

            self.room.say(N_("The rule is taken away."), undo=undo)

    def action_own_requests(self) -> None:
        self.run_once(self._own_requests, "save")

    async def _own_requests(self) -> None:
        await self.room.store(loan_rules.allow_own_requests, self.room.who(), not self.own)
        await self.read()

    def action_export_rows(self) -> None:
        title, label = NC_("screen", "Size of lists"), N_("Rows without approval")
        help_ = N_("So many rows of a list leave without a manager's approval; a manager's own lists always do.")
        asked = ReasonScreen(title, label, help_, str(self.most_rows or 0), at=self.path())
        self.app.push_screen(asked, self._most_typed)

    def _most_typed(self, text: str | None) -> None:
        if text is not None:
            self.run_once(partial(self._set_most, text), "save")

    async def _set_most(self, text: str) -> None:
        number = self.words.parse_number(text)
        if number is None or number != int(number):
            raise NoNumber(text=text, field="")
        await self.room.store(take_out.set_most_rows, self.room.who(), int(number))
        await self.read()

    def can(self, action: str) -> bool:
        if action in ("new", "edit", "remove", "own_requests", "export_rows"):
            always = action in ("new", "own_requests", "export_rows")
            return self.room.may(Right.SETTINGS) and (self.row is not None or always)
        return True


def _rules_and_settings(actor: Actor) -> tuple[list[Rule], bool, int]:
    return loan_rules.rules(actor), loan_rules.own_requests_set(actor), take_out.most_rows(actor.branch_id)


class RuleScreen(FormScreen[bool]):
    """One rule. What stays empty is left to the next less particular rule."""

    BINDINGS = bind("save")
    KEYS = ("save", "choose", "next_field", "back")

    def __init__(self, rule: Rule | None) -> None:
        super().__init__()
        self.rule = rule

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Rules of lending"), NC_("screen", "A rule")]

    def body(self) -> ComposeResult:
        yield Form(self._fields([]), editing=True, fit=True, two_columns_from=999)

    def _fields(self, people: Sequence[StaffRecord]) -> tuple[FormField, ...]:
        able = tuple((one.user, one.name) for one in people if Role.SALESPERSON in one.roles and not one.left)
        grades = tuple(FIELDS["grade"].choices.items())
        left = N_("Empty leaves it to the next less particular rule.")
        return (
            FormField("borrower", N_("Borrower"), Kind.CHOICE, able, N_("Empty is everybody.")),
            FormField("grade", N_("Grade"), Kind.CHOICE, grades, N_("Empty is every grade.")),
            *(FormField(name, label, help=left) for name, label in NUMBERS.items()),
            FormField("approver", NC_("column", "Who approves"), Kind.CHOICE, tuple(APPROVERS.items()), left),
        )

    def on_mount(self) -> None:
        self.run(self._ready)

    async def _ready(self) -> None:
        people = await self.room.store(staff.people, self.room.who())
        rule, values = self.rule, {}
        if rule is not None:
            said = {"borrower": rule.borrower_user, "grade": rule.grade, "approver": rule.approver}
            numbers = {name: getattr(rule, name) for name in NUMBERS}
            values = {name: "" if value is None else str(value) for name, value in {**said, **numbers}.items()}
        here = self.room.who().branch_id
        self.form.show(self._fields([one for one in people if one.branch_id == here]), values)
        self.form.focus()

    @on(Form.Submitted)
    def action_save(self) -> None:
        self.run_once(self._save, "save")

    def refused(self, refusal: Refused) -> None:
        if isinstance(refusal, NoNumber):
            self.form.focus()
            self.form.go_to(refusal.field)
        super().refused(refusal)

    async def _save(self) -> None:
        values = self.form.values
        await self.room.store(
            loan_rules.set_rule,
            self.room.who(),
            borrower=values.get("borrower", ""),
            grade=values.get("grade", ""),
            days=self._typed("days"),
            most=self._typed("most"),
            renewals=self._typed("renewals"),
            approver=values.get("approver") or None,
        )
        self.room.say(N_("The rule is set."))
        self.dismiss(True)

    def _typed(self, name: str) -> int | None:
        """The number typed. Raises NoNumber."""
        text = self.form.values.get(name, "").strip()
        number = self.words.parse_number(text) if text else None
        if text and (number is None or number != int(number)):
            raise NoNumber(text=text, field=name)
        return None if number is None else int(number)
