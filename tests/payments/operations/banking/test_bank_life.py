"""A payment by bank beside the booking's life: too little, too much, too late, and how it ends."""

from datetime import timedelta

import pytest

from capacity.enums import BookingState as State
from capacity.models import Booking
from capacity.operations import answers, clock, holds
from capacity.operations.refusals import IllegalStep
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import AccountKind, BankTaskKind, Rail
from payments.enums import PaymentState as Paid
from payments.operations.banking.beginning import begin_by_bank
from payments.operations.banking.confirming import Share, confirm
from payments.operations.banking.refusals import AlreadyDecided, WrongAmount, WrongMatch
from payments.operations.banking.tasks import come_back
from payments.operations.banking.unapplied import free_credit, put_to_booking, return_credit
from tests import factories
from tests.payments.paying import Deal
from tests.payments.teller import ByBank, sound

pytestmark = pytest.mark.django_db

YUAN = Money(100, "CNY")


def lapse(by_bank: ByBank) -> None:
    """The hold ends on the clock, and nobody paid."""
    holds.withdraw(
        booking=Booking.objects.get(pk=by_bank.deal.booking.pk), by=by_bank.deal.buyer, now=by_bank.deal.now
    )
    by_bank.deal.advance()


def test_the_period_is_kept_for_three_days_and_not_past_a_day_before_the_start(by_bank: ByBank):
    booking = Booking.objects.get(pk=by_bank.deal.booking.pk)
    assert booking.held_until == booking.created_at + timedelta(days=3)

    soon = Deal(by_bank.deal.desk, days=3)
    begin_by_bank(booking=soon.booking, by=soon.buyer, now=soon.now)
    soon.booking.refresh_from_db()
    assert soon.booking.held_until == soon.booking.period.starts_at - timedelta(days=1)


def test_keeping_it_longer_never_makes_it_shorter(by_bank: ByBank):
    approver = factories.member(by_bank.customer, Role.APPROVER)
    booking = Booking.objects.get(pk=by_bank.deal.booking.pk)

    with pytest.raises(IllegalStep):
        holds.extend_hold(booking=booking, by=approver, now=by_bank.deal.now, minutes=60)


def test_where_the_money_could_not_come_in_time_it_is_refused(by_bank: ByBank, settings):
    late = Deal(by_bank.deal.desk, days=1)
    with pytest.raises(IllegalStep):
        begin_by_bank(booking=late.booking, by=late.buyer, now=late.now)

    settings.BANK_ACCOUNTS = {}
    with pytest.raises(IllegalStep):
        by_bank.begin()


def test_the_whole_amount_secures_the_booking_and_sends_the_request(by_bank: ByBank):
    by_bank.pay()

    assert by_bank.deal.state == (State.REQUESTED, Paid.CAPTURED)
    assert by_bank.in_bank == by_bank.total.minor
    assert by_bank.deal.stands(AccountKind.CLEARING) == -by_bank.total.minor
    assert by_bank.unapplied == 0
    assert sound()


def test_an_instant_offer_is_confirmed_when_the_money_is_there(by_bank: ByBank):
    instant = ByBank(Deal(by_bank.deal.desk, is_instant=True, days=5), by_bank.by, by_bank.second)
    instant.begin()

    instant.pay()

    assert instant.deal.state == (State.CONFIRMED, Paid.CAPTURED)


def test_too_little_waits_for_the_rest(by_bank: ByBank):
    by_bank.pay(by_bank.total - YUAN)
    assert by_bank.deal.state == (State.HELD, Paid.CREATED)
    assert by_bank.deal.stands(AccountKind.CLEARING) == 0
    assert free_credit(by_bank.customer, "CNY").minor == 0

    by_bank.pay(YUAN)

    assert by_bank.deal.state == (State.REQUESTED, Paid.CAPTURED)
    assert sound()


