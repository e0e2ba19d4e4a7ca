"""Extracts (L7a): chosen sections of cards on paper, for any employee, whether they sign in or not.

A slip of this kind is a copy: it holds no card and opens none on the screen. A keeper or clerk asks for it, the manager
approves it as any request (`requests`), then it is printed (`acts.extract`). It is out until it is given back or
destroyed; past its due date it is overdue.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from locales.messages import N_, NC_, Message
from locales.words import Words
from store import access, database, journal, loan_rules, offices, paging, slips
from store.access import Actor, Reading, Restricted, Right
from store.database import Question
from store.errors import Refused
from store.fields import SECTIONS
from store.slips import Borrower, SlipRecord

KIND = "extract"
WARRANTIES = "warranties"
PARTS: dict[str, Message] = {**dict(SECTIONS), WARRANTIES: NC_("section", "Warranties")}
"""The sections of which an extract may have some: those of the card, and its warranties."""
RETURNED, DESTROYED = "returned", "destroyed"
ENDINGS: dict[str, Message] = {RETURNED: NC_("extract", "given back"), DESTROYED: NC_("extract", "destroyed")}
LAST = 2**62
"""Comes after every extract: from there a list is read backwards."""
ENDED_SHOWN = 30
"""How many days an extract that has ended is still listed."""


def told(sections: Iterable[str], words: Words) -> str:
    """The sections of an extract by their names; empty for none."""
    return words.list([words(PARTS[section]) for section in sections if section in PARTS])


class NoSections(Refused):
    message = N_("An extract has only the sections that its purpose needs: choose at least one.")


class NoSuchSection(Refused):
    section: str
    known: tuple[str, ...]
    message = N_("There is no section “{section}”. Write some of {known}, with commas between.")
    exit_code = 2


class DepartmentMissing(Refused):
    name: str
    message = N_("{name} does not sign in here: say their department too.")


class NoSuchExtract(Refused):
    slip: int
    message = N_("There is no extract on slip {slip} in your branch.")


class NotOnPaper(Refused):
    slip: int
    message = N_("No extract of slip {slip} is on paper: there is nothing to take back.")


class ExtractRecord(NamedTuple):
    """A card of an extract. `name` is None for whoever may not see the card; `state` is that of its line, `overdue` how
    many days lie past its due date while it is on paper; `prints` how often its slip was printed."""

    id: int
    card_id: int
    card_no: str
    name: str | None
    slip: int
    borrower: str
    purpose: str
    sections: tuple[str, ...]
    due: date
    state: str
    overdue: int
    recalled: bool
    prints: int
    ended: str | None
    asked_by: str


def chosen(sections: Iterable[str]) -> tuple[str, ...]:
    """Sections in the order of the card, each once. Raises NoSections, NoSuchSection."""
    wanted = {section.strip() for section in sections if section.strip()}
    unknown = sorted(wanted - PARTS.keys())
    if unknown:
        raise NoSuchSection(section=unknown[0], known=tuple(PARTS))
    if not wanted:
        raise NoSections()
    return tuple(section for section in PARTS if section in wanted)


def ask(
    actor: Actor,
    cards: Sequence[int],
    *,
    to: str,
    department: str = "",
    purpose: str,
    sections: Iterable[str],
    due: date | None = None,
) -> SlipRecord:
    """Ask for an extract of cards for an employee: a colleague by sign-in or full name, or somebody who does not sign
    in, with their department. Always the manager approves. All or none.

    Raises NotAllowed, NothingToLend, BorrowerMissing, PurposeMissing, BadDueDate, NoSections, NoSuchSection,
    DepartmentMissing, NotYourCard, BranchOnly, ArchivedCard, Restricted. Journal: one entry "ask".
    """
    actor = access.require(actor, Right.EXTRACT)
    today = offices.today(actor)
    wanted = slips.sound(cards, to, purpose, due, today)
    parts = chosen(sections)
    borrower, name = _for_whom(actor.branch_id, to.strip(), department.strip())
    with journal.entry(actor.branch_id, actor.staff_id, "ask", purpose.strip()) as entry:
        rows = slips.within_reach(actor, Right.EXTRACT, wanted)
        for row in rows:
            if row.archived:
                raise slips.ArchivedCard(card_no=row.card_no)
            if row.restricted:
                raise Restricted(card_no=row.card_no)
        until = due or slips.usual_due(KIND, today)
        slip, number = slips.open_slip(actor.branch_id, actor.staff_id, KIND, borrower, purpose, until, database.now())
        database.execute("update slip set borrower_name = ?, sections = ? where id = ?", (name, ",".join(parts), slip))
        lines = []
        for row in rows:
            line = slips.add_line(entry, slip, row.id, KIND, borrower, "requested", until, approver=loan_rules.MANAGER)
            if borrower is None:
                entry.note(journal.Change("slip_card", line, row.id, "borrower", None, name))
            lines.append(line)
        entry.note(journal.Change("slip", slip, None, "sections", None, ",".join(parts)))
    user = borrower.user if borrower else ""
    return SlipRecord(number, KIND, name, user, purpose.strip(), until, (), tuple(rows), tuple(lines))


def _for_whom(branch_id: int, to: str, department: str) -> tuple[Borrower | None, str]:
    """A colleague of the branch, or somebody who does not sign in, and how they are called on paper."""
    if department:
        return None, f"{to}, {department}"
    colleague = slips.meant(branch_id, to)
    if colleague is None:
        raise DepartmentMissing(name=to)
    return colleague, colleague.name


# coming back


def end(actor: Actor, slip: int, how: str) -> list[ExtractRecord]:
    """Note that the paper of an extract was given back, or was destroyed. Raises NotAllowed, NoSuchExtract, NotOnPaper.
    Journal: one entry "end_extract"."""
    actor = access.require(actor, Right.EXTRACT)
    lines = _lines(actor, slip)
    with journal.entry(actor.branch_id, actor.staff_id, "end_extract", str(slip)) as entry:
        ended = {"ended_at": database.now(), "ended_by_id": actor.staff_id, "result": how}
        moved = [line for line, card in lines if slips.move(entry, line, card, "out", RETURNED, **ended)]
        if not moved:
            raise NotOnPaper(slip=slip)
        entry.note_all(
            journal.Change("slip_card", line, card, "result", None, how) for line, card in lines if line in moved
        )
    return _of_lines(actor, moved)


def out_again(actor: Actor, slip: int) -> list[ExtractRecord]:
    """Undo that an extract was noted as given back or destroyed. Raises NotAllowed, NoSuchExtract."""
    actor = access.require(actor, Right.EXTRACT)
    lines = _lines(actor, slip)
    with journal.entry(actor.branch_id, actor.staff_id, "undo_return", str(slip)) as entry:
        again: dict[str, Any] = dict.fromkeys(("ended_at", "ended_by_id", "result"))
        for line, card in lines:
            slips.move(entry, line, card, RETURNED, "out", **again)
    return _of_lines(actor, [line for line, _ in lines])


def recall(actor: Actor, slip: int) -> list[ExtractRecord]:
    """Ask an extract back by tomorrow. Raises NotAllowed, NoSuchExtract, NotOnPaper. Journal: one entry "recall"."""
    actor = access.require(actor, Right.EXTRACT)
    until = offices.today(actor) + slips.DAY
    moved = []
    with journal.entry(actor.branch_id, actor.staff_id, "recall", str(slip)) as entry:
        for one in _of_lines(actor, [line for line, _ in _lines(actor, slip)]):
            sooner = min(one.due, until)
            touched = database.execute(
                "update slip_card set due = ?, recalled_at = ? where id = ? and state = 'out'",
                (sooner, database.now(), one.id),
            )
            if touched:
                moved.append(one.id)
                change = ("due", journal.text(one.due), journal.text(sooner))
                entry.note(journal.Change("slip_card", one.id, one.card_id, *change))
        if not moved:
            raise NotOnPaper(slip=slip)
    return _of_lines(actor, moved)


def _lines(actor: Actor, slip: int) -> list[tuple[int, int]]:
    """The lines of an extract of the actor's branch, each with its card. Raises NoSuchExtract."""
    found = database.rows(
        "select l.id, l.card_id from slip_card l join slip s on s.id = l.slip_id where s.branch_id = ?"
        " and s.number = ? and s.kind = ? order by l.id",
        (actor.branch_id, slip, KIND),
    )
    if not found:
        raise NoSuchExtract(slip=slip)
    return [(line, card) for line, card in found]


