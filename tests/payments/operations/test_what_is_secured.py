"""What counts as secured is what a card really holds, and it is taken before it lapses."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from capacity.operations import changes, holds
from capacity.operations.refusals import NotSecured, Refused
from marketplace.events.models import Event
from marketplace.periods import Period
from payments.enums import (
    AccountKind,
    JournalKind,
    OperationKind,
    OperationState,
    Rail,
)
from payments.enums import PaymentState as Paid
from payments.gateway import Declined
from payments.models import Journal
from payments.operations.asking import ask
from payments.operations.checking import faults
from payments.operations.sending import send
from payments.operations.supplementing import begin_supplement, covered, lacking
from payments.sandbox import acting
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk
from tests.payments.sequences import (
    complete,
    deliver,
    let_settle,
    overage,
    paid_on_top,
    sent_to,
)
from tests.payments.test_money_emails import newest

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)


def test_a_bill_known_before_the_hold_lapses_is_taken_whole(desk: Desk):
    deal = overage(desk, days=5)
    deal.pay(Rail.CARD_HOLD)
    deal.accept()
    deliver(deal, HALF)
    deal.desk.now = deal.plan.capture_before - timedelta(hours=20)
    deal.advance()  # the timer of the guard
    complete(deal)
    let_settle(deal)
    assert sent_to(deal) - deal.stands(AccountKind.COMMISSION) == deal.booking.total_minor * 7 // 6


def test_a_longer_booking_within_the_allowance_is_taken_whole(desk: Desk):
    deal = overage(desk, days=10)
    deal.pay(Rail.CARD_HOLD)
    deal.accept()
    ends_at = deal.booking.period.ends_at + HALF
    changes.extend(booking=deal.fresh(), by=deal.buyer, now=deal.now, ends_at=ends_at)
    total = deal.fresh().total_minor
    assert total == deal.booking.total_minor * 7 // 6
    deal.desk.now = deal.plan.capture_before - timedelta(hours=20)
    deal.advance()
    deliver(deal, timedelta(0))
    complete(deal)
    let_settle(deal)
    assert sent_to(deal) - deal.stands(AccountKind.COMMISSION) == total


def test_use_beyond_after_the_guard_can_be_paid_on_top(desk: Desk):
    deal = overage(desk, days=10)
    deal.pay(Rail.CARD_HOLD)
    deal.accept()
    deal.desk.now = deal.plan.capture_before - timedelta(hours=20)
    deal.advance()
    deliver(deal, HALF)
    complete(deal)
    booking = deal.fresh()
    assert lacking(deal.plan, booking, booking.period, deal.now).minor == booking.total_minor // 6


def test_what_was_really_paid_counts_and_not_the_rail_chosen_last(desk: Desk):
    deal = overage(desk, days=3)
    first = deal.begin(Rail.PREPAY)
    deal.begin(Rail.CARD_HOLD)
    acting.pay(session_ref=first.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    deal.accept()
    assert covered(deal.plan) == deal.booking.total
    ends_at = deal.booking.period.ends_at + HALF
    with pytest.raises(NotSecured):
        changes.extend(booking=deal.fresh(), by=deal.buyer, now=deal.now, ends_at=ends_at)


def lose_hold(deal: Deal) -> None:
    gateway = deal.desk.gateway()
    gateway.payments.release(key="by their bank", payment_id=deal.plan.payment_ref)
    deal.advance()
    assert deal.plan.state == Paid.CANCELLED


def test_operators_are_shown_a_booking_whose_hold_was_lost(deal: Deal):
    """The mail says that an operator looks at how it is paid now."""
    deal.pay()
    deal.accept()
    lose_hold(deal)
    deal.use()
    deal.desk.after(days=2)
    assert [line for line in faults(deal.now) if deal.booking.reference in line]


def test_a_request_whose_hold_was_lost_is_not_accepted_unpaid(deal: Deal):
    deal.pay()
    lose_hold(deal)
    with pytest.raises(Refused):
        deal.accept()


def test_a_capture_that_the_bank_declines_waits_for_an_operator(deal: Deal):
    """No card of the sandbox declines one, and no call of it is imitated but this."""

    def decline(**asked: object) -> None:
        raise Declined("card_declined", "No.", decline_code="generic_decline", payment_id="")

    deal.pay()
    asked = ask(
        deal.plan, OperationKind.CAPTURE, "declined", now=deal.now, amount=deal.booking.total, payment="pi"
    )
    send(asked.pk, SimpleNamespace(payments=SimpleNamespace(capture=decline)), now=deal.now)

    asked.refresh_from_db()
    assert asked.state == OperationState.STUCK


def test_what_was_paid_on_top_is_settled_though_the_first_hold_was_lost(deal: Deal):
    deal.pay(Rail.CARD_HOLD)
    deal.accept()
    deal.desk.after(days=1)
    paid_on_top(deal)
    gateway = deal.desk.gateway()
    gateway.payments.release(key="bank lets go", payment_id=deal.plan.payment_ref)
    deal.advance()
    deal.use()
    let_settle(deal)
    assert Journal.objects.filter(booking=deal.booking, kind=JournalKind.CAPTURE).count() == 1
    assert deal.stands(AccountKind.CLEARING) == 0, "held for ever"


def test_a_hold_is_taken_before_it_lapses_though_another_payment_is_contested(deal: Deal):
    after = Deal(deal.desk, offer=deal.booking.offer, days=10)
    after.pay(Rail.CARD_HOLD)
    after.accept()
    after.desk.now = after.plan.capture_before - timedelta(hours=20)
    after.advance()
    assert after.plan.state == Paid.CAPTURED
    paid_on_top(after)
    acting.open_dispute(charge_ref=after.plan.charge_ref, amount=100, now=after.now)
    after.advance()
    after.use()
    let_settle(after)
    picture = after.desk.gateway().payments
    held = [
        picture.get(after.desk.gateway().checkouts.get(each.remote_ref).payment_id)
        for each in after.plan.operations.filter(kind="checkout")
    ]
    assert {each.status.value for each in held} == {"succeeded"}


def held_since(event_id: int) -> list[Event]:
    """The mails that say: held and not taken yet, taken once the delivery is accepted."""
    return list(Event.objects.filter(pk__gt=event_id, name__icontains="FundsHeld"))


def test_a_hold_that_came_too_late_is_not_told_to_be_taken(deal: Deal):
    page = deal.begin()
    holds.withdraw(booking=deal.fresh(), by=deal.buyer, now=deal.now)
    before = newest()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    assert not held_since(before)


def test_what_is_paid_on_top_after_a_cancellation_is_not_told_to_be_taken(deal: Deal):
    deal.pay()
    deal.accept()
    period = Period(deal.booking.period.starts_at, deal.booking.period.ends_at + timedelta(hours=1))
    page = begin_supplement(
        booking=deal.fresh(), period=period, by=deal.buyer, now=deal.now, addresses=ADDRESSES
    )
    deal.advance()
    page.refresh_from_db()
    deal.cancel(by=deal.provider)
    before = newest()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    assert not held_since(before)
