"""Closing the books of a month: nothing is dated into it any more, and it is never opened again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from capacity.operations.refusals import NotAllowed, Refused
from marketplace.accounts.actor import Actor
from marketplace.periods import Period, at_wall_time
from payments.models import AccountingPeriod
from payments.models.triggers import IN_ORDER
from payments.operations.constraints import constraint_of
from payments.operations.drawing_the_line import nobody_posting


class MonthNotOver(Refused):
    """Its last day is not over in the marketplace's zone."""


class MonthOutOfOrder(Refused):
    """It is closed already, or the month before it is still open."""


def period_of(month: date) -> Period:
    """The whole month that the day lies in, by the clocks of the marketplace's zone."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = month.replace(day=1)
    next_first = (first + timedelta(days=31)).replace(day=1)
    return Period(at_wall_time(first, time(), zone), at_wall_time(next_first, time(), zone))


def close_month(*, month: date, by: Actor, now: datetime) -> AccountingPeriod:
    """
    Close the month that the day lies in, for good. Months follow each other; the first may be any.

    :raises NotAllowed: the actor is no operator
    :raises MonthNotOver: its last day is not over
    :raises MonthOutOfOrder: it is closed already, or is not the one after the last closed
    :raises Busy: postings are under way; try again
    """
    if not by.is_operator or by.user is None:
        raise NotAllowed
    first, period = month.replace(day=1), period_of(month)
    if now < period.ends_at:
        raise MonthNotOver(_("The month is not over yet."))
    try:
        with nobody_posting():
            return AccountingPeriod.objects.create(
                month=first, period=period, closed_at=now, closed_by=by.user
            )
    except IntegrityError as error:
        if constraint_of(error) == IN_ORDER:
            raise MonthOutOfOrder(_("Months are closed one after the other, each once.")) from error
        raise
