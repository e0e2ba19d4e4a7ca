"""`cardkeeper retention`: for how long each kind of card is kept, the cards past that, and their erasing."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import retention
from store.access import Actor
from store.acts import erase, sweep
from store.fields import FIELDS
from store.retention import LONGEST, PastCard
from store.slips import ReasonMissing
from tui.commands import DONE, LEFT_OVER, NUMBER, TEXT
from tui.commands.output import pairs, table
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session

KINDS = FIELDS["kind"].choices
KIND_MONTHS = NC_("argument", "KIND=MONTHS")
_COLUMNS = (
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("column", "Kind"),
    N_("Last dealt with"),
    N_("Kept for"),
)
USUAL, MOST = 100, 100_000


class ReasonNeeded(ReasonMissing):
    exit_code = 2


def arguments(parser: ArgumentParser, words: Words) -> None:
    setting = N_("keep cards of a kind for so many months after the customer was last dealt with; 0: without a limit")
    parser.add_argument(
        "--set", metavar=words(KIND_MONTHS), type=_kind_months(words), action="append", default=[], help=words(setting)
    )
    limit = N_("at most so many cards, the longest untouched first")
    parser.add_argument(
        "--limit", metavar=words(NUMBER), type=a_count(words, 1, MOST), default=USUAL, help=words(limit)
    )
    parser.add_argument("--erase", action="store_true", help=words(N_("erase the cards that are listed, for good")))
    why = N_("why they are erased; it stays in the journal")
    parser.add_argument("--reason", metavar=words(TEXT), default="", help=words(why))
    json_option(parser, words)


def _kind_months(words: Words) -> Callable[[str], tuple[str, int | None]]:
    def understood(text: str) -> tuple[str, int | None]:
        kind, _, months = text.partition("=")
        if kind not in KINDS or not months.isdecimal() or int(months) > LONGEST:
            problem = N_("“{text}” is not written as fixed=36: a kind of card, and months up to {most}.")
            raise ArgumentTypeError(words(problem, text=text, most=LONGEST))
        return kind, int(months) or None

    return understood


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    if options.erase and not options.reason.strip():
        raise ReasonNeeded()
    if options.set:
        retention.set_months(actor, dict(options.set))
    if options.set and not options.erase:
        return _say_months(session, actor, options)
    found = retention.past(actor, limit=options.limit)
    return _erase(session, actor, options, found) if options.erase else _list(session, actor, options, found)


def _say_months(session: Session, actor: Actor, options: Namespace) -> int:
    kept = retention.months(actor)
    if options.json:
        session.answer({"months": kept})
        return DONE
    words = session.words
    months, no_limit = NP_("{n} month", "{n} months"), NC_("kept", "no limit")
    said = [(words(KINDS[kind]), words(months, n=n) if n else words(no_limit)) for kind, n in kept.items()]
    print(pairs(said))
    return DONE


def _list(session: Session, actor: Actor, options: Namespace, found: list[PastCard]) -> int:
    if options.json:
        cards = [_as_json(one) for one in found]
        session.answer({"months": retention.months(actor), "count": retention.count_past(actor), "cards": cards})
    elif not found:
        session.say(N_("No card is past its retention."))
    else:
        print(table([session.words(column) for column in _COLUMNS], [_row(one, session.words) for one in found]))
    return DONE


def _row(one: PastCard, words: Words) -> list[str]:
    kept = words(NP_("{n} month", "{n} months"), n=one.months)
    return [one.card_no, one.name, words(KINDS[one.kind]), words.date(one.last, "short"), kept]


def _as_json(one: PastCard) -> dict[str, object]:
    return {"card_no": one.card_no, "name": one.name, "kind": one.kind, "last": one.last, "months": one.months}


def _erase(session: Session, actor: Actor, options: Namespace, found: list[PastCard]) -> int:
    done, left = erase.erase_past(actor, [one.id for one in found], options.reason)
    cleared = not done or sweep.after_erasing()
    if options.json:
        why = [{"card_no": one.card_no, "error": type(one.why).__name__} for one in left]
        session.answer({"erased": [record.row.card_no for record in done], "left": why, "cleared": cleared})
    else:
        session.say(NP_("Erased {n} card.", "Erased {n} cards."), n=len(done))
    for one in left:
        session.tell(one.why.message, **one.why.said)
    return DONE if cleared and not left else LEFT_OVER
