"""Writing down what is to be asked of the gateway, once for each purpose, before anybody asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from marketplace.money import Money, total
from payments.enums import OperationKind, OperationState
from payments.models import PaymentOperation, PaymentPlan
from payments.models.paying import PaymentOperationQuerySet
from payments.operations import jobs

LOST = "lost"  # nobody knows what became of it, and by now it has to be asked anew
SUPERSEDED = "superseded"  # never sent: something else is to be asked by now
RETRIED = "retried"  # it was refused, and an operator has it asked anew
BY_BANK = "by_bank"  # a refund that was refused, and is sent by bank instead
WITHDRAWN = (LOST, SUPERSEDED, RETRIED)


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

    One whose answer was lost for good, that was given up unsent, or that an operator wants tried again, is
    asked again as another one, with a key of its own.
    """
    earlier = Q(purpose=purpose) | Q(purpose__startswith=f"{purpose}#")
    given_up = plan.operations.filter(earlier, kind=kind, error_code__in=WITHDRAWN).count()
    told = {"minor": amount.minor, "currency": amount.currency} if amount else {}
    found, is_new = PaymentOperation.objects.get_or_create(
        plan=plan,
        kind=kind,
        purpose=f"{purpose}#{given_up + 1}" if given_up else purpose,
        defaults={"params": told | params, "not_before": not_before or now, "created_at": now},
    )
    if is_new:
        jobs.defer_advance(plan.pk, at=not_before)
    return found


def under_way(plan: PaymentPlan, kind: OperationKind, **params: str) -> Money:
    """What was asked for and has no answer yet; of one payment, where it is named."""
    named = {f"params__{name}": value for name, value in params.items()}
    unfinished = plan.operations.unfinished().filter(kind=kind, **named)
    return total((each.amount for each in unfinished), plan.currency)


def sent_by_bank(plan: PaymentPlan, payment_ref: str) -> Money:
    """What of a payment the gateway would not pay back, so that an operator was asked to."""
    instead = plan.operations.filter(kind=OperationKind.REFUND, params__payment=payment_ref)
    return total((each.amount for each in instead.filter(error_code=BY_BANK)), plan.currency)


def withdraw_transfers(operations: PaymentOperationQuerySet, *, now: datetime) -> None:
    """What of these nobody has sent to a provider yet is not sent any more."""
    unsent = operations.unsent().filter(kind=OperationKind.TRANSFER)
    unsent.update(state=OperationState.FAILED, error_code=SUPERSEDED, finished_at=now)
