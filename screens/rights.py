"""Who may do what: the table by which every check goes, drawn for each role, one's own first (K1)."""

from collections.abc import Sequence

from textual.app import ComposeResult

from locales.messages import N_, NC_, Message
from screens.base import RoomScreen
from screens.widgets.cells import fit, wrapped
from screens.widgets.drawn import Piece
from screens.widgets.text_lines import TextLines
from store.access import Relation, Standing
from store.matrix import CELL_NAMES, RELATION_NAMES, STANDING_NAMES, Cell, Row, rows

CELL, GAP, LEFT, LABEL = 12, 1, 2, 40
YOURS = NC_("rights", "{role} · you")
NOTES: Sequence[Message] = (
    N_(
        "Roles add up, cell by cell. Nobody approves what they asked for themselves. “Open+phones” is the open part of"
        " a card with its phones; “on file” is only its number and who looks after it."
    ),
    N_("What is read of a card, that is what list, find, notches, counts, preview, history and lists taken out show."),
    N_("A loan opens the whole card to whoever it is lent to, until its return or the end of its due date."),
    N_("“To a size”: longer lists need the manager's approval first; a list has only what its taker may read."),
)
INKS = {Cell.NO: "dim", Cell.NONE: "dim", Cell.ASKING: "amber", Cell.TO_A_SIZE: "amber", Cell.ON_FILE: "amber"}


class RightsScreen(RoomScreen[None]):
    """The table to be read; a role's part fits on a screen."""

    KEYS = ("back",)
    ABOUT = N_(
        "Who may do what with which card. Whatever is refused is refused by this table, and the refusal says who has"
        " the right."
    )

    def path(self) -> Sequence[Message | str]:
        return [*super().path(), NC_("screen", "Who may do what")]

    def body(self) -> ComposeResult:
        yield TextLines(self._lines)

    def on_mount(self) -> None:
        self.query_one(TextLines).focus()

    def _lines(self, cells: int) -> list[list[Piece]]:
        actor = self.room.actor
        mine = actor.standings if actor is not None else frozenset()
        lines: list[list[Piece]] = []
        for standing in sorted(Standing, key=lambda one: one not in mine):
            lines += [*self._of(standing, standing in mine, cells), []]
        for note in NOTES:
            lines += [[("  " + line, "dim")] for line in wrapped(self.words(note), cells - 4)]
        return lines

    def _of(self, standing: Standing, mine: bool, cells: int) -> list[list[Piece]]:
        role = self.words(STANDING_NAMES[standing])
        label = min(cells - LEFT - len(Relation) * (CELL + GAP) - 1, LABEL)
        heads = [wrapped(self.words(RELATION_NAMES[relation]), CELL) for relation in Relation]
        title = self.words(YOURS, role=role) if mine else role
        lines: list[list[Piece]] = [[(" " * LEFT + title, "accent" if mine else "bright")]]
        for place in range(max(map(len, heads))):
            pieces: list[Piece] = [(" " * (LEFT + label), "plain")]
            pieces += [(" " * GAP + fit(head[place] if place < len(head) else "", CELL), "dim") for head in heads]
            lines.append(pieces)
        for row in rows(standing):
            lines += self._row(row, label)
        return lines

    def _row(self, row: Row, label: int) -> list[list[Piece]]:
        first, *rest = wrapped(self.words(row.action), label - 1)
        pieces: list[Piece] = [(" " * LEFT + fit(first, label), "plain")]
        for relation in Relation:
            cell = row.cells[relation]
            pieces.append((" " * GAP + fit(self.words.value(CELL_NAMES[cell]), CELL), INKS.get(cell, "bright")))
        return [pieces, *([(" " * LEFT + line, "plain")] for line in rest)]

    def can(self, action: str) -> bool:
        return action not in ("rights", "help_rights")
