"""Writing down what an operator has to send by bank, once for each purpose."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import BankTaskKind
from payments.models import BankTask, PaymentPlan


def ask_task(
    plan: PaymentPlan, kind: BankTaskKind, purpose: str, *, amount: Money, not_before: datetime, now: datetime
) -> BankTask:
    """Out of what is held for the booking, or of what its provider has earned."""
    is_refund = kind == BankTaskKind.REFUND
    recipient = plan.booking.customer if is_refund else plan.booking.provider
    return _asked(
        BankTask(plan=plan, kind=kind, recipient=recipient, purpose=purpose), amount, not_before, now
    )


def ask_refund(
    *, customer: Organisation, purpose: str, amount: Money, now: datetime, plan: PaymentPlan | None = None
) -> BankTask:
    """Out of what is the customer's and not applied."""
    task = BankTask(plan=plan, kind=BankTaskKind.REFUND, recipient=customer, purpose=purpose, is_credit=True)
    return _asked(task, amount, now, now)


def _asked(task: BankTask, amount: Money, not_before: datetime, now: datetime) -> BankTask:
    found, _is_new = BankTask.objects.get_or_create(
        plan=task.plan,
        recipient=task.recipient,
        kind=task.kind,
        purpose=task.purpose,
        defaults={
            "is_credit": task.is_credit,
            "minor": amount.minor,
            "currency": amount.currency,
            "not_before": not_before,
            "created_at": now,
        },
    )
    return found
