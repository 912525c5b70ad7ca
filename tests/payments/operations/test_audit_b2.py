"""What a page or a mail promises about money, and what becomes of it."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from capacity.operations import holds
from capacity.operations.refusals import Refused
from marketplace.events.models import Event
from marketplace.money import Money
from marketplace.periods import Period
from payments.enums import OperationKind, OperationState, Rail
from payments.enums import PaymentState as Paid
from payments.gateway import Declined
from payments.models import CommissionRule, PayoutAccount
from payments.operations import paying_out, sending
from payments.operations.checking import faults
from payments.operations.late_refunds import refund_late
from payments.operations.payout_accounts import Returns, _begin_change, page_to_fill_in
from payments.operations.supplementing import begin_supplement
from payments.sandbox import acting
from payments.shown.panel import PaymentPanel
from tests.payments.operations.test_audit_b import (
    settle,
    used,
)
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk
from tests.payments.test_money_emails import newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings) -> Desk:
    settings.PAYMENTS_BACKEND = "sandbox"
    CommissionRule.objects.update_or_create(valid_from="2018-01-01", defaults={"basis_points": 500})
    return Desk()


@pytest.fixture
def deal(desk: Desk) -> Deal:
    deal = Deal(desk)
    deal.open_account()
    return deal


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


def test_a_capture_that_the_bank_declines_waits_for_an_operator(deal: Deal, monkeypatch):
    def decline(operation, gateway):
        raise Declined("card_declined", "No.", decline_code="generic_decline", payment_id="")

    deal.pay()
    deal.accept()
    monkeypatch.setitem(sending.SENDING, OperationKind.CAPTURE, decline)
    deal.use()
    assert deal.plan.operations.get(kind=OperationKind.CAPTURE).state == OperationState.STUCK


def held_since(event_id: int) -> list[Event]:
    """The mails that say: held and not taken yet, taken once the delivery is accepted."""
    return list(Event.objects.filter(pk__gt=event_id, name__icontains="FundsHeld"))


def sentences(deal: Deal) -> str:
    return " ".join(PaymentPanel(deal.fresh(), actor=deal.buyer, now=deal.now).sentences)


def test_a_refund_that_was_refused_is_not_shown_as_on_its_way(deal: Deal):
    used(deal)
    settle(deal)
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=100, now=deal.now)
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=True, now=deal.now)
    deal.advance()
    refund_late(booking=deal.fresh(), amount=Money(5000, "CNY"), reason="x", by=deal.provider, now=deal.now)
    deal.advance()
    assert deal.plan.operations.get(kind=OperationKind.REFUND).state == OperationState.STUCK
    assert "on its way" not in sentences(deal)


def test_a_refund_that_came_back_is_not_shown_as_gone_back(deal: Deal):
    deal.pay(Rail.PREPAY, "pm_card_refundFail")
    deal.accept()
    deal.desk.after(hours=1)
    deal.advance()
    deal.cancel(by=deal.provider)
    settle(deal)
    assert "went back on" not in sentences(deal)


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


@pytest.mark.django_db(transaction=True)
def test_a_payout_asked_for_while_the_account_is_changed_is_withdrawn(deal: Deal, monkeypatch):
    def change() -> None:
        try:
            _begin_change(deal.booking.provider, deal.provider, deal.now)
        finally:
            connection.close()

    changing = Thread(target=change)
    ask_left = paying_out.left_to_provider

    def meanwhile(*told, **more):
        if changing.ident is None:
            changing.start()
            changing.join(2)
        return ask_left(*told, **more)

    monkeypatch.setattr(paying_out, "left_to_provider", meanwhile)
    used(deal)
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    changing.join()
    assert PayoutAccount.objects.get().usable_from is None
    assert not deal.plan.operations.unsent().filter(kind=OperationKind.TRANSFER).exists()


def test_a_payout_withdrawn_for_a_changed_account_is_not_shown_as_refused(deal: Deal):
    used(deal)
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    page_to_fill_in(
        by=deal.provider, gateway=deal.desk.gateway(), now=deal.now, returns=Returns("http://x/", "http://x/")
    )
    payout = PaymentPanel(deal.fresh(), actor=deal.provider, now=deal.now).payout
    assert payout is not None
    assert "refused" not in payout.why
