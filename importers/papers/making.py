"""Makes the papers: gathers nothing and decides nothing, but lets no paper stand that the journal does not know of.

A paper appears whole or not at all, and only after its entry is written (L5, K2).
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from importers.papers import (
    close,
    close_book,
    content,
    disclosure,
    extract,
    labels,
    original,
    pack,
    pack_book,
    wait_slip,
)
from importers.papers.content import CardPaper, Printed, Said
from importers.papers.fonts import Fonts, fonts_for, printable
from importers.sheets.writing import atomic
from locales.messages import N_
from locales.words import Words
from store.access import Actor
from store.acts import close_day, disclosures, papers
from store.acts import extract as extract_act
from store.acts import original as original_act
from store.acts.close_day import Close
from store.acts.disclosures import Disclosure
from store.acts.extract import Extract
from store.acts.original import Originals
from store.acts.papers import LabelSheet, Pack, WaitSlips
from store.errors import Refused

PDF, WORKBOOK = ".pdf", ".xlsx"


class NotAPaper(Refused):
    file: str
    endings: tuple[str, ...]
    message = N_("“{file}”: this is written to a file that ends in {endings}.")
    exit_code = 2


class NoGlyphs(Refused):
    """`characters` are what no font has, each with its code; `places` are the cards and the fields they stand in."""

    characters: tuple[str, ...]
    places: tuple[str, ...]
    message = N_(
        "No font here has {characters} ({places}). Install a font that has it, or print its code instead: --codes."
    )


class Made(NamedTuple):
    """What was made: of how many cards, on how many pages. `missing` is as in NoGlyphs, of what was written all the
    same."""

    cards: int
    pages: int
    missing: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def make_pack(
    actor: Actor, made: Pack, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write a pack to a new .pdf or .xlsx and note in the journal that it left.

    `codes` prints the code of a character that no font has; a workbook keeps the character, for the fonts of whoever
    opens it, and only `missing` tells of it. If anything fails, no file appears. Raises NotAPaper, NoGlyphs,
    FileExists, NotWritable and what `papers.pack` does.
    """
    printed, pages = content.pack_printed(made, words), content.pack_papers(made, words)
    note = partial(papers.note_pack, actor, made, path.name)
    return _pages(printed, pages, path, words, note, overwrite=overwrite, codes=codes)


def make_extract(
    actor: Actor, made: Extract, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write an extract to a new .pdf or .xlsx. As `make_pack`; raises what `extract.gather` of the store does."""
    printed, pages = extract.printed(made, words), extract.papers(made, words)
    note = partial(extract_act.note, actor, made, path.name)
    return _pages(printed, pages, path, words, note, overwrite=overwrite, codes=codes)


def make_originals(
    actor: Actor, made: Originals, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write the originals of cards to a new .pdf or .xlsx. As `make_pack`; raises what `original.gather` of the store
    does, and PrintedMeanwhile."""
    printed, pages = original.printed(made, words), original.papers(made, words)
    note = partial(original_act.print_originals, actor, made, path.name)
    return _pages(printed, pages, path, words, note, overwrite=overwrite, codes=codes)


def make_disclosure(
    actor: Actor, made: Disclosure, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write to a new .pdf or .xlsx what is kept about a person, in the language of `words`. As `make_pack`; raises what
    `disclosures.gather` does."""
    printed, pages = disclosure.printed(made, words), disclosure.papers(made, words)
    note = partial(disclosures.note, actor, made, path.name)
    return _pages(printed, pages, path, words, note, overwrite=overwrite, codes=codes)


def _pages(
    printed: Printed,
    pages: Sequence[CardPaper],
    path: Path,
    words: Words,
    note: Callable[[], object],
    *,
    overwrite: bool,
    codes: bool,
) -> Made:
    """Pages of cards as paper or as a workbook; `note` writes down that they leave."""
    ending = _ending(path, (PDF, WORKBOOK))
    fonts, missing = _fonts(pack.texts_of(printed, pages, words), words, refuse=ending == PDF and not codes)
    with atomic(path, overwrite=overwrite) as unfinished:
        if ending == PDF:
            count = pack.draw(printed, pages, fonts, words, unfinished, codes=codes)
        else:
            count = pack_book.write(printed, pages, words, unfinished)
        note()
    return Made(len(pages), count, *missing)


def make_labels(
    actor: Actor,
    sheet: LabelSheet,
    path: Path,
    words: Words,
    *,
    first: int = 1,
    overwrite: bool = False,
    codes: bool = False,
) -> Made:
    """Write labels of cards to a new .pdf, the first of them at place `first` of a sheet that was begun.

    Raises NotAPaper, NoGlyphs, FileExists, NotWritable, NoSuchPlace and what `papers.labels` does.
    """
    _ending(path, (PDF,))
    fonts, missing = _fonts(labels.texts_of(sheet), words, refuse=not codes)
    with atomic(path, overwrite=overwrite) as unfinished:
        count = labels.draw(sheet, fonts, words, unfinished, first=first, codes=codes)
        papers.note_labels(actor, sheet, path.name)
    return Made(len(sheet.cards), count, *missing)


def make_wait_slips(
    actor: Actor, slips: WaitSlips, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write to a new .pdf for whom each card that came back is kept. Raises NotAPaper, NoGlyphs, FileExists,
    NotWritable and what `papers.wait_slips` does."""
    _ending(path, (PDF,))
    fonts, missing = _fonts(wait_slip.texts_of(slips, words), words, refuse=not codes)
    with atomic(path, overwrite=overwrite) as unfinished:
        count = wait_slip.draw(slips, fonts, words, unfinished, codes=codes)
        papers.note_wait_slips(actor, slips, path.name)
    return Made(len(slips.waits), count, *missing)


def make_close(
    actor: Actor, made: Close, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write the sheet of a day's close to a new .pdf or .xlsx, and close the day, unless it is closed already.

    Raises NotAPaper, NoGlyphs, FileExists, NotWritable and what `close_day.note_close` does; then the day is as it was.
    """
    ending = _ending(path, (PDF, WORKBOOK))
    sheet = close.sheet_of(made, words)
    fonts, missing = _fonts(close.texts_of(sheet), words, refuse=ending == PDF and not codes)
    with atomic(path, overwrite=overwrite) as unfinished:
        if ending == PDF:
            count = close.draw(sheet, made, fonts, words, unfinished, codes=codes)
        else:
            count = close_book.write(sheet, made, words, unfinished)
        close_day.note_close(actor, made, path.name)
    return Made(0, count, *missing)


def _ending(path: Path, endings: tuple[str, ...]) -> str:
    ending = path.suffix.casefold()
    if ending not in endings:
        raise NotAPaper(file=str(path), endings=endings)
    return ending


def _fonts(
    said: Sequence[Said], words: Words, *, refuse: bool
) -> tuple[Fonts, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The fonts for all that is said; what none of them has, with its places. Raises NoGlyphs if `refuse`."""
    fonts = fonts_for((text for *_, text in said), words.language)
    characters = tuple(f"{char} U+{ord(char):04X}" for char in sorted(fonts.missing))
    places = tuple(
        dict.fromkeys(
            " ".join(part for part in (card_no, label) if part)
            for card_no, label, text in said
            if not fonts.missing.isdisjoint(printable(text))
        )
    )
    if characters and refuse:
        raise NoGlyphs(characters=characters, places=places)
    return fonts, (characters, places)
