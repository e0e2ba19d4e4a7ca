"""`cardkeeper submissions`: what was submitted; taken over field by field, refused with a reason, or withdrawn."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from locales.messages import N_, NC_, NP_
from locales.words import Words
from store import offices, seen, submissions, submitted
from store.access import Actor
from store.acts import take_over
from store.card_edits import ROW_TABLES, Conflict
from store.fields import FIELDS, FieldInfo
from store.submitted import KINDS, STATES, SubmissionRecord
from tui.commands import DONE, FIELD, NUMBER, TEXT
from tui.commands.card_json import StaffNames, card_json, submission_json, whole_submission_json
from tui.commands.output import table
from tui.commands.parsing import common_options, json_option
from tui.commands.session import Session
from tui.commands.show import said_of

_COLUMNS = (
    NC_("column", "No."),
    NC_("column", "Kind"),
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    NC_("column", "From"),
    NC_("column", "Day"),
    NC_("column", "State"),
    NC_("column", "Fields"),
    NC_("column", "Answered by"),
    NC_("column", "Reason"),
)


def arguments(parser: ArgumentParser, words: Words) -> None:
    acts = parser.add_subparsers(
        dest="act", required=True, title=words(N_("what to do")), metavar="list|show|take|refuse|withdraw"
    )
    listing = acts.add_parser("list", help=words(N_("list what was submitted, and what became of it")))
    listing.add_argument("--waiting", action="store_true", help=words(N_("only what nobody has answered yet")))
    showing = acts.add_parser("show", help=words(N_("show a submission beside what its card says now")))
    taking = acts.add_parser("take", help=words(N_("take a submission over")))
    fields = N_("only this field, named as “show --json” names it; several if given several times")
    taking.add_argument("--field", metavar=words(FIELD), action="append", dest="fields", help=words(fields))
    doubles = words(N_("save even if the customer may have a card already"))
    taking.add_argument("--despite-doubles", action="store_true", help=doubles)
    refusing = acts.add_parser("refuse", help=words(N_("refuse submissions with a reason")))
    why = N_("why; whoever submitted it reads it")
    refusing.add_argument("--reason", metavar=words(TEXT), required=True, help=words(why))
    withdrawing = acts.add_parser("withdraw", help=words(N_("take back a submission of your own")))
    for act in (showing, taking, withdrawing):
        act.add_argument("number", metavar=words(NUMBER), type=int, help=words(N_("the submission's number")))
    refusing.add_argument("numbers", metavar=words(NUMBER), type=int, nargs="+", help=words(N_("their numbers")))
    for act in (listing, showing, taking, refusing, withdrawing):
        json_option(act, words)
        common_options(act, words)


def run(session: Session, options: Namespace) -> int:
    acts = {"list": _list, "show": _show, "take": _take, "refuse": _refuse, "withdraw": _withdraw}
    acts[options.act](session, session.sign_in(), options)
    return DONE


def _list(session: Session, actor: Actor, options: Namespace) -> None:
    found = submitted.listed(actor, "waiting" if options.waiting else "all")
    if options.json:
        session.answer([submission_json(one) for one in found])
    elif not found:
        session.say(N_("Nothing was submitted."))
    else:
        print(table([session.words(column) for column in _COLUMNS], [_row(one, session.words) for one in found]))


def _row(one: SubmissionRecord, words: Words) -> list[str]:
    return [
        str(one.number),
        words(KINDS[one.kind]),
        one.card_no or "",
        one.name,
        one.by,
        words.date(one.on, "short"),
        words(STATES[one.state]),
        str(len(one.fields)),
        one.decided_by or "",
        one.reason or "",
    ]


def _show(session: Session, actor: Actor, options: Namespace) -> None:
    found = submitted.whole(actor, options.number)
    if found.confidential and found.record.card_id is not None:
        seen.note(actor, [found.record.card_id], "opened")
    if options.json:
        session.answer(whole_submission_json(found, StaffNames(actor)))
        return
    words = session.words
    branch = offices.branch(actor)
    people = {person.id: person.name for person in StaffNames(actor).people()}

    def said(info: FieldInfo, value: Any) -> str:
        return said_of(info, value, words, branch, people)

    columns = (NC_("column", "Field"), NC_("column", "Was"), NC_("column", "Card says"), NC_("column", "Submitted"))
    rows = [
        [_label(one, words), *(_said(one.field, value, said, words) for value in (one.was, one.theirs, one.mine))]
        for one in found.says
    ]
    print(table([words(column) for column in columns], rows))


def _label(one: Conflict, words: Words) -> str:
    label = words(one.label)
    return f"{one.of} · {label}" if one.of else label


def _said(field: str, value: Any, said: Callable[[FieldInfo, Any], str], words: Words) -> str:
    """A value as a person reads it; a whole person or goods by all that is said of it."""
    rows_of, _, rest = field.partition(":")
    if not rest:
        return said(FIELDS[field], value)
    infos, name = ROW_TABLES[rows_of], rest.partition(":")[2]
    if name:
        return said(infos[name], value)
    return words.list([said(infos[name], one) for name, one in (value or {}).items() if one])


def _take(session: Session, actor: Actor, options: Namespace) -> None:
    taken = take_over.take(actor, options.number, options.fields, despite_doubles=options.despite_doubles)
    if options.json:
        session.answer(submission_json(taken.record) | {"card": card_json(taken.card, StaffNames(actor))})
    else:
        session.say(N_("Card {card_no} saved."), card_no=taken.card.card_no)


def _refuse(session: Session, actor: Actor, options: Namespace) -> None:
    refused = submissions.refuse(actor, options.numbers, options.reason)
    if options.json:
        session.answer([submission_json(one) for one in refused])
    else:
        session.say(NP_("Refused {n} submission.", "Refused {n} submissions."), n=len(refused))


def _withdraw(session: Session, actor: Actor, options: Namespace) -> None:
    gone = submissions.withdraw(actor, options.number)
    if options.json:
        session.answer(submission_json(gone))
    else:
        session.say(N_("Submission {number} is withdrawn."), number=str(gone.number))
