"""A booking that is paid later, beside its life: from the limit to the money."""

import pytest

from capacity.enums import BookingState
from capacity.operations import answers
from payments.enums import AccountKind, PaymentState
from payments.models import Invoice, PaymentPlan
from payments.operations.invariants import violations
from tests.payments.terms import TermsDeal, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(settings) -> TermsDeal:
    settings.PAYMENTS_BACKEND = "sandbox"
    return TermsDeal()


def test_a_limit_is_granted_used_invoiced_and_paid(deal: TermsDeal):
    deal.grant(term_days=45)
    booking = deal.request()
    assert booking.state == BookingState.REQUESTED

    booking = deal.use(booking=deal_accepts(deal, booking))
    invoice = Invoice.objects.get()
    assert (invoice.total, invoice.outstanding) == (booking.total, booking.total)
    assert (invoice.due_on - invoice.accepted_on).days == 45
    assert deal.stands(AccountKind.RECEIVABLE) == booking.total_minor
    assert deal.stands(AccountKind.PAYABLE) == 0

    deal.pay(booking.total_minor)
    invoice.refresh_from_db()
    commission = round(booking.total_minor * 5 / 100)
    assert (invoice.open_minor, invoice.paid_at) == (0, deal.now)
    assert PaymentPlan.objects.get().state == PaymentState.CAPTURED
    assert deal.stands(AccountKind.RECEIVABLE) == 0
    assert deal.stands(AccountKind.PAYABLE) == commission - booking.total_minor
    assert deal.stands(AccountKind.CLEARING, booking) == 0
    assert list(violations()) == []


def deal_accepts(deal: TermsDeal, booking):
    return answers.accept(booking=fresh(booking), by=deal.provider, now=deal.now)
