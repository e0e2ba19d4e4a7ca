"""`cardkeeper rights …`: what the law gives people about whom something is kept: it is printed, restricted, held,
erased."""

from argparse import ArgumentParser, Namespace
from functools import partial

from importers.papers import making
from locales.messages import N_, NC_
from locales.words import LANGUAGES, Words, words
from store import cards, restrictions
from store.access import Actor, Right, require
from store.acts import disclosures, erase, sweep
from store.card_rows import CardRow
from store.errors import Refused
from tui.commands import CARD, DONE, LEFT_OVER, NAME, TEXT
from tui.commands.papers import made, paper_options
from tui.commands.parsing import common_options, json_option
from tui.commands.session import Session

REASON = N_("why, in a few words; it stays in the journal and must not name the person")
LANGUAGE = NC_("argument", "LANGUAGE")
STATES = {
    "restrict": (restrictions.restrict, N_("Card {card_no} is restricted.")),
    "lift": (restrictions.lift, N_("Card {card_no} may be used again.")),
    "hold": (restrictions.hold, N_("Card {card_no} is on hold.")),
    "release": (restrictions.release, N_("Card {card_no} may be erased again.")),
}
ERASED = N_("Card {card_no}: erased. Its number and what was done are kept; backups made before still have the rest.")
NOT_CLEARED = N_("The database is in use and still holds cleared space. Once all have left it: cardkeeper rights sweep")


class SeveralPeople(Refused):
    name: str
    card_no: str
    message = N_("Not just one person of card {card_no} is called “{name}”.")


def arguments(parser: ArgumentParser, words: Words) -> None:
    acts = parser.add_subparsers(
        dest="act",
        required=True,
        title=words(N_("what to do")),
        metavar="print|restrict|lift|hold|release|erase|sweep",
    )
    printing = acts.add_parser("print", help=words(N_("print all that is kept about a person")))
    printing.add_argument("card", metavar=words(CARD), help=words(N_("a card number")))
    printing.add_argument("--purpose", metavar=words(TEXT), required=True, help=words(N_("what it is printed for")))
    spoken = N_("the language to print in: zh_CN, en or fr; else that of the card, else yours")
    printing.add_argument("--in", dest="spoken", metavar=words(LANGUAGE), choices=LANGUAGES, help=words(spoken))
    paper_options(printing, words, ".pdf|.xlsx")
    common_options(printing, words)
    for act, help_ in (
        ("restrict", N_("let a card be kept, but not used")),
        ("lift", N_("let a restricted card be used again")),
        ("hold", N_("keep a card from being erased, for a dispute")),
        ("release", N_("let a card that is on hold be erased again")),
        ("erase", N_("erase what is kept about a customer, for good")),
    ):
        one = acts.add_parser(act, help=words(help_))
        one.add_argument("card", metavar=words(CARD), help=words(N_("a card number")))
        one.add_argument("--reason", metavar=words(TEXT), required=True, help=words(REASON))
        if act == "erase":
            person = N_("erase only this person of the card")
            one.add_argument("--person", metavar=words(NAME), help=words(person))
        json_option(one, words)
        common_options(one, words)
    sweeping = acts.add_parser("sweep", help=words(N_("clear what the database still holds of what was erased")))
    json_option(sweeping, words)
    common_options(sweeping, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    match options.act:
        case "print":
            return _print(session, actor, options)
        case "erase":
            return _erase(session, actor, options)
        case "sweep":
            return _sweep(session, actor, options)
    act, said = STATES[options.act]
    row = act(actor, cards.card_id(actor, options.card), options.reason)
    _say(session, options, row)
    if not options.json:
        session.say(said, card_no=row.card_no)
    return DONE


def _say(session: Session, options: Namespace, row: CardRow, **more: object) -> None:
    if options.json:
        told = {"card_no": row.card_no, "restricted": row.restricted, "on_hold": row.on_hold, "erased": row.erased}
        session.answer(told | more)


def _print(session: Session, actor: Actor, options: Namespace) -> int:
    gathered = disclosures.gather(actor, cards.card_id(actor, options.card), options.purpose)
    language = options.spoken or gathered.language
    spoken = words(language) if language in LANGUAGES else session.words
    make = partial(
        making.make_disclosure,
        actor,
        gathered,
        options.file,
        spoken,
        overwrite=options.overwrite,
        codes=options.codes,
    )
    about = {"card_no": gathered.card.card_no, "language": spoken.language, "head": gathered.origin.head.text}
    return made(session, options, make, about)


def _erase(session: Session, actor: Actor, options: Namespace) -> int:
    card = cards.card_id(actor, options.card)
    if options.person is None:
        done = erase.erase(actor, card, options.reason)
    else:
        done = erase.erase_person(actor, card, _person(actor, card, options.person), options.reason)
    cleared = sweep.after_erasing()
    _say(session, options, done.row, cleared=cleared)
    if not options.json:
        session.say(ERASED if options.person is None else N_("The person is erased."), card_no=done.row.card_no)
        if done.original is not None:
            paper = N_("Its original no. {number} on paper is void: destroy it.")
            session.say(paper, number=str(done.original))
    if not cleared:
        session.tell(NOT_CLEARED)
    return DONE if cleared else LEFT_OVER


def _person(actor: Actor, card: int, name: str) -> int:
    """The id of the person so called. Raises NotAllowed, NoSuchPerson, SeveralPeople."""
    require(actor, Right.ERASE)
    record = cards.show(actor, card)
    found = [person["id"] for person in record.people if person["name"].casefold() == name.strip().casefold()]
    if not found:
        raise erase.NoSuchPerson(card_no=record.card_no)
    if len(found) > 1:
        raise SeveralPeople(name=name, card_no=record.card_no)
    return int(found[0])


def _sweep(session: Session, actor: Actor, options: Namespace) -> int:
    require(actor, Right.ERASE)
    cleared = sweep.after_erasing()
    if options.json:
        session.answer({"cleared": cleared})
    elif cleared:
        session.say(N_("Nothing of what was erased is left in the database."))
    if not cleared:
        session.tell(NOT_CLEARED)
    return DONE if cleared else LEFT_OVER
