"""Whatever goes wrong on the way, no cent is lost or doubled, and all comes to rest (T4)."""

import pytest

from payments.models import CommissionRule
from tests.payments.faults.schedules import Life

pytestmark = pytest.mark.django_db

SCHEDULES = 40


@pytest.fixture(autouse=True)
def _sandbox(settings):
    settings.PAYMENTS_BACKEND = "sandbox"


@pytest.mark.parametrize("seed", range(SCHEDULES))
def test_a_life_under_faults_ends_as_one_without(seed):
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    life = Life(seed)

    life.run()
    life.rest()

    assert life.faults_found() == []
