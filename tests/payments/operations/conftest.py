import pytest

from payments.models import CommissionRule
from tests.payments.paying import Deal
from tests.payments.posted import Told, new_booking
from tests.payments.sandboxed import Desk


@pytest.fixture
def told(db) -> Told:
    return Told(new_booking())


@pytest.fixture
def desk(settings) -> Desk:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return Desk()


@pytest.fixture
def deal(desk: Desk) -> Deal:
    """Held, and its provider can be paid out to."""
    deal = Deal(desk)
    deal.open_account()
    return deal
