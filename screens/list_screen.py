"""A screen that is one list: its rows are read from the store, read again, and what is done to the chosen ones.

A subclass gives columns, a source and what to say where there is nothing, and its own actions on `self.rows.chosen`.
"""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, Generic

from textual import on
from textual.app import ComposeResult

from locales.messages import NC_
from screens.actions import quiet
from screens.base import Result, RoomScreen
from screens.sources import Windows
from screens.widgets.columns import Column
from screens.widgets.window import R, Source
from screens.widgets.window_list import WindowList
from store.news import News

SHOW_ALL = NC_("key", "Show all")
"""The word of a key that narrows the list, while it does."""


class ListScreen(RoomScreen[Result], Generic[Result, R]):
    """The list below the second line, its count on that line's right."""

    BINDINGS = quiet("refresh")
    MARKS: ClassVar[bool] = True
    """Whether several rows can be handled in one step."""

    @abstractmethod
    def columns(self) -> Sequence[Column[R]]:
        """What stands in a line, from left to right."""

    @abstractmethod
    async def source(self) -> Source[R]:
        """The rows as they are now; those of `Windows` are counted afterwards."""

    def empty(self) -> str:
        """Why there are no rows, and what to do."""
        return ""

    def body(self) -> ComposeResult:
        yield WindowList(self.columns(), marks=self.MARKS, empty=self.empty)

    @property
    def rows(self) -> "WindowList[R]":
        return self.query_one(WindowList)

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        return self.rows.row if self.is_mounted else None

    @property
    def total(self) -> int:
        """How many rows there are, as far as they were counted."""
        source = self.rows.source if self.is_mounted else None
        return (source.total if source else None) or 0

    @property
    def marked(self) -> int:
        return len(self.rows.marks) if self.is_mounted else 0

    def on_mount(self) -> None:
        self.take_keys()
        self.action_refresh()

    def take_keys(self) -> None:
        """Put the cursor where the hand begins. (Textual calls the `on_mount` of a base after that of its subclass.)"""
        self.rows.focus()

    def action_refresh(self) -> None:
        """Show the rows as they are now; what is marked stays so, as far as it is still in the list."""
        self.run(self.show_rows, exclusive=True, group="read")

    def read_at(self, row: R) -> None:
        """Read again, and stand on `row`."""
        self.run(partial(self.read, row), exclusive=True, group="read")

    async def read(self, at: R | None = None) -> None:
        """`show_rows` after something was done to them: none is marked any longer."""
        self.rows.unmark()
        await self.show_rows(at)

    async def show_rows(self, at: R | None = None) -> None:
        """Show the rows as they are now, the cursor where it was or on `at`."""
        self.missed = None
        source = await self.source()
        self.rows.show_source(source, at=at or self.rows.row)
        await self._counted(source)

    def colleagues_did(self, _news: News) -> None:
        self.run(self._read_on, exclusive=True, group="read")

    async def _read_on(self) -> None:
        """Show the rows as they are now; cursor, marks and lines stay where they are."""
        source = await self.source()
        self.rows.read_again(source)
        await self._counted(source)

    async def _counted(self, source: Source[R]) -> None:
        """Count what `source` reads in windows, and say how much there is."""
        await self.count(source)
        self.narrowing_changed()
        self.rows.refresh()
        self.refresh_bindings()

    async def count(self, source: Source[R]) -> None:
        """Count what `source` reads in windows."""
        if isinstance(source, Windows):
            await source.count()

    @on(WindowList.Moved)
    @on(WindowList.Marked)
    @on(WindowList.Shown)
    def _other_rows(self) -> None:
        self.message_changed()
        self.refresh_bindings()

    @on(WindowList.Marked)
    @on(WindowList.Shown)
    def _other_marks(self) -> None:
        self.narrowing_changed()

    def undone(self) -> None:
        self.action_refresh()

    def came_back(self, _answer: Any = None) -> None:
        """A screen above went: what it did shows here."""
        self.action_refresh()
