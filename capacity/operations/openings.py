"""When a resource is open: weekly hours, and dates on which other hours hold or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from capacity import opening
from capacity.lifecycle import OCCUPYING
from capacity.models import Booking, OpeningException, OpeningRule, Resource
from capacity.operations.locking import lock_tree
from capacity.operations.ownership import check_scheduler
from capacity.operations.refusals import Refused
from capacity.operations.sites import FAR
from capacity.operations.versions import tell_calendars
from marketplace.accounts.actor import Actor
from marketplace.periods import Period, at_wall_time

ONE_DAY = timedelta(days=1)
MOST_DATES = 366
MOST_ROWS = 100


class BadHours(Refused):
    """A weekday, a date or a span of hours that is none."""


@dataclass(frozen=True, kw_only=True)
class DatedChange:
    """From `first` to `last`, both inside: open at `hours` alone, or closed if there are none."""

    first: date
    last: date
    hours: Sequence[tuple[time, time]] = ()
    reason_zh: str = ""
    reason_en: str = ""

    def days(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + offset * ONE_DAY

    def period(self, zone: ZoneInfo) -> Period:
        """All of those dates at the site, with the night into the next."""
        return Period(
            at_wall_time(self.first, time(), zone), at_wall_time(self.last + 2 * ONE_DAY, time(), zone)
        )


def replace_weekly_rules(
    *, resource: Resource, rules: Sequence[opening.Weekly], by: Actor, now: datetime
) -> list[Booking]:
    """
    Set the weekly hours anew. Bookings outside them stay, and are returned for people to look at.

    :raises NotAllowed: the actor does not schedule for the provider
    :raises BadHours: no such weekday, a validity that runs backwards, or too many rows
    """
    check_scheduler(resource, by)
    _check_rules(rules)
    with transaction.atomic():
        lock_tree(resource.pk)
        OpeningRule.objects.filter(resource=resource).delete()
        OpeningRule.objects.bulk_create(OpeningRule(resource=resource, **rule._asdict()) for rule in rules)
        tell_calendars([resource.pk], cause="opening", periods=[Period(now, now + FAR)], now=now)
        return bookings_outside(resource, now)


def _check_rules(rules: Sequence[opening.Weekly]) -> None:
    if len(rules) > MOST_ROWS:
        raise BadHours(_("At most %(most)s rows of hours.") % {"most": MOST_ROWS})
    for rule in rules:
        if not 1 <= rule.weekday <= 7:
            raise BadHours(_("Weekdays are counted from Monday, 1, to Sunday, 7."))
        if rule.valid_from and rule.valid_until and rule.valid_from > rule.valid_until:
            raise BadHours(_("Hours cannot end to be valid before they begin."))


def set_dates(*, resource: Resource, change: DatedChange, by: Actor, now: datetime) -> list[Booking]:
    """
    Let other hours than the weekly ones hold on some dates, or none: what was set for them is replaced.

    :raises NotAllowed: the actor does not schedule for the provider
    :raises BadHours: the dates run backwards or are more than a year, or two spans begin alike
    """
    check_scheduler(resource, by)
    _check_dates(change.first, change.last)
    _check_spans(change.hours)
    with transaction.atomic():
        lock_tree(resource.pk)
        _in_dates(resource, change.first, change.last).delete()
        OpeningException.objects.bulk_create(_exceptions(resource, change))
        zone = resource.site.zone
        tell_calendars([resource.pk], cause="opening", periods=[change.period(zone)], now=now)
        return bookings_outside(resource, now)


def _exceptions(resource: Resource, change: DatedChange) -> Iterator[OpeningException]:
    closed: Sequence[tuple[time | None, time | None]] = [(None, None)]
    for day in change.days():
        for opens_at, closes_at in change.hours or closed:
            yield OpeningException(
                resource=resource,
                on=day,
                opens_at=opens_at,
                closes_at=closes_at,
                reason_zh=change.reason_zh,
                reason_en=change.reason_en,
            )


def clear_dates(*, resource: Resource, first: date, last: date, by: Actor, now: datetime) -> list[Booking]:
    """Let the weekly hours hold again from `first` to `last`, both inside."""
    check_scheduler(resource, by)
    _check_dates(first, last)
    with transaction.atomic():
        lock_tree(resource.pk)
        _in_dates(resource, first, last).delete()
        period = DatedChange(first=first, last=last).period(resource.site.zone)
        tell_calendars([resource.pk], cause="opening", periods=[period], now=now)
        return bookings_outside(resource, now)


def _check_dates(first: date, last: date) -> None:
    if not 0 <= (last - first).days < MOST_DATES:
        raise BadHours(_("The last date is at or after the first, and within a year of it."))


def _check_spans(hours: Sequence[tuple[time, time]]) -> None:
    if len({opens_at for opens_at, _closes_at in hours}) < len(hours):
        raise BadHours(_("Two spans of hours begin at the same time."))


def _in_dates(resource: Resource, first: date, last: date) -> QuerySet[OpeningException]:
    return OpeningException.objects.filter(resource=resource, on__range=(first, last))


def bookings_outside(resource: Resource, now: datetime) -> list[Booking]:
    """The running and coming bookings of the resource that are not wholly in its opening hours."""
    coming = Booking.objects.filter(resource=resource, state__in=OCCUPYING, period__endswith__gt=now)
    bookings = [
        booking
        for booking in coming.select_related("customer").order_by("period", "pk")
        if booking.state_at(now) == booking.state
    ]
    if not bookings:
        return []
    starts_at = min(booking.period.starts_at for booking in bookings)
    ends_at = max(booking.period.ends_at for booking in bookings)
    hours = opening.open_periods(
        OpeningRule.objects.filter(resource=resource),
        OpeningException.objects.filter(resource=resource),
        resource.site.zone,
        Period(starts_at, ends_at),
    )
    return [each for each in bookings if not any(open_.contains(each.period) for open_ in hours)]
