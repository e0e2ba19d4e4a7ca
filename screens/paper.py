"""Papers from the screens: a slip's pack, labels of cards, the slip for whoever waits (L2, L4).

Asks for the file, and whether it is then shown or printed.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from textual import on
from textual.app import ComposeResult

from importers.papers import making, sending
from importers.papers.labels import NoSuchPlace
from importers.papers.making import Made, NoGlyphs
from importers.sheets.writing import FileExists, NotWritable
from locales.messages import N_, NC_, NP_, Message
from screens.actions import bind
from screens.ask import REPLACE, AskScreen
from screens.form_screen import FormScreen
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from store import system
from store.access import Actor
from store.acts import papers
from store.acts.papers import LabelSheet, OnSlip, Pack, WaitSlips
from store.errors import Refused
from store.slips import LoanRecord

Gathered = TypeVar("Gathered")
NO_GLYPHS = N_(
    "No font here has {characters} ({places}). Print the codes in their place? A font that has them can be installed"
    " instead."
)
DONE = {
    sending.KEEP: NP_("{n} page is in {file}.", "{n} pages are in {file}."),
    sending.OPEN: NP_("{n} page is in {file}, and is shown.", "{n} pages are in {file}, and are shown."),
    sending.PRINT: NP_(
        "{n} page went to the printer; it is in {file} too.", "{n} pages went to the printer; they are in {file} too."
    ),
}
THEN = (
    (sending.KEEP, NC_("paper", "keep the file")),
    (sending.OPEN, NC_("paper", "show it")),
    (sending.PRINT, NC_("paper", "print it")),
)
FILE_HELP = N_("Where the paper is written; another file is replaced only if you say so.")
PACK_FILE_HELP = N_("Ends in .pdf for paper, in .xlsx for a workbook. Another file is replaced only if you say so.")
THEN_FIELD = FormField("then", N_("Then"), Kind.CHOICE, THEN, N_("What happens once it is written."), optional=False)


class PaperScreen(FormScreen[None], Generic[Gathered]):
    """Gathers the paper when it comes up, so that a refusal comes before anything is typed; Ctrl+S makes it."""

    BINDINGS = bind("save")
    KEYS = ("save", "next_field", "choose", "back")
    FIELD_OF = {
        sending.OnlyPdfIsPrinted: "then",
        making.NotAPaper: "file",
        NotWritable: "file",
        NoSuchPlace: "first",
    }
    TITLE_WORD: Message
    FILE_HELP = FILE_HELP
    ABOUT = N_("Makes the paper and notes in the journal that it left: who, when and what for stand on it.")

    def __init__(self) -> None:
        super().__init__()
        self.told = ""
        """What is printed, for the second line."""
        self.at_it = False
        """Whether it is being written just now."""

    @abstractmethod
    def gather(self, actor: Actor) -> Gathered:
        """What is printed, as far as `actor` may have it. Raises its refusals. In the store's thread."""

    @abstractmethod
    def make(self, actor: Actor, gathered: Gathered, path: Path, **how: Any) -> Made:
        """Write it, `how` the form and the answers to questions say. In a thread of its own."""

    @abstractmethod
    def tell(self, gathered: Gathered) -> str:
        """What is printed, in a few words."""

    @abstractmethod
    def file_name(self) -> str:
        """How the file is called unless somebody says otherwise."""

    def how(self) -> dict[str, Any]:
        """What the form says besides of how it is written."""
        return {}

    def fields(self) -> tuple[FormField, ...]:
        file = self.room.files.field(FormField("file", N_("File"), help=self.FILE_HELP))
        return (file, THEN_FIELD) if self.room.files.here else (file,)

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), self.TITLE_WORD]

    @property
    def usual_then(self) -> str:
        """What happens to it unless somebody says otherwise: it is shown, where this machine is the person's."""
        return sending.OPEN if self.room.files.here and system.can_open_files() else sending.KEEP

    def body(self) -> ComposeResult:
        values = {"file": self.room.files.offered(self.file_name()), "then": self.usual_then}
        yield Form(self.fields(), values, editing=True, fit=True, two_columns_from=999)

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [(self.told, "bright")], ""

    def on_mount(self) -> None:
        self.run(self._ready)

    async def _ready(self) -> None:
        try:
            gathered = await self.room.store(self.gather, self.room.who())
        except Refused as refusal:
            self.dismiss(None)
            self.room.say_refused(refusal)
        else:
            self.told = self.tell(gathered)
            self.narrowing_changed()

    @on(Form.Submitted)
    def action_save(self) -> None:
        self._begin(overwrite=False, codes=False)

    def _begin(self, *, overwrite: bool, codes: bool) -> None:
        self.run_once(partial(self._make, overwrite, codes), "paper")

    async def _make(self, overwrite: bool, codes: bool) -> None:
        path, then = self._file(), self.form.values.get("then", sending.KEEP)
        sending.check(path, then)
        how = {**self.how(), "overwrite": overwrite, "codes": codes}
        self.at_it = True
        self.message_changed()
        try:
            made = await self.room.store_slow(self._write, self.room.who(), path, how)
        except FileExists:
            again = partial(self._answered, overwrite=True, codes=codes)
            self.app.push_screen(AskScreen(self.path(), REPLACE, file=self.room.files.told(path)), again)
        except NoGlyphs as refusal:
            again = partial(self._answered, overwrite=overwrite, codes=True)
            self.app.push_screen(AskScreen(self.path(), NO_GLYPHS, **refusal.values), again)
        else:
            sent = await self.room.compute(sending.send, path, then)
            self.room.files.hand_over(path)
            self._say(made, path, then, sent)
            self.dismiss(None)
        finally:
            self.at_it = False

    def hint(self) -> str:
        return self.words(N_("The paper is being written.")) if self.at_it else super().hint()

    def action_back(self) -> None:
        """What is being written is noted already: who leaves now would not learn what became of it."""
        if not self.at_it:
            super().action_back()

    def _answered(self, yes: bool | None, *, overwrite: bool, codes: bool) -> None:
        if yes:
            self._begin(overwrite=overwrite, codes=codes)

    def _say(self, made: Made, path: Path, then: str, sent: bool) -> None:
        file = self.room.files.told(path)
        if sent:
            self.room.say(DONE[then], n=made.pages, file=file)
        else:
            self.room.say(sending.NOT_SENT[then], tone="problem", file=file)

    def _write(self, actor: Actor, path: Path, how: Mapping[str, Any]) -> Made:
        return self.make(actor, self.gather(actor), path, **how)

    def _file(self) -> Path:
        """The file that is named; in a folder, the usual one; without an ending, a PDF."""
        path = self.room.files.target(self.form.values.get("file", ""), self.file_name)
        return path if path.suffix else path.with_name(f"{path.name}{making.PDF}")


