"""What tests of paying later ask for."""

import pytest

from payments.models import CommissionRule, Invoice
from tests.payments.terms import TermsDeal


@pytest.fixture
def deal(settings) -> TermsDeal:
    """A large firm books at a medium one, in the sandbox's house."""
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return TermsDeal()


@pytest.fixture
def old(deal: TermsDeal) -> Invoice:
    """Overdue by 181 days, and nothing of it paid."""
    deal.grant(10_000_000, term_days=30)
    return deal.grow_old(deal.invoice(), days=181)
