"""A hand at a terminal of the soak: types a journey as a person does, each key once the one before is painted.

A journey is one line of words: a key by its name (`F7`, `Down*3`), `>LendScreen` to wait until that screen is the
uppermost, `=on␣hold` until that is said, `:staff` for the palette's command of that name, `#NJ000001` for a card found
by its number, `?with:␣` to note down the word painted behind this, `!` to type it; anything else is typed, with a blank
for each ␣. What comes up is read from the file that `tests/bench/soaked.py` writes.
"""

import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from store.acts.demonstrate import PASSWORD
from tests.bench import soaked
from tests.bench.terminal import KEYS, Terminal

QUIET, UP, NOTHING = 0.04, 0.12, 0.4
"""Seconds without output that end a paint, and that of a screen which reads its rows; and those after which a key is
taken to have painted nothing."""
ALONE = 0.15
"""Seconds after which Esc is a key and not the beginning of another."""
WAIT = 0.02
LONGEST = 5.0
"""Seconds within which a screen must be up."""
BLANK = "␣"
HOME = "DrawerScreen"
SIGNED_OUT = "SignInScreen"
MOST_BACK = 15
REPOSITORY = Path(__file__).parents[2]
WAYS_OUT = {
    "AskScreen": ("Enter",),
    "ToldScreen": ("Enter",),
    SIGNED_OUT: ("Esc", "Up", "Ctrl+U", "{user}", "Tab", "Ctrl+U", "demo", "Enter"),
}
"""How one leaves a screen, where it is not by Esc."""


class Lost(Exception):
    """A screen that the journey leads to did not come up."""


def steps(keys: str) -> Iterator[str]:
    """The words of a journey one by one, what is short for several written out."""
    for word in keys.split():
        name, _, times = word.partition("*")
        if word.startswith(":"):
            yield from ("F9", ">CommandsScreen", word[1:], "Enter")
        elif word.startswith("#"):
            yield from ("F3", word[1:], "Enter")
        elif name in KEYS:
            yield from [name] * int(times or 1)
        else:
            yield word


class Hand:
    """Somebody who is signed in at a terminal of their own."""

    def __init__(self, url: str, user: str, folder: Path) -> None:
        """Without a `user` nobody is signed in."""
        self.user = user
        told = folder / f"{user or 'first'}.told"
        told.write_text("", encoding="utf-8")
        self.file = told.open(encoding="utf-8")
        signed_in = ["--user", user] if user else []
        command = [sys.executable, "-m", "tests.bench.soaked", "--database", url, *signed_in]
        self.terminal = Terminal(command, environment=environment(folder, told, user), folder=folder)
        self.visits: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.faults: list[str] = []
        self.sayings = [""]
        self.screen = self.noted = ""
        self.pressed = 0

    def __enter__(self) -> "Hand":
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()
        self.terminal.__exit__(None, None, None)

    def begin(self, screen: str = HOME) -> None:
        self._arrive(screen)
        self.terminal.settle(1.0)

    def go(self, name: str, keys: str, known: Mapping[str, object]) -> bool:
        """Type a journey and go home to the drawer. Returns whether it led where it leads."""
        try:
            for step in steps(keys.format_map(known)):
                self._do(step)
            return True
        except Lost as lost:
            self.lost[f"{name}: {lost}"] += 1
            if SIGNED_OUT in keys:
                self._come_in_again()
            return False
        finally:
            self.home()
            if b"Traceback" in self.terminal.seen:
                self.faults.append(f"a traceback is painted for {self.user}")

    def _come_in_again(self) -> None:
        """Whoever is signed in now may be another person."""
        self.home()
        self._press("Ctrl+Y")
        self._arrive(SIGNED_OUT)

    def home(self) -> None:
        """Back to the drawer, whatever is above it."""
        for _ in range(MOST_BACK):
            self._hear()
            if self.screen == HOME:
                return
            for key in WAYS_OUT.get(self.screen, ("Esc",)):
                self._press(key.format(user=self.user))
        raise TimeoutError(f"{self.user} does not find home from {self.screen}: {self.sayings[-3:]}")

    def _do(self, step: str) -> None:
        if step.startswith(">"):
            self._arrive(step[1:])
        elif step in KEYS:
            self._press(step)
        elif step.startswith("?"):
            self._note(step[1:].replace(BLANK, " "))
        elif step.startswith("="):
            self._is_told(step[1:].replace(BLANK, " "))
        elif step == "!":
            self._press(self.noted)
        else:
            self._press(step.replace(BLANK, " "))

    def _note(self, text: str) -> None:
        """Note down the word painted last behind `text`."""
        wanted = re.compile(re.escape(text.encode()) + rb"([\w-]+)")
        if not self._happens(lambda: wanted.search(self.terminal.seen) is not None):
            raise Lost(f"“{text}” is not painted on {self.screen}")
        self.noted = wanted.findall(self.terminal.seen)[-1].decode()

    def _press(self, key: str) -> None:
        self.pressed += 1 if key in KEYS else len(key)
        pressed = time.monotonic()
        self.terminal.press(key, QUIET, NOTHING)
        if key == "Esc":
            self.terminal.settle(max(0.0, pressed + ALONE - time.monotonic()))

    def _arrive(self, screen: str) -> None:
        if not self._happens(lambda: self.screen == screen):
            raise Lost(f"no {screen} but {self.screen}, which says {self.sayings[-1:]}")

    def _is_told(self, text: str) -> None:
        if not self._happens(lambda: text in self.sayings[-1]):
            raise Lost(f"“{text}” is not said on {self.screen}, but {self.sayings[-1:]}")

    def _happens(self, what: Callable[[], bool]) -> bool:
        """Wait for it, and until it is painted."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            self._hear()
            if what():
                self.terminal.settle(UP)
                return True
            self.terminal.settle(WAIT)
        return False

    def _hear(self) -> None:
        """Read what the program told since."""
        for line in self.file:
            what, text = json.loads(line)
            if what == soaked.OPENED:
                self.visits[text] += 1
            if what in (soaked.OPENED, soaked.BACK):
                self.screen = text
            elif what == soaked.FAULT:
                self.faults.append(text)
            elif text:
                self.sayings = [*self.sayings[-20:], text]


def environment(folder: Path, told: Path, user: str) -> dict[str, str]:
    """A home of the soak's own: what the program keeps for a person goes into `folder`."""
    homes = {name: str(folder / name) for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    path = os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    signed_in = {"CARDKEEPER_PASSWORD": PASSWORD} if user else {}
    return {**homes, **signed_in, "CARDKEEPER_LANGUAGE": "en", "PYTHONPATH": path, soaked.TOLD: str(told)}
