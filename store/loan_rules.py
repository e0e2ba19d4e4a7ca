"""The rules by which cards are lent: how long, how many, how often renewed, who approves (L1, L4, L7).

A rule speaks of one borrower and one grade, of either, or of the whole branch. For each question the most particular
rule that answers it decides: borrower and grade, borrower, grade, branch, and at last what the program does by itself.
"""

from collections.abc import Sequence
from typing import NamedTuple

from locales.messages import N_, NC_, Message
from store import access, database, journal
from store.access import Actor, Right
from store.errors import Refused
from store.fields import FIELDS
from store.slips import LONGEST_DAYS, USUAL_DAYS, Borrower, borrower_of

NOBODY, MANAGER, HEAD_OFFICE = "nobody", "manager", "head_office"
APPROVERS: dict[str, Message] = {
    NOBODY: NC_("approver", "nobody"),
    MANAGER: NC_("approver", "the manager"),
    HEAD_OFFICE: NC_("approver", "the manager at head office"),
}
USUAL_RENEWALS = 2
MOST_CARDS, MOST_RENEWALS = 1000, 50
OWN_REQUESTS = "own_requests"
"""The setting of an office of one person, who may approve what they asked for themselves."""


class BadRule(Refused):
    problem: Message
    message = N_("{problem}")


class Rule(NamedTuple):
    """`borrower` and `grade` None: for every one. What is None is left to the next less particular rule."""

    id: int
    borrower_id: int | None
    borrower: str | None
    borrower_user: str | None
    grade: str | None
    days: int | None = None
    most: int | None = None
    renewals: int | None = None
    approver: str | None = None


class Terms(NamedTuple):
    """What the rules say of one card and borrower. `days` is the usual length and `longest` what needs no confirmation;
    `most` counts cards of `most_of` only, where a rule of a grade decides; None is no limit."""

    days: int
    longest: int
    most: int | None
    most_of: str | None
    renewals: int
    approver: str

    @property
    def needs_approval(self) -> bool:
        return self.approver != NOBODY


def terms(rules: Sequence[Rule], borrower_id: int | None, grade: str, kind: str) -> Terms:
    """The terms of a card of `grade` for a borrower, who may not be known yet."""
    fitting = [rule for rule in rules if rule.borrower_id in (None, borrower_id) and rule.grade in (None, grade)]
    fitting.sort(key=lambda rule: (rule.borrower_id is None, rule.grade is None))
    days = next((rule.days for rule in fitting if rule.days is not None), None)
    capped = next((rule for rule in fitting if rule.most is not None), None)
    most, most_of = (capped.most, capped.grade) if capped else (None, None)
    renewals = next((rule.renewals for rule in fitting if rule.renewals is not None), USUAL_RENEWALS)
    approver = next((rule.approver for rule in fitting if rule.approver is not None), NOBODY)
    usual = USUAL_DAYS[kind]
    if days is not None:
        usual = days if kind == "visit" else min(days, usual)
    return Terms(usual, days or LONGEST_DAYS, most, most_of, renewals, approver)


def rules_of(branch_id: int) -> list[Rule]:
    """Every rule of a branch, the least particular first. Does not write."""
    found = database.rows(
        'select r.id, r.borrower_id, s.name, s."user", r.grade, r.days, r.most, r.renewals, r.approver from loan_rule r'
        " left join staff s on s.id = r.borrower_id where r.branch_id = ?"
        " order by r.borrower_id is not null, s.name, r.grade",
        (branch_id,),
    )
    return [
        Rule(rule, borrower_id, name, user, grade or None, days, most, renewals, approver)
        for rule, borrower_id, name, user, grade, days, most, renewals, approver in found
    ]


def rules(actor: Actor) -> list[Rule]:
    """The rules of the actor's branch. Does not write."""
    return rules_of(access.actor_of(actor.staff_id).branch_id)


