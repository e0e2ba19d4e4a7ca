"""`cardkeeper undo IMPORT-NUMBER`: say what the undo of an import does, and do it once somebody agrees.

Fields that were changed since the import are chosen together by an option, or in line mode one by one.
"""

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from locales.messages import N_, NC_, NP_
from locales.words import Words
from screens.card_texts import Customs
from screens.undo_texts import UNDONE, field_label, told, value_of
from store import offices, seen
from store.access import Actor
from store.acts import undo
from store.acts.imported import UNIT, Key
from store.acts.undo import ChangedSince, Choice, Left, Look
from store.errors import Refused
from tui.commands import DONE
from tui.commands.bring_in import CLEAR_LINE, progress
from tui.commands.output import table
from tui.commands.parsing import a_count, json_option
from tui.commands.session import Session
from tui.plain.fill import Ask

UNDOING = NP_("Undone: {done} of {n} card", "Undone: {done} of {n} cards")
KEEP, RETURN = "keep", "put_back"
_COLUMNS = (
    NC_("column", "Card no."),
    NC_("column", "Customer"),
    N_("Field"),
    NC_("column", "Before"),
    NC_("column", "Import's"),
    NC_("column", "Now"),
)
ASKS = (Ask("number", N_("Import no.")),)


class NobodyAgreedToUndo(Refused):
    number: str
    message = N_("Nothing was undone. Say --yes to undo import {number}, or --dry-run only to look.")


def arguments(parser: ArgumentParser, words: Words) -> None:
    number = words(NC_("argument", "IMPORT-NUMBER"))
    parser.add_argument("number", metavar=number, type=a_count(words), help=words(N_("the number of the import")))
    choice = parser.add_mutually_exclusive_group()
    keep = words(N_("leave fields that were changed since as they are now"))
    choice.add_argument("--keep", dest="others", action="store_false", default=None, help=keep)
    put_back = words(N_("put fields that were changed since back to what they were before the import"))
    choice.add_argument("--put-back", dest="others", action="store_true", default=None, help=put_back)
    parser.add_argument("--dry-run", action="store_true", help=words(N_("only say what would be undone")))
    parser.add_argument("--yes", action="store_true", help=words(N_("undo without asking")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    look = undo.look(actor, options.number)
    seen.note(actor, [one.card for one in look.choices if one.card], "journal")
    if not options.json:
        print(_text(actor, look, session.words))
    if options.dry_run:
        if options.json:
            session.answer(as_json(look, undone=False))
        return DONE
    if look.choices and options.others is None and (options.json or not session.plain):
        return _refuse(session, options, look)
    chosen = _chosen(session, actor, options, look)
    if not options.yes:
        question = N_("Undo import {number}? (yes/no)")
        if options.json or not session.may_ask() or not session.agrees(question, number=str(options.number)):
            raise NobodyAgreedToUndo(number=str(options.number))
    tell = progress(session, UNDOING)
    done = undo.undo(actor, options.number, chosen, others=options.others, watch=tell)
    if tell is not None:
        print(CLEAR_LINE, end="", file=sys.stderr)
    if options.json:
        session.answer(as_json(done, undone=True))
    else:
        session.say(UNDONE, number=str(options.number))
    return DONE


def _refuse(session: Session, options: Namespace, look: Look) -> int:
    """Somebody has to choose first; the fields are listed already. Raises ChangedSince where no script reads."""
    refusal = ChangedSince(str(look.of.number), len(look.choices), look.choices)
    if not options.json:
        raise refusal
    return session.refuse(refusal, as_json(look, undone=False))


def _chosen(session: Session, actor: Actor, options: Namespace, look: Look) -> dict[Key, bool]:
    """What line mode is answered for each field that was changed since."""
    if options.others is not None:
        return {}
    return {one.key: _choose(session, actor, one) for one in look.choices}


def _choose(session: Session, actor: Actor, one: Choice) -> bool:
    words, ask = session.words, session.dialogue
    for column, text in zip(_COLUMNS, _row(one, words, _customs(actor, words)), strict=True):
        ask.tell(session.line(words(column), text))
    choices = [(KEEP, words(N_("keep what it says now"))), (RETURN, words(N_("put it back")))]
    return ask.choose(N_("Decision"), choices) == RETURN


def _customs(actor: Actor, words: Words) -> Customs:
    branch = offices.branch(actor)
    return Customs(words, branch.country, branch.currency, {})


def _text(actor: Actor, look: Look, words: Words) -> str:
    """What the undo does, then the fields that are to be chosen."""
    lines = list(told(look, words))
    if look.choices:
        customs = _customs(actor, words)
        said = NP_("{n} field was changed since:", "{n} fields were changed since:")
        rows = [_row(one, words, customs) for one in look.choices]
        lines += [words(said, n=len(look.choices)), table([words(column) for column in _COLUMNS], rows)]
    return "\n".join(lines)


def _row(one: Choice, words: Words, customs: Customs) -> list[str]:
    values = (value_of(one, said, customs) for said in (one.old, one.imported, one.now))
    return [one.customer.card_no, one.customer.name, field_label(one, words), *values]


def as_json(look: Look, *, undone: bool) -> dict[str, Any]:
    """What an undo does, or did, as scripts read it."""
    return {
        "import": look.of.number,
        "undone": undone,
        "cards": look.cards,
        **look.added,
        "fields": look.fields,
        "archived": [_left(one) for one in look.archived],
        "left": [_left(one) for one in look.left],
        "choices": [_choice(one) for one in look.choices],
    }


def _left(one: Left) -> dict[str, Any]:
    found = {"serial" if one.record == UNIT else "card_no": one.customer.card_no, "record": one.record, "why": one.why}
    return found | ({"into": one.into} if one.into else {})


def _choice(one: Choice) -> dict[str, Any]:
    return {
        "serial" if one.key.record == UNIT else "card_no": one.customer.card_no,
        "record": one.key.record,
        "field": one.key.field,
        "old": one.old,
        "imported": one.imported,
        "now": one.now,
    }
