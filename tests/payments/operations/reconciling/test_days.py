"""Of days where nothing is wrong nothing is told, and of what is wrong everything (T11)."""

from random import Random

import pytest

from tests.nightly import NIGHTLY
from tests.payments.operations.reconciling.days import Days

pytestmark = pytest.mark.django_db

# In stretches, each with books of its own: a thousand days in one transaction are slow to read.
STRETCHES = 20 if NIGHTLY else 1
CLEAN, WRONG = (50, 40) if NIGHTLY else (12, 16)


@pytest.fixture(params=range(11, 11 + STRETCHES))
def days(settings, request) -> Days:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Days(Random(request.param))


def test_of_clean_days_nothing_is_told(days: Days):
    for _ in range(CLEAN):
        days.pass_day(days.lots.randint(0, 8))
        assert days.found == {}

    assert len(days.posted) > CLEAN


def test_whatever_is_lost_invented_or_altered_is_found_the_next_night(days: Days):
    for _ in range(WRONG):
        days.pass_day(days.lots.randint(3, 8))
        assert days.found == days.expected
        days.break_one()
    days.pass_day(0)

    assert days.found == days.expected
    assert {kind for kind, _ref, _currency in days.found} == {
        "theirs_only",
        "ours_only",
        "amount",
        "unknown_type",
    }
