"""What must hold between the rows of a room, whatever was done in it: one question a rule, its answer the rows that
break it. Rules of lending and of originals (L1) and of the journal's agreement with the rows (K4). Writes nothing.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from locales.messages import N_, Message
from store import database
from store.offices import card_no
from store.tables.choices import HOLDING_KINDS, LOAN_STATES


class Fault(NamedTuple):
    """A row that breaks a rule: the rule's name, its sentence and what fills its places."""

    rule: str
    message: Message
    values: dict[str, Any]


class Rule(NamedTuple):
    """`sql` answers the card's prefix and number, then the values named in `places`, for each row that breaks it."""

    name: str
    message: Message
    places: tuple[str, ...]
    sql: str


def _quoted(codes: tuple[str, ...]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


_LINE = (
    " from slip_card l join slip s on s.id = l.slip_id join card c on c.id = l.card_id"
    " join branch b on b.id = c.branch_id"
)
_ORIGINAL = " from original o join card c on c.id = o.card_id join branch b on b.id = c.branch_id"
_LAST_STATE = (
    "(select v.new from journal_change j join journal_value v on v.branch_id = j.branch_id"
    " and v.entry_number = j.entry_number and v.place = j.place where j.card_id = l.card_id"
    " and j.branch_id = l.branch_id and j.record = 'slip_card' and j.record_id = l.id and j.field = 'state'"
    " order by j.entry_number desc, j.place desc limit 1)"
)
_STATES = _quoted(tuple(code for code, _ in LOAN_STATES))
RULES = (
    Rule(
        "out_twice",
        N_("Card {card_no} is out more than once."),
        (),
        "select b.prefix, c.number from slip_card l join card c on c.id = l.card_id join branch b on b.id = c.branch_id"
        " where l.state = 'out' and l.holds group by b.prefix, c.number having count(*) > 1",
    ),
    Rule(
        "state",
        N_("Card {card_no} on slip {slip}: its state “{state}” does not go with the rest of its line."),
        ("slip", "state"),
        f"select b.prefix, c.number, s.number, l.state{_LINE} where l.state not in ({_STATES})"
        " or (l.state in ('requested', 'approved', 'out') and l.ended_at is not null)"
        " or (l.state in ('out', 'returned', 'lost') and l.out_at is null)"
        " or (l.state in ('returned', 'lost', 'refused', 'cancelled') and l.ended_at is null)",
    ),
    Rule(
        "slip",
        N_("Card {card_no} on slip {slip}: borrower, branch or kind are not those of the slip."),
        ("slip",),
        f"select b.prefix, c.number, s.number{_LINE} where s.branch_id <> l.branch_id"
        " or coalesce(s.borrower_id, 0) <> coalesce(l.borrower_id, 0)"
        f" or (s.kind in ({_quoted(HOLDING_KINDS)})) <> l.holds",
    ),
    Rule(
        "original_twice",
        N_("Card {card_no} has more than one valid original."),
        (),
        f"select b.prefix, c.number{_ORIGINAL} where o.voided_at is null group by b.prefix, c.number"
        " having count(*) > 1",
    ),
    Rule(
        "original",
        N_("Card {card_no}, original no. {number}: its row does not go with the card or with itself."),
        ("number",),
        f"select b.prefix, c.number, o.number{_ORIGINAL} where o.branch_id <> c.branch_id or o.version > c.version"
        " or o.number < 1 or o.number > (select count(*) from original n where n.card_id = o.card_id)"
        " or (o.voided_at is null and (o.voided_by_id is not null or o.line is not null or o.allowed_by_id is not null"
        " or o.number < (select max(n.number) from original n where n.card_id = o.card_id)))",
    ),
    Rule(
        "original_unjournaled",
        N_("Card {card_no}: its valid original is “{number}”, but the journal says “{journal}”."),
        ("number", "journal"),
        "select prefix, card, valid, said from (select b.prefix, c.number as card, coalesce(max(case when o.voided_at"
        " is null then cast(o.number as text) end), '') as valid, coalesce((select v.new from journal_change j"
        " join journal_value v on v.branch_id = j.branch_id and v.entry_number = j.entry_number and v.place = j.place"
        " where j.card_id = c.id and j.branch_id = c.branch_id and j.record = 'original'"
        " and j.field = 'valid_original' order by j.entry_number desc, j.place desc limit 1), '') as said"
        f"{_ORIGINAL} group by b.prefix, c.number, c.id, c.branch_id) as prints where valid <> said",
    ),
    Rule(
        "unjournaled",
        N_("Card {card_no} on slip {slip} is “{state}”, but the journal says “{journal}”."),
        ("slip", "state", "journal"),
        f"select prefix, card, slip, state, said from (select b.prefix, c.number as card, s.number as slip, l.state,"
        f" coalesce({_LAST_STATE}, '') as said{_LINE}) as lines where said <> state",
    ),
)


def faults() -> Iterator[Fault]:
    """Every row that breaks a rule."""
    for rule in RULES:
        for prefix, number, *values in database.rows(rule.sql):
            yield Fault(
                rule.name,
                rule.message,
                {"card_no": card_no(prefix, number), **dict(zip(rule.places, values, strict=True))},
            )
