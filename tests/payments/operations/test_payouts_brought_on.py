"""What a provider has earned reaches it once, whatever was owed, changed or refused meanwhile."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from marketplace.money import Money
from payments.enums import (
    AccountKind,
    Decision,
    OperationKind,
    Rail,
)
from payments.models import Chargeback, PaymentOperation, PayoutAccount
from payments.operations.chargebacks import bear_loss
from payments.operations.late_refunds import refund_late
from payments.operations.payout_accounts import Returns, _begin_change, confirm_account, page_to_fill_in
from payments.operations.stuck import decide
from payments.operations.supplementing import begin_supplement
from payments.sandbox import acting
from payments.shown.panel import PaymentPanel
from tests import factories
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk
from tests.payments.sequences import (
    complete,
    deliver,
    empty_account,
    forget_jobs,
    give_back_late,
    let_settle,
    net_of,
    overage,
    paid_on_top,
    run_jobs,
    sent_to,
    use_prepaid,
)
from tests.racing import until_it_waits

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)


def test_what_was_kept_for_a_loss_that_we_bear_is_paid_out(deal: Deal):
    use_prepaid(deal)
    let_settle(deal)
    empty_account(deal)
    dispute = acting.open_dispute(
        charge_ref=deal.plan.charge_ref, amount=deal.booking.total_minor, now=deal.now
    )
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    deal.advance()
    let_settle(deal)
    assert deal.stands(AccountKind.PAYABLE) == net_of(deal.booking.total_minor)
    after = Deal(deal.desk, offer=deal.booking.offer, days=60)
    use_prepaid(after)
    let_settle(after)
    assert sent_to(after) == 0  # kept for the debt
    forget_jobs()

    bear_loss(chargeback=Chargeback.objects.get(ref=dispute), by=factories.operator())
    run_jobs(deal.desk)
    for _ in range(3):
        deal.desk.after(days=8)
        acting.go_on(by=timedelta(0), now=deal.now)
        run_jobs(deal.desk)

    assert deal.stands(AccountKind.PAYABLE) == 0


def test_what_is_earned_while_the_account_is_changed_is_paid_out_once_it_is_confirmed(desk: Desk):
    deal = overage(desk, days=3)
    deal.pay(Rail.PREPAY)
    deal.accept()
    deliver(deal, HALF)
    complete(deal)
    let_settle(deal)
    assert sent_to(deal) == net_of(deal.booking.total_minor)
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
    let_settle(deal)
    forget_jobs()

    account.refresh_from_db()
    confirm_account(account=account, by=factories.operator(), now=deal.now)
    for _ in range(3):
        desk.after(days=8)
        acting.go_on(by=timedelta(0), now=deal.now)
        run_jobs(desk)

    assert deal.stands(AccountKind.PAYABLE) == 0
    assert sent_to(deal) - deal.stands(AccountKind.COMMISSION) == deal.booking.total_minor * 7 // 6


def test_a_debt_that_was_kept_from_the_next_payout_is_not_taken_back_as_well(deal: Deal):
    use_prepaid(deal)
    let_settle(deal)
    empty_account(deal)
    total = deal.booking.total_minor
    give_back_late(deal, total // 10)
    debt = deal.stands(AccountKind.PAYABLE)
    assert debt > 0
    after = Deal(deal.desk, offer=deal.booking.offer, days=60)
    use_prepaid(after)
    let_settle(after)
    assert sent_to(after) == net_of(total) - debt
    assert deal.stands(AccountKind.PAYABLE) == 0

    give_back_late(deal, total // 20)

    assert deal.stands(AccountKind.PAYABLE) == 0, "taken twice"


def test_a_debt_is_kept_from_a_payout_that_has_not_left(deal: Deal):
    """By bank it is (`sendable`)."""
    use_prepaid(deal)
    let_settle(deal)
    empty_account(deal)
    after = Deal(deal.desk, offer=deal.booking.offer, days=60)
    use_prepaid(after)
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    after.advance()  # its payout waits for two days
    total = deal.booking.total_minor
    refund_late(
        booking=deal.fresh(), amount=Money(total // 10, "CNY"), reason="x", by=deal.provider, now=deal.now
    )
    forget_jobs()
    deal.advance()
    run_jobs(deal.desk)
    debt = net_of(total) - net_of(total - total // 10)
    let_settle(after)
    assert sent_to(after) == net_of(total) - debt


def test_two_refused_transfers_are_sent_in_whichever_order_they_are_retried(deal: Deal):
    deal.pay(Rail.PREPAY)
    deal.accept()
    paid_on_top(deal)
    deal.use()
    deal.desk.after(seconds=10)
    deal.advance()
    ref = PayoutAccount.objects.get(organisation=deal.booking.provider).ref
    acting.decide_account(account_ref=ref, is_accepted=False, now=deal.now)
    let_settle(deal)
    stuck = list(PaymentOperation.objects.filter(kind="transfer", state="stuck"))
    assert len(stuck) == 2
    acting.decide_account(account_ref=ref, is_accepted=True, now=deal.now)
    stuck.sort(key=lambda each: each.params["minor"])
    by = factories.operator()
    for each in stuck:  # the smaller, of the supplement, first
        decide(operation=each, decision=Decision.RETRY, reason="Accepted", by=by, now=deal.now)
        deal.advance()
        let_settle(deal)

    assert sent_to(deal) == net_of(deal.fresh().total_minor)
    assert deal.stands(AccountKind.PAYABLE) == 0


@pytest.mark.django_db(transaction=True)
def test_no_payout_is_asked_for_behind_a_change_of_the_account(deal: Deal):
    PayoutAccount.objects.update(is_active=False)
    use_prepaid(deal)
    PayoutAccount.objects.update(is_active=True)  # the payout is to be asked for next
    assert not deal.plan.operations.filter(kind=OperationKind.TRANSFER).exists()

    def advanced() -> None:
        try:
            deal.advance()
        finally:
            connection.close()

    asking = Thread(target=advanced)
    with transaction.atomic():
        _begin_change(deal.booking.provider, deal.provider, deal.now)
        asking.start()
        until_it_waits(asking)
    asking.join()

    assert PayoutAccount.objects.get().usable_from is None
    assert not deal.plan.operations.unsent().filter(kind=OperationKind.TRANSFER).exists()


def test_a_payout_withdrawn_for_a_changed_account_is_not_shown_as_refused(deal: Deal):
    use_prepaid(deal)
    deal.desk.after(hours=1)
    acting.go_on(by=timedelta(0), now=deal.now)
    deal.advance()
    page_to_fill_in(
        by=deal.provider, gateway=deal.desk.gateway(), now=deal.now, returns=Returns("http://x/", "http://x/")
    )
    payout = PaymentPanel(deal.fresh(), actor=deal.provider, now=deal.now).payout
    assert payout is not None
    assert "refused" not in payout.why


def test_what_a_lost_chargeback_took_is_not_shown_as_paid_out(deal: Deal):
    use_prepaid(deal)
    let_settle(deal)
    dispute = acting.open_dispute(
        charge_ref=deal.plan.charge_ref, amount=deal.booking.total_minor // 2, now=deal.now
    )
    deal.advance()
    acting.close_dispute(dispute_ref=dispute, is_won=False, now=deal.now)
    let_settle(deal)
    payout = PaymentPanel(deal.fresh(), actor=deal.provider, now=deal.now).payout
    assert payout is not None
    assert abs(payout.earning.net.minor - sent_to(deal)) <= 1
