"""A list below a field that is typed into: the field has the focus, and the cursor's keys move in the list all the
same."""

from typing import Any, Protocol

from screens.widgets.window_list import WindowList

MOVES = ("up", "down", "page_up", "page_down", "first", "last")
"""To be bound by the screen."""


class HasRows(Protocol):
    @property
    def rows(self) -> WindowList[Any]: ...


class TypedList:
    """What such a screen does when those keys are pressed."""

    def action_up(self: HasRows) -> None:
        self.rows.action_up()

    def action_down(self: HasRows) -> None:
        self.rows.action_down()

    def action_page_up(self: HasRows) -> None:
        self.rows.action_page_up()

    def action_page_down(self: HasRows) -> None:
        self.rows.action_page_down()

    def action_first(self: HasRows) -> None:
        self.rows.action_first()

    def action_last(self: HasRows) -> None:
        self.rows.action_last()
