"""Where files come from and where they go: the one place that knows whether the person's files are on this machine.

At a terminal they are: whoever is at the keys names a path. In a browser they are not (`tui/browser/files.py`): a sheet
is fetched from the person's computer, what is written goes there, and of this machine's folders nothing is shown.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from locales.words import Words
from screens.widgets.form_field import FormField


class Files(ABC):
    """What screens ask for that read or write files."""

    here: bool
    """Whether the person's files are on this machine, so that they may look into its folders and use its printer."""

    @abstractmethod
    def field(self, field: FormField) -> FormField:
        """A field in which a file to be written is named, with the help that fits."""

    @abstractmethod
    def offered(self, name: str) -> str:
        """What stands in such a field at first, for a file that is usually called `name`."""

    @abstractmethod
    def target(self, typed: str, usual: Callable[[], str]) -> Path:
        """Where to write what was named so; where only a folder was, or nothing, under its `usual` name."""

    @abstractmethod
    def told(self, path: Path) -> str:
        """How a written file is called to the person."""

    @abstractmethod
    def hand_over(self, path: Path) -> None:
        """`path` is written whole: see that the person has it."""

    @abstractmethod
    async def fetch(self, words: Words) -> Path | None:
        """A file that the person chooses on their computer, to be read here; None if they choose none. Only where
        their files are not here."""

    @abstractmethod
    def forget(self, path: Path | None) -> None:
        """What was fetched is not needed any more."""


class OwnFiles(Files):
    """The person's files are here: a path is a path, and what is written stays where it is."""

    here = True

    def field(self, field: FormField) -> FormField:
        return field

    def offered(self, name: str) -> str:
        return str(Path.cwd() / name)

    def target(self, typed: str, usual: Callable[[], str]) -> Path:
        path = Path(os.path.expanduser(typed.strip())).absolute()
        return path / usual() if path.is_dir() else path

    def told(self, path: Path) -> str:
        return str(path)

    def hand_over(self, path: Path) -> None:
        """It is where they wanted it."""

    async def fetch(self, words: Words) -> Path | None:
        raise NotImplementedError

    def forget(self, path: Path | None) -> None:
        """It is theirs."""
