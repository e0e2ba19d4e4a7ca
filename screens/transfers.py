"""Cards on their way from one branch to another (K5): sent off here, received or sent back there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from locales.messages import N_, NC_, NP_, Message
from screens.actions import ACTIONS, bind
from screens.base import RoomScreen
from screens.card_columns import NO_CARD
from screens.choose import ReasonScreen
from screens.form_screen import FormScreen
from screens.list_screen import ListScreen
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.drawn import Piece
from screens.widgets.form import Form
from screens.widgets.form_field import FormField, Kind
from screens.widgets.window import Side
from screens.widgets.window_list import WindowList
from store import offices, slips, staff
from store.access import Actor, Right, Role
from store.acts import transfers
from store.acts.transfers import LAST, Moving
from store.card_rows import CardRow
from store.errors import Refused

SENT = NP_(
    "{n} card is on its way to {branch}. It can be taken back until it is received there.",
    "{n} cards are on their way to {branch}. They can be taken back until they are received there.",
)
RECEIVED = NP_("{n} card was received: {numbers}.", "{n} cards were received: {numbers}.")
BACK = NP_("{n} card was sent back.", "{n} cards were sent back.")
KEPT = N_("{card_no} stays here after all.")
REASON = FormField("reason", N_("Reason"), help=N_("Why they go, in a few words; the journal keeps it."), wide=True)
NOT_YET_HERE = N_("This card is read here once it is received; F10 receives it.")
SEND_BACK_HELP = N_("Why they do not belong here; the journal keeps it.")


def send_cards(screen: RoomScreen[Any], cards: Sequence[CardRow], after: Callable[[], Awaitable[None]]) -> None:
    """Ask where these cards go and why, and send them; `after` shows what is so then."""

    def answered(done: bool | None) -> None:
        if done:
            screen.run(after)

    screen.app.push_screen(SendScreen(cards), answered)


class SendScreen(FormScreen[bool]):
    """Where some cards go, and why; Enter in the last field sends them, all or none."""

    KEYS = ("accept", "choose", "next_field", "back")
    ACCEPT = NC_("key", "Send")
    FIELD_OF: ClassVar[Mapping[type[Refused], str]] = {
        slips.ReasonMissing: "reason", transfers.BranchMissing: "branch", offices.NoSuchBranch: "branch",
    }  # fmt: skip
    ABOUT = N_(
        "The other branch receives the cards and gives them numbers of its own. Until then they stand here, on their"
        " way, and nothing is done with them. Loans, requests and reservations are ended first."
    )

    def __init__(self, cards: Sequence[CardRow]) -> None:
        super().__init__()
        self.cards = list(cards)

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), ACTIONS["send_cards"].label]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        named = ", ".join(card.card_no for card in self.cards[:4])
        return [(named, "plain")], self.words(NP_("{n} card", "{n} cards"), n=len(self.cards))

    def body(self) -> ComposeResult:
        yield Form((self._branch(()), REASON), editing=True, fit=True, two_columns_from=999)

    def _branch(self, others: Sequence[offices.BranchRecord]) -> FormField:
        choices = tuple((one.prefix, one.name) for one in others)
        return FormField("branch", N_("Branch office"), Kind.CHOICE, choices)

    def on_mount(self) -> None:
        super().on_mount()
        self.run(self._ready)

    async def _ready(self) -> None:
        found = await self.room.store(offices.branches)
        here = {card.branch_id for card in self.cards}
        self.form.show((self._branch([one for one in found if {one.id} != here]), REASON), self.form.values)

    @on(Form.Submitted)
    def _submitted(self) -> None:
        self.run_once(self._send, "send")

    async def _send(self) -> None:
        values, cards = self.form.values, [card.id for card in self.cards]
        to, reason = values.get("branch", ""), values.get("reason", "")
        await self.room.store(transfers.send, self.room.who(), cards, to, reason)
        named = await self.room.store(offices.named, to)
        self.room.say(SENT, n=len(cards), branch=named.name)
        self.dismiss(True)


def _which_way(one: Moving) -> str:
    return "accent" if one.here else "dim"


class TransfersListed(Windows[Moving]):
    """In the order in which they were sent."""

    async def page(self, row: Moving | None, side: Side, limit: int) -> Sequence[Moving]:
        key = row.id if row is not None else None
        after = key if side == "after" else None
        before = (key or LAST) if side == "before" else None
        return await self.room.store(transfers.moving, self.room.who(), after=after, before=before, limit=limit)

    async def count(self) -> None:
        self.total = await self.room.store_slow(transfers.count, self.room.who())


class TransfersScreen(ListScreen[None, Moving]):
    """What comes and what goes, until it was received."""

    BINDINGS = bind("receive_cards", "send_cards_back", "take_cards_back")
    SHOWS = frozenset({"transfer", "card"})
    NEEDS = {
        "receive_cards": Right.RECEIVE_CARDS, "send_cards_back": Right.RECEIVE_CARDS,
        "take_cards_back": Right.SEND_CARDS,
    }  # fmt: skip
    KEYS = ("open", "mark", "receive_cards", "send_cards_back", "take_cards_back", "back")
    ABOUT = N_(
        "Cards on their way between branches. F10 receives the marked ones, or the one under the cursor; Del sends them"
        " back; Ctrl+Del takes back what was sent from here."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Cards on the way")]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        return [], self.words(NP_("{n} card on the way", "{n} cards on the way"), n=self.total)

    def columns(self) -> Sequence[Column[Moving]]:
        zone = self.room.branch.zone if self.room.branch else None
        return (
            Column("number", N_("Card no."), lambda one, _: one.card_no, 11),
            Column("name", N_("Name"), lambda one, _: one.name, 10, grow=2),
            Column("from", NC_("transfer", "From"), lambda one, _: one.from_branch, 10, grow=1),
            Column("to", NC_("transfer", "To"), lambda one, _: one.to_branch, 10, grow=1, ink=_which_way),
            Column("sent", NC_("transfer", "Sent"), lambda one, words: words.moment(one.sent_at, zone, "short"), 17),
            Column("by", NC_("transfer", "Sent by"), lambda one, _: one.by, 12, grow=1, needs=100),
        )

    async def source(self) -> TransfersListed:
        return TransfersListed(self.room)

    def empty(self) -> str:
        return self.words(N_("No card is on its way. “Send to a branch” in the drawer or on a card sends some."))

    def hint(self) -> str:
        return self.row.reason if self.row is not None else ""

    @on(WindowList.Opened)
    def _opened(self, event: WindowList.Opened) -> None:
        from screens.card import CardScreen

        if event.row.here:
            self.room.say(NOT_YET_HERE)
        else:
            self.app.push_screen(CardScreen(event.row.card_id), self.came_back)

    def _chosen(self, *, here: bool) -> list[Moving]:
        return [one for one in self.rows.chosen if one.here == here] if self.is_mounted else []

    def action_receive_cards(self) -> None:
        self.app.push_screen(ReceiveScreen(self._chosen(here=True)), self.came_back)

    def action_send_cards_back(self) -> None:
        asked = ReasonScreen(ACTIONS["send_cards_back"].label, N_("Reason"), SEND_BACK_HELP, at=self.path())
        self.app.push_screen(asked, partial(self._reason_given, [one.id for one in self._chosen(here=True)]))

    def _reason_given(self, wanted: Sequence[int], reason: str | None) -> None:
        if reason:
            self.run_once(partial(self._send_back, wanted, reason), "receive")

    async def _send_back(self, wanted: Sequence[int], reason: str) -> None:
        done = await self.room.store(transfers.send_back, self.room.who(), wanted, reason)
        await self.read()
        self.room.say(BACK, n=done)

    def action_take_cards_back(self) -> None:
        self.run_once(partial(self._take_back, [one.card_id for one in self._chosen(here=False)]), "receive")

    async def _take_back(self, cards: Sequence[int]) -> None:
        rows = await self.room.store(transfers.take_back, self.room.who(), cards)
        await self.read()
        self.room.say(KEPT, card_no=", ".join(row.card_no for row in rows))

    def why_not(self, action: str) -> Message | None:
        if self.row is None:
            return NO_CARD
        if action == "take_cards_back":
            return N_("This card was not sent from here.")
        return N_("This card is not on its way here.")

    def can(self, action: str) -> bool:
        match action:
            case "receive_cards" | "send_cards_back":
                return self.room.may(Right.RECEIVE_CARDS) and bool(self._chosen(here=True))
            case "take_cards_back":
                return self.room.may(Right.SEND_CARDS) and bool(self._chosen(here=False))
            case "open":
                return self.row is not None and not self.row.here
            case "mark":
                return self.row is not None
        return True


class ReceiveScreen(FormScreen[bool]):
    """Who looks after the cards that came; Enter takes them in, all or none."""

    KEYS = ("accept", "choose", "back")
    ACCEPT = ACTIONS["receive_cards"].label
    FIELD_OF: ClassVar[Mapping[type[Refused], str]] = {slips.NotABorrower: "salesperson"}
    ABOUT = N_("The cards get the next numbers of this branch. Their old numbers go on leading to them.")

    def __init__(self, coming: Sequence[Moving]) -> None:
        super().__init__()
        self.coming = list(coming)

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), ACTIONS["receive_cards"].label]

    def narrowed_by(self) -> tuple[list[Piece], str]:
        named = ", ".join(one.card_no for one in self.coming[:4])
        return [(named, "plain")], self.words(NP_("{n} card", "{n} cards"), n=len(self.coming))

    def body(self) -> ComposeResult:
        yield Form((_salesperson(()),), editing=True, fit=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.run(self._ready)

    async def _ready(self) -> None:
        people = await self.room.store(_salespeople, self.room.who())
        self.form.show((_salesperson(people),), self.form.values)

    @on(Form.Submitted)
    def _submitted(self) -> None:
        self.run_once(self._receive, "receive")

    async def _receive(self) -> None:
        wanted, who = [one.id for one in self.coming], self.form.values.get("salesperson", "")
        came = await self.room.store(transfers.receive, self.room.who(), wanted, salesperson=who)
        numbers = " – ".join(dict.fromkeys((came[0].row.card_no, came[-1].row.card_no)))
        self.room.say(RECEIVED, n=len(came), numbers=numbers)
        self.dismiss(True)


def _salesperson(people: Sequence[staff.StaffRecord]) -> FormField:
    help_ = N_("Who looks after them; empty for nobody yet.")
    return FormField("salesperson", N_("Salesperson"), Kind.CHOICE, tuple((p.user, p.name) for p in people), help_)


def _salespeople(actor: Actor) -> list[staff.StaffRecord]:
    return [
        one
        for one in staff.people(actor)
        if one.branch_id == actor.branch_id and Role.SALESPERSON in one.roles and not one.left
    ]
