"""The branch's rules for what a sheet says otherwise than a known customer's card: field by field, the sheet's value is
taken, the card's is kept, or a person is asked (X1).

They hold for sheets that are matched. A list that left here and comes back says what was changed in it on purpose;
there only what was changed here too is asked.
"""

from collections.abc import Iterator, Mapping

from locales.messages import N_, NC_, Message
from store import access, database, journal
from store.access import Actor, Right
from store.acts.card_columns import COLUMNS, OF_ROLES
from store.card_edits import ROW_DEFAULTS
from store.errors import Refused
from store.fields import FIELDS, GOODS_FIELDS, PERSON_FIELDS, FieldInfo

TAKE, KEEP, ASK = "take", "keep", "ask"
RULES: Mapping[str, Message] = {
    KEEP: NC_("rule for sheets", "the card's stays"),
    TAKE: NC_("rule for sheets", "the sheet's is taken"),
    ASK: NC_("rule for sheets", "a person decides"),
}


def of_row(table: str, field: str, role: str | None = None) -> str:
    """What the rule of a field of a card's goods is called, or of its people, who go by their role."""
    return f"{role or ROW_DEFAULTS['role']}_{field}" if table == "person" else f"{table}_{field}"


_OF_GOODS = N_("Goods owned: {field}")
_KNOWN_BY = ("name", "product", "serial")
"""By these a person or goods of a card are known: a sheet that says them otherwise means somebody or something else."""


def _of_rows() -> Iterator[FieldInfo]:
    for role in PERSON_FIELDS["role"].choices:
        yield from (COLUMNS[of_row("person", field, role)] for field in OF_ROLES if field not in _KNOWN_BY)
    for field, info in GOODS_FIELDS.items():
        if field not in _KNOWN_BY:
            yield info._replace(name=of_row("goods", field), label=_OF_GOODS.fill(field=info.label))


RULED: Mapping[str, FieldInfo] = {
    **{name: info for name, info in FIELDS.items() if not name.endswith("_reason")},
    **{info.name: info for info in _of_rows()},
}
"""The fields that have a rule: the card's own, but for reasons, which go with what they are of; of its people, by their
role, and of its goods what sheets say of them."""
_PREFIX = "sheet_field_"


class BadSheetRule(Refused):
    field: str
    rule: str
    message = N_("“{field}={rule}” is no rule for a field of sheets: write a field of the card, and keep, take or ask.")
    exit_code = 2


def setting(field: str) -> str:
    """What the setting of a field is called."""
    return f"{_PREFIX}{field}"


def rules_of(branch_id: int) -> dict[str, str]:
    """The fields of which the branch has said something else than that the sheet's value is taken. Does not write."""
    sql = "select name, value from setting where branch_id = ? and name like 'sheet!_field!_%' escape '!'"
    found = {name.removeprefix(_PREFIX): value for name, value in database.rows(sql, (branch_id,))}
    return {name: found[name] for name in RULED if found.get(name, TAKE) != TAKE}


def rules(actor: Actor) -> dict[str, str]:
    """The rule of every field, in the order of the card. Does not write."""
    said = rules_of(access.actor_of(actor.staff_id).branch_id)
    return {name: said.get(name, TAKE) for name in RULED}


def set_rules(actor: Actor, wanted: Mapping[str, str]) -> dict[str, str]:
    """Say what becomes of these fields. Sheets that are judged already stay as they were judged.

    Raises NotAllowed, BadSheetRule.
    """
    actor = access.require(actor, Right.SETTINGS)
    for name, rule in wanted.items():
        if name not in RULED or rule not in RULES:
            raise BadSheetRule(field=name, rule=rule)
    with journal.entry(actor.branch_id, actor.staff_id, "set_sheet_rules") as entry:
        stand = rules(actor)
        for name, rule in wanted.items():
            database.execute(
                "insert into setting (branch_id, name, value) values (?, ?, ?)"
                " on conflict (branch_id, name) do update set value = excluded.value",
                (actor.branch_id, setting(name), rule),
            )
            entry.note(journal.Change("setting", actor.branch_id, None, setting(name), stand[name], rule))
    return rules(actor)
