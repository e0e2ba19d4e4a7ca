"""What is kept about a person, for them to read: the pages of their card, and after it whatever else is kept (K6)."""

from collections.abc import Iterator

from importers.papers.content import (
    BETWEEN,
    CardPapers,
    Custom,
    Fact,
    blocks_under,
    card_paper,
    custom_of,
    section_blocks,
    value_text,
    warranty_block,
)
from importers.papers.flow import Block
from locales.acts import act_name, reason_of
from locales.messages import N_, NC_
from locales.words import Words
from store import fields
from store.acts.disclosures import Disclosure
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, SECTIONS, WARRANTY_FIELDS, from_journal
from store.history import FieldChange, HistoryEntry
from store.seen import HOWS
from store.slips import KINDS, STATES, LoanRecord
from store.submitted import STATES as SUBMITTED

TITLE = N_("What is kept about card {card_no}")
ABOUT = N_(
    "All that is kept about this customer here, as of this day. They may have it corrected, restricted or erased."
)
INFOS = {"card": FIELDS, "person": PERSON_FIELDS, "goods": GOODS_FIELDS, "warranty": WARRANTY_FIELDS}


def card_papers(made: Disclosure, words: Words) -> CardPapers:
    """One card, on as many pages as it needs."""
    card, custom, zone = made.card, custom_of(made.origin, words), made.origin.branch.zone
    paper = card_paper(
        card,
        custom,
        facts=(
            Fact(words(N_("Branch office")), made.origin.branch.name),
            Fact(words(NC_("paper", "Made by")), made.origin.who),
            Fact(words(N_("Made on")), words.moment(made.origin.at, zone)),
            Fact(words(N_("Kept since")), words.moment(made.acts[-1].at, zone) if made.acts else ""),
        ),
        purpose=Fact(words(N_("Purpose")), made.purpose),
        blocks=_blocks(made, custom),
        closing=words(ABOUT),
    )
    return CardPapers(words(TITLE, card_no=card.card_no), made.purpose, made.origin, [paper])


def _blocks(made: Disclosure, custom: Custom) -> Iterator[Block]:
    words = custom.words
    for section, label in SECTIONS:
        yield from blocks_under(words(label), section_blocks(section, fields.in_section(section), made.card, custom))
    for card in made.merged:
        for section, label in SECTIONS:
            told = section_blocks(section, fields.in_section(section), card, custom)
            yield from blocks_under(f"{card.card_no} · {words(label)}", told)
    yield from blocks_under(
        words(NC_("section", "Warranties")), [warranty_block(record, custom) for record in made.warranties]
    )
    yield from blocks_under(words(NC_("section", "Who had the card")), [_lent(loan, words) for loan in made.lent])
    yield from blocks_under(words(NC_("section", "Submissions")), list(_submissions(made, words)))
    zone = made.origin.branch.zone
    drafts = [Block(words.moment(one.at, zone, "short"), f"{one.by}{BETWEEN}{one.text}") for one in made.drafts]
    yield from blocks_under(words(NC_("section", "Typed and not saved")), drafts)
    yield from blocks_under(words(NC_("section", "Rows of sheets")), list(_sheets(made, words)))
    looks = [
        Block(words.moment(one.at, zone, "short"), f"{one.by}{BETWEEN}{words.value(HOWS.get(one.how, one.how))}")
        for one in made.seen
    ]
    yield from blocks_under(words(NC_("section", "Who saw the card")), looks)
    yield from blocks_under(words(NC_("section", "What was done")), [_act(entry, made, custom) for entry in made.acts])


def _lent(loan: LoanRecord, words: Words) -> Block:
    said = (loan.borrower, words(KINDS[loan.kind]), loan.purpose, words(STATES[loan.state]), loan.result)
    return Block(words.date(loan.lent_on), BETWEEN.join(part for part in said if part))


def _submissions(made: Disclosure, words: Words) -> Iterator[Block]:
    for one in made.submissions:
        said = (one.by, words(SUBMITTED[one.state]), one.reason)
        yield Block(words.date(one.on), BETWEEN.join(part for part in said if part))


def _sheets(made: Disclosure, words: Words) -> Iterator[Block]:
    for one in made.sheets:
        row = words(N_("{file}, row {row}"), file=one.file, row=str(one.row))
        waits = "" if one.written else words(N_("not written yet"))
        yield Block(row, BETWEEN.join(part for part in (one.text, waits) if part))


def _act(entry: HistoryEntry, made: Disclosure, custom: Custom) -> Block:
    words = custom.words
    said = [words.value(act_name(entry.act)), entry.by or "", reason_of(entry.act, entry.reason, words)]
    said += [_change(change, custom) for change in entry.changes]
    at = words.moment(entry.at, made.origin.branch.zone, "short")
    return Block(at, BETWEEN.join(part for part in said if part))


def _change(change: FieldChange, custom: Custom) -> str:
    """A field before and after; nothing of what is no field of the card."""
    info = INFOS.get(change.record, {}).get(change.field or "")
    if info is None or info.format is fields.Format.STAFF:
        return ""
    old, new = (value_text(info, from_journal(info, text), custom) or "—" for text in (change.old, change.new))
    return custom.words(N_("{label}: {text}"), label=info.label, text=f"{old} → {new}")
