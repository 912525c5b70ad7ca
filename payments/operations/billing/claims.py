"""What a bill makes of what the customer owes: sure, or kept back by a dispute."""

from __future__ import annotations

from django.db.models import F, Q, Sum

from capacity.models import Booking
from marketplace.money import Money
from payments.enums import LineState
from payments.models import BillLine
from payments.operations.billing.metering import metered
from payments.policies.billing import billed_lines


def claim_of(booking: Booking) -> tuple[Money, Money]:
    """
    (sure, open) of a booking that is over.

    What nobody disputed by then is accepted, whether anybody has written that down yet or not; where the bill
    is not drawn up yet, it is reckoned as it will be.
    """
    told = BillLine.objects.filter(bill__booking=booking).aggregate(
        gross=Sum(F("net_minor") + F("tax_minor")),
        less=Sum(F("disputed_minor") - F("kept_minor")),
        open=Sum("disputed_minor", filter=Q(state=LineState.DISPUTED)),
    )
    if told["gross"] is None:
        lines = billed_lines(booking, metered(booking))
        return Money(sum(line.net_minor + line.tax_minor for line in lines), booking.currency), Money(
            0, booking.currency
        )
    return (
        Money(int(told["gross"] - told["less"]), booking.currency),
        Money(int(told["open"] or 0), booking.currency),
    )