def test_too_much_stays_the_customers_and_is_sent_back_when_told(by_bank: ByBank):
    by_bank.pay(by_bank.total + YUAN)
    assert by_bank.deal.state == (State.REQUESTED, Paid.CAPTURED)
    assert free_credit(by_bank.customer, "CNY") == YUAN

    with pytest.raises(WrongAmount):
        return_credit(customer=by_bank.customer, amount=YUAN + YUAN, by=by_bank.by, now=by_bank.deal.now)
    task = return_credit(customer=by_bank.customer, amount=YUAN, by=by_bank.by, now=by_bank.deal.now)
    assert free_credit(by_bank.customer, "CNY").minor == 0
    by_bank.send(task)

    assert by_bank.unapplied == 0
    assert by_bank.in_bank == by_bank.total.minor
    assert sound()


def test_what_a_customer_has_here_pays_another_booking(by_bank: ByBank):
    line = by_bank.teller.receive(by_bank.total)
    confirm(line=line, customer=by_bank.customer, shares=[], by=by_bank.by, now=by_bank.deal.now)
    put_to_booking(plan=by_bank.deal.plan, amount=by_bank.total, by=by_bank.by, now=by_bank.deal.now)

    by_bank.deal.advance()

    assert by_bank.deal.state == (State.REQUESTED, Paid.CAPTURED)
    with pytest.raises(WrongAmount):
        put_to_booking(plan=by_bank.deal.plan, amount=YUAN, by=by_bank.by, now=by_bank.deal.now)


def test_one_transfer_pays_several_bookings(by_bank: ByBank):
    deal = by_bank.deal
    other = ByBank(Deal(by_bank.deal.desk, buyer=deal.buyer, days=6), by_bank.by, by_bank.second)
    other.begin()
    line = by_bank.teller.receive(by_bank.total + other.total)
    shares = [Share(deal.plan, by_bank.total), Share(other.deal.plan, other.total)]

    confirm(line=line, customer=by_bank.customer, shares=shares, by=by_bank.by, now=deal.now)
    for each in (deal, other.deal):
        each.advance()
        assert each.state == (State.REQUESTED, Paid.CAPTURED)
    assert sound()


@pytest.mark.parametrize("came", ["before", "after"])
def test_what_came_for_a_hold_that_ended_goes_back(by_bank: ByBank, came: str):
    """A part of it while it was held, or all of it when that was over."""
    amount = by_bank.total - YUAN if came == "before" else by_bank.total
    if came == "before":
        by_bank.pay(amount)
        lapse(by_bank)
    else:
        lapse(by_bank)
        by_bank.pay(amount)

    (task,) = by_bank.tasks()
    assert (task.kind, task.amount, task.is_credit) == (BankTaskKind.REFUND, amount, True)
    assert by_bank.deal.state == (State.WITHDRAWN, Paid.CREATED)
    by_bank.deal.advance()
    assert len(by_bank.tasks()) == 1
    by_bank.send(task)
    assert (by_bank.in_bank, by_bank.unapplied) == (0, 0)
    assert sound()


def test_paid_by_card_after_all_the_banks_money_stays_the_customers(by_bank: ByBank):
    by_bank.deal.pay(Rail.PREPAY)
    assert by_bank.deal.state == (State.REQUESTED, Paid.CAPTURED)
    line = by_bank.teller.receive(by_bank.total)

    with pytest.raises(WrongMatch):
        confirm(
            line=line,
            customer=by_bank.customer,
            shares=[Share(by_bank.deal.plan, by_bank.total)],
            by=by_bank.by,
            now=by_bank.deal.now,
        )
    assert by_bank.unapplied == 0


def test_a_declined_request_is_paid_back_by_hand(by_bank: ByBank):
    by_bank.pay()
    booking = Booking.objects.get(pk=by_bank.deal.booking.pk)
    answers.decline(booking=booking, by=by_bank.deal.provider, now=by_bank.deal.now, reason_code="material")
    by_bank.deal.advance()

    (task,) = by_bank.tasks()
    assert (task.kind, task.amount, task.is_credit) == (BankTaskKind.REFUND, by_bank.total, False)
    by_bank.send(task)
    assert by_bank.deal.state == (State.DECLINED, Paid.REFUNDED)
    assert (by_bank.in_bank, by_bank.deal.stands(AccountKind.CLEARING)) == (0, 0)
    assert sound()


