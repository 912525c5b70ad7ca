"""The bill and the money: what was disputed waits, and ends up where the dispute ended."""

import pytest

from capacity.enums import BookingState, ChargeMode
from capacity.models import Booking, Offer
from capacity.operations import usage
from marketplace.money import Money
from payments.enums import AccountKind, DisputeReason, Rail
from payments.models import BillLine, CommissionRule, LineDispute
from payments.operations.billing.answering import dispute_line
from payments.operations.billing.drawing import follow_bill
from payments.operations.billing.resolving import propose_split
from tests import factories
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db

DISPUTED = 30_000


@pytest.fixture
def deal(settings) -> Deal:
    """Paid in advance and accepted; by use, as its offer had it when it was held."""
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    made = Deal(Desk())
    Offer.objects.filter(pk=made.booking.offer_id).update(charge_mode=ChargeMode.USED)
    terms = made.booking.offer_terms | {"charge_mode": ChargeMode.USED.value}
    Booking.objects.filter(pk=made.booking.pk).update(offer_terms=terms)
    made.open_account()
    return made


def use_and_dispute(deal: Deal, *, hours: int = 2, disputed: int = 0) -> LineDispute | None:
    """For two hours of the three that were paid."""
    booking = Booking.objects.get(pk=deal.booking.pk)
    deal.desk.now = booking.period.starts_at
    usage.check_in(booking=booking, by=deal.buyer, now=deal.now)
    deal.desk.after(hours=hours)
    booking = Booking.objects.get(pk=booking.pk)
    usage.deliver(booking=booking, by=deal.provider, now=deal.now, checked_out_at=deal.now)
    follow_bill(booking.pk, deal.now)
    dispute = None
    if disputed:
        dispute = dispute_line(
            line=BillLine.objects.select_related("bill__booking").get(bill__booking=booking, number=1),
            amount=Money(disputed, "CNY"),
            reason=DisputeReason.BROKEN,
            text="停机",
            by=deal.buyer,
            now=deal.now,
        )
    else:
        usage.complete(booking=Booking.objects.get(pk=booking.pk), by=deal.buyer, now=deal.now)
    follow_bill(booking.pk, deal.now)
    go_on(deal)
    return dispute


def go_on(deal: Deal) -> None:
    """What is due is asked for at once; the gateway's books are a few days behind."""
    deal.advance()
    deal.settle_books()


def used(deal: Deal) -> int:
    """Two thirds of what was agreed."""
    return deal.booking.total_minor * 2 // 3


@pytest.mark.parametrize("rail", [Rail.PREPAY, Rail.CARD_HOLD])
def test_what_was_not_used_is_not_charged(deal: Deal, rail: Rail):
    deal.pay(rail)
    deal.accept()
    use_and_dispute(deal)

    assert deal.stands(AccountKind.CLEARING) == 0
    assert -deal.stands(AccountKind.COMMISSION) == round(used(deal) * 5 / 100)
    assert deal.agrees()


@pytest.mark.parametrize("rail", [Rail.PREPAY, Rail.CARD_HOLD])
def test_what_is_disputed_waits_and_ends_where_the_operator_says(deal: Deal, rail: Rail):
    deal.pay(rail)
    deal.accept()
    dispute = use_and_dispute(deal, disputed=DISPUTED)
    assert Booking.objects.get(pk=deal.booking.pk).state == BookingState.COMPLETED
    assert -deal.stands(AccountKind.CLEARING) >= DISPUTED
    assert deal.agrees()

    propose_split(
        dispute=dispute, kept=Money(10_000, "CNY"), reason="一半停机", by=factories.operator(), now=deal.now
    )
    go_on(deal)

    earned = used(deal) - 20_000
    assert deal.stands(AccountKind.CLEARING) == 0
    assert -deal.stands(AccountKind.COMMISSION) == round(earned * 5 / 100)
    assert deal.agrees()
