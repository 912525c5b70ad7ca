"""What became of a payer's last attempt to pay, as far as the gateway knows."""

from __future__ import annotations

from payments.gateway import Gateway
from payments.gateway.values import Payment
from payments.models import PaymentPlan
from payments.operations.looking import look


def last_attempt(plan: PaymentPlan, gateway: Gateway) -> Payment | None:
    """
    Nothing where nobody has tried yet.

    :raises GatewayProblem: it cannot be read now
    """
    payments = look(plan, gateway).payments
    return payments[-1] if payments else None
