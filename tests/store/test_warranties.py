"""Warranties: W2."""

from datetime import date

import pytest

from store import warranties


@pytest.mark.parametrize(
    ("bought", "ends"),
    [(date(2025, 11, 1), date(2026, 10, 31)), (date(2024, 2, 29), date(2025, 2, 28)), (None, None)],
)
def test_a_warranty_ends_a_year_after_the_purchase(bought: date | None, ends: date | None) -> None:
    assert warranties.ends_on(bought) == ends
