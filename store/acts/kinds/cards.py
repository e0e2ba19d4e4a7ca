"""Customer cards (F1, F1a, F1b, X2): cards with their people and goods, as offices list them, and our own lists that
come back.

A row with a card number and a version says of that card what it said when it left, but for what was changed since in
Excel: only that is changed here. What was changed here too is a conflict, which a person decides. Any other row is
matched as warranty cards are; its empty cells say nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from locales.messages import N_
from store import card_versions, cards_bulk, database, journal, offices, rows_bulk, search
from store.acts import sheet_rules, writing
from store.acts.card_columns import CARD_NO, COLUMNS, VERSION
from store.acts.judging import Before, card_of, earlier, matched, problem_at, with_problems, with_reference
from store.acts.kind import Judge, Kind, Ready, Whose, card_and_row, is_sound
from store.acts.likeness import Candidate
from store.acts.matching import Candidates
from store.acts.opinions import Change, asked, card_changes, opinion, told
from store.acts.plans import Outcome, Problem, SheetRow, Source, Staged
from store.acts.said_rows import SaidRow, changes, edits_of, goods_with, kind_with, rows_of
from store.acts.three_way import Merge, Sheet, merged, settled_conflicts
from store.card_edits import ROW_TABLES, ReasonNeeded, derived
from store.card_values import rows_of_many, values_of_many
from store.card_versions import CardContent
from store.cards_bulk import CardUpdate, NewCard
from store.fields import FIELDS

_OF_FIRMS = ("legal_form", "line_of_business", "founded", "assets", "size", "legal_name", "owner_name")
_WITH_REASON = ("kind", "grade")


class _Known(NamedTuple):
    """A card that a row names by its number."""

    id: int
    version: int
    closed: bool


def judging(branch_id: int, source: Source) -> Judge:
    before = Before()
    named: dict[int, int] = {}
    rules = sheet_rules.rules_of(branch_id)

    def judge(rows: Sequence[SheetRow]) -> Iterator[Staged]:
        around = _Around(branch_id, source, rows, before, rules)
        for row in rows:
            found = around.judged(row)
            if found.card is not None and _came_back(row):
                first = named.setdefault(found.card, row.row)
                if first != row.row:
                    found = _rejected(row, problem_at(source, row, CARD_NO, "card_twice", other_row=str(first)))
            elif not _came_back(row):
                before.remember(found)
            yield found

    return judge


def _came_back(row: SheetRow) -> bool:
    """Whether a row left here before: it says which version of which card it had."""
    return bool(row.values.get(CARD_NO) and row.values.get(VERSION))


def _rejected(row: SheetRow, *problems: Problem) -> Staged:
    return Staged(with_problems(row, *problems), Outcome.REJECTED)


class _Around:
    """What a batch of rows is judged against."""

    def __init__(
        self,
        branch_id: int,
        source: Source,
        rows: Sequence[SheetRow],
        before: Before,
        rules: Mapping[str, str],
        also: Iterable[int] = (),
    ) -> None:
        self.branch_id, self.source, self.before, self.rules = branch_id, source, before, rules
        others = [row for row in rows if not _came_back(row) and is_sound(row)]
        self.candidates = Candidates(branch_id, [row.values for row in others], also=also)
        self.sheet = Sheet.of(branch_id, source)
        back = [row for row in rows if _came_back(row)]
        self.numbered = _numbered(branch_id, [row.values[CARD_NO] for row in back])
        self.now = _contents([*self.candidates.cards, *(known.id for known in self.numbered.values())])
        self.exported = self._exported(back)

    def _exported(self, rows: Sequence[SheetRow]) -> dict[int, CardContent]:
        """The cards that were changed since they left, as they were then."""
        wanted: dict[int, int] = {}
        for row in rows:
            known, version = self.numbered.get(row.values[CARD_NO]), card_versions.parsed(row.values[VERSION])
            if known and version and version.number < known.version:
                wanted[known.id] = version.entry
        return card_versions.earlier(self.branch_id, wanted, self.now)

    def judged(self, row: SheetRow) -> Staged:
        if _came_back(row):
            return self.come_back(row)
        if not is_sound(row):
            return Staged(row, Outcome.REJECTED)
        row = with_reference(row, self.source, self.candidates)
        card, likely = matched(row, self.source, self.candidates)
        if likely is not None:
            return Staged(with_problems(row, likely), Outcome.UNDECIDED, *card_of(card))
        with_row, likely = (None, None) if card else earlier(row, self.source, self.before)
        if likely is not None:
            return Staged(with_problems(row, likely), Outcome.UNDECIDED)
        return self.settled(row, card, with_row)

    # a list that comes back

    def come_back(self, row: SheetRow) -> Staged:
        """What a row changes of the card that it names."""
        known, version = self.numbered.get(row.values[CARD_NO]), card_versions.parsed(row.values[VERSION])
        if known is None:
            return _rejected(row, problem_at(self.source, row, CARD_NO, "no_such_card"))
        if known.closed:
            return _rejected(row, problem_at(self.source, row, CARD_NO, "card_closed"))
        if version is None or version.number > known.version:
            return _rejected(row, problem_at(self.source, row, VERSION, "no_such_version"))
        now = self.now[known.id]
        found = merged(row, self.sheet, self.exported.get(known.id, now), now)
        if found.problems:
            return Staged(row._replace(problems=found.problems), Outcome.REJECTED)
        return self._merged(row._replace(problems=()), known, now, found)

    def _merged(self, row: SheetRow, known: _Known, now: CardContent, found: Merge) -> Staged:
        try:
            sets = _with_derived(found.sets, now.values, goods_with(found.rows, now.rows["goods"]))
        except ReasonNeeded as needed:
            field = needed.name.removesuffix("_reason")
            return _rejected(row, problem_at(self.source, row, field, "reason_needed"))
        more = {"sets": sets, "rows": found.rows, "conflicts": found.conflicts}
        if found.conflicts:
            told = with_problems(row, *found.told(self.source))
            return Staged(told, Outcome.UNDECIDED, known.id, known.version, more=more)
        outcome = Outcome.UPDATED if sets or found.rows else Outcome.UNCHANGED
        return Staged(row, outcome, known.id, known.version, more=more)

    # any other list

    def settled(self, row: SheetRow, card: Candidate | None, with_row: int | None = None) -> Staged:
        """The outcome of a row whose customer is known: `card`, the new card of `with_row`, or nobody yet."""
        said = {name: row.values[name] for name in FIELDS if row.values.get(name) not in (None, "")}
        problems = list(self.sheet.resolve(said))
        if problems:
            return _rejected(row, *problems)
        rows = rows_of(row)
        if card is None:
            more = {"sets": self._new(row, said, rows), "rows": [one.as_new for one in rows]}
            again = [problem_at(self.source, row, "name", "same_customer", other_row=str(with_row))] if with_row else []
            outcome = Outcome.UPDATED if with_row else Outcome.NEW
            return Staged(with_problems(row, *again), outcome, None, None, None, with_row, more)
        return self._known(row, card, said, rows)

    def _known(self, row: SheetRow, card: Candidate, said: Mapping[str, Any], rows: Sequence[SaidRow]) -> Staged:
        """What a row changes of a customer's card, its people and its goods, as the branch's rules have it."""
        now = self.now[card.id]
        found = opinion(card_changes(said, now.values), self.rules)
        conflicts = {name: one | {"with": self._reason(name, said)} for name, one in asked(found).items()}
        says = list(told(found, self.source, card, say=self.sheet.said))
        edits: list[dict[str, Any]] = []
        for one in rows:
            there = one.known(now.rows[one.table])
            if there is None:
                edits.append(one.as_new)
                continue
            of_row = one.opinion(there, self.rules)
            edits += one.edits(there, of_row)
            conflicts |= {name: open_ | {"id": there["id"]} for name, open_ in asked(of_row).items()}
            says += told(of_row, self.source, card, say=self.sheet.said)
        sets = self._taken(found.taken, said)
        sets = _with_derived(sets, now.values, goods_with(edits, now.rows["goods"]))
        more: dict[str, Any] = {"sets": sets, "rows": edits}
        outcome = Outcome.UPDATED if sets or edits else Outcome.UNCHANGED
        if conflicts:
            outcome, more["conflicts"] = Outcome.UNDECIDED, conflicts
        return Staged(with_problems(row, *says), outcome, card.id, card.version, more=more)

    def _taken(self, taken: Mapping[str, Change], said: Mapping[str, Any]) -> dict[str, Any]:
        """What is taken, by field; a kind or a grade with its reason."""
        sets = {name: new for name, (_, new) in taken.items()}
        for name in taken:
            sets |= self._reason(name, said)
        return sets

    def _new(self, row: SheetRow, said: Mapping[str, Any], rows: Sequence[SaidRow]) -> dict[str, Any]:
        """What a new card has: what the row says, and what follows from it."""
        firm = any(row.values.get(name) for name in _OF_FIRMS)
        values = {
            "customer": "firm" if firm else "consumer",
            "list": "potential",
            "kind": kind_with(one.as_new for one in rows),
            "grade": "C",
        }
        reasons = [self._reason(name, said) for name in said if said[name] != values.get(name)]
        return {**values, **said, **{name: text for reason in reasons for name, text in reason.items()}}

    def _reason(self, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """A kind or a grade that a sheet says has the sheet for a reason, unless it gives its own (F3, F4)."""
        reason = f"{name}_reason"
        return {reason: said.get(reason) or self.source.file} if name in _WITH_REASON else {}


def _numbered(branch_id: int, card_nos: Sequence[str]) -> dict[str, _Known]:
    """The branch's cards of these numbers, by the number as written."""
    prefix = offices.branch_by_id(branch_id).prefix
    wanted: dict[int, list[str]] = {}
    for text in card_nos:
        parsed = offices.parsed_card_no(text)
        if parsed and parsed[0] == prefix:
            wanted.setdefault(parsed[1], []).append(text)
    found: dict[str, _Known] = {}
    for number, id_, version, closed in database.rows_among(
        "select number, id, version, archived_at is not null or restricted_at is not null or erased_at is not null"
        " from card where branch_id = ? and number in {among}",
        wanted,
        (branch_id,),
    ):
        found |= dict.fromkeys(wanted[number], _Known(id_, version, bool(closed)))
    return found


