"""The payment beside the booking's life: from the hold to the payout, and every way out."""

from datetime import timedelta

import pytest

from capacity.enums import BookingState as State
from capacity.models import Booking
from capacity.operations import answers, changes, holds
from capacity.operations.refusals import IllegalStep, NotAllowed, NotSecured
from marketplace.accounts.enums import Role
from marketplace.events.models import Timer
from marketplace.money import format_money
from payments.enums import BY_GATEWAY, AccountKind, Rail
from payments.enums import PaymentState as Paid
from payments.models import CommissionRule
from payments.operations.beginning import begin
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings) -> Desk:
    settings.PAYMENTS_BACKEND = "sandbox"
    return Desk()


@pytest.fixture
def deal(desk: Desk) -> Deal:
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return Deal(desk)


def total(deal: Deal) -> int:
    return deal.booking.total_minor


def test_nothing_is_sent_to_the_provider_before_it_is_paid(deal: Deal):
    with pytest.raises(NotSecured):
        holds.send_request(booking=deal.booking, by=deal.buyer, now=deal.now)

    assert Booking.objects.get(pk=deal.booking.pk).state == State.HELD


def test_where_payments_are_off_a_request_needs_no_payment(deal: Deal, settings):
    settings.PAYMENTS_BACKEND = "off"

    assert holds.send_request(booking=deal.booking, by=deal.buyer, now=deal.now).state == State.REQUESTED


def test_a_card_is_held_charged_after_use_and_paid_out(deal: Deal):
    deal.open_account()
    deal.pay()
    assert deal.state == (State.REQUESTED, Paid.AUTHORISED)
    assert deal.stands(AccountKind.CLEARING) == 0

    deal.accept()
    assert deal.state == (State.CONFIRMED, Paid.AUTHORISED)

    deal.use()
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    commission = round(total(deal) * 5 / 100)
    assert deal.state == (State.COMPLETED, Paid.CAPTURED)
    assert deal.stands(AccountKind.PAYABLE) == commission - total(deal)
    assert deal.stands(AccountKind.COMMISSION) == -commission
    assert deal.stands(AccountKind.CLEARING) == 0

    deal.desk.after(days=2)
    deal.advance()
    assert deal.stands(AccountKind.PAYABLE) == 0
    assert deal.asked() == [("checkout", "done"), ("capture", "done"), ("transfer", "done")]
    assert deal.agrees()


def test_an_instant_offer_is_confirmed_by_the_payment(desk: Desk):
    deal = Deal(desk, is_instant=True)

    deal.pay(Rail.PREPAY)

    assert deal.state == (State.CONFIRMED, Paid.CAPTURED)


def test_what_earned_money_waits_until_the_provider_can_receive_it(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.use()
    deal.settle_books()
    deal.desk.after(days=9)
    deal.advance()
    assert deal.stands(AccountKind.PAYABLE) < 0

    deal.open_account()
    deal.advance()

    assert deal.stands(AccountKind.PAYABLE) == 0
    assert deal.agrees()


@pytest.mark.parametrize("rail", BY_GATEWAY)
@pytest.mark.parametrize("way_out", ["declined", "withdrawn", "expired"])
def test_whoever_gets_no_booking_gets_everything_back(deal: Deal, rail: Rail, way_out: str):
    deal.pay(rail)
    booking = Booking.objects.get(pk=deal.booking.pk)
    if way_out == "declined":
        answers.decline(booking=booking, by=deal.provider, now=deal.now, reason_code="material")
    elif way_out == "withdrawn":
        holds.withdraw(booking=booking, by=deal.buyer, now=deal.now)
    else:
        deal.desk.now = booking.answer_by
    deal.advance()
    deal.settle_books()

    assert deal.plan.state == (Paid.CANCELLED if rail == Rail.CARD_HOLD else Paid.REFUNDED)
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.stands(AccountKind.PAYABLE) == 0
    assert deal.agrees()


@pytest.mark.parametrize("rail", BY_GATEWAY)
def test_cancelling_returns_what_the_agreed_tier_says_and_the_rest_is_the_providers(deal: Deal, rail: Rail):
    deal.pay(rail)
    deal.accept()
    deal.desk.now = deal.booking.period.starts_at - timedelta(hours=30)
    deal.cancel()
    deal.settle_books()

    refund = Booking.objects.get(pk=deal.booking.pk).refund_minor
    fee = total(deal) - refund
    assert 0 < refund < total(deal)
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.stands(AccountKind.PAYABLE) + deal.stands(AccountKind.COMMISSION) == -fee
    assert deal.agrees()


def test_a_cancellation_by_the_provider_costs_the_customer_nothing(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.cancel(by=deal.provider)
    deal.settle_books()

    assert deal.state == (State.CANCELLED, Paid.REFUNDED)
    assert deal.stands(AccountKind.PAYABLE) == 0
    assert deal.agrees()


def test_what_a_card_holds_is_taken_before_it_lapses(desk: Desk):
    """A booking may be used long after the card lets go."""
    deal = Deal(desk, days=20)
    deal.open_account()
    deal.pay()
    deal.accept()
    held_until = deal.plan.capture_before
    assert Timer.objects.get(kind="payment_guard").due_at == held_until - timedelta(hours=24)

    deal.desk.now = held_until - timedelta(hours=24, seconds=1)
    deal.advance()
    assert deal.plan.state == Paid.AUTHORISED
    deal.desk.after(seconds=1)
    deal.advance()
    assert deal.plan.state == Paid.CAPTURED

    deal.cancel(by=deal.provider)
    deal.settle_books()
    assert deal.state == (State.CANCELLED, Paid.REFUNDED)
    assert deal.agrees()


def test_two_tabs_are_led_to_one_page(deal: Deal):
    assert deal.begin().pk == deal.begin().pk


def test_paid_on_two_pages_the_second_goes_back(deal: Deal):
    first = deal.begin(Rail.CARD_HOLD)
    second = deal.begin(Rail.PREPAY)
    for page in (first, second):
        deal.desk.after(seconds=9)
        acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)

    deal.advance()
    assert deal.state == (State.REQUESTED, Paid.AUTHORISED)
    deal.settle_books()

    assert ("refund", "done") in deal.asked()
    assert deal.stands(AccountKind.CLEARING) == 0
    assert deal.agrees()


def test_paid_after_the_hold_ended_goes_back(deal: Deal):
    page = deal.begin()
    deal.desk.after(minutes=31)
    holds.withdraw(booking=Booking.objects.get(pk=deal.booking.pk), by=deal.buyer, now=deal.now)
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)

    deal.advance()
    deal.advance()

    assert deal.state == (State.WITHDRAWN, Paid.CANCELLED)
    assert deal.agrees()


