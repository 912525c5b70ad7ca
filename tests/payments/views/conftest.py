"""What tests of the payment pages ask for."""

import pytest

from payments.models import CommissionRule
from tests.payments.rules import lay_down_rules
from tests.payments.till import Till


@pytest.fixture
def till(settings, request: pytest.FixtureRequest) -> Till:
    """A held period, to be paid in the sandbox; its parameter is what the offer has otherwise."""
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    lay_down_rules()
    return Till(offer=getattr(request, "param", {}))
