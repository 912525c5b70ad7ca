"""The page of one booking, and the steps it offers."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from capacity.enums import Step
from marketplace.periods import Period
from tests import factories
from tests.capacity.views.reading import forms
from tests.capacity.views.stage import ENGLISH, Stage, signed_in

MIDNIGHT = time()


def address(booking, *rest):
    return "/".join(["/bookings", booking.reference, *rest, ""])


def page(booking, actor, **language):
    return signed_in(actor, **(language or ENGLISH)).get(address(booking))


def steps_offered(response, booking):
    """The steps for which the page has a form."""
    prefix = address(booking)
    return {each.removeprefix(prefix).rstrip("/") for each in forms(response) if each.startswith(prefix)} & {
        step.value for step in Step
    }


def begins_in(stage: Stage, **time: int):
    """A confirmed booking of two hours that begins so soon, whatever the clock says now."""
    other = factories.resource(
        at=stage.machine.site, opens=MIDNIGHT, closes=MIDNIGHT, policy={"grid_minutes": 1}
    )
    start = (timezone.now() + timedelta(**time)).replace(second=0, microsecond=0)
    period = Period(start, start + timedelta(hours=2))
    copy = Stage(other, factories.offer(other), stage.buyer, stage.scheduler)
    return copy.confirm(period, now=timezone.now() - timedelta(days=1))
