"""The usage of a booking told by the machine's own meter."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import Side, Step
from capacity.models import Booking
from capacity.operations import usage
from capacity.operations.holds import lock_booking
from capacity.operations.refusals import NotAllowed, Refused
from capacity.operations.trail import side_for
from marketplace.accounts.actor import Actor
from marketplace.periods import Period
from payments.models import MeterReading
from payments.policies.metering import BadMeterFile, Fault, read_meter


class MeterRefused(Refused):
    """Nothing of the file was taken; `faults` names every line that has to change."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("Nothing of the file was taken; these lines have to change."))
        self.faults = faults


def deliver_by_meter(
    *, booking: Booking, name: str, data: bytes, by: Actor, now: datetime, message: str = ""
) -> MeterReading:
    """
    Report the usage as the file has it; the use ended with its last row.

    :raises NotAllowed: the actor may not report for the provider
    :raises IllegalStep: it is not in use
    :raises MeterRefused: a row cannot be
    :raises BadUsage: the last row ends past the late check-out limit
    """
    with transaction.atomic():
        _tree, booking = lock_booking(booking)
        if side_for(booking, Step.DELIVER, by, now) is not Side.PROVIDER or by.membership is None:
            raise NotAllowed
        since = max(booking.checked_in_at or booking.period.starts_at, booking.period.starts_at)
        zone = booking.resource.site.zone
        try:
            told = read_meter(data, zone=zone, within=Period(since.replace(second=0, microsecond=0), now))
        except BadMeterFile as bad:
            raise MeterRefused(bad.faults) from None
        reading = MeterReading.objects.create(
            booking=booking,
            file_name=name[-120:],
            sha256=hashlib.sha256(data).hexdigest(),
            intervals=[[each.starts_at.isoformat(), each.ends_at.isoformat()] for each in told.periods],
            quantity=told.quantity,
            sent_by=by.membership,
            sent_at=now,
        )
        usage.deliver(
            booking=booking,
            by=by,
            now=now,
            checked_out_at=told.ended_at,
            quantity=told.quantity,
            message=message,
        )
        return reading


def metered(booking: Booking) -> list[Period]:
    """When the machine ran; nothing where no meter told it."""
    reading = MeterReading.objects.filter(booking=booking).first()
    return reading.periods if reading else []
