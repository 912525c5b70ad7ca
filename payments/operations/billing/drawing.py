"""Drawing up the bill of a booking, once, when it was delivered, cancelled or nobody came."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from capacity.enums import BookingState, Step
from capacity.models import Booking
from capacity.operations.holds import lock_booking
from payments.enums import BillKind, LineState
from payments.models import Bill, BillLine
from payments.operations.billing.metering import metered
from payments.policies.billing import BilledLine, billed_lines, charge_mode_of

KINDS = {
    BookingState.DELIVERED: BillKind.DELIVERY,
    BookingState.COMPLETED: BillKind.DELIVERY,
    BookingState.CANCELLED: BillKind.CANCELLATION,
    BookingState.NO_SHOW: BillKind.NO_SHOW,
}
AT_ONCE = 200


def follow_bill(booking_id: int, now: datetime) -> None:
    """Draw it up where that is due, and accept what nobody disputed where all is over; at any time."""
    with transaction.atomic():
        booking = Booking.objects.filter(pk=booking_id).first()
        if booking is None or booking.state not in KINDS:
            return
        _tree, booking = lock_booking(booking)
        bill = draw_up(booking, now)
        if booking.state != BookingState.DELIVERED:
            _accept_rest(bill, booking, now)


def draw_missing(now: datetime) -> int:
    """For deliveries that nothing told us of; how many."""
    waiting = Booking.objects.filter(state=BookingState.DELIVERED, bill__isnull=True)
    missing = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    for booking_id in missing:
        follow_bill(booking_id, now)
    return len(missing)


def draw_up(booking: Booking, now: datetime) -> Bill:
    """The bill; under the lock of the booking."""
    bill, is_new = Bill.objects.get_or_create(
        booking=booking,
        defaults={
            "kind": KINDS[BookingState(booking.state)],
            "charge_mode": charge_mode_of(booking),
            "currency": booking.currency,
            "drawn_at": now,
        },
    )
    if is_new:
        lines = billed_lines(booking, metered(booking))
        BillLine.objects.bulk_create(_line(bill, number, line) for number, line in enumerate(lines, start=1))
    return bill


def _line(bill: Bill, number: int, line: BilledLine) -> BillLine:
    return BillLine(
        bill=bill,
        number=number,
        price=line.price.to_json(),
        less=line.less.to_json() if line.less else None,
        is_beyond=line.is_beyond,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
        returned_minor=line.returned_minor,
    )


def _accept_rest(bill: Bill, booking: Booking, now: datetime) -> None:
    """Accepting the delivery accepts every line that nobody disputed; so do the terms, and time."""
    step = booking.steps.filter(step=Step.COMPLETE).select_related("taken_by").first()
    accepted = {"state": LineState.ACCEPTED, "decided_at": step.taken_at if step else now}
    bill.lines.filter(state=LineState.OPEN).update(decided_by=step.taken_by if step else None, **accepted)
