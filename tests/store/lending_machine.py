"""Lending by chance: any sequence of its acts, held against a small model of who holds what.

Each act goes through the public functions, as the person it belongs to or one who may not. After each: a card is out to
one person at most, only who holds a card by a loan that runs reads its confidential part, nobody approved their own
request, an accepted act is one entry of the journal and a refused one none.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, ClassVar, NamedTuple

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from store import (
    access,
    cards,
    database,
    due_dates,
    journal,
    loan_rules,
    loans,
    offices,
    requested,
    requests,
    reservations,
    staff,
    whereabouts,
)
from store.access import Actor
from store.acts import handover
from store.errors import Refused
from tests.conftest import Room
from tests.store.builders import a_card

SURNAMES = "张李王赵"
CARDS = st.integers(0, len(SURNAMES) - 1)
ODD = st.integers(0, 4).map(lambda number: number == 0)
SELLERS = st.sampled_from(["sales", "sales2"])
KEEPERS = ["keeper"] * 6 + ["first"] * 4 + ["clerk", "sales"]
MANAGERS = ["manager"] * 7 + ["first"] * 3 + ["keeper"]
ASKERS = ["sales", "sales2", "clerk", "first", "keeper"] * 2 + ["manager"]
WITHDRAWERS = ["keeper", "keeper", "sales", "sales2"]
RESERVERS = ["clerk", "keeper"] * 3 + ["manager"]
OTHER = {"sales": "sales2", "sales2": "sales"}
PURPOSE = "visit"
OPEN = ("requested", "approved", "out")
DAY, DAYS, AGES = timedelta(days=1), timedelta(days=3), timedelta(days=60)
PAST = (("slip_card", "out_at"), ("slip_card", "ended_at"), ("reservation", "ended_at"))
"""What of a card lies further back once days have passed."""


class Hand(NamedTuple):
    """Who acts, for whom, on which card, and whether in the odd way: without a reason, as a look-up."""

    by: str
    to: str
    place: int
    odd: bool


class LendingMachine(RuleBasedStateMachine):
    """`room` is one for all runs on an engine; each run has cards of its own, grade A wants the manager's approval."""

    room: ClassVar[Room]
    accepted: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        room = self.room
        loan_rules.set_rule(room.manager, grade="A", approver="manager", renewals=50)
        graded = {"grade": "A", "grade_reason": "large"}
        self.cards = [
            a_card(room, f"{surname}伟", **(graded if place % 2 else {})).id for place, surname in enumerate(SURNAMES)
        ]
        self.holder: dict[int, str] = {}
        self.late: set[int] = set()
        """The lines whose due date has passed."""
        self.returned: list[loans.LoanRecord] = []
        self.slip: loans.SlipRecord | None = None
        self.away = ""
        """Who is on leave."""
        self.passed: dict[int, int] = {}
        """The cards that went to their successor, each with its line there."""
        self.known: list[tuple[Any, ...]] | None = None
        """The lines of the cards as they are; None once an act was tried."""
        self.waits: list[tuple[int, str]] | None = None
        """Who waits for which card, the first first; None once an act was tried."""
        self.entries = journal.head(room.first.branch_id)[0]
        """How many entries the journal has."""
        self.changed = True
        """Whether anything is otherwise than when it was last looked who reads what."""

    def teardown(self) -> None:
        """The next run begins with nobody on leave, and with nothing asked for or reserved by those before."""
        if getattr(self, "away", ""):
            handover.hand_back(self.room.manager, self.away, confirmed="the run is over")
        for number in {one.slip for one in requested.listed(self.room.manager) if one.state in requests.OPEN}:
            requests.withdraw(self.room.keeper, number)
        for one in reservations.waiting(self.room.manager):
            reservations.give_up(self.room.keeper, [one.card_id], to=one.borrower_user)
        out = [loan.card_id for loan in whereabouts.out(self.room.keeper)]
        if out:
            loans.give_back(self.room.keeper, out)

    def _who(self, user: str) -> Actor:
        actor: Actor = getattr(self.room, user)
        return actor

    def _try(self, act: str, deed: Callable[[], Any], entries: int = 1) -> Any:
        """What the deed answers, None if it was refused; the journal is looked at either way."""
        self.known = self.waits = None
        try:
            answer = deed()
        except Refused as refusal:
            self.refused[f"{act}: {type(refusal).__name__}"] += 1
            assert journal.head(self.room.first.branch_id)[0] == self.entries
            return None
        self.changed, self.entries = True, self.entries + entries
        assert journal.head(self.room.first.branch_id)[0] == self.entries
        self.accepted[act] += 1
        return True if answer is None else answer

    def _lines(self, state: str, *, holding: bool = False) -> list[tuple[int, int]]:
        """The lines of the run's cards in one state, each with its card. Read once between two acts."""
        if self.known is None:
            marks = database.marks(self.cards)
            self.known = database.rows(
                'select l.id, l.card_id, l.state, l.holds, s."user" from slip_card l'
                f" join staff s on s.id = l.borrower_id where l.card_id in {marks} order by l.id",
                self.cards,
            )
        return [(line, card) for line, card, now, holds, _ in self.known if now == state and (holds or not holding)]

    def _waiting(self) -> list[tuple[int, str]]:
        """The cards of the run that somebody waits for, each with who does, the first first. Read once between two
        acts."""
        if self.waits is None:
            marks = database.marks(self.cards)
            self.waits = database.rows(
                'select r.card_id, s."user" from reservation r join staff s on s.id = r.borrower_id'
                f" where r.state = 'waiting' and r.card_id in {marks} order by r.id",
                self.cards,
            )
        return self.waits

    def _asked(self) -> int:
        return len(self._lines("requested")) + len(self._lines("approved"))

    def _open_lines(self, card: int) -> set[int]:
        return {line for line, of in self._lines("out") if of == card}

    def _free(self) -> list[str]:
        """The salespeople who have nothing out or asked for, and wait for nothing."""
        self._lines("out")
        busy = {user for *_, state, _, user in self.known or () if state in OPEN} | {
            user for _, user in self._waiting()
        }
        return [user for user in OTHER if user not in busy]

    def _late(self) -> list[str]:
        """Who has a card out that is late."""
        return [self.holder[card] for line, card in self._lines("out", holding=True) if line in self.late]

    def _out(self, place: int) -> int:
        """A card that is out, if any is; else any."""
        out = sorted(self.holder)
        return out[place % len(out)] if out else self.cards[place]

    def _in(self, place: int) -> int:
        inside = [card for card in self.cards if card not in self.holder]
        return inside[place % len(inside)] if inside else self.cards[place]

    @rule(pick=st.integers(0, 999), who=st.integers(0, 999), to=SELLERS, place=CARDS, odd=ODD)
    def act(self, pick: int, who: int, to: str, place: int, odd: bool) -> None:
        """One of the acts for which there is something to do. (As rules of their own, whole runs would lack some.)"""
        able = [one for one in ACTS if one.able(self) for _ in range(one.weight)]
        chosen = able[pick % len(able)]
        note(chosen.name)
        chosen.deed(self, Hand(chosen.by[who % len(chosen.by)], to, place, odd))

    # acts

    def ask(self, hand: Hand) -> None:
        asked = {card for state in ("requested", "approved") for _, card in self._lines(state)}
        fresh = [card for card in self.cards if card not in asked and card not in self.holder]
        card = fresh[hand.place % len(fresh)] if fresh else self._in(hand.place)
        whom = "" if hand.by.startswith("sales") else hand.to
        self._try(
            "ask",
            lambda: requests.ask(
                self._who(hand.by), [card], to=whom, purpose=PURPOSE, kind="look_up" if hand.odd else "visit"
            ),
        )

    def approve(self, hand: Hand) -> None:
        waiting = self._lines("requested")
        if waiting:
            line, _ = waiting[hand.place % len(waiting)]
            self._try("approve", lambda: requests.approve(self._who(hand.by), [line]))

    def refuse(self, hand: Hand) -> None:
        waiting = self._lines("requested")
        if waiting:
            line, _ = waiting[hand.place % len(waiting)]
            self._try("refuse", lambda: requests.refuse(self._who(hand.by), [line], "not now"))

    def withdraw(self, hand: Hand) -> None:
        open_ones = [*self._lines("requested"), *self._lines("approved")]
        if open_ones:
            line, _ = open_ones[hand.place % len(open_ones)]
            of_line = "select s.number from slip s join slip_card l on l.slip_id = s.id where l.id = ?"
            number = database.rows(of_line, (line,))[0][0]
            self._try("withdraw", lambda: requests.withdraw(self._who(hand.by), number))

    def lend(self, hand: Hand) -> None:
        card = self._in(hand.place)
        slip = self._try(
            "lend",
            lambda: loans.lend(
                self._who(hand.by), [card], to=hand.to, purpose=PURPOSE, confirmed="" if hand.odd else "a fair"
            ),
        )
        if slip:
            self.slip = slip
            for row in slip.cards:
                self.holder[row.id] = hand.to
                self.late -= self._open_lines(row.id)  # one that was approved before goes out anew on its old line

    def undo_lending(self, hand: Hand) -> None:
        slip = self.slip
        assert slip
        if self._try("undo lending", lambda: loans.take_lending_back(self._who(hand.by), slip)):
            for row in slip.cards:
                self.holder.pop(row.id, None)
            self.slip = None

    def give_back(self, hand: Hand) -> None:
        card = self._out(hand.place)
        self._gone(
            card, self._try("return", lambda: loans.give_back(self._who(hand.by), [card], results={card: "met"}))
        )

    def give_back_dated(self, hand: Hand) -> None:
        """A late card came back some days ago already; oddly, before it went out."""
        late = [card for line, card in self._lines("out", holding=True) if line in self.late]
        card = late[hand.place % len(late)] if late else self._out(hand.place)
        came = offices.today(self.room.keeper) - (AGES if hand.odd else DAY)
        self._gone(card, self._try("return dated back", lambda: loans.give_back(self._who(hand.by), [card], on=came)))

    def lose(self, hand: Hand) -> None:
        card = self._out(hand.place)
        self._gone(
            card, self._try("lose", lambda: loans.lose(self._who(hand.by), [card], "" if hand.odd else "drawer"))
        )

    def _gone(self, card: int, ended: Sequence[loans.LoanRecord] | None) -> None:
        if ended:
            self.returned, self.slip = list(ended), None
            del self.holder[card]

    def undo_return(self, hand: Hand) -> None:
        ended = self.returned
        if self._try("undo return", lambda: loans.take_return_back(self._who(hand.by), ended)):
            for loan in ended:
                self.holder[loan.card_id] = loan.borrower_user
            self.returned = []

    def find_lost(self, hand: Hand) -> None:
        lost = self._lines("lost")
        card = lost[hand.place % len(lost)][1] if lost else self.cards[hand.place]
        if self._try("find", lambda: loans.find_lost(self._who(hand.by), [card])):
            self.returned = []

    def renew(self, hand: Hand) -> None:
        card = self._out(hand.place)
        if self._try("renew", lambda: due_dates.renew(self._who(hand.by), [card])):
            self.late -= self._open_lines(card)

    def recall(self, hand: Hand) -> None:
        card = self._out(hand.place)
        self._try("recall", lambda: due_dates.recall(self._who(hand.by), [card]))

    def reserve(self, hand: Hand) -> None:
        card = self._out(hand.place)
        to = OTHER[hand.to] if self.holder.get(card) == hand.to else hand.to
        self._try("reserve", lambda: reservations.reserve(self._who(hand.by), [card], to=to))

    def give_up(self, hand: Hand) -> None:
        card, user = self._waiting()[0] if self._waiting() else (self.cards[hand.place], hand.to)
        self._try("give up", lambda: reservations.give_up(self._who(hand.by), [card], to=user))

    def remind(self, hand: Hand) -> None:
        late = self._late()
        to = late[0] if late and hand.to not in late else hand.to
        self._try("remind", lambda: due_dates.remind(self._who(hand.by), [to]))

    def read(self, hand: Hand) -> None:
        card = self._out(hand.place)
        self._try_reading(card)

    def _try_reading(self, card: int) -> None:
        unread = "select 1 from slip_card where card_id = ? and state = 'out' and holds and read_at is null"
        if database.rows(unread, (card,)):
            user = self.holder.get(card, "sales")
            self._try("read", lambda: loans.confirm_read(self._who(user), card))

    def days_pass(self, hand: Hand) -> None:
        """A loan becomes late: it began days ago, and so did all that happened to its card. No act: time does it."""
        card = self._out(hand.place)
        if card in self.holder and not self._open_lines(card) & self.late:
            past = offices.today(self.room.keeper) - DAYS
            with database.writing():
                database.execute("update slip_card set due = ? where card_id = ? and state = 'out'", (past, card))
                for table, column in PAST:
                    earlier = f"datetime({column}, '-7 days')"
                    if database.engine() == "postgresql":
                        earlier = f"{column} - interval '7 days'"
                    database.execute(f"update {table} set {column} = {earlier} where card_id = ?", (card,))
            self.late |= self._open_lines(card)
            self.changed = True

    def hand_over(self, hand: Hand) -> None:
        today = offices.today(self.room.manager)
        held = [card for card, user in self.holder.items() if user == hand.to]
        late = {card for card in held if self._open_lines(card) & self.late}
        deed = lambda: handover.hand_over(  # noqa: E731
            self._who(hand.by), hand.to, OTHER[hand.to], leave=(today, today), confirmed="" if hand.odd else "away"
        )
        if self._try("hand over", deed):
            self.away = hand.to
            self._moved(held, OTHER[hand.to], late)
            self.passed = {card: line for line, card in self._lines("out", holding=True) if card in held}

    def hand_back(self, hand: Hand) -> None:
        lines = dict(self._lines("out", holding=True))
        there = [card for card, line in self.passed.items() if lines.get(line) == card]
        late = {card for card in there if self._open_lines(card) & self.late}
        deed = lambda: handover.hand_back(self._who(hand.by), self.away, confirmed="" if hand.odd else "back")  # noqa: E731
        if self._try("hand back", deed):
            self._moved(there, self.away, late)
            self.away, self.passed = "", {}

    def _moved(self, moved: Sequence[int], to: str, late: set[int]) -> None:
        """The lines of these cards ended, and new ones began; those that were late are late there too."""
        for card in moved:
            self.holder[card] = to
            self.late |= self._open_lines(card) if card in late else set()
        self.slip = None

    def deactivate(self, hand: Hand) -> None:
        """Somebody leaves, unless a card is out to them; they come again, past the drawers, so that the run goes on."""
        user = hand.to if hand.odd else next(iter(self._free()), hand.to)
        if self._try("deactivate", lambda: staff.deactivate(self._who(hand.by), user)):
            assert user not in self.holder.values()
            with database.writing():
                database.execute('update staff set left_at = null where "user" = ?', (user,))

    # what holds after every act

    @invariant()
    def a_card_is_out_to_whom_the_model_says(self) -> None:
        if not hasattr(self, "cards"):
            return
        marks = database.marks(self.cards)
        found = database.rows(
            'select l.card_id, h."user" from slip_card l join staff h on h.id = l.borrower_id'
            f" where l.state = 'out' and l.holds and l.card_id in {marks} order by l.card_id",
            self.cards,
        )
        assert found == sorted(self.holder.items())

    @invariant()
    def nobody_reads_without_a_grant(self) -> None:
        if not hasattr(self, "cards") or not self.changed:
            return
        self.changed = False
        looked_up = "select card_id from slip_card l join staff h on h.id = l.borrower_id where not holds"
        looked_up += " and l.state = 'out' and h.\"user\" = ?"
        for user in ("sales", "sales2"):
            held = access.reading(self._who(user)).held & set(self.cards)
            running = {card for line, card in self._lines("out", holding=True) if line not in self.late}
            granted = {card for card, holder in self.holder.items() if holder == user} & running
            copies = {card for (card,) in database.rows(looked_up, (user,))} & set(self.cards)
            assert granted <= held <= granted | copies
            shut = [card for card in self.cards if card not in held]
            if shut and (user == "sales") is (self.entries % 2 == 0):
                with pytest.raises(access.NotYourCard):
                    cards.show(self._who(user), shut[sum(self.accepted.values()) % len(shut)])

    @invariant()
    def nobody_approved_their_own_request(self) -> None:
        own = "select count(*) from slip_card l join slip s on s.id = l.slip_id where l.state in ('approved', 'out')"
        assert database.rows(f"{own} and l.decided_by_id in (s.made_by_id, l.borrower_id)") == [(0,)]


