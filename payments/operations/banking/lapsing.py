"""A transfer by the gateway that is waited for, and that can book nothing any more."""

from __future__ import annotations

from datetime import datetime

from capacity.models import Booking
from payments.enums import OperationKind
from payments.models import PaymentPlan
from payments.operations.asking import ask
from payments.operations.looking import Picture
from payments.policies.charging import LET_GO


def end_waiting(plan: PaymentPlan, booking: Booking, picture: Picture, *, now: datetime) -> None:
    """Nobody waits for it any more: what came of it already is the customer's, with the gateway."""
    if booking.state_at(now) not in LET_GO:
        return
    for payment in picture.payments:
        if payment.waits_for_bank:
            ask(plan, OperationKind.RELEASE, payment.id, now=now, payment=payment.id)
