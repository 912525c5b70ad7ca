"""Loading everything the rules look at, once, for one resource and one customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from capacity import opening
from capacity.models import Booking, Claim, QualificationGrant, Resource, Unit
from capacity.policies import Limits, NeededQualification, Situation
from marketplace.accounts.models import Organisation
from marketplace.periods import Period

AROUND = timedelta(days=2)
LOOK_AHEAD = timedelta(days=60)


def around(period: Period) -> Period:
    """A window wide enough to judge the period itself."""
    return period.widened(before=AROUND, after=AROUND)


def ahead(now: datetime, limits: Limits, wanted: Period | None = None) -> Period:
    """The window in which alternatives are looked for: from now to the horizon, two months at most."""
    far = timedelta(days=limits.horizon_days) if limits.horizon_days is not None else LOOK_AHEAD
    ends_at = now + max(min(far, LOOK_AHEAD), timedelta(days=1))
    if wanted is not None:
        ends_at = max(ends_at, wanted.ends_at + AROUND)
    return Period(now - AROUND, ends_at + AROUND)


def load_situation(
    *,
    resource: Resource,
    customer: Organisation | None,
    window: Period,
    now: datetime,
    limits: Limits | None = None,
    without: Booking | None = None,
) -> Situation:
    """
    What stands in the window; `without` leaves a booking out that is about to be moved.

    `limits` are those of a booking's snapshot; otherwise the resource's policy as it is now.
    """
    policy = resource.policy
    return Situation(
        limits=limits or Limits.of(policy),
        zone=resource.site.zone,
        now=now,
        window=window,
        open_periods=opening.open_periods(
            resource.opening_rules.all(), resource.opening_exceptions.all(), resource.site.zone, window
        ),
        occupied=_occupied(resource, window, now, without),
        own_periods=_own_periods(resource, customer, now, without) if customer else [],
        qualifications=_qualifications(resource, customer),
    )


def _occupied(
    resource: Resource, window: Period, now: datetime, without: Booking | None
) -> dict[int, list[Period]]:
    units = Unit.objects.filter(resource=resource, retired_at__isnull=True).values_list("pk", flat=True)
    occupied: dict[int, list[Period]] = {unit_id: [] for unit_id in units}
    claims = Claim.objects.filter(resource=resource).live(now).overlapping(window)
    if without is not None:
        claims = claims.exclude(booking=without)
    for unit_id, during in claims.values_list("unit_id", "during"):
        occupied.setdefault(unit_id, []).append(during)
    return occupied


def _own_periods(
    resource: Resource, customer: Organisation, now: datetime, without: Booking | None
) -> list[Period]:
    bookings: Iterable[Booking] = Booking.objects.filter(resource=resource, customer=customer).open()
    return [
        booking.period
        for booking in bookings
        if booking != without and booking.state_at(now) == booking.state
    ]


def _qualifications(resource: Resource, customer: Organisation | None) -> list[NeededQualification]:
    needed = list(resource.policy.required_qualifications.all())
    if not needed:
        return []
    grants = QualificationGrant.objects.filter(organisation=customer, qualification__in=needed)
    held = {grant.qualification_id: grant for grant in grants}
    return [
        NeededQualification(
            name=each.name,
            how_to_get=each.how_to_get,
            expires_on=held[each.pk].expires_on if each.pk in held else None,
            is_granted=each.pk in held,
        )
        for each in needed
    ]
