"""What happens to a payment beside the usual, step by step: for tests of what follows from it much later."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django.models import ProcrastinateJob

from capacity.enums import ChargeMode
from capacity.operations import usage
from marketplace.money import Money
from marketplace.periods import Period
from payments.enums import Rail
from payments.models import PayoutAccount
from payments.operations.advancing import advance
from payments.operations.billing.drawing import follow_bill
from payments.operations.late_refunds import refund_late
from payments.operations.supplementing import begin_supplement
from payments.sandbox import acting
from tests import factories
from tests.payments.paying import ADDRESSES, Deal
from tests.payments.sandboxed import Desk


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


def let_settle(deal: Deal) -> None:
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


def use_prepaid(deal: Deal) -> Deal:
    deal.pay(Rail.PREPAY)
    deal.accept()
    deal.use()
    return deal


def empty_account(deal: Deal) -> None:
    """The provider has sent all it had to its bank."""
    ref = PayoutAccount.objects.get(organisation=deal.booking.provider).ref
    gateway = deal.desk.gateway()
    there = gateway.books.balance(ref).available["CNY"]
    gateway.payouts.make(key=deal.desk.key(), account_id=ref, amount=there, metadata={})


def sent_to(deal: Deal) -> int:
    transfers = deal.desk.gateway().transfers.of_group(deal.plan.transfer_group)
    return sum((each.amount - each.reversed).minor for each in transfers)


def net_of(minor: int) -> int:
    return minor - round(minor * 5 / 100)


def give_back_late(deal: Deal, minor: int) -> None:
    refund_late(booking=deal.fresh(), amount=Money(minor, "CNY"), reason="x", by=deal.provider, now=deal.now)
    let_settle(deal)


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
