"""How a payment by bank ends: what is due is the provider's, the rest goes back, both sent by operators."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from capacity.models import Booking
from marketplace.accounts.models import Organisation
from marketplace.money import Money, total
from payments.enums import AccountKind, BankTaskKind, BankTaskState, Failure
from payments.ledger import AccountKey
from payments.models import BankTask, PaymentPlan
from payments.operations.balances import balance_of
from payments.operations.banking.asking import ask_refund, ask_task
from payments.operations.banking.unapplied import free_credit
from payments.operations.earning import earn, earned_so_far
from payments.operations.left_to_provider import left_to_provider
from payments.operations.owing import Owed
from payments.operations.telling import tell_of_failure
from payments.policies.banking import is_secured_by_bank
from payments.policies.charging import LET_GO, PAYOUT_HOLD


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
    gross = min(owed.sure, earned_so_far(booking).gross + held(booking))
    settled = earn(plan, booking, gross, now=now)
    _give_back(plan, booking, owed, now)
    if settled is not None:
        pay_out_by_bank(plan, booking, settled.net, fell=settled.fell, now=now)


def _return_what_came(plan: PaymentPlan, booking: Booking, now: datetime) -> None:
    """Too little, or too late: nothing is booked, and the money is the customer's."""
    parts = list(plan.bank_parts.filter(applied_at__isnull=True).order_by("pk"))
    if not parts:
        return
    # Of all who give away what a customer has here one goes on after the other.
    customer = Organisation.objects.locked().get(pk=booking.customer_id)
    for part in parts:
        amount = min(part.amount, free_credit(customer, plan.currency))
        purpose = f"part {part.pk}"
        asked = plan.bank_tasks.filter(Q(purpose=purpose) | Q(purpose__startswith=f"{purpose} again "))
        if amount.minor <= 0 or asked.not_returned().exists():
            continue
        if returned := asked.count():
            purpose = f"{purpose} again {returned}"
        ask_refund(customer=customer, purpose=purpose, amount=amount, now=now, plan=plan)


def _give_back(plan: PaymentPlan, booking: Booking, owed: Owed, now: datetime) -> None:
    """What is held and neither due nor argued about."""
    rest = held(booking) - owed.open - _asked(plan, BankTaskKind.REFUND, is_paid=False)
    if rest.minor > 0:
        purpose = f"rest {plan.bank_tasks.filter(kind=BankTaskKind.REFUND).count() + 1}"
        ask_task(plan, BankTaskKind.REFUND, purpose, amount=rest, not_before=now, now=now)


def pay_out_by_bank(plan: PaymentPlan, booking: Booking, due: Money, *, fell: Money, now: datetime) -> None:
    """
    So much in all is to be sent of this booking, which `fell` just now by so much; after a time in which a
    mistake can still be told.

    No more than the provider has left: its debts, of this booking or of others, are kept back.
    """
    lacking = due - _asked(plan, BankTaskKind.PAYOUT)
    if lacking.minor < 0:
        owed = min(_ask_less(plan, -lacking), fell)
        if owed.minor:
            tell_of_failure(Failure.TAKING_BACK, booking.provider_id, booking, owed, now=now)
    elif lacking.minor and plan.settled_at is not None:
        amount = min(lacking, left_to_provider(booking.provider_id, plan.currency))
        due_at = max(now, plan.settled_at + PAYOUT_HOLD)
        if amount.minor:
            purpose = f"earned {_payouts_so_far(plan) + 1}"
            ask_task(plan, BankTaskKind.PAYOUT, purpose, amount=amount, not_before=due_at, now=now)


def _ask_less(plan: PaymentPlan, amount: Money) -> Money:
    """Of what nobody has prepared yet; what was sent, or is about to be, is the provider's debt: so much."""
    rows = plan.bank_tasks.select_for_update().filter(kind=BankTaskKind.PAYOUT, state=BankTaskState.DUE)
    for task in rows.order_by("pk"):
        part = min(amount, task.amount)
        amount -= part
        if part == task.amount:
            task.delete()
        elif part.minor:
            task.minor -= part.minor
            task.save(update_fields=["minor"])
    return amount


def _payouts_so_far(plan: PaymentPlan) -> int:
    """By the number of the last: one that came to nothing is gone."""
    last = plan.bank_tasks.filter(kind=BankTaskKind.PAYOUT).order_by("-pk").first()
    return int(last.purpose.rpartition(" ")[2]) if last else 0


def held(booking: Booking) -> Money:
    return -balance_of(AccountKey(AccountKind.CLEARING, booking.currency, booking_id=booking.pk))


def _asked(plan: PaymentPlan, kind: BankTaskKind, *, is_paid: bool = True) -> Money:
    """What operators were asked to send; without what was sent already, if told so."""
    every = BankTask.objects.filter(plan=plan, kind=kind, is_credit=False)
    tasks = every.not_returned()
    chosen = tasks if is_paid else tasks.unpaid()
    return total((task.amount for task in chosen), plan.currency)
