"""A hold that its bank let go of is paid anew, and the booking goes on as if it had never been lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from capacity.operations import changes
from capacity.operations.refusals import IllegalStep, NotAllowed
from marketplace.accounts.enums import Role
from payments.enums import AccountKind, PaymentState, Rail
from payments.models import PaymentOperation
from payments.operations.applying import apply
from payments.operations.beginning import begin
from payments.operations.checking import faults
from payments.operations.looking import look
from payments.operations.paying_again import pay_again
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sequences import let_settle, overage

pytestmark = pytest.mark.django_db


def lose_hold(deal: Deal) -> None:
    gateway = deal.desk.gateway()
    gateway.payments.release(key=f"bank {deal.plan.payment_ref}", payment_id=deal.plan.payment_ref)
    deal.advance()
    assert deal.plan.state == PaymentState.CANCELLED


@pytest.fixture
def lost(deal: Deal) -> Deal:
    """Confirmed, and nothing pays for it any more."""
    deal.pay()
    deal.accept()
    lose_hold(deal)
    return deal


def page_again(deal: Deal) -> PaymentOperation:
    page = pay_again(booking=deal.fresh(), by=deal.buyer, now=deal.now, addresses=ADDRESSES)
    deal.advance()
    page.refresh_from_db()
    return page


def paid_again(deal: Deal) -> None:
    acting.pay(session_ref=page_again(deal).remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()


def test_paid_again_it_is_held_and_settled_as_any_other(lost: Deal):
    before = lost.plan.payment_ref
    paid_again(lost)
    assert lost.plan.state == PaymentState.AUTHORISED
    assert lost.plan.payment_ref != before

    lost.use()
    let_settle(lost)
    assert (lost.stands(AccountKind.CLEARING), lost.stands(AccountKind.PAYABLE)) == (0, 0)
    assert lost.plan.state == PaymentState.CAPTURED
    assert lost.agrees()
    assert list(faults(lost.now)) == []


def test_an_old_picture_of_the_lost_hold_changes_nothing(deal: Deal):
    deal.pay()
    deal.accept()
    old = look(deal.plan, deal.desk.gateway())
    lose_hold(deal)
    paid_again(deal)
    before = deal.asked()
    apply(deal.plan.pk, old, now=deal.now)

    assert deal.plan.state == PaymentState.AUTHORISED
    assert deal.asked() == before


def test_two_tabs_lead_to_one_page_and_what_is_paid_besides_goes_back(lost: Deal):
    first, second = page_again(lost), page_again(lost)
    assert first.pk == second.pk
    lost.desk.after(hours=1)  # the page has ended, and a new one replaces the same payment
    third = page_again(lost)
    assert third.pk != first.pk
    acting.pay(session_ref=third.remote_ref, instrument="pm_card_visa", now=lost.now)
    lost.advance()

    assert lost.plan.state == PaymentState.AUTHORISED
    with pytest.raises(IllegalStep):
        page_again(lost)


def test_what_is_paid_on_a_page_of_before_goes_back(deal: Deal):
    older = deal.begin(Rail.PREPAY)
    deal.pay()
    deal.accept()
    lose_hold(deal)
    acting.pay(session_ref=older.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()

    assert deal.plan.state == PaymentState.CANCELLED
    assert ("refund", "done") in deal.asked()


def test_a_hold_that_is_lost_twice_is_paid_a_third_time(lost: Deal):
    paid_again(lost)
    lose_hold(lost)
    paid_again(lost)
    assert lost.plan.state == PaymentState.AUTHORISED
    lost.use()
    let_settle(lost)
    assert list(faults(lost.now)) == []


def test_the_allowance_is_held_again(settings, desk):
    deal = overage(desk, days=3)
    deal.pay()
    deal.accept()
    allowance = deal.plan.allowance
    lose_hold(deal)
    paid_again(deal)
    assert (deal.plan.quoted, deal.plan.allowance) == (deal.booking.total, allowance)
    assert allowance.minor > 0


def test_of_a_booking_that_is_over_what_is_due_is_paid_and_taken(lost: Deal):
    lost.use()
    paid_again(lost)
    let_settle(lost)
    assert lost.plan.state == PaymentState.CAPTURED
    assert lost.plan.quoted == lost.booking.total
    assert list(faults(lost.now)) == []


def test_what_was_let_go_of_because_nothing_is_due_is_not_paid_again(deal: Deal):
    deal.pay()
    deal.accept()
    deal.cancel(by=deal.provider)
    assert deal.plan.state == PaymentState.CANCELLED
    with pytest.raises(IllegalStep):
        page_again(deal)


def test_nobody_but_who_may_book_for_the_customer_pays_again(lost: Deal):
    stranger = factories.member(factories.organisation(), Role.BUYER)
    looker = factories.member(lost.booking.customer, Role.FINANCE)
    for actor in (stranger, looker, lost.provider):
        with pytest.raises(NotAllowed):
            pay_again(booking=lost.fresh(), by=actor, now=lost.now, addresses=ADDRESSES)


def test_nothing_is_added_before_it_is_paid_again(lost: Deal):
    ends_at = lost.fresh().period.ends_at + timedelta(minutes=30)
    with pytest.raises(IllegalStep):
        changes.extend(booking=lost.fresh(), by=lost.buyer, now=lost.now, ends_at=ends_at)


def test_a_held_period_whose_card_let_go_before_it_was_sent_is_not_begun_as_if_nothing_was(deal: Deal):
    deal.begin()
    deal.plan.__class__.objects.filter(pk=deal.plan.pk).update(payment_ref="pi_lost", state="cancelled")
    with pytest.raises(IllegalStep):
        begin(booking=deal.booking, rail=Rail.PREPAY, by=deal.buyer, now=deal.now, addresses=ADDRESSES)
