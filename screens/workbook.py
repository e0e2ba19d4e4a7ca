"""What is asked for before a workbook is written here, whatever it holds: its fields, its file, its language (X2)."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from textual import on

from locales.messages import N_, NC_, NP_, Message
from locales.words import LANGUAGES, Words, words
from screens.actions import bind
from screens.ask import REPLACE, AskScreen
from screens.form_screen import FormScreen
from screens.room import Room
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from store.wanted import ALL

USUAL, CHOSEN = "usual", "chosen"
SUFFIX = ".xlsx"
FILE = FormField(
    "file", N_("File"), help=N_("Where the workbook is written; another file is replaced only if you say so.")
)
LANGUAGE = FormField(
    "language",
    N_("Language of the file"),
    Kind.CHOICE,
    tuple(LANGUAGES.items()),
    N_("The language of its headers and choices; whoever brings it in reads any of them."),
    optional=False,
)
COLUMNS = FormField(
    "columns",
    N_("Fields"),
    Kind.CHOICE,
    ((USUAL, NC_("fields", "the usual ones")), (ALL, NC_("fields", "all")), (CHOSEN, NC_("fields", "chosen ones"))),
    N_("Which columns the workbook has: F4 chooses them one by one."),
    optional=False,
)
CHOSEN_ARE = NP_("{n} field chosen: {fields}", "{n} fields chosen: {fields}")

MOST_SAID = 8
"""So many chosen fields are named on the message line."""


def workbook_file(room: Room, typed: str, usual: Callable[[], str]) -> Path:
    """The file that was named; in a folder, the `usual` one; any ending but a workbook's has that one added."""
    path = room.files.target(typed, usual)
    return path if path.suffix.casefold() == SUFFIX else path.with_name(path.name + SUFFIX)


class WorkbookScreen(FormScreen[None]):
    """A form whose answer is a workbook; F4 chooses its fields."""

    BINDINGS = bind("save", "pick_fields")
    KEYS = ("save", "pick_fields", "choose", "next_field", "back")
    FILE_NAME: Message
    """How the workbook is called where only its folder is said."""
    ALWAYS: Message | None = None
    """What a workbook of cards has whatever is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: tuple[str, ...] = ()

    @abstractmethod
    def fields_known(self) -> Mapping[str, Message]:
        """What may be chosen, by name."""

    @abstractmethod
    def fields_usual(self) -> Sequence[str]:
        """What it has where nobody chooses."""

    @abstractmethod
    def write(self, *, overwrite: bool) -> None:
        """Begin to write it, as the form says."""

    @property
    @abstractmethod
    def of_cards(self) -> bool:
        """Whether each row of it is a card."""

    @property
    def usual_values(self) -> dict[str, str]:
        """What stands in the form at first."""
        file = self.room.files.offered(self.words(self.FILE_NAME))
        return {"file": file, "columns": USUAL, "language": self.words.language}

    @property
    def wanted_fields(self) -> tuple[str, ...]:
        """The fields that the form asks for; none for the usual ones."""
        asked = self.form.values.get("columns")
        return (ALL,) if asked == ALL else self.chosen if asked == CHOSEN else ()

    @property
    def file_words(self) -> Words:
        return words(self.form.values.get("language") or self.words.language)

    @property
    def file_field(self) -> FormField:
        return self.room.files.field(FILE)

    def target(self) -> Path:
        """Where it is to be written."""
        return workbook_file(self.room, self.form.values.get("file", ""), partial(self.words, self.FILE_NAME))

    def written(self, message: Message, path: Path, n: int) -> None:
        """It is: the person has it, and reads so."""
        self.room.files.hand_over(path)
        self.room.say(message, n=n, file=self.room.files.told(path))
        self.dismiss(None)

    def hint(self) -> str:
        """On the field of the fields, which are chosen."""
        here = self.form.field if self.is_mounted else None
        if here is None or here.name != COLUMNS.name or self.wanted_fields != self.chosen or not self.chosen:
            return super().hint()
        known = self.fields_known()
        labels: list[Message | str] = [known[name] for name in self.chosen[:MOST_SAID]]
        more = ["…"] if len(self.chosen) > MOST_SAID else []
        return self.words(CHOSEN_ARE, n=len(self.chosen), fields=[*labels, *more])

    @on(Form.Changed)
    def _changed(self) -> None:
        self.message_changed()

    def can(self, action: str) -> bool:
        return action != "pick_fields" or (self.is_mounted and any(one.name == "columns" for one in self.form.fields))

    def action_pick_fields(self) -> None:
        self._pick(write=False)

    def _pick(self, *, write: bool) -> None:
        """Choose the fields one by one, and with `write` go on to write them."""
        from screens.pick_fields import PickFieldsScreen

        begun = self.chosen or self.fields_usual()
        always = self.ALWAYS if self.of_cards else None
        screen = PickFieldsScreen(self.fields_known(), begun, self.path(), of_cards=self.of_cards, always=always)
        self.app.push_screen(screen, partial(self._picked, write))

    def _picked(self, write: bool, names: tuple[str, ...] | None) -> None:
        if names is None:
            return
        self.chosen = names
        self.form.put("columns", CHOSEN)
        self.form.go_to("columns")
        self.message_changed()
        if write:
            self.write(overwrite=False)

    @on(Form.Submitted)
    def action_save(self) -> None:
        """Write it; where fields are to be chosen and none is yet, ask for them first."""
        if self.form.values.get("columns") == CHOSEN and not self.chosen:
            self._pick(write=True)
        else:
            self.write(overwrite=False)

    def ask_to_replace(self, path: Path) -> None:
        self.app.push_screen(AskScreen(self.path(), REPLACE, file=self.room.files.told(path)), self._replace)

    def _replace(self, yes: bool | None) -> None:
        if yes:
            self.write(overwrite=True)