def test_used_and_accepted_the_provider_is_paid_by_hand_after_two_days(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay()
    deal.accept()
    deal.use()
    commission = round(by_bank.total.minor * 5 / 100)
    (task,) = by_bank.tasks()
    assert (task.kind, task.amount.minor) == (BankTaskKind.PAYOUT, by_bank.total.minor - commission)
    assert task.not_before == deal.now + timedelta(days=2)
    with pytest.raises(WrongMatch):
        by_bank.send(task)

    deal.desk.after(days=2)
    by_bank.send(task)

    assert deal.stands(AccountKind.PAYABLE) == 0
    assert by_bank.in_bank == commission == -deal.stands(AccountKind.COMMISSION)
    assert sound()


def test_cancelled_the_tier_decides_and_the_rest_is_the_providers(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay()
    deal.accept()
    deal.desk.now = deal.booking.period.starts_at - timedelta(hours=30)
    deal.cancel()

    refund = Booking.objects.get(pk=deal.booking.pk).refund_minor
    (back,) = by_bank.tasks(BankTaskKind.REFUND)
    (payout,) = by_bank.tasks(BankTaskKind.PAYOUT)
    assert 0 < refund == back.minor < by_bank.total.minor
    by_bank.send(back)
    deal.desk.after(days=2)
    by_bank.send(payout)
    assert deal.state == (State.CANCELLED, Paid.PARTIALLY_REFUNDED)
    assert (deal.stands(AccountKind.CLEARING), deal.stands(AccountKind.PAYABLE)) == (0, 0)
    assert sound()


def test_a_payout_that_came_back_is_owed_and_asked_for_again(by_bank: ByBank):
    deal = by_bank.deal
    by_bank.pay()
    deal.accept()
    deal.use()
    deal.desk.after(days=2)
    (first,) = by_bank.tasks()
    by_bank.send(first)

    line = by_bank.teller.receive(first.amount, f"RETURN {first.reference}")
    come_back(line=line, task=first, by=by_bank.by, now=deal.now)
    deal.advance()

    assert deal.stands(AccountKind.PAYABLE) == -first.minor
    first, again = by_bank.tasks()
    assert (first.state, again.state, again.amount) == ("returned", "due", first.amount)
    by_bank.send(again)
    assert deal.stands(AccountKind.PAYABLE) == 0
    assert sound()


def test_told_again_nothing_is_asked_or_posted_twice(by_bank: ByBank):
    by_bank.pay()
    by_bank.deal.accept()
    by_bank.deal.use()
    for _ in range(3):
        by_bank.deal.advance()

    assert len(by_bank.tasks()) == 1
    assert sound()


def test_a_line_is_decided_once(by_bank: ByBank):
    line = by_bank.pay()

    with pytest.raises(AlreadyDecided):
        confirm(line=line, customer=by_bank.customer, shares=[], by=by_bank.by, now=by_bank.deal.now)
    assert by_bank.in_bank == by_bank.total.minor


@pytest.mark.parametrize("wrong", ["too much", "nothing", "twice", "another firm"])
def test_shares_that_cannot_be_are_refused_whole(by_bank: ByBank, wrong: str):
    plan, total = by_bank.deal.plan, by_bank.total
    line = by_bank.teller.receive(total)
    shares = {
        "too much": [Share(plan, total + YUAN)],
        "nothing": [Share(plan, Money(0, "CNY"))],
        "twice": [Share(plan, YUAN), Share(plan, YUAN)],
        "another firm": [Share(plan, total)],
    }[wrong]
    customer = factories.organisation() if wrong == "another firm" else by_bank.customer

    with pytest.raises((WrongAmount, WrongMatch)):
        confirm(line=line, customer=customer, shares=shares, by=by_bank.by, now=by_bank.deal.now)

    assert by_bank.in_bank == 0
    assert line.parts.count() == 0


def test_the_hold_for_the_bank_ends_by_its_own_clock(by_bank: ByBank):
    by_bank.deal.desk.after(days=3)

    by_bank.pay()

    assert by_bank.deal.plan.state == Paid.CREATED
    assert clock.kept_for_bank(by_bank.deal.booking) == by_bank.deal.now
