"""What is typed at the command line in the tests, and what came of it. The fixtures that type are in `conftest.py`."""

import json
from collections.abc import Callable
from typing import Any

from tui.commands import DONE

Typed = Callable[..., tuple[int, str, str]]
"""Types something; returns exit code, standard output, standard error."""


def at(url: str, typed: Typed) -> Typed:
    """As `typed`, in the furnished room at `url`; `by` is who types."""

    def run(*arguments: str, by: str = "keeper") -> tuple[int, str, str]:
        return typed("--database", url, "--user", by, *arguments)

    return run


def answered(result: tuple[int, str, str]) -> Any:
    """The JSON of a command that was done."""
    code, out, err = result
    assert (code, err) == (DONE, "")
    return json.loads(out)


def refused(result: tuple[int, str, str]) -> dict[str, Any]:
    """The JSON of a command that was refused; one sentence stands on standard error."""
    code, out, err = result
    assert code != DONE
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return dict(json.loads(out))


def shown(result: tuple[int, str, str], code: int = DONE) -> list[str]:
    """The lines of both streams."""
    ended, out, err = result
    assert ended == code, (out, err)
    return [*out.splitlines(), *err.splitlines()]
