"""Whatever goes wrong on the way, no cent is lost or doubled, and all comes to rest (T4)."""

import pytest

from tests.nightly import NIGHTLY
from tests.payments.faults.schedules import Life

pytestmark = pytest.mark.django_db

SCHEDULES = 5_000 if NIGHTLY else 200


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_a_life_under_faults_ends_as_one_without(beginning, seed):
    life = Life(seed, beginning)

    life.run()
    life.rest()

    assert life.faults_found() == []
