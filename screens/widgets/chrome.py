"""The four lines that are the same on every screen: where and who, what narrows, what just happened, which keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.strip import Strip

from locales.messages import NC_, NP_
from screens.actions import ACTIONS
from screens.widgets.cells import cut, printable, width, wrapped
from screens.widgets.drawn import Drawn, Piece
from store.access import ROLE_NAMES

if TYPE_CHECKING:
    from screens.base import RoomScreen

_TONES = {"note": "plain", "problem": "amber", "refusal": "red"}
WAITING = NC_("top line", "{n} waiting")
AWAY, UNSENT = NC_("top line", "no line since {time}"), NC_("top line", "{n} to send")
MOST_LINES = 5
"""What the message line may take of the screen."""


class Line(Drawn):
    """One line of a screen's frame."""

    DEFAULT_CSS = """
    Line { height: 1; padding: 0 1; }
    """

    @property
    def home(self) -> "RoomScreen[object]":
        return cast("RoomScreen[object]", self.screen)

    def render_line(self, _y: int) -> Strip:
        cells = self.content_size.width
        return self.strip(self.pieces(cells), cells)

    def pieces(self, cells: int) -> list[Piece]:
        raise NotImplementedError


class TopLine(Line):
    """Where I am, whose room it is, who I am and as what; a dot when something waits for me."""

    DEFAULT_CSS = """
    TopLine { background: $panel; }
    """

    def pieces(self, cells: int) -> list[Piece]:
        steps = [printable(self.words.value(step)) for step in self.home.path()]
        right, space = self._beside(steps, cells)
        while len(steps) > 1 and width(" › ".join(steps)) > space:
            steps = ["…", *steps[2:]] if len(steps) > 2 else steps[1:]
        right, space = self._beside(steps, cells)
        head, tail = " › ".join(steps[:-1]), steps[-1]
        head = f"{head} › " if head else ""
        tail = cut(tail, space - width(head))
        gap = " " * (cells - width(head + tail) - sum(width(text) for text, _ in right))
        return [(head, "dim"), (tail, "bright"), (gap, "plain"), *right]

    def _beside(self, steps: Sequence[str], cells: int) -> tuple[list[Piece], int]:
        """Who stands beside a path, and how many cells are left for it."""
        right = self._person(max(cells - width(" › ".join(steps)) - 2, cells // 3))
        return right, max(cells - sum(width(text) for text, _ in right) - 2, 0)

    async def on_click(self, event: events.Click) -> None:
        """The dot opens what it counts."""
        cells = self.content_size.width
        waiting = self.pieces(cells)[-1][0]
        if (
            self.room.waiting
            and self.room.away_since is None
            and event.get_content_offset_capture(self).x >= cells - width(waiting[0][0])
        ):
            await self.screen.run_action("today")

    def _person(self, cells: int) -> list[Piece]:
        """Who is signed in and what waits, in at most `cells` cells; the roles give way first."""
        actor = self.room.actor
        if actor is None:
            return []
        roles = [self.words(name) for role, name in ROLE_NAMES.items() if role in actor.roles]
        waiting = f"  ● {self.words(WAITING, n=self.room.waiting)}" if self.room.waiting else ""
        line = self._line()
        if self.room.away_since is not None:
            waiting = ""  # nobody knows
        said = width(waiting) + width(line)
        name = cut(printable(actor.name), max(cells - said, 0))
        roles_shown = _whole(roles, cells - width(name) - said)
        return [(name, "plain"), (roles_shown, "dim"), (line, "amber"), (waiting, "accent")]

    def _line(self) -> str:
        """Since when the line to the database is cut, and how much is kept here meanwhile."""
        unsent = self.words(UNSENT, n=self.room.unsent) if self.room.unsent else ""
        since = self.words(AWAY, time=self.room.away_time) if self.room.away_since is not None else ""
        said = " · ".join(part for part in (since, unsent) if part)
        return f"  {said}" if said else ""


def _whole(roles: Sequence[str], cells: int) -> str:
    """As many roles as there is room for, none of them cut."""
    for count in range(len(roles), 0, -1):
        said = " " + "·".join(roles[:count]) + ("·…" if count < len(roles) else "")
        if width(said) <= cells:
            return said
    return ""


MARKED = NP_("{n} marked", "{n} marked")


class SecondLine(Line):
    """What narrows this screen, and how many are left; without that, the key that starts to narrow."""

    def pieces(self, cells: int) -> list[Piece]:
        left, right = self.home.narrowed_by()
        if self.home.marked:
            right = " · ".join(filter(None, (self.home.words(MARKED, n=self.home.marked), right)))
        space = cells - width(right) - (2 if right else 0)
        shown: list[Piece] = []
        for text, ink in left:
            text = cut(text, space - sum(width(before) for before, _ in shown))
            shown.append((text, ink))
        gap = " " * max(cells - width(right) - sum(width(text) for text, _ in shown), 0)
        return [*shown, (gap, "plain"), (right, "dim")]

    def on_click(self, event: events.Click) -> None:
        x = event.get_content_offset_capture(self).x
        for index, (text, _) in enumerate(self.pieces(self.content_size.width)):
            if 0 <= x < width(text):
                self.home.narrowing_clicked(index)
                return
            x -= width(text)


class Rule(Line):
    """A thin line across the screen."""

    DEFAULT_CSS = """
    Rule { padding: 0; }
    """

    def pieces(self, cells: int) -> list[Piece]:
        return [("─" * cells, "line")]


class MessageLine(Line):
    """What just happened, or why not, until the next key; else what the screen has to say about where the cursor is.

    A sentence that is too long takes further lines, since its end is where it says what to do.
    """

    def told(self, cells: int) -> list[list[Piece]]:
        """Everything there is to say, line by line."""
        said = self.room.said
        if said is None:
            return [[(line, "dim")] for line in wrapped(printable(self.home.hint()), cells)]
        lines: list[list[Piece]] = [[(line, _TONES[said.tone])] for line in wrapped(said.text(self.words), cells)]
        if said.undo:
            offer = f"{self.room.key_of('undo')} {self.words(ACTIONS['undo'].label)}"
            if width(lines[-1][0][0]) + 2 + width(offer) > cells:
                lines.append([(offer, "accent")])
            else:
                lines[-1].append((f"  {offer}", "accent"))
        return lines

    def render_line(self, y: int) -> Strip:
        cells = self.content_size.width
        lines = self.told(cells)
        return self.strip(lines[y] if y < len(lines) else (), cells)

    def say(self) -> None:
        """Draw what is to be said now, in as many lines as it needs."""
        lines = min(max(len(self.told(self.content_size.width)), 1), MOST_LINES) if self.content_size.width else 1
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines
        self.refresh()

    def on_resize(self) -> None:
        self.say()

    def words_changed(self) -> None:
        self.say()


Offer = tuple[str, str, str]
"""An action, its key, its word."""
ALWAYS = ("save", "back", "help")
"""Saving, the way out and the way to all keys stand on the bottom line whatever else must go."""
BETWEEN = 2


def _cells(offer: Offer) -> int:
    _, key, word = offer
    return width(key) + 1 + width(word) + BETWEEN


class KeyLine(Line):
    """The keys that work now, in the order of use, cut by whole keys; F1 shows all."""

    DEFAULT_CSS = """
    KeyLine { background: $panel; }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: object) -> None:
        """Only where it is seen: a screen below that draws anything makes the one above draw everything again."""
        if self.screen.is_active:
            self.refresh()

    def offers(self, cells: int) -> list[Offer]:
        """What fits into `cells`."""
        wanted = self.home.keys_now()
        left = cells + BETWEEN - sum(_cells(offer) for offer in wanted if offer[0] in ALWAYS)
        offers, full = [], False
        for offer in wanted:
            if offer[0] not in ALWAYS:
                left -= _cells(offer)
                full = full or left < 0
            if offer[0] in ALWAYS or not full:
                offers.append(offer)
        return offers

    def pieces(self, cells: int) -> list[Piece]:
        shown: list[Piece] = []
        for _, key, word in self.offers(cells):
            shown += [(key, "accent"), (f" {word}  ", "plain")]
        if shown:
            shown[-1] = (shown[-1][0].rstrip(), "plain")
        return shown

    async def on_click(self, event: events.Click) -> None:
        x = event.get_content_offset_capture(self).x
        for offer in self.offers(self.content_size.width):
            if 0 <= x < _cells(offer):
                await self.screen.run_action(offer[0])
                return
            x -= _cells(offer)


__all__ = ["KeyLine", "MessageLine", "Rule", "SecondLine", "TopLine"]
