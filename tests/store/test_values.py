"""A field's value in its forms: as it is kept, and as the journal says it."""

from datetime import date
from decimal import Decimal

import pytest

from store import journal
from store.fields import FIELDS, WARRANTY_FIELDS, FieldInfo, from_journal

KEPT = [
    (FIELDS["name"], "张伟"),
    (FIELDS["key_customer"], True),
    (FIELDS["key_customer"], False),
    (FIELDS["salesperson"], 4),
    (FIELDS["birth"], "02-28"),
    (WARRANTY_FIELDS["purchased_on"], date(2026, 3, 5)),
    (WARRANTY_FIELDS["price"], Decimal("1299.50")),
    (FIELDS["city"], None),
]


@pytest.mark.parametrize(("info", "value"), KEPT, ids=lambda one: getattr(one, "name", str(one)))
def test_what_the_journal_says_is_the_value_that_was_kept(info: FieldInfo, value: object) -> None:
    assert from_journal(info, journal.text(value)) == value


def test_a_choice_that_there_is_no_more_is_still_told() -> None:
    assert from_journal(FIELDS["grade"], "Z") == "Z"