def set_rule(
    actor: Actor,
    *,
    borrower: str = "",
    grade: str = "",
    days: int | None = None,
    most: int | None = None,
    renewals: int | None = None,
    approver: str | None = None,
) -> list[Rule]:
    """Say how cards of a grade are lent to a borrower; empty is every one. Replaces what the same rule said before; a
    rule that says nothing is gone. Needs the right to change settings. Raises NotAllowed, NotABorrower, BadRule.
    """
    actor = access.require(actor, Right.SETTINGS)
    said = {"days": days, "most": most, "renewals": renewals, "approver": approver}
    _refuse_bad(grade, said)
    who = _meant(actor.branch_id, borrower.strip())
    with journal.entry(actor.branch_id, actor.staff_id, "set_rule", _about(who.name if who else "", grade)) as entry:
        rule = _rule_row(actor.branch_id, who.id if who else None, grade)
        for name, value in said.items():
            was = getattr(rule, name)
            if was != value:
                old, new = journal.text(was), journal.text(value)
                entry.note(journal.Change("loan_rule", rule.id, None, name, old, new))
        if all(value is None for value in said.values()):
            database.execute("delete from loan_rule where id = ?", (rule.id,))
        else:
            sets = ", ".join(f"{name} = ?" for name in said)
            database.execute(f"update loan_rule set {sets} where id = ?", (*said.values(), rule.id))
    return rules_of(actor.branch_id)


def _refuse_bad(grade: str, said: dict[str, int | str | None]) -> None:
    if grade and grade not in FIELDS["grade"].choices:
        raise BadRule(problem=N_("There is no such grade."))
    if said["approver"] not in (None, *APPROVERS):
        raise BadRule(problem=N_("A rule says that nobody, the manager, or the manager at head office approves."))
    for name, least, top, problem in (
        ("days", 1, LONGEST_DAYS, N_("Cards are lent for one day to sixty.")),
        ("most", 1, MOST_CARDS, N_("The most cards that somebody may hold are a number from 1 to 1,000.")),
        ("renewals", 0, MOST_RENEWALS, N_("How often a loan may be renewed is a number from 0 to 50.")),
    ):
        value = said[name]
        if value is not None and not least <= int(value) <= top:
            raise BadRule(problem=problem)


def _meant(branch_id: int, borrower: str) -> Borrower | None:
    """The borrower of a rule: a salesperson, or whoever a rule speaks of already, though they may have left."""
    if not borrower:
        return None
    for rule in rules_of(branch_id):
        if rule.borrower_id and rule.borrower and borrower in (rule.borrower, rule.borrower_user):
            return Borrower(rule.borrower_id, rule.borrower_user or "", rule.borrower)
    return borrower_of(branch_id, borrower)


def _about(borrower: str, grade: str) -> str | None:
    return " ".join(part for part in (borrower, grade) if part) or None


def _rule_row(branch_id: int, borrower_id: int | None, grade: str) -> Rule:
    """The rule of just this borrower and grade, made if there is none. Inside a write."""
    database.execute(
        "insert into loan_rule (branch_id, borrower_id, grade) values (?, ?, ?) on conflict do nothing",
        (branch_id, borrower_id, grade),
    )
    return next(rule for rule in rules_of(branch_id) if (rule.borrower_id, rule.grade) == (borrower_id, grade or None))


def own_requests_allowed(branch_id: int) -> bool:
    """Whether whoever approves in this branch may approve what they asked for: the setting says so, and nobody else
    there could. Does not write."""
    setting = "select value from setting where branch_id = ? and name = ?"
    if database.rows(setting, (branch_id, OWN_REQUESTS)) != [("1",)]:
        return False
    managers = "select count(*) from staff where branch_id = ? and left_at is null and manager"
    return bool(database.rows(managers, (branch_id,)) == [(1,)])


def own_requests_set(actor: Actor) -> bool:
    """Whether the setting says so, however many managers there are. Does not write."""
    found = database.rows("select value from setting where branch_id = ? and name = ?", (actor.branch_id, OWN_REQUESTS))
    return found == [("1",)]


def allow_own_requests(actor: Actor, allowed: bool) -> None:
    """Let the only manager of an office approve their own requests, or no longer. Raises NotAllowed."""
    actor = access.require(actor, Right.SETTINGS)
    was = own_requests_set(actor)
    with journal.entry(actor.branch_id, actor.staff_id, "set_rule", OWN_REQUESTS) as entry:
        database.execute(
            "insert into setting (branch_id, name, value) values (?, ?, ?)"
            " on conflict (branch_id, name) do update set value = excluded.value",
            (actor.branch_id, OWN_REQUESTS, "1" if allowed else "0"),
        )
        change = journal.Change(
            "setting", actor.branch_id, None, OWN_REQUESTS, journal.text(was), journal.text(allowed)
        )
        entry.note(change)
