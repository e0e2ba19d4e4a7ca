"""`cardkeeper show CARD`: a card, section by section, as far as one may read it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from locales.messages import N_
from locales.words import Words
from store import cards, fields, loans, merges, offices, originals, restrictions, seen
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, SECTIONS, Format
from store.offices import BranchRecord
from tui.commands import CARD, DONE
from tui.commands.card_json import StaffNames, card_json, original_json
from tui.commands.output import pairs
from tui.commands.parsing import json_option
from tui.commands.session import Session
from tui.plain import answers
from tui.plain.fill import Ask

ASKS = (Ask("card", answers.CARD, answers.a_card),)


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("card", metavar=words(CARD), help=words(N_("a card number")))
    read = N_("say that you have read it before your visit: for whoever has it on loan")
    parser.add_argument("--read", action="store_true", help=words(read))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    card = cards.show(actor, cards.card_id(actor, options.card))
    seen.note(actor, [card.id], "opened")
    if options.read:
        loans.confirm_read(actor, card.id)
    names, paper = StaffNames(actor), originals.of_card(actor, card.id)
    if options.json:
        session.answer(card_json(card, names) | original_json(paper))
    else:
        print(as_text(card, names, session.words, paper))
    return DONE


def as_text(card: cards.CardRecord, names: StaffNames, words: Words, paper: originals.OriginalRecord | None) -> str:
    """The card for reading: only what is filled in."""
    branch = offices.branch_by_id(card.row.branch_id)
    people = {person.id: person.name for person in names.people()}

    def said(info: fields.FieldInfo, value: object) -> str:
        return said_of(info, value, words, branch, people)

    lines = [f"{card.card_no}  {card.row.name}"]
    if card.row.out_to and card.row.out_due:
        out = N_("Out to {borrower} until {due}")
        lines.append(words(out, borrower=card.row.out_to, due=card.row.out_due))
    erased = restrictions.erased(card.id) if card.row.erased else None
    if erased is not None:
        on = N_("Erased on {moment} by {name}: of this card only its number and what was done are kept.")
        lines.append(words(on, moment=words.moment(erased.at, branch.zone), name=erased.by))
    elif card.row.archived:
        lines.append(words(N_("Archived")))
    if merged := merges.numbers_in(card.id):
        lines.append(words(N_("Merged into it: {cards}"), cards=merged))
    if card.row.restricted:
        lines.append(words(N_("Restricted")))
    if card.row.on_hold:
        lines.append(words(N_("On hold")))
    if paper is not None:
        lines.append(" · ".join(words(message, **values) for message, values in originals.told(paper)))
    rows = {"people": (PERSON_FIELDS, card.people), "goods": (GOODS_FIELDS, card.goods)}
    for section, title in SECTIONS:
        if section in rows:
            infos, found = rows[section]
            blocks = [[(words(i.label), said(i, row.get(n))) for n, i in infos.items() if row.get(n)] for row in found]
        else:
            own = [info for info in FIELDS.values() if info.section == section and card.values.get(info.name)]
            blocks = [[(words(info.label), said(info, card.values[info.name])) for info in own]]
        texts = [pairs((f"  {label}", value) for label, value in block) for block in blocks if block]
        if texts:
            lines += ["", words(title), "\n\n".join(texts)]
    return "\n".join(lines)


def said_of(
    info: fields.FieldInfo, value: object, words: Words, branch: BranchRecord, people: Mapping[int, str]
) -> str:
    """A value of a card as a person reads it."""
    if info.format is Format.PHONE and value:
        return words.phone(str(value), branch.country)
    if info.format is Format.PARTIAL_DATE and value:
        return words.partial_date(str(value))
    return fields.shown(info, value, words, currency=branch.currency, staff=people)
