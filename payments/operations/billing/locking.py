"""Reading a line anew under the lock of its booking, which all who change a bill take first."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.holds import lock_booking
from capacity.operations.refusals import IllegalStep
from payments.enums import LineState
from payments.models import BillLine, LineDispute


def lock_line(line: BillLine) -> tuple[Booking, BillLine]:
    """Booking and line as they stand; in the caller's transaction."""
    _tree, booking = lock_booking(line.bill.booking)
    fresh = BillLine.objects.select_related("bill").get(pk=line.pk)
    fresh.bill.booking = booking
    return booking, fresh


def lock_dispute(dispute: LineDispute) -> tuple[Booking, BillLine, LineDispute]:
    """:raises IllegalStep: it has ended"""
    booking, line = lock_line(dispute.line)
    fresh = LineDispute.objects.get(pk=dispute.pk)
    fresh.line = line
    if fresh.ended_at is not None or line.state != LineState.DISPUTED:
        raise IllegalStep(_("This dispute has ended."))
    return booking, line, fresh


def check_in_time(booking: Booking, now: datetime) -> None:
    """:raises IllegalStep: what was not disputed by now is accepted, whether the clock has come by or not"""
    if booking.accept_by is not None and booking.accept_by <= now:
        raise IllegalStep(_("The time to answer is over; what was not disputed is accepted."))
