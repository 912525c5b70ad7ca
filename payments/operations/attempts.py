"""What became of a payer's attempts to pay, as far as the gateway knows."""

from __future__ import annotations

from datetime import datetime

from capacity.enums import BookingState
from capacity.models import Booking
from payments.enums import Failure, OperationKind, OperationState, PaymentState
from payments.gateway import Gateway, PaymentStatus
from payments.gateway.values import Payment
from payments.models import PaymentPlan
from payments.operations.looking import Picture, look
from payments.operations.telling import tell_of_failure


def last_attempt(plan: PaymentPlan, gateway: Gateway) -> Payment | None:
    """
    Nothing where nobody has tried yet.

    :raises GatewayProblem: it cannot be read now
    """
    payments = look(plan, gateway).payments
    return payments[-1] if payments else None


def note_failed_attempts(plan: PaymentPlan, booking: Booking, picture: Picture, *, now: datetime) -> None:
    """Keep with its page why the payer was refused there, and tell it; once for each page."""
    if plan.state != PaymentState.CREATED or booking.state_at(now) != BookingState.HELD:
        return
    failed = [
        each for each in picture.payments if each.error_code and each.status == PaymentStatus.NEEDS_METHOD
    ]
    if not failed:
        return
    pages = plan.operations.filter(kind=OperationKind.CHECKOUT, state=OperationState.DONE, error_code="")
    known = {page.key: page for page in pages}
    for payment in failed:
        if page := known.get(payment.metadata.get("operation", "")):
            page.error_code = payment.error_code
            page.save(update_fields=["error_code"])
            tell_of_failure(Failure.ATTEMPT, booking.customer_id, booking, payment.amount, now=now)