# questions


def listed(
    actor: Actor,
    *,
    overdue: bool = False,
    after: int | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[ExtractRecord]:
    """The extracts of the branch that are asked for, approved or on paper, and those that ended of late, the oldest
    first; `overdue`: only what is on paper past its due date. A window of them as in `requested.listed`. For those who
    ask for extracts or approve them. Raises NotAllowed. Does not write."""
    current = _reader(actor)
    scope, params = _scope(current, overdue)
    part = paging.by_id("l.id", after, before, limit)
    return part.in_order(_read(current, scope + part.condition, [*params, *part.params], part.order))


def count(actor: Actor, *, overdue: bool = False) -> int:
    """How many `listed` goes through. Raises NotAllowed. Does not write."""
    return int(database.answers([count_question(_reader(actor), overdue=overdue)])[0])


def count_question(current: Actor, *, overdue: bool = False) -> Question:
    """The question that `count` asks for somebody as they are now."""
    scope, params = _scope(current, overdue)
    return Question(f"select count(*) from slip_card l join slip s on s.id = l.slip_id where {scope}", params)


def _reader(actor: Actor) -> Actor:
    current = access.actor_of(actor.staff_id)
    return current if current.may(Right.APPROVE) else access.require(current, Right.EXTRACT)


def _scope(current: Actor, overdue: bool) -> tuple[str, list[Any]]:
    today = offices.today(current)
    here = "s.branch_id = ? and s.kind = 'extract'"
    if overdue:
        return f"{here} and l.state = 'out' and l.due < ?", [current.branch_id, today]
    since = slips.noon(today, current.time_zone) - ENDED_SHOWN * slips.DAY
    return f"{here} and (l.state in ('requested', 'approved', 'out') or l.ended_at > ?)", [current.branch_id, since]


def _of_lines(actor: Actor, lines: Sequence[int]) -> list[ExtractRecord]:
    return _read(actor, f"l.id in {database.marks(lines)}", lines, "l.id") if lines else []


def _read(current: Actor, scope: str, params: Sequence[Any], order: str) -> list[ExtractRecord]:
    reading, today = access.reading(current), offices.today(current)
    found = database.rows(
        "select l.id, l.card_id, c.branch_id, b.prefix, c.number, c.name, s.number, s.borrower_name, s.purpose,"
        " s.sections, l.due, l.state, l.recalled_at, s.prints, l.result, m.name from slip_card l"
        " join slip s on s.id = l.slip_id join card c on c.id = l.card_id join branch b on b.id = c.branch_id"
        f" join colleague m on m.id = s.made_by_id where {scope} order by {order}",
        params,
    )
    return [_record(row, reading, today) for row in found]


def _record(row: Sequence[Any], reading: Reading, today: date) -> ExtractRecord:
    line, card, branch, prefix, number, name, slip, borrower, purpose, sections = row[:10]
    due, state, recalled_at, prints, ended, asked_by = row[10:]
    day = database.as_day(due)
    assert day is not None
    late = max(0, (today - day).days) if state == "out" else 0
    return ExtractRecord(
        line,
        card,
        offices.card_no(prefix, number),
        name if reading.parts(card, branch) else None,
        slip,
        borrower,
        purpose,
        tuple((sections or "").split(",")),
        day,
        state,
        late,
        recalled_at is not None,
        prints,
        ended,
        asked_by,
    )
