"""A change that costs more: the difference is paid, then the change is made, or the money goes back."""

from datetime import timedelta

import pytest

from capacity.models import Booking
from capacity.operations import answers, changes, holds
from capacity.operations.assessments import Order
from capacity.operations.refusals import BookingRefused, IllegalStep, NotAllowed, NotSecured
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from payments.enums import AccountKind, Rail, SupplementState
from payments.models import CommissionRule
from payments.operations.supplementing import begin_supplement, covered
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def deal(settings) -> Deal:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    deal = Deal(Desk())
    deal.open_account()
    return deal


def longer(deal: Deal, by: timedelta = HOUR) -> Period:
    period = Booking.objects.get(pk=deal.booking.pk).period
    return Period(period.starts_at, period.ends_at + by)


def page_for(deal: Deal, period: Period):
    booking = Booking.objects.get(pk=deal.booking.pk)
    page = begin_supplement(booking=booking, period=period, by=deal.buyer, now=deal.now, addresses=ADDRESSES)
    deal.advance()
    page.refresh_from_db()
    return page


def pay_more(deal: Deal, period: Period):
    page = page_for(deal, period)
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    return page


def booking_of(deal: Deal) -> Booking:
    return Booking.objects.get(pk=deal.booking.pk)


@pytest.mark.parametrize("rail", [Rail.CARD_HOLD, Rail.PREPAY])
def test_paid_on_top_the_booking_is_longer_and_all_of_it_is_settled(deal: Deal, rail: Rail):
    deal.pay(rail)
    deal.accept()
    period, before = longer(deal), deal.booking.total

    pay_more(deal, period)

    booking = booking_of(deal)
    assert booking.period == period
    assert booking.total > before
    assert covered(deal.plan) == booking.total
    deal.use()
    deal.settle_books()
    deal.settle_books()
    net = booking.total_minor - round(booking.total_minor * 5 / 100)
    transfers = deal.desk.gateway().transfers.of_group(deal.plan.transfer_group)
    assert sum(each.amount.minor for each in transfers) == net
    assert len(transfers) == 2  # of each charge its part
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.agrees()


def test_without_paying_nothing_is_changed_and_the_way_is_told(deal: Deal):
    deal.pay()
    deal.accept()
    period = longer(deal)

    with pytest.raises(NotSecured) as refused:
        changes.extend(booking=booking_of(deal), by=deal.buyer, now=deal.now, ends_at=period.ends_at)

    assert refused.value.pay_at.startswith(f"/bookings/{deal.booking.reference}/pay/more/?starts=")
    assert booking_of(deal).period == deal.booking.period


def test_where_the_time_was_taken_meanwhile_the_money_goes_back(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    page = page_for(deal, longer(deal))
    other = factories.member(factories.organisation(), Role.BUYER)
    ends_at = deal.booking.period.ends_at
    holds.hold(offer=deal.booking.offer, order=Order(Period(ends_at, ends_at + HOUR)), by=other, now=deal.now)

    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    deal.settle_books()

    supplement = deal.plan.supplements.get()
    assert supplement.state == SupplementState.REFUSED
    assert supplement.reason
    assert booking_of(deal).period == deal.booking.period
    assert -deal.stands(AccountKind.CLEARING) == deal.booking.total_minor
    assert deal.agrees()


def test_nobody_is_led_to_pay_for_a_change_that_would_be_refused(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    other = factories.member(factories.organisation(), Role.BUYER)
    ends_at = deal.booking.period.ends_at
    holds.hold(offer=deal.booking.offer, order=Order(Period(ends_at, ends_at + HOUR)), by=other, now=deal.now)

    with pytest.raises(BookingRefused):
        page_for(deal, longer(deal))

    assert not deal.plan.supplements.exists()
    assert booking_of(deal).period == deal.booking.period


def test_a_dearer_proposal_is_taken_once_the_difference_is_paid(deal: Deal):
    deal.pay(Rail.PREPAY)
    start = deal.booking.period.starts_at + timedelta(days=1)
    proposed = Period(start, start + 5 * HOUR)
    answers.propose(booking=booking_of(deal), by=deal.provider, now=deal.now, periods=[proposed])
    proposal = booking_of(deal).proposals.get()
    with pytest.raises(NotSecured):
        answers.take_proposal(booking=booking_of(deal), by=deal.buyer, now=deal.now, proposal_id=proposal.pk)

    pay_more(deal, proposed)

    assert (booking_of(deal).state, booking_of(deal).period) == ("confirmed", proposed)


def test_cancelled_later_both_payments_go_back(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    pay_more(deal, longer(deal))

    deal.cancel(by=deal.provider)
    deal.settle_books()

    assert deal.stands(AccountKind.CLEARING) == 0
    assert [each for each in deal.asked() if each[0] == "refund"] == [("refund", "done")] * 2
    assert deal.agrees()


def test_one_page_for_two_tabs_and_only_for_buyers_of_something_secured(deal: Deal):
    with pytest.raises(IllegalStep):
        begin_supplement(
            booking=deal.booking, period=longer(deal), by=deal.buyer, now=deal.now, addresses=ADDRESSES
        )
    deal.pay()
    deal.accept()
    assert page_for(deal, longer(deal)).pk == page_for(deal, longer(deal)).pk
    assert page_for(deal, longer(deal, 2 * HOUR)).pk != page_for(deal, longer(deal)).pk
    with pytest.raises(NotAllowed):
        begin_supplement(
            booking=booking_of(deal),
            period=longer(deal),
            by=deal.provider,
            now=deal.now,
            addresses=ADDRESSES,
        )
    with pytest.raises(IllegalStep):
        page_for(deal, deal.booking.period)
