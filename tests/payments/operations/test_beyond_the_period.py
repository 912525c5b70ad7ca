"""Use beyond the period: held on the card in advance, or paid on top once it is billed."""

from datetime import timedelta

import pytest

from capacity.enums import ChargeMode
from capacity.models import Booking
from capacity.operations import usage
from payments.enums import AccountKind, Rail
from payments.models import CommissionRule
from payments.operations.billing.drawing import follow_bill
from payments.operations.supplementing import begin_supplement, covered
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings) -> Desk:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return Desk()


def deal_of(desk: Desk, mode: ChargeMode) -> Deal:
    """Three hours at ¥380, of which the end may be two hours late."""
    began = Deal(desk)
    machine = factories.resource(policy={"late_check_out_minutes": 120})
    deal = Deal(desk, offer=factories.offer(machine, charge_mode=mode))
    deal.reserve = began.reserve
    deal.open_account()
    return deal


def use_until(deal: Deal, minutes: int) -> None:
    """So many minutes beyond the end, accepted."""
    booking = Booking.objects.get(pk=deal.booking.pk)
    deal.desk.now = booking.period.starts_at
    usage.check_in(booking=booking, by=deal.buyer, now=deal.now)
    deal.desk.now = booking.period.ends_at + timedelta(minutes=minutes)
    booking = Booking.objects.get(pk=booking.pk)
    usage.deliver(booking=booking, by=deal.provider, now=deal.now, checked_out_at=deal.now)
    follow_bill(booking.pk, deal.now)
    usage.complete(booking=Booking.objects.get(pk=booking.pk), by=deal.buyer, now=deal.now)
    follow_bill(booking.pk, deal.now)
    deal.advance()
    deal.settle_books()


def kept(deal: Deal) -> int:
    """What the customer paid in the end."""
    payments = [deal.plan.payment_ref]
    gateway = deal.desk.gateway()
    found = [gateway.payments.get(ref) for ref in payments]
    return sum(each.received.minor for each in found)


def test_a_fifth_more_is_held_on_the_card_and_only_what_was_used_is_taken(desk: Desk):
    deal = deal_of(desk, ChargeMode.OVERAGE)
    deal.pay(Rail.CARD_HOLD)
    assert deal.plan.to_secure.minor == deal.booking.total_minor * 120 // 100
    deal.accept()

    use_until(deal, 30)

    assert kept(deal) == deal.booking.total_minor * 7 // 6  # 210 minutes in place of 180
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.agrees()


def test_not_used_it_is_let_go_of(desk: Desk):
    deal = deal_of(desk, ChargeMode.OVERAGE)
    deal.pay(Rail.CARD_HOLD)
    deal.accept()

    use_until(deal, 0)

    assert kept(deal) == deal.booking.total_minor
    assert deal.agrees()


@pytest.mark.parametrize("mode", [ChargeMode.RESERVED, ChargeMode.USED])
def test_where_use_beyond_is_not_charged_no_more_than_the_price_is_held(desk: Desk, mode: ChargeMode):
    deal = deal_of(desk, mode)
    deal.pay(Rail.CARD_HOLD)

    assert deal.plan.to_secure == deal.booking.total


def test_paid_in_advance_the_rest_is_paid_on_top_and_is_the_providers_then(desk: Desk):
    deal = deal_of(desk, ChargeMode.OVERAGE)
    deal.pay(Rail.PREPAY)
    deal.accept()
    use_until(deal, 60)
    booking = Booking.objects.get(pk=deal.booking.pk)
    before = deal.stands(AccountKind.COMMISSION)
    assert before == -round(booking.total_minor * 5 / 100)

    page = begin_supplement(
        booking=booking, period=booking.period, by=deal.buyer, now=deal.now, addresses=ADDRESSES
    )
    deal.advance()
    page.refresh_from_db()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    deal.settle_books()
    deal.settle_books()

    whole = booking.total_minor * 4 // 3
    assert covered(deal.plan).minor == whole
    assert deal.stands(AccountKind.COMMISSION) == -round(whole * 5 / 100)
    assert deal.stands(AccountKind.PAYABLE) == 0
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.agrees()
