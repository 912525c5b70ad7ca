"""A booking that is to be paid by bank, and the operator who looks at the statement."""

import pytest

from payments.models import CommissionRule
from tests import factories
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk
from tests.payments.teller import ByBank


@pytest.fixture
def by_bank(settings) -> ByBank:
    """Begun, and nothing has come yet."""
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    deal = ByBank(Deal(Desk(), days=5), factories.operator(), factories.operator())
    deal.begin()
    return deal
