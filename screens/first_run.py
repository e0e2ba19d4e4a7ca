"""The first minute: a language, the branch and whoever makes the room, then three lines of what comes next."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from locales.words import LANGUAGES
from screens.actions import bind
from screens.base import RoomScreen
from screens.form_screen import FormScreen
from screens.widgets.cells import wrapped
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.text_lines import TextLines
from store import offices
from store.access import Actor
from store.acts import rooms
from store.fields import FIELDS
from store.offices import NewBranch
from store.staff import PasswordTooShort

COUNTRIES = tuple(FIELDS["country"].choices.items())
FIRST_COUNTRY = {language: country for country, language in reversed(offices.LANGUAGES.items())} | {"en": "GB"}
"""The country that somebody who speaks a language most likely is in."""

LANGUAGE = FormField("language", N_("Language"), Kind.CHOICE, tuple(LANGUAGES.items()), optional=False)
FIELDS_OF_ROOM = (
    LANGUAGE,
    FormField("branch", N_("Branch office"), help=N_("As everybody calls it: Nanjing, say.")),
    FormField("country", N_("Country"), Kind.CHOICE, COUNTRIES, optional=False),
    FormField("currency", N_("Currency"), help=N_("Three letters, as CNY, EUR or GBP.")),
    FormField("time_zone", N_("Time zone"), help=N_("As Asia/Shanghai: due dates end at midnight there.")),
    FormField("name", N_("Your full name"), help=N_("As colleagues read it on slips and in the history.")),
    FormField("user", N_("Sign-in name"), help=N_("Short, without spaces.")),
    FormField("password", N_("Password"), Kind.PASSWORD, help=N_("Four characters at least; nobody else sees it.")),
    FormField("again", N_("The same again"), Kind.PASSWORD),
)
BLANK = N_("must not be empty.")
NEXT = (
    ("import_sheet", N_("bring in a sheet that you have")),
    ("new", N_("make the first card")),
    (None, N_("look around in an invented room: cardkeeper demo")),
)


class Made(NamedTuple):
    """Whoever made the room, and what they want to do first there: an action of the drawer, or nothing yet."""

    actor: Actor
    first: str = ""


class FirstRunScreen(FormScreen[Made]):
    """One form; whoever leaves it leaves the program."""

    CSS_PATH = "sign_in.tcss"
    KEYS = ("next_field", "choose", "submit", "language", "leave")
    ABOUT = N_(
        "There is no card room yet. This makes one: a file that only you can read, with one branch office and you as"
        " its clerk, keeper and manager. Look twice at country, currency, time zone and names: they"
        " cannot be changed afterwards."
    )

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "A new card room")]

    def body(self) -> ComposeResult:
        yield TextLines(self._greeting, focus=False, fit=True)
        yield Form(FIELDS_OF_ROOM, {"language": self.words.language}, editing=True, fit=True, two_columns_from=999)

    def _greeting(self, cells: int) -> list[list[Piece]]:
        text = N_("There is no card room yet. Fill this in and press Enter in the last field.")
        return [*([(line, "plain")] for line in wrapped(self.words(text), cells)), []]

    def on_mount(self) -> None:
        self._follow()

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        if event.name == "language":
            self.room.change_language(self.form.values["language"])
        if event.name in ("language", "country"):
            self._follow()
        self.message_changed()

    def _follow(self) -> None:
        """The country follows from the language, currency and time zone from the country."""
        self.form.follow("country", FIRST_COUNTRY[self.words.language])
        country = self.form.values["country"]
        self.form.follow("currency", offices.CURRENCIES[country])
        self.form.follow("time_zone", offices.TIME_ZONES[country])

    def words_changed(self) -> None:
        super().words_changed()
        if self.form.values.get("language") != self.words.language:
            self.form.put("language", self.words.language)
            self._follow()

    @on(Form.Submitted)
    def _submitted(self) -> None:
        form = self.form
        blank = [field.name for field in FIELDS_OF_ROOM if not form.values.get(field.name, "").strip()]
        for name in blank:
            form.problem(name, BLANK)
        if form.values.get("password") != form.values.get("again"):
            form.problem("again", N_("is not the same."))
            blank.append("again")
        if blank:
            form.go_to(blank[0])
        else:
            self.run_once(self._make, "make")

    async def _make(self) -> None:
        values = {name: text.strip() for name, text in self.form.values.items() if name != "password"}
        branch = NewBranch(
            values["branch"],
            values["country"],
            currency=values["currency"],
            time_zone=values["time_zone"],
            language=values["language"],
        )
        member = rooms.FirstMember(values["user"], values["name"], self.form.values["password"])
        try:
            actor = await self.room.store(rooms.make_room, self.url, branch, member)
        except PasswordTooShort as refusal:
            self.form.go_to("password")
            self.room.say_refused(refusal)
            return
        self.app.push_screen(NextScreen(), lambda first: self.dismiss(Made(actor, first or "")))

    def can(self, action: str) -> bool:
        return action not in ("lock", "sign_out", "undo", "back")


class NextScreen(RoomScreen[str]):
    """The room is made; three lines say what comes next, and their keys do it. Answers the action of the drawer."""

    CSS_PATH = "sign_in.tcss"
    BINDINGS = bind("open", "import_sheet", "new")
    KEYS = ("open", "import_sheet", "new", "language")

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "A new card room")]

    def body(self) -> ComposeResult:
        yield TextLines(self._lines)

    def _lines(self, cells: int) -> list[list[Piece]]:
        lines: list[list[Piece]] = [[(self.words(N_("The card room is made. What comes next:")), "bright")], []]
        for action, text in NEXT:
            key = self.room.key_of(action) if action else ""
            said = wrapped(self.words(text), cells - 12)
            lines.append([(f"{key:<12}", "accent"), (said[0], "plain")])
        return [*lines, [], [(self.words(N_("Press Enter to go to the drawer.")), "dim")]]

    def on_mount(self) -> None:
        self.query_one(TextLines).focus()

    def action_open(self) -> None:
        self.dismiss("")

    def action_import_sheet(self) -> None:
        self.dismiss("import_sheet")

    def action_new(self) -> None:
        self.dismiss("new")

    def action_back(self) -> None:
        self.dismiss("")

    def can(self, action: str) -> bool:
        return action not in ("lock", "sign_out", "undo")
