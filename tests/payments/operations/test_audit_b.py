"""Sequences of legal steps after which a cent is lost, doubled, stuck or not as promised."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from capacity.enums import ChargeMode
from capacity.operations import changes, usage
from capacity.operations.refusals import NotSecured
from marketplace.money import Money
from marketplace.periods import Period
from payments.enums import (
    AccountKind,
    ChargebackState,
    Decision,
    JournalKind,
    OperationKind,
    OperationState,
    Rail,
)
from payments.enums import PaymentState as Paid
from payments.models import BankTask, Chargeback, CommissionRule, Journal, PaymentOperation, PayoutAccount
from payments.operations.advancing import advance
from payments.operations.billing.drawing import follow_bill
from payments.operations.chargebacks import answer, bear_loss
from payments.operations.late_refunds import TooMuchBack, refund_late
from payments.operations.payout_accounts import Returns, confirm_account, page_to_fill_in
from payments.operations.stuck import decide
from payments.operations.supplementing import begin_supplement, covered, lacking
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)


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


def overage(desk: Desk, days: int) -> Deal:
    began = Deal(desk)
    machine = factories.resource(policy={"late_check_out_minutes": 120})
    deal = Deal(desk, days=days, offer=factories.offer(machine, charge_mode=ChargeMode.OVERAGE))
    deal.reserve = began.reserve
    deal.open_account()
    return deal


def run_jobs(desk: Desk) -> None:
    """What any job would bring on by now, and what the net finds."""
    seen = set()
    while True:
        waiting = ProcrastinateJob.objects.filter(task_name="payments.tasks.advance_payment")
        new = set(waiting.values_list("id", "args__plan_id")) - seen
        if not new:
            return
        for plan_id in sorted({plan for _id, plan in new}):
            advance(plan_id, desk.gateway(), clock=lambda: desk.now)
        seen |= new


def forget_jobs() -> None:
    """All that was to be brought on was."""
    ProcrastinateJob.objects.all().delete()


def settle(deal: Deal) -> None:
    for _ in range(3):
        deal.desk.after(days=8)
        acting.go_on(by=timedelta(0), now=deal.now)
        deal.advance()


def deliver(deal: Deal, late: timedelta) -> None:
    booking = deal.fresh()
    deal.desk.now = booking.period.starts_at
    usage.check_in(booking=booking, by=deal.buyer, now=deal.now)
    deal.desk.now = booking.period.ends_at + late
    usage.deliver(booking=deal.fresh(), by=deal.provider, now=deal.now, checked_out_at=deal.now)
    follow_bill(deal.booking.pk, deal.now)
    deal.advance()


def complete(deal: Deal) -> None:
    usage.complete(booking=deal.fresh(), by=deal.buyer, now=deal.now)
    follow_bill(deal.booking.pk, deal.now)
    deal.advance()


def used(deal: Deal) -> Deal:
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.use()
    return deal


def empty(deal: Deal) -> None:
    """The provider has sent all it had to its bank."""
    ref = PayoutAccount.objects.get(organisation=deal.booking.provider).ref
    gateway = deal.desk.gateway()
    there = gateway.books.balance(ref).available["CNY"]
    gateway.payouts.make(key=deal.desk.key(), account_id=ref, amount=there, metadata={})


def sent_to(deal: Deal) -> int:
    transfers = deal.desk.gateway().transfers.of_group(deal.plan.transfer_group)
    return sum((each.amount - each.reversed).minor for each in transfers)


def net(minor: int) -> int:
    return minor - round(minor * 5 / 100)


def back(deal: Deal, minor: int) -> None:
    refund_late(booking=deal.fresh(), amount=Money(minor, "CNY"), reason="x", by=deal.provider, now=deal.now)
    settle(deal)


# --- A: the guard and the allowance ---


def test_a_bill_known_before_the_hold_lapses_is_taken_whole(desk: Desk):
    deal = overage(desk, days=5)
    deal.pay(Rail.CARD_HOLD)
    deal.accept()
    deliver(deal, HALF)
    deal.desk.now = deal.plan.capture_before - timedelta(hours=20)
    deal.advance()  # the timer of the guard
    complete(deal)
    settle(deal)
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
    settle(deal)
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


# --- J: another rail in another tab ---


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


# --- F: what was kept for a debt that is no debt any more ---


def test_what_was_kept_for_a_loss_that_we_bear_is_paid_out(deal: Deal):
    used(deal)
    settle(deal)
    empty(deal)
    dispute = acting.open_dispute(
        charge_ref=deal.plan.charge_ref, amount=deal.booking.total_minor, now=deal.now
    )
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    deal.advance()
    settle(deal)
    assert deal.stands(AccountKind.PAYABLE) == net(deal.booking.total_minor)
    after = Deal(deal.desk, offer=deal.booking.offer, days=60)
    used(after)
    settle(after)
    assert sent_to(after) == 0  # kept for the debt
    forget_jobs()

    bear_loss(chargeback=Chargeback.objects.get(ref=dispute), by=factories.operator())
    run_jobs(deal.desk)
    for _ in range(3):
        deal.desk.after(days=8)
        acting.go_on(by=timedelta(0), now=deal.now)
        run_jobs(deal.desk)

    assert deal.stands(AccountKind.PAYABLE) == 0


# --- G: a second part of the earnings, earned while the account was changed ---


def test_what_is_earned_while_the_account_is_changed_is_paid_out_once_it_is_confirmed(desk: Desk):
    deal = overage(desk, days=3)
    deal.pay(Rail.PREPAY)
    deal.accept()
    deliver(deal, HALF)
    complete(deal)
    settle(deal)
    assert sent_to(deal) == net(deal.booking.total_minor)
    account = PayoutAccount.objects.get(organisation=deal.booking.provider)
    page_to_fill_in(
        by=deal.provider, gateway=desk.gateway(), now=deal.now, returns=Returns("http://x/", "http://x/")
    )
    page = begin_supplement(
        booking=deal.fresh(), period=deal.booking.period, by=deal.buyer, now=deal.now, addresses=ADDRESSES
    )
    deal.advance()
    page.refresh_from_db()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    settle(deal)
    forget_jobs()

    account.refresh_from_db()
    confirm_account(account=account, by=factories.operator(), now=deal.now)
    for _ in range(3):
        desk.after(days=8)
        acting.go_on(by=timedelta(0), now=deal.now)
        run_jobs(desk)

    assert deal.stands(AccountKind.PAYABLE) == 0
    assert sent_to(deal) - deal.stands(AccountKind.COMMISSION) == deal.booking.total_minor * 7 // 6


# --- H17: a debt told and kept once is not taken back as well ---


def test_a_debt_that_was_kept_from_the_next_payout_is_not_taken_back_as_well(deal: Deal):
    used(deal)
    settle(deal)
    empty(deal)
    total = deal.booking.total_minor
    back(deal, total // 10)
    debt = deal.stands(AccountKind.PAYABLE)
    assert debt > 0
    after = Deal(deal.desk, offer=deal.booking.offer, days=60)
    used(after)
    settle(after)
    assert sent_to(after) == net(total) - debt
    assert deal.stands(AccountKind.PAYABLE) == 0

    back(deal, total // 20)

    assert deal.stands(AccountKind.PAYABLE) == 0, "taken twice"


# --- K: an answer to a chargeback that was refused ---


def test_an_answer_that_the_gateway_refused_can_be_given_again(deal: Deal):
    used(deal)
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=100, now=deal.now)
    deal.advance()
    row = Chargeback.objects.get(ref=dispute)
    by = factories.operator()
    operation = answer(chargeback=row, told="Delivered", by=by, now=deal.now)
    operation.state, operation.error_code = OperationState.STUCK, "invalid_request"
    operation.first_sent_at = operation.finished_at = deal.now
    operation.save()
    decide(operation=operation, decision=Decision.RETRY, reason="Again", by=by, now=deal.now)
    run_jobs(deal.desk)
    row.refresh_from_db()
    if row.state == ChargebackState.TO_ANSWER:
        answer(chargeback=row, told="Delivered", by=by, now=deal.now)
        run_jobs(deal.desk)
    row.refresh_from_db()
    assert row.state != ChargebackState.TO_ANSWER


# --- N: of two transfers that were refused the second is retried first ---


def paid_on_top(deal: Deal, hours: int = 1):
    period = Period(deal.booking.period.starts_at, deal.fresh().period.ends_at + timedelta(hours=hours))
    page = begin_supplement(
        booking=deal.fresh(), period=period, by=deal.buyer, now=deal.now, addresses=ADDRESSES
    )
    deal.advance()
    page.refresh_from_db()
    acting.pay(session_ref=page.remote_ref, instrument="pm_card_visa", now=deal.now)
    deal.advance()
    return page


def test_two_refused_transfers_are_sent_in_whichever_order_they_are_retried(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    paid_on_top(deal)
    deal.use()
    deal.desk.after(seconds=10)
    deal.advance()
    ref = PayoutAccount.objects.get(organisation=deal.booking.provider).ref
    acting.decide_account(account_ref=ref, is_accepted=False, now=deal.now)
    settle(deal)
    stuck = list(PaymentOperation.objects.filter(kind="transfer", state="stuck"))
    assert len(stuck) == 2
    acting.decide_account(account_ref=ref, is_accepted=True, now=deal.now)
    stuck.sort(key=lambda each: each.params["minor"])
    by = factories.operator()
    for each in stuck:  # the smaller, of the supplement, first
        decide(operation=each, decision=Decision.RETRY, reason="Accepted", by=by, now=deal.now)
        deal.advance()
        settle(deal)

    assert sent_to(deal) == net(deal.fresh().total_minor)
    assert deal.stands(AccountKind.PAYABLE) == 0


# --- B: the first hold lapsed, what was paid on top was taken ---


def test_what_was_paid_on_top_is_settled_though_the_first_hold_was_lost(deal: Deal):
    deal.pay(Rail.CARD_HOLD)
    deal.accept()
    deal.desk.after(days=1)
    paid_on_top(deal)
    gateway = deal.desk.gateway()
    gateway.payments.release(key="bank lets go", payment_id=deal.plan.payment_ref)
    deal.advance()
    deal.use()
    settle(deal)
    assert Journal.objects.filter(booking=deal.booking, kind=JournalKind.CAPTURE).count() == 1
    assert deal.stands(AccountKind.CLEARING) == 0, "held for ever"


# --- L: what a bank contests keeps another hold from being taken ---


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
    settle(after)
    picture = after.desk.gateway().payments
    held = [
        picture.get(after.desk.gateway().checkouts.get(each.remote_ref).payment_id)
        for each in after.plan.operations.filter(kind="checkout")
    ]
    assert {each.status.value for each in held} == {"succeeded"}


# --- I: given back late what was never paid ---


def test_no_more_is_given_back_late_than_was_paid(desk: Desk):
    deal = overage(desk, days=3)
    deal.pay(Rail.PREPAY)
    deal.accept()
    deliver(deal, HALF)
    complete(deal)
    settle(deal)
    unpaid = deal.booking.total_minor // 6
    try:
        back(deal, unpaid)
    except TooMuchBack:
        return
    payment = desk.gateway().payments.get(deal.plan.payment_ref)
    refunds = desk.gateway().refunds.of_payment(payment.id)
    assert sum(each.amount.minor for each in refunds) == unpaid


def test_what_is_given_back_late_goes_back_though_a_part_was_charged_back(deal: Deal):
    used(deal)
    settle(deal)
    total = deal.booking.total_minor
    dispute = acting.open_dispute(charge_ref=deal.plan.charge_ref, amount=total // 10, now=deal.now)
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    deal.advance()
    settle(deal)
    back(deal, total // 10)
    asked = deal.plan.operations.get(kind=OperationKind.REFUND)  # the gateway refuses, and operators see it
    assert (asked.amount.minor, asked.state) == (total // 10, OperationState.STUCK)


# --- M: a refund that came back is promised another way ---


def test_a_refund_that_came_back_is_asked_of_an_operator(deal: Deal):
    deal.pay(Rail.PREPAY, "pm_card_refundFail")
    deal.accept()
    deal.cancel(by=deal.provider)
    settle(deal)
    assert Journal.objects.filter(booking=deal.booking, kind=JournalKind.REFUND_FAILURE).exists()
    task = BankTask.objects.get(recipient=deal.booking.customer)
    assert (task.kind, task.amount) == ("refund", deal.booking.total)
    assert deal.agrees()
