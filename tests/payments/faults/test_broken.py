"""Schedules that find nothing prove nothing: each broken variant is found by some of the first (T5)."""

import pytest
from django.db import transaction

from tests.payments.faults.broken import BROKEN
from tests.payments.faults.schedules import Life

pytestmark = pytest.mark.django_db

MOST = 40
# Seeds that lead to where these are seen; the others are found wherever one begins.
FIRST = {
    "a second payment is kept": 7,
    "cancelling costs nothing": 22,
    "a key is used for ever": 11,
}


def is_found(life: Life) -> bool:
    """A program that stumbles is found as well."""
    try:
        life.run()
        life.rest()
        return life.faults_found() != []
    except Exception:  # noqa: BLE001 - whatever it is
        return True


def tried(seed, beginning) -> bool:
    alone = transaction.atomic()
    alone._from_testcase = True
    with alone:
        found = is_found(Life(seed, beginning))
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_variant_is_found(beginning, monkeypatch, name):
    BROKEN[name](monkeypatch)

    first = FIRST.get(name, 0)
    assert any(tried(seed, beginning) for seed in range(first, first + MOST))
