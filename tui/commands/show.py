"""`cardkeeper show CARD`: a card, section by section, as far as one may read it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from locales.messages import N_
from locales.words import Words
from store import cards, fields, offices, restrictions, seen
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, SECTIONS, Format
from tui.commands import CARD, DONE
from tui.commands.card_json import StaffNames, card_json
from tui.commands.output import pairs
from tui.commands.parsing import json_option
from tui.commands.session import Session


def arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("card", metavar=words(CARD), help=words(N_("a card number")))
    json_option(parser, words)


def run(session: Session, options: Namespace) -> int:
    actor = session.sign_in()
    card = cards.show(actor, cards.card_id(actor, options.card))
    seen.note(actor, [card.id], "opened")
    names = StaffNames(actor)
    if options.json:
        session.answer(card_json(card, names))
    else:
        print(as_text(card, names, session.words))
    return DONE


def value_text(
    info: fields.FieldInfo, value: object, branch: offices.BranchRecord, people: Mapping[int, str], words: Words
) -> str:
    """A value of a card of `branch` as a person reads it."""
    if info.format is Format.PHONE and value:
        return words.phone(str(value), branch.country)
    if info.format is Format.PARTIAL_DATE and value:
        return words.partial_date(str(value))
    return fields.shown(info, value, words, currency=branch.currency, staff=people)


def as_text(card: cards.CardRecord, names: StaffNames, words: Words) -> str:
    """The card for reading: only what is filled in."""
    branch = offices.branch_by_id(card.row.branch_id)
    people = {person.id: person.name for person in names.people()}

    def said(info: fields.FieldInfo, value: object) -> str:
        return value_text(info, value, branch, people, words)

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
    if card.row.restricted:
        lines.append(words(N_("Restricted")))
    if card.row.on_hold:
        lines.append(words(N_("On hold")))
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
