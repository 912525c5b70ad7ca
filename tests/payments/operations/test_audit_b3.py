"""Proven and not mended: these fail."""

from datetime import timedelta

import pytest

from capacity.operations.expiry import expire_if_due
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import AccountKind, Rail
from payments.models import Chargeback, CommissionRule
from payments.operations.chargebacks import bear_loss
from payments.operations.late_refunds import refund_late
from payments.sandbox import acting
from payments.sandbox.rows import SandboxObject
from payments.shown.panel import PaymentPanel
from tests import factories
from tests.payments.operations.banking.test_gateway_transfers import arrives, in_currency
from tests.payments.operations.test_audit_b import (
    empty,
    net,
    sent_to,
    settle,
    used,
)
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk
from tests.payments.test_money_emails import newest, told

pytestmark = [pytest.mark.django_db, pytest.mark.xfail(strict=True, raises=AssertionError)]


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


def test_of_a_loss_no_more_is_borne_than_was_due(deal: Deal):
    """Charged back whole before it was used, then cancelled for half: the provider earns half."""
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    dispute = acting.open_dispute(
        charge_ref=deal.plan.charge_ref, amount=deal.booking.total_minor, now=deal.now
    )
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    deal.advance()
    bear_loss(chargeback=Chargeback.objects.get(ref=dispute), by=factories.operator())
    deal.desk.now = deal.booking.period.starts_at - timedelta(hours=30)
    deal.cancel()
    settle(deal)
    assert deal.fresh().refund_minor == deal.booking.total_minor // 2
    assert deal.stands(AccountKind.CLEARING) == 0, "held for ever"


def test_a_debt_is_kept_from_a_payout_that_has_not_left(deal: Deal):
    """By bank it is (`sendable`)."""
    used(deal)
    settle(deal)
    empty(deal)
    after = Deal(deal.desk, offer=deal.booking.offer, days=60)
    used(after)
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    after.advance()  # its payout waits for two days
    total = deal.booking.total_minor
    refund_late(
        booking=deal.fresh(), amount=Money(total // 10, "CNY"), reason="x", by=deal.provider, now=deal.now
    )
    deal.advance()
    debt = net(total) - net(total - total // 10)
    settle(after)
    assert sent_to(after) == net(total) - debt


def test_what_came_by_the_gateways_bank_after_the_hold_is_not_promised_back_and_kept(settings, desk: Desk):
    deal = Deal(desk, days=5)
    factories.member(deal.booking.customer, Role.FINANCE)
    total = in_currency(deal, "EUR")
    deal.pay(Rail.BANK_TRANSFER, "pm_bank_transfer")
    arrives(deal, total - 500)
    before = newest()
    deal.desk.now = deal.fresh().held_until + timedelta(seconds=1)
    expire_if_due(deal.booking.pk, deal.now)
    deal.advance()
    settle(deal)
    bodies = " ".join(body for _to, _subject, body in told(before))
    cash = [
        row.hidden["cash"] for row in SandboxObject.objects.filter(kind="customer") if "cash" in row.hidden
    ]
    assert bodies
    assert not ("goes back in full" in bodies and cash == [{"eur": total - 500}])


def test_what_a_lost_chargeback_took_is_not_shown_as_paid_out(deal: Deal):
    used(deal)
    settle(deal)
    dispute = acting.open_dispute(
        charge_ref=deal.plan.charge_ref, amount=deal.booking.total_minor // 2, now=deal.now
    )
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    settle(deal)
    payout = PaymentPanel(deal.fresh(), actor=deal.provider, now=deal.now).payout
    assert payout is not None
    assert abs(payout.earning.net.minor - sent_to(deal)) <= 1
