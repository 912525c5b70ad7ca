"""Going on only if nobody took a step meanwhile."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from capacity.models import Booking
from capacity.operations.holds import lock_booking
from capacity.operations.refusals import StaleStep


def expect(booking: Booking, *, versions: Collection[int]) -> None:
    """
    Check under the booking's lock that it has one of these counts of steps.

    Called in the transaction of the step that follows, which finds the lock already taken.

    :raises StaleStep: it has another
    """
    _tree, stored = lock_booking(booking)
    if stored.step_count not in versions:
        raise StaleStep(_("The booking was changed meanwhile; here is how it stands now."))
