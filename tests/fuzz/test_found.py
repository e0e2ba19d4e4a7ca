"""What fuzzing found once, and some beginnings for it, are read as they should be."""

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

FOUND = Path(__file__).parent / "found"


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_is_mended(name: str) -> None:
    inputs = sorted((FOUND / name).iterdir())
    assert inputs
    for one in inputs:
        TARGETS[name](one.read_bytes())
