"""`cardkeeper extracts …`: the extracts of the branch listed and printed, given back, destroyed or asked back."""

from argparse import ArgumentParser, Namespace
from functools import partial

from importers.papers import making
from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import extracts
from store.access import Actor
from store.acts import extract
from store.extracts import DESTROYED, ENDINGS, RETURNED, ExtractRecord
from store.slips import STATES
from tui.commands import DONE, SLIP
from tui.commands.output import table
from tui.commands.papers import made, paper_options
from tui.commands.parsing import a_count, common_options, json_option
from tui.commands.session import Session

_COLUMNS = (
    NC_("column", "Slip"),
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    N_("For"),
    N_("Due date"),
    NC_("column", "State"),
    N_("Prints"),
)
ENDS = {"returned": RETURNED, "destroyed": DESTROYED}


def arguments(parser: ArgumentParser, words: Words) -> None:
    acts = parser.add_subparsers(
        dest="act", required=True, title=words(N_("what to do")), metavar="list|print|returned|destroyed|recall"
    )
    listing = acts.add_parser("list", help=words(N_("list extracts that wait, are to be printed, or are on paper")))
    listing.add_argument("--overdue", action="store_true", help=words(N_("only those past their due date")))
    printing = acts.add_parser("print", help=words(N_("print an extract that was approved, or print it again")))
    ends = [
        acts.add_parser("returned", help=words(N_("note that an extract was given back"))),
        acts.add_parser("destroyed", help=words(N_("note that an extract was destroyed"))),
        acts.add_parser("recall", help=words(N_("ask an extract back by tomorrow"))),
    ]
    for act in (printing, *ends):
        act.add_argument("slip", metavar=words(SLIP), type=a_count(words), help=words(N_("the number of the slip")))
    paper_options(printing, words, ".pdf|.xlsx")
    for act in (listing, *ends):
        json_option(act, words)
    for act in (listing, printing, *ends):
        common_options(act, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    match options.act:
        case "list":
            return _list(session, actor, options)
        case "print":
            return _print(session, actor, options)
        case "recall":
            return _say(session, options, extracts.recall(actor, options.slip))
    return _say(session, options, extracts.end(actor, options.slip, ENDS[options.act]))


def _list(session: Session, actor: Actor, options: Namespace) -> int:
    found = extracts.listed(actor, overdue=options.overdue)
    if options.json:
        session.answer([_as_json(one) for one in found])
    elif not found:
        session.say(N_("There is no such extract."))
    else:
        print(table([session.words(column) for column in _COLUMNS], [_row(one, session.words) for one in found]))
    return DONE


def _row(one: ExtractRecord, words: Words) -> list[str]:
    state = words(ENDINGS[one.ended]) if one.ended in ENDINGS else words(STATES[one.state])
    due, prints = words.date(one.due, "short"), str(one.prints or "")
    return [str(one.slip), one.card_no, one.name or "", one.borrower, due, state, prints]


def _as_json(one: ExtractRecord) -> dict[str, object]:
    found: dict[str, object] = {
        "slip": one.slip,
        "card_no": one.card_no,
        "for": one.borrower,
        "purpose": one.purpose,
        "sections": one.sections,
        "due": one.due,
        "state": one.state,
        "overdue": one.overdue,
        "recalled": one.recalled,
        "prints": one.prints,
        "ended": one.ended,
    }
    return found | ({"name": one.name} if one.name is not None else {})


def _print(session: Session, actor: Actor, options: Namespace) -> int:
    gathered = extract.gather(actor, options.slip)
    make = partial(
        making.make_extract,
        actor,
        gathered,
        options.file,
        session.words,
        overwrite=options.overwrite,
        codes=options.codes,
    )
    about = {"slip": gathered.number, "prints": gathered.printed + 1, "head": gathered.origin.head.text}
    return made(session, options, make, about)


def _say(session: Session, options: Namespace, moved: list[ExtractRecord]) -> int:
    if options.json:
        session.answer([_as_json(one) for one in moved])
        return DONE
    said = {
        "returned": NP_("{n} card of the extract is back.", "{n} cards of the extract are back."),
        "destroyed": NP_("{n} card of the extract is destroyed.", "{n} cards of the extract are destroyed."),
        "recall": NP_("{n} card of the extract is asked back.", "{n} cards of the extract are asked back."),
    }[options.act]
    session.say(said, n=len(moved))
    return DONE
