"""What is to go back to a payer goes back, and no page or mail says so of what does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from capacity.operations.expiry import expire_if_due
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import (
    AccountKind,
    ChargebackState,
    Decision,
    JournalKind,
    OperationKind,
    OperationState,
    Rail,
)
from payments.models import BankTask, Chargeback, Journal, PaymentOperation
from payments.operations.late_refunds import TooMuchBack, refund_late
from payments.operations.stuck import NotByBank, decide
from payments.sandbox import acting
from payments.sandbox.rows import SandboxObject
from payments.shown.panel import PaymentPanel
from tests import factories
from tests.payments.operations.banking.test_gateway_transfers import arrives, in_currency
from tests.payments.paying import Deal
from tests.payments.sandboxed import Desk
from tests.payments.sequences import (
    complete,
    deliver,
    give_back_late,
    let_settle,
    overage,
    use_prepaid,
)
from tests.payments.teller import Teller
from tests.payments.test_money_emails import newest, told

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)


def test_no_more_is_given_back_late_than_was_paid(desk: Desk):
    deal = overage(desk, days=3)
    deal.pay(Rail.PREPAY)
    deal.accept()
    deliver(deal, HALF)
    complete(deal)
    let_settle(deal)
    unpaid = deal.booking.total_minor // 6
    try:
        give_back_late(deal, unpaid)
    except TooMuchBack:
        return
    payment = desk.gateway().payments.get(deal.plan.payment_ref)
    refunds = desk.gateway().refunds.of_payment(payment.id)
    assert sum(each.amount.minor for each in refunds) == unpaid


def test_what_is_given_back_late_goes_back_though_a_part_was_charged_back(deal: Deal):
    use_prepaid(deal)
    let_settle(deal)
    total = deal.booking.total_minor
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=total // 10, now=deal.now)
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    deal.advance()
    let_settle(deal)
    give_back_late(deal, total // 10)
    asked = deal.plan.operations.get(kind=OperationKind.REFUND)  # the gateway refuses, and operators see it
    assert (asked.amount.minor, asked.state) == (total // 10, OperationState.STUCK)


def test_a_refund_that_came_back_is_asked_of_an_operator(deal: Deal):
    deal.pay(Rail.PREPAY, "pm_card_refundFail")
    deal.accept()
    deal.cancel(by=deal.provider)
    let_settle(deal)
    assert Journal.objects.filter(booking=deal.booking, kind=JournalKind.REFUND_FAILURE).exists()
    task = BankTask.objects.get(recipient=deal.booking.customer)
    assert (task.kind, task.amount) == ("refund", deal.booking.total)
    assert deal.agrees()


def sentences(deal: Deal) -> str:
    with translation.override("en"):
        return " ".join(PaymentPanel(deal.fresh(), actor=deal.buyer, now=deal.now).sentences)


def test_a_refund_that_was_refused_is_not_shown_as_on_its_way(deal: Deal):
    use_prepaid(deal)
    let_settle(deal)
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=100, now=deal.now)
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=True, now=deal.now)
    deal.advance()
    refund_late(booking=deal.fresh(), amount=Money(5000, "CNY"), reason="x", by=deal.provider, now=deal.now)
    deal.advance()
    assert deal.plan.operations.get(kind=OperationKind.REFUND).state == OperationState.STUCK
    assert "on its way" not in sentences(deal)


@pytest.fixture
def refused_refund(deal: Deal) -> PaymentOperation:
    """¥50.00 given back late, of a charge that its payer’s bank has examined: the gateway refunds none."""
    use_prepaid(deal)
    let_settle(deal)
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=100, now=deal.now)
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=True, now=deal.now)
    deal.advance()
    give_back_late(deal, 5000)
    return deal.plan.operations.get(kind=OperationKind.REFUND, state=OperationState.STUCK)


def by_bank_instead(operation: PaymentOperation, deal: Deal) -> BankTask:
    decide(
        operation=operation,
        decision=Decision.BY_BANK,
        reason="Refused for good",
        by=factories.operator(),
        now=deal.now,
    )
    deal.advance()
    return BankTask.objects.get(plan=deal.plan, kind="refund")


def test_a_refund_that_the_gateway_refuses_goes_back_by_bank_once(deal: Deal, refused_refund):
    task = by_bank_instead(refused_refund, deal)
    teller = Teller(factories.operator(), deal.now)
    teller.send(task, factories.operator())
    deal.advance()
    give_back_late(deal, 700)

    asked = deal.plan.operations.filter(kind=OperationKind.REFUND).order_by("created_at")
    assert [each.amount.minor for each in asked] == [5000, 700]
    assert (task.amount, deal.stands(AccountKind.CLEARING)) == (Money(5000, "CNY"), -700)
    assert deal.agrees()


def test_nothing_goes_by_bank_while_the_payers_bank_may_give_it_back_itself(deal: Deal, refused_refund):
    Chargeback.objects.update(state=ChargebackState.UNDER_REVIEW)
    with pytest.raises(NotByBank):
        by_bank_instead(refused_refund, deal)
    refused_refund.refresh_from_db()
    assert refused_refund.state == OperationState.STUCK


def test_nothing_but_a_refund_goes_back_by_bank_instead(deal: Deal, refused_refund):
    PaymentOperation.objects.filter(pk=refused_refund.pk).update(kind=OperationKind.CAPTURE)
    with pytest.raises(NotByBank):
        by_bank_instead(refused_refund, deal)


def test_a_refund_that_came_back_is_not_shown_as_gone_back(deal: Deal):
    deal.pay(Rail.PREPAY, "pm_card_refundFail")
    deal.accept()
    deal.desk.after(hours=1)
    deal.advance()
    deal.cancel(by=deal.provider)
    let_settle(deal)
    assert "went back" not in sentences(deal)
    assert "is sent back by bank" in sentences(deal)


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
    let_settle(deal)
    bodies = " ".join(body for _to, _subject, body in told(before))
    cash = [
        row.hidden["cash"] for row in SandboxObject.objects.filter(kind="customer") if "cash" in row.hidden
    ]
    assert bodies
    assert not ("goes back in full" in bodies and cash == [{"eur": total - 500}])
