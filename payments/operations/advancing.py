"""
Bringing a payment as far as it can go: send what is due, look, take it over, and again.

Jobs, webhooks and the page that a payer comes back to all do just this, in any order and number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from payments.gateway import Gateway
from payments.models import PaymentPlan
from payments.operations.applying import apply
from payments.operations.looking import look
from payments.operations.sending import send

MOST_ROUNDS = 6  # a plan that is not at rest by then is taken up by the next job


def advance(plan_id: int, gateway: Gateway, *, clock: Callable[[], datetime]) -> PaymentPlan:
    """
    :raises GatewayProblem: it cannot be read now; what was written down is kept
    """
    plan = PaymentPlan.objects.get(pk=plan_id)
    for _round in range(MOST_ROUNDS):
        sent = send_due(plan, gateway, clock=clock)
        plan = apply(plan_id, look(plan, gateway), now=clock())
        if not sent and not plan.operations.due(clock()).exists():
            break
    return plan


def send_due(plan: PaymentPlan, gateway: Gateway, *, clock: Callable[[], datetime]) -> int:
    """How many there were to send."""
    due = list(plan.operations.due(clock()).values_list("pk", flat=True))
    for operation_id in due:
        send(operation_id, gateway, now=clock())
    return len(due)
