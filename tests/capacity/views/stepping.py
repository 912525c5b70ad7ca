"""Taking steps by the forms of a page made now."""

from __future__ import annotations

from tests.capacity.views.stage import ENGLISH, signed_in
from tests.factories import SHANGHAI


def address(booking, step=""):
    return f"/bookings/{booking.reference}/{step}/" if step else f"/bookings/{booking.reference}/"


def post(booking, actor, step, **typed):
    """Send the form of a step as the page made now would."""
    booking.refresh_from_db()
    sent = {"seen": booking.step_count, **typed}
    return signed_in(actor, **ENGLISH).post(address(booking, step), sent)


def state_of(booking):
    booking.refresh_from_db()
    return booking.state


def fields_of(period):
    start, end = period.in_zone(SHANGHAI)
    return {
        "date": f"{start:%Y-%m-%d}",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "end_date": f"{end:%Y-%m-%d}",
    }
