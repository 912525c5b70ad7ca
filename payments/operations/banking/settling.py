"""How a payment by bank ends: what is due is the provider's, the rest goes back, both sent by operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from capacity.models import Booking
from marketplace.money import Money, total
from payments.enums import AccountKind, BankTaskKind, BankTaskState, JournalKind
from payments.ledger import AccountKey, postings
from payments.models import BankTask, Entry, Journal, PaymentPlan
from payments.operations.balances import balance_of
from payments.operations.banking.asking import ask_refund, ask_task
from payments.operations.banking.unapplied import free_credit
from payments.operations.posting import post
from payments.policies.banking import is_secured_by_bank
from payments.policies.charging import LET_GO, PAYOUT_HOLD, commission_on

SETTLING = (JournalKind.SETTLEMENT, JournalKind.UNSETTLEMENT)


@dataclass(frozen=True)
class Owed:
    """What is certain to be due, and what is still argued about and stays held."""

    sure: Money
    open: Money


def settle_by_bank(plan: PaymentPlan, booking: Booking, owed: Owed | None, now: datetime) -> None:
    """
    Once it is certain what is due; in a transaction with booking and plan locked. Told again, it does
    no more than what is missing.
    """
    if not is_secured_by_bank(plan):
        if booking.state_at(now) in LET_GO:
            _return_what_came(plan, booking, now)
        return
    if owed is None:
        return
    _settle(plan, booking, owed.sure, now)
    _give_back(plan, booking, owed, now)
    _pay_out(plan, booking, now)


def _return_what_came(plan: PaymentPlan, booking: Booking, now: datetime) -> None:
    """Too little, or too late: nothing is booked, and the money is the customer's."""
    for part in plan.bank_parts.filter(applied_at__isnull=True).order_by("pk"):
        amount = min(part.amount, free_credit(booking.customer, plan.currency))
        is_asked = plan.bank_tasks.filter(purpose=f"part {part.pk}").exists()
        if amount.minor > 0 and not is_asked:
            ask_refund(
                customer=booking.customer, purpose=f"part {part.pk}", amount=amount, now=now, plan=plan
            )


def _settle(plan: PaymentPlan, booking: Booking, sure: Money, now: datetime) -> None:
    """What became certain since the last time, as far as it is held."""
    so_far = settled(booking)
    used = min(sure - so_far, held(booking))
    if used.minor <= 0:
        return
    whole = commission_on(so_far + used, plan.commission_basis_points)
    told = postings.settled(
        booking_id=booking.pk,
        provider_id=booking.provider_id,
        used=used,
        commission=whole - _commission(booking),
    )
    number = Journal.objects.filter(booking=booking, kind=JournalKind.SETTLEMENT).count()
    ref = f"{booking.reference}#{number + 1}" if number else booking.reference
    post(JournalKind.SETTLEMENT, ref, told, booking=booking, now=now)
    if plan.settled_at is None:
        plan.settled_at = now
        plan.save(update_fields=["settled_at"])


def _give_back(plan: PaymentPlan, booking: Booking, owed: Owed, now: datetime) -> None:
    """What is held and neither due nor argued about."""
    rest = held(booking) - owed.open - _asked(plan, BankTaskKind.REFUND, is_paid=False)
    if rest.minor > 0:
        purpose = f"rest {plan.bank_tasks.filter(kind=BankTaskKind.REFUND).count() + 1}"
        ask_task(plan, BankTaskKind.REFUND, purpose, amount=rest, not_before=now, now=now)


def _pay_out(plan: PaymentPlan, booking: Booking, now: datetime) -> None:
    """After a time in which a mistake can still be told."""
    net = settled(booking) - _commission(booking) - _asked(plan, BankTaskKind.PAYOUT)
    if plan.settled_at is not None and net.minor > 0:
        purpose = f"earned {plan.bank_tasks.filter(kind=BankTaskKind.PAYOUT).count() + 1}"
        due_at = max(now, plan.settled_at + PAYOUT_HOLD)
        ask_task(plan, BankTaskKind.PAYOUT, purpose, amount=net, not_before=due_at, now=now)


def held(booking: Booking) -> Money:
    return -balance_of(AccountKey(AccountKind.CLEARING, booking.currency, booking_id=booking.pk))


def settled(booking: Booking) -> Money:
    return _moved(booking, AccountKind.CLEARING)


def _commission(booking: Booking) -> Money:
    return -_moved(booking, AccountKind.COMMISSION)


def _moved(booking: Booking, kind: AccountKind) -> Money:
    """What the settlements of the booking did to an account, by its sign."""
    entries = Entry.objects.filter(journal__booking=booking, journal__kind__in=SETTLING, account__kind=kind)
    return Money(int(entries.aggregate(sum=Sum("minor"))["sum"] or 0), booking.currency)


def _asked(plan: PaymentPlan, kind: BankTaskKind, *, is_paid: bool = True) -> Money:
    """What operators were asked to send; without what was sent already, if told so."""
    every = BankTask.objects.filter(plan=plan, kind=kind, is_credit=False)
    tasks = every.exclude(state=BankTaskState.RETURNED)
    chosen = tasks if is_paid else tasks.unpaid()
    return total((task.amount for task in chosen), plan.currency)