def _contents(cards: Iterable[int]) -> dict[int, CardContent]:
    ids = list(cards)
    rows = {table: rows_of_many(table, ids) for table in ROW_TABLES}
    return {
        card: CardContent(values, {table: tuple(of.get(card, ())) for table, of in rows.items()})
        for card, values in values_of_many(ids).items()
    }


def _with_derived(
    sets: Mapping[str, Any], now: Mapping[str, Any], goods: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """What is set, with the kind that then follows. Raises ReasonNeeded."""
    if not sets.keys() & {"kind", "grade", "kind_reason", "grade_reason"}:
        return dict(sets)
    values = derived({**now, **sets}, now, goods)
    return {name: value for name, value in values.items() if value != now[name]}


def settled(branch_id: int, source: Source, decided: Sequence[tuple[Staged, Whose]]) -> list[Staged]:
    """Rows whose customers a person named; one that came back names its card itself."""
    named = [card_and_row(whose) for _, whose in decided]
    rows = [found.row for found, _ in decided]
    rules = sheet_rules.rules_of(branch_id)
    around = _Around(branch_id, source, rows, Before(), rules, [card.id for card, _ in named if card])
    return [
        around.come_back(row) if _came_back(row) else around.settled(row, *whose)
        for row, whose in zip(rows, named, strict=True)
    ]


# written


def prepare(ready: Ready) -> None:
    """The new card of each row that has one, by the row's number; an earlier row goes before those that share it."""
    branch = offices.branch_by_id(ready.branch_id)
    shared: dict[int, dict[str, Any]] = {}
    edits: dict[int, list[Mapping[str, Any]]] = {}
    for one in ready.rows:
        if one.card is None and one.more:
            row = one.with_row or one.row.row
            values = shared.setdefault(row, {})
            values |= {name: value for name, value in one.more["sets"].items() if name not in values}
            edits.setdefault(row, []).extend(edits_of(one))
    customer = {"country": ready.plan.source.country, "language": branch.language}
    for row, values in shared.items():
        if not values.get("kind_reason"):
            values["kind"] = kind_with(edits[row])
    new: dict[int, NewCard] = {row: cards_bulk.prepared({**customer, **values}) for row, values in shared.items()}
    ready.more = new


def stale(ready: Ready) -> list[Staged]:
    """The rows whose card changed since, and those of new customers for whom a card came since."""
    found = writing.changed_since(ready)
    rows = [one for one in ready.rows if one.row.row not in found and not _came_back(one.row)]
    came = writing.came_since(ready)
    meant = writing.meant(rows, came) if came else {}
    overtaken = {one.row.row: writing.undecided(one, meant[one.row.row]) for one in rows if one.row.row in meant}
    return writing.with_followers(ready, found | overtaken)


def write(entry: journal.Entry, ready: Ready, left_out: set[int]) -> None:
    """New cards, changed ones, and their people and goods."""
    rows = ready.without(left_out)
    made = writing.create_cards(entry, ready, left_out, None)
    cards = {one.row.row: one.card or made[one.with_row or one.row.row] for one in rows}
    now = _contents({one.card for one in rows if one.card is not None})
    with search.following(entry.branch_id, list(now)):
        cards_bulk.update_many(
            entry, [CardUpdate(card, changed) for card, changed in _updates(rows, now).items()], None
        )
        rows_bulk.write_many(entry, list(changes(rows, cards, now)), None)
    cards_bulk.index_new(entry.branch_id, made.values())
    writing.note_cards(ready.plan.id, rows, cards)


def _updates(rows: Iterable[Staged], now: Mapping[int, CardContent]) -> dict[int, dict[str, tuple[Any, Any]]]:
    """What changes on each card that was here, as (old, new) by field; where its goods change, the kind with them."""
    sets: dict[int, dict[str, Any]] = {card: {} for card in now}
    edits: dict[int, list[Mapping[str, Any]]] = {}
    for one in rows:
        if one.card is not None and one.more:
            sets[one.card] |= one.more["sets"]
            edits.setdefault(one.card, []).extend(edits_of(one))
    for card, found in edits.items():
        values = {**now[card].values, **sets[card]}
        if any(edit["table"] == "goods" for edit in found) and not values["kind_reason"]:
            sets[card]["kind"] = kind_with(found, now[card].rows["goods"])
    return {
        card: {name: (now[card].values[name], new) for name, new in said.items() if new != now[card].values[name]}
        for card, said in sets.items()
    }


KIND = Kind(
    name="cards",
    title=N_("Customer data cards"),
    fields=COLUMNS,
    needed=("name",),
    shown=("phone", "district"),
    telling=(VERSION,),
    back=(CARD_NO, VERSION),
    judging=judging,
    settled=settled,
    chosen=settled_conflicts,
    prepare=prepare,
    stale=stale,
    write=write,
)
