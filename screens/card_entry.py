"""One act of a card's history, whole: what the list has no room for (F11)."""

from collections.abc import Sequence
from datetime import tzinfo

from textual.app import ComposeResult

from locales.acts import act_name
from locales.messages import N_, Message
from screens.base import RoomScreen
from screens.card_history import LEARNT_AT_LABEL, HistoryLine, label_of, learnt_where, told_of, values_of
from screens.card_texts import Customs
from screens.widgets.cells import fit, width, wrapped
from screens.widgets.drawn import Piece
from screens.widgets.text_lines import TextLines

LABEL = 24
"""Cells that a label takes at most before its values begin."""


class EntryScreen(RoomScreen[None]):
    """When, who, why, and every field before and after, each in as many lines as it needs."""

    KEYS = ("back",)
    ABOUT = N_("One change of the card, whole: when, by whom, and every field before and after it.")

    def __init__(self, path: Sequence[Message | str], line: HistoryLine, customs: Customs, zone: tzinfo | None) -> None:
        super().__init__()
        self.of = path
        self.line = line
        self.customs = customs
        self.zone = zone

    def path(self) -> Sequence[Message | str]:
        return [*self.of, act_name(self.line.entry.act)]

    def body(self) -> ComposeResult:
        yield TextLines(self._lines)

    def on_mount(self) -> None:
        self.query_one(TextLines).focus()

    def _told(self) -> list[tuple[str, str]]:
        """Labels and their texts."""
        entry, words = self.line.entry, self.words
        customs = self.customs._replace(words=words)
        told = [
            (words(N_("When")), words.moment(entry.at, self.zone)),
            (words(N_("Who")), entry.by or ""),
            (words(N_("Reason")), told_of(self.line, words, self.zone)),
        ]
        told += [(label_of(change, words), values_of(change, words, customs)) for change in self.line.shown_changes]
        learnt = dict.fromkeys(learnt_where(change, words) for change in entry.changes)
        return [*told, (words(LEARNT_AT_LABEL), words.list([text for text in learnt if text]))]

    def _lines(self, cells: int) -> list[list[Piece]]:
        told = [(label, text) for label, text in self._told() if text]
        begin = min(max(width(label) for label, _ in told), LABEL, cells // 2)
        lines: list[list[Piece]] = []
        for label, text in told:
            first, *rest = wrapped(text, cells - begin - 6)
            lines.append([("   " + fit(label, begin) + "  ", "dim"), (first, "plain")])
            lines += [[(" " * (begin + 5), "plain"), (line, "plain")] for line in rest]
        return lines
