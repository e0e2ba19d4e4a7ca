"""`cardkeeper original CARD… FILE`: the numbered original of a card on paper; `original void CARD…` voids it."""

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

from importers.papers import making, sending
from locales.messages import N_, NC_
from locales.words import Words
from store import cards, originals
from store.access import Actor
from store.acts import original
from store.errors import Refused
from tui.commands import CARD, DONE, TEXT, WRONG_USE
from tui.commands.papers import FILE_TO_WRITE, made, paper_options
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.fill import Ask

VOID = "void"
"""The word before card numbers whose originals are void."""
ACTS = {"print": NC_("key", "Print the original"), VOID: NC_("key", "Void the original")}
WHY = N_("why the originals are void, for the journal")


def _voids(options: Namespace) -> bool:
    return bool(options.cards[0].casefold() == VOID)


def _numbers(session: Session, options: Namespace) -> list[str]:
    return session.dialogue.many(answers.CARDS, partial(answers.a_card, session, options))


def _what(session: Session, options: Namespace) -> list[str]:
    """What stands before the file: card numbers, or the word that voids."""
    act = session.dialogue.choose(N_("What to do"), [(act, session.words(said)) for act, said in ACTS.items()])
    return [VOID] if act == VOID else _numbers(session, options)


def _file(session: Session, options: Namespace) -> Path:
    if _voids(options):
        *before, last = _numbers(session, options)
        options.cards = [*options.cards, *before]
        return Path(last)
    return session.dialogue.ask(N_("File"), Path, help=session.words(FILE_TO_WRITE), required=True) or Path()


ASKS = (
    Ask("cards", answers.CARDS, own=_what),
    Ask("file", N_("File"), own=_file),
)


class VoidPrintsNothing(Refused):
    message = N_("“void” prints nothing: leave --print, --open, --overwrite and --codes away.")
    exit_code = WRONG_USE


def arguments(parser: ArgumentParser, words: Words) -> None:
    numbers = N_("card numbers; with “void” before them and no file, their originals are void")
    parser.add_argument("cards", metavar=words(CARD), nargs="+", help=words(numbers))
    paper_options(parser, words, ".pdf|.xlsx")
    parser.add_argument("--reason", metavar=words(TEXT), default="", help=words(WHY))


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    if _voids(options):
        return _void(session, actor, options)
    gathered = original.gather(actor, [cards.card_id(actor, number) for number in options.cards])
    make = partial(
        making.make_originals,
        actor,
        gathered,
        options.file,
        session.words,
        overwrite=options.overwrite,
        codes=options.codes,
    )
    numbers = [{"card_no": one.card.card_no, "number": one.number} for one in gathered.cards]
    return made(session, options, make, {"originals": numbers, "head": gathered.origin.head.text})


def _void(session: Session, actor: Actor, options: Namespace) -> int:
    """The last of the numbers stands where a file would."""
    if options.then != sending.KEEP or options.overwrite or options.codes:
        raise VoidPrintsNothing()
    wanted = [cards.card_id(actor, number) for number in (*options.cards[1:], str(options.file))]
    reason = options.reason
    if session.plain and not reason:
        reason = session.dialogue.ask(N_("Reason"), str, help=session.words(WHY), required=True)
    voided = originals.void(actor, wanted, reason)
    if options.json:
        session.answer([{"card_no": one.card_no, "number": one.number} for one in voided])
        return DONE
    for one in voided:
        said = N_("Original no. {number} of {card_no} is void: a new one may be printed. Destroy the old one.")
        session.say(said, number=str(one.number), card_no=one.card_no)
    return DONE
