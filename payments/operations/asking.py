"""Writing down what is to be asked of the gateway, once for each purpose, before anybody asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.money import Money
from payments.enums import OperationKind
from payments.models import PaymentOperation, PaymentPlan
from payments.operations import jobs

LOST = "lost"  # nobody knows what became of it, and by now it has to be asked anew
RETRIED = "retried"  # it was refused, and an operator has it asked anew


def ask(
    plan: PaymentPlan,
    kind: OperationKind,
    purpose: str,
    *,
    now: datetime,
    not_before: datetime | None = None,
    amount: Money | None = None,
    **params: Any,
) -> PaymentOperation:
    """
    The operation for this purpose; in the caller's transaction, under the lock of the plan.

    One whose answer was lost for good, or that an operator wants tried again, is asked again as another
    one, with a key of its own.
    """
    over = plan.operations.filter(error_code__in=(LOST, RETRIED))
    lost = over.filter(kind=kind, purpose__startswith=purpose).count()
    told = {"minor": amount.minor, "currency": amount.currency} if amount else {}
    found, is_new = PaymentOperation.objects.get_or_create(
        plan=plan,
        kind=kind,
        purpose=f"{purpose}#{lost + 1}" if lost else purpose,
        defaults={"params": told | params, "not_before": not_before or now, "created_at": now},
    )
    if is_new:
        jobs.defer_advance(plan.pk, at=not_before)
    return found
