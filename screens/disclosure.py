"""What is kept about a person, printed for them (K6): the purpose, the language, the file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from importers.papers import making
from importers.papers.making import Made
from locales.messages import N_, NC_
from locales.words import LANGUAGES, Words, words
from screens.paper import PACK_FILE_HELP, PaperScreen
from screens.widgets.form_field import FormField, Kind
from store.access import Actor
from store.acts import disclosures
from store.acts.disclosures import Disclosure
from store.card_rows import CardRow
from store.fields import FIELDS

PURPOSE = FormField("purpose", N_("Purpose"), help=N_("What it is printed for, as “asked for by letter of 3 May”."))
LANGUAGE_HELP = N_("The language it is printed in; left empty, that of the card, else yours.")


class DisclosureScreen(PaperScreen[Disclosure]):
    """One card; what is kept is gathered once the purpose is typed."""

    TITLE_WORD = NC_("screen", "What is kept about this person")
    FILE_HELP = PACK_FILE_HELP
    FIELD_OF = {**PaperScreen.FIELD_OF, disclosures.PurposeMissing: "purpose"}
    ABOUT = N_(
        "Prints all that is kept about the customer, for them: the card, its history, who had it and who saw it. The"
        " journal notes that it left."
    )

    def __init__(self, card: CardRow) -> None:
        super().__init__()
        self.card = card

    def fields(self) -> tuple[FormField, ...]:
        choices = tuple(FIELDS["language"].choices.items())
        language = FormField("language", FIELDS["language"].label, Kind.CHOICE, choices, LANGUAGE_HELP)
        return PURPOSE, language, *super().fields()

    def gather(self, actor: Actor) -> Disclosure:
        """Before anything is typed it is only asked whether it may be printed."""
        return disclosures.gather(actor, self.card.id, self.asked or self.words(self.TITLE_WORD))

    @property
    def asked(self) -> str:
        return self.form.values.get("purpose", "").strip()

    def how(self) -> dict[str, Any]:
        if not self.asked:
            raise disclosures.PurposeMissing()
        return {"language": self.form.values.get("language", "")}

    def make(self, actor: Actor, gathered: Disclosure, path: Path, **how: Any) -> Made:
        spoken = spoken_to(gathered, how.pop("language"), self.words)
        return making.make_disclosure(actor, gathered, path, spoken, **how)

    def tell(self, gathered: Disclosure) -> str:
        return f"{gathered.card.card_no}  {gathered.card.values['name']}"

    def file_name(self) -> str:
        return self.words(N_("kept-{card_no}.pdf"), card_no=self.card.card_no)


def spoken_to(made: Disclosure, asked: str, own: Words) -> Words:
    """The words of the language asked for, else of the card's own, else of whoever prints it."""
    wanted: Sequence[str] = (asked, made.language or "")
    return next((words(language) for language in wanted if language in LANGUAGES), own)
