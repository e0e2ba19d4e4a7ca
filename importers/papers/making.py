"""Makes the papers: gathers nothing and decides nothing, but lets no paper stand that the journal does not know of.

A function a paper says what is drawn and what is noted; `_make` makes it of that. A paper appears whole or not at all,
and only after its entry is written (L5, K2).
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from importers.papers import (
    card_book,
    card_pages,
    close,
    close_book,
    disclosure,
    extract,
    labels,
    original,
    pack,
    wait_slip,
)
from importers.papers.content import CardPapers, Said
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


class _Paper(NamedTuple):
    """What `_make` makes: `cards` is of how many; `said` every text on it; `draw` writes it as paper, `book` as a
    workbook where it may be one, both return the count of pages; `note` writes down under which name it leaves."""

    cards: int
    said: Sequence[Said]
    draw: Callable[[Fonts, Path], int]
    book: Callable[[Path], int] | None
    note: Callable[[str], object]


def make_pack(
    actor: Actor, made: Pack, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write a pack to a new .pdf or .xlsx and note in the journal that it left.

    `codes` prints the code of a character that no font has; a workbook keeps the character, for the fonts of whoever
    opens it, and only `missing` tells of it. If anything fails, no file appears. Raises NotAPaper, NoGlyphs,
    FileExists, NotWritable and what `papers.pack` does.
    """
    paper = _of_cards(pack.card_papers(made, words), words, partial(papers.note_pack, actor, made), codes=codes)
    return _make(paper, path, words, overwrite=overwrite, codes=codes)


def make_extract(
    actor: Actor, made: Extract, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write an extract to a new .pdf or .xlsx. As `make_pack`; raises what `extract.gather` of the store does."""
    paper = _of_cards(extract.card_papers(made, words), words, partial(extract_act.note, actor, made), codes=codes)
    return _make(paper, path, words, overwrite=overwrite, codes=codes)


def make_originals(
    actor: Actor, made: Originals, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write the originals of cards to a new .pdf or .xlsx. As `make_pack`; raises what `original.gather` of the store
    does, and PrintedMeanwhile."""
    note = partial(original_act.print_originals, actor, made)
    paper = _of_cards(original.card_papers(made, words), words, note, codes=codes)
    return _make(paper, path, words, overwrite=overwrite, codes=codes)


def make_disclosure(
    actor: Actor, made: Disclosure, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write to a new .pdf or .xlsx what is kept about a person, in the language of `words`. As `make_pack`; raises what
    `disclosures.gather` does."""
    paper = _of_cards(disclosure.card_papers(made, words), words, partial(disclosures.note, actor, made), codes=codes)
    return _make(paper, path, words, overwrite=overwrite, codes=codes)


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
    paper = _Paper(
        len(sheet.cards),
        labels.texts_of(sheet),
        lambda fonts, file: labels.draw(sheet, fonts, words, file, first=first, codes=codes),
        None,
        partial(papers.note_labels, actor, sheet),
    )
    return _make(paper, path, words, overwrite=overwrite, codes=codes)


def make_wait_slips(
    actor: Actor, slips: WaitSlips, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write to a new .pdf for whom each card that came back is kept. Raises NotAPaper, NoGlyphs, FileExists,
    NotWritable and what `papers.wait_slips` does."""
    paper = _Paper(
        len(slips.waits),
        wait_slip.texts_of(slips, words),
        lambda fonts, file: wait_slip.draw(slips, fonts, words, file, codes=codes),
        None,
        partial(papers.note_wait_slips, actor, slips),
    )
    return _make(paper, path, words, overwrite=overwrite, codes=codes)


def make_close(
    actor: Actor, made: Close, path: Path, words: Words, *, overwrite: bool = False, codes: bool = False
) -> Made:
    """Write the sheet of a day's close to a new .pdf or .xlsx, and close the day, unless it is closed already.

    Raises NotAPaper, NoGlyphs, FileExists, NotWritable and what `close_day.note_close` does; then the day is as it was.
    """
    sheet = close.sheet_of(made, words)
    paper = _Paper(
        0,
        close.texts_of(sheet),
        lambda fonts, file: close.draw(sheet, made, fonts, words, file, codes=codes),
        partial(close_book.write, sheet, made, words),
        partial(close_day.note_close, actor, made),
    )
    return _make(paper, path, words, overwrite=overwrite, codes=codes)


def _of_cards(made: CardPapers, words: Words, note: Callable[[str], object], *, codes: bool) -> _Paper:
    """Pages of cards, which may be paper or a workbook."""
    return _Paper(
        len(made.papers),
        card_pages.texts_of(made, words),
        lambda fonts, file: card_pages.draw(made, fonts, words, file, codes=codes),
        partial(card_book.write, made, words),
        note,
    )


def _make(paper: _Paper, path: Path, words: Words, *, overwrite: bool, codes: bool) -> Made:
    ending = _ending(path, (PDF, WORKBOOK) if paper.book else (PDF,))
    fonts, missing = _fonts(paper.said, words, refuse=ending == PDF and not codes)
    with atomic(path, overwrite=overwrite) as unfinished:
        if paper.book and ending == WORKBOOK:
            count = paper.book(unfinished)
        else:
            count = paper.draw(fonts, unfinished)
        paper.note(path.name)
    return Made(paper.cards, count, *missing)


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