class Act(NamedTuple):
    """What may happen: who does it most, when there is something to do, and how."""

    name: str
    by: Sequence[str]
    able: Callable[[LendingMachine], bool]
    deed: Callable[[LendingMachine, Hand], None]
    weight: int = 2
    """How often it is chosen, beside the others for which there is something to do."""


M = LendingMachine
ACTS = (
    Act("ask", ASKERS, lambda m: m._asked() < 3, M.ask, weight=1),
    Act("approve", MANAGERS, lambda m: bool(m._lines("requested")), M.approve),
    Act("refuse", MANAGERS, lambda m: bool(m._lines("requested")), M.refuse),
    Act("withdraw", WITHDRAWERS, lambda m: m._asked() > 1, M.withdraw, weight=1),
    Act("lend", KEEPERS, lambda m: len(m.holder) < len(m.cards), M.lend),
    Act("undo lending", KEEPERS, lambda m: m.slip is not None, M.undo_lending, weight=1),
    Act("return", KEEPERS, lambda m: bool(m.holder), M.give_back),
    Act("return dated back", KEEPERS, lambda m: bool(m._late()), M.give_back_dated, weight=5),
    Act("lose", KEEPERS, lambda m: bool(m.holder), M.lose, weight=3),
    Act("undo return", KEEPERS, lambda m: bool(m.returned), M.undo_return),
    Act("find", KEEPERS, lambda m: bool(m._lines("lost")), M.find_lost, weight=5),
    Act("renew", KEEPERS, lambda m: bool(m.holder), M.renew, weight=3),
    Act("recall", KEEPERS, lambda m: bool(m.holder), M.recall),
    Act("reserve", RESERVERS, lambda m: bool(m.holder), M.reserve),
    Act("give up", RESERVERS, lambda m: bool(m._waiting()), M.give_up, weight=5),
    Act("remind", KEEPERS, lambda m: bool(m._late()), M.remind, weight=9),
    Act("read", KEEPERS, lambda m: bool(m.holder), M.read, weight=3),
    Act("days pass", KEEPERS, lambda m: bool(m.holder), M.days_pass),
    Act("hand over", MANAGERS, lambda m: bool(m.holder) and not m.away, M.hand_over),
    Act("hand back", MANAGERS, lambda m: bool(m.away), M.hand_back, weight=3),
    Act("deactivate", MANAGERS, lambda m: bool(m._free()), M.deactivate, weight=1),
)
COUNTED = {one.name for one in ACTS if one.name != "days pass"}