class PackScreen(PaperScreen[Pack]):
    """The pack of a slip: of that which a loan stands on, or of the branch's slip of a number."""

    TITLE_WORD = NC_("screen", "Pack")
    FILE_HELP = PACK_FILE_HELP

    def __init__(self, slip: LoanRecord | OnSlip | int) -> None:
        super().__init__()
        self.slip = slip

    def gather(self, actor: Actor) -> Pack:
        return papers.pack(actor, self.slip) if isinstance(self.slip, int) else papers.pack_of_loan(actor, self.slip)

    def make(self, actor: Actor, gathered: Pack, path: Path, **how: Any) -> Made:
        return making.make_pack(actor, gathered, path, self.words, **how)

    def tell(self, gathered: Pack) -> str:
        said = NP_("Slip {slip}: {n} card for {borrower}", "Slip {slip}: {n} cards for {borrower}")
        return self.words(said, slip=str(gathered.number), n=len(gathered.cards), borrower=gathered.borrower)

    def file_name(self) -> str:
        number = self.slip if isinstance(self.slip, int) else self.slip.slip
        return self.words(N_("pack-{slip}.pdf"), slip=str(number))


class LabelsScreen(PaperScreen[LabelSheet]):
    """Labels for the folders of cards."""

    TITLE_WORD = NC_("screen", "Labels")

    def __init__(self, cards: Sequence[int]) -> None:
        super().__init__()
        self.cards = tuple(cards)

    def fields(self) -> tuple[FormField, ...]:
        first = N_("On a sheet that was begun, the place of its first free label; there are 24.")
        return *super().fields(), FormField("first", N_("First place"), help=first)

    def gather(self, actor: Actor) -> LabelSheet:
        return papers.labels(actor, self.cards)

    def how(self) -> dict[str, Any]:
        first = self.words.parse_number(self.form.values.get("first", "") or "1")
        return {"first": int(first) if first is not None else 0}

    def make(self, actor: Actor, gathered: LabelSheet, path: Path, **how: Any) -> Made:
        return making.make_labels(actor, gathered, path, self.words, **how)

    def tell(self, gathered: LabelSheet) -> str:
        return self.words(NP_("{n} label", "{n} labels"), n=len(gathered.cards))

    def file_name(self) -> str:
        return self.words(N_("labels.pdf"))


class WaitSlipScreen(PaperScreen[WaitSlips]):
    """For whom the cards are kept that just came back."""

    TITLE_WORD = NC_("screen", "Reservation")

    def __init__(self, cards: Sequence[int]) -> None:
        super().__init__()
        self.cards = tuple(cards)

    def gather(self, actor: Actor) -> WaitSlips:
        return papers.wait_slips(actor, self.cards)

    def make(self, actor: Actor, gathered: WaitSlips, path: Path, **how: Any) -> Made:
        return making.make_wait_slips(actor, gathered, path, self.words, **how)

    def tell(self, gathered: WaitSlips) -> str:
        waits: list[Any] = [f"{wait.card.card_no} → {wait.borrower}" for wait in gathered.waits]
        return self.words.list(waits)

    def file_name(self) -> str:
        return self.words(N_("reservation.pdf"))