def test_a_failed_challenge_leaves_the_hold_and_another_card_can_be_tried(deal: Deal):
    page = deal.begin()
    acting.fail_challenge(session_ref=page.remote_ref, now=deal.now)
    deal.advance()
    assert deal.state == (State.HELD, Paid.CREATED)

    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()

    assert deal.state == (State.REQUESTED, Paid.AUTHORISED)


def test_paying_keeps_the_hold_though_not_for_ever(deal: Deal):
    deal.begin()
    assert Booking.objects.get(pk=deal.booking.pk).held_until == deal.now + timedelta(minutes=40)

    deal.desk.after(minutes=39)
    deal.begin()
    deal.desk.after(minutes=39)
    deal.begin()

    until = Booking.objects.get(pk=deal.booking.pk).held_until
    assert until == deal.booking.created_at + timedelta(minutes=80)


def test_only_buyers_of_the_customer_pay_and_only_for_a_hold(deal: Deal):
    viewer = factories.member(deal.booking.customer, Role.VIEWER)
    for stranger in (deal.provider, viewer):
        with pytest.raises(NotAllowed):
            begin(booking=deal.booking, rail=Rail.PREPAY, by=stranger, now=deal.now, addresses=ADDRESSES)
    holds.withdraw(booking=deal.booking, by=deal.buyer, now=deal.now)

    with pytest.raises(IllegalStep):
        begin(booking=deal.booking, rail=Rail.PREPAY, by=deal.buyer, now=deal.now, addresses=ADDRESSES)


def test_a_change_may_cost_less_and_not_more_than_is_paid(deal: Deal):
    deal.open_account()
    deal.pay()
    deal.accept()
    booking = Booking.objects.get(pk=deal.booking.pk)
    with pytest.raises(IllegalStep, match=format_money(booking.total)):
        changes.extend(booking=booking, by=deal.buyer, now=deal.now, ends_at=booking.period.ends_at + HOUR)
    assert Booking.objects.get(pk=booking.pk).period == booking.period

    changes.shorten(booking=booking, by=deal.buyer, now=deal.now, ends_at=booking.period.ends_at - HOUR)
    cheaper = Booking.objects.get(pk=booking.pk).total_minor
    assert cheaper < booking.total_minor
    deal.use()
    deal.settle_books()

    assert deal.state == (State.COMPLETED, Paid.CAPTURED)
    assert deal.stands(AccountKind.COMMISSION) == -round(cheaper * 5 / 100)
    assert deal.agrees()


def test_the_commission_is_the_one_of_the_day_the_payer_began(deal: Deal):
    deal.begin()
    CommissionRule.objects.create(valid_from=deal.now.date(), basis_points=900)

    assert deal.plan.commission_basis_points == 500
