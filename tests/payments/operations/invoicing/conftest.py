"""What tests of paying later ask for."""

import pytest

from payments.models import CommissionRule
from tests.payments.terms import TermsDeal


@pytest.fixture
def deal(settings) -> TermsDeal:
    """A large firm books at a medium one, in the sandbox's house."""
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return TermsDeal()
