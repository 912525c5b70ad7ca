"""Two live payments for one booking are found, and those that our jobs return are not."""

import pytest

from payments.enums import DifferenceState, Rail
from payments.models import ReconciliationItem
from payments.sandbox import acting
from tests.payments.operations.reconciling.compared import Compared

pytestmark = pytest.mark.django_db


@pytest.fixture
def compared(settings) -> Compared:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Compared()


def pay_twice(compared: Compared) -> None:
    """On two pages; our jobs learn of the first alone."""
    deal = compared.deal
    first, second = deal.begin(Rail.CARD_HOLD), deal.begin(Rail.PREPAY)
    acting.pay(session_ref=first.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    deal.desk.after(seconds=9)
    acting.pay(session_ref=second.remote_ref, instrument="pm_card_bypassPending", now=deal.now)


def test_the_second_is_found_and_gone_once_it_is_returned(compared: Compared):
    pay_twice(compared)
    compared.run()
    assert "double" not in [kind for kind, _ref, _minor in compared.found]

    compared.deal.desk.after(hours=2)
    compared.run()
    doubles = ReconciliationItem.objects.filter(kind="double")
    item = doubles.get()
    assert (item.state, item.booking) == (DifferenceState.OPEN, compared.deal.booking)
    assert item.theirs == compared.deal.booking.total

    compared.deal.advance()
    compared.deal.desk.after(hours=2)
    compared.run()
    assert [item.state for item in doubles.all()] == [DifferenceState.GONE]


def test_one_that_is_older_than_the_comparison_is_asked_by_its_name(compared: Compared):
    pay_twice(compared)
    compared.deal.desk.after(hours=2)
    compared.run()
    compared.deal.desk.after(days=4)
    compared.run()
    compared.deal.desk.after(hours=1)
    compared.run()
    assert ReconciliationItem.objects.get(kind="double").state == DifferenceState.OPEN

    compared.deal.advance()
    compared.run()
    assert ReconciliationItem.objects.get(kind="double").state == DifferenceState.GONE
