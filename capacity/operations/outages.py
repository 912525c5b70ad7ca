"""Reporting that units are out, and that they are back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.enums import OutageKind
from capacity.models import Booking, Claim, Outage, Resource, Unit
from capacity.operations.claiming import affected_units, cut_short, taken_is_refused
from capacity.operations.expiry import sweep
from capacity.operations.locking import Tree, lock_tree
from capacity.operations.outage_claims import fill, refill
from capacity.operations.refusals import NotAllowed, Refused
from capacity.operations.versions import tell_calendars
from capacity.policies.permissions import may_schedule
from marketplace.accounts.actor import Actor
from marketplace.periods import Period


class BadOutage(Refused):
    """No units, or already over."""


@dataclass(frozen=True)
class Reported:
    """The outage, and the bookings that lie in its time: people decide about them."""

    outage: Outage
    hit: list[Booking]


def report_outage(
    *,
    resource: Resource,
    units: Sequence[Unit],
    period: Period,
    kind: OutageKind,
    by: Actor,
    now: datetime,
    reason_zh: str = "",
    reason_en: str = "",
) -> Reported:
    """
    Take units out for a period. Free time is claimed at once; bookings stay and are named.

    :raises NotAllowed: the actor does not schedule for the provider
    :raises BadOutage: no units of this resource, or the period is over
    """
    _check(resource, units, period, by, now)
    with taken_is_refused(), transaction.atomic():
        tree = lock_tree(resource.pk)
        sweep(tree, now=now)
        outage = Outage.objects.create(
            resource=resource,
            kind=kind,
            during=period,
            reason_zh=reason_zh,
            reason_en=reason_en,
            reported_by=by.user,
            created_at=now,
        )
        outage.units.set(units)
        touched = fill(tree, outage) | {resource.pk}
        tell_calendars(touched, cause=kind.value, periods=[period], now=now)
        return Reported(outage, bookings_hit(tree, outage))


def _check(resource: Resource, units: Sequence[Unit], period: Period, by: Actor, now: datetime) -> None:
    if not may_schedule(by) or by.organisation_id != resource.provider_id:
        raise NotAllowed
    if not units or any(unit.resource_id != resource.pk for unit in units):
        raise BadOutage(_("Choose the units that are out."))
    if period.ends_at <= now:
        raise BadOutage(_("The period is over already."))


def bookings_hit(tree: Tree, outage: Outage) -> list[Booking]:
    unit_ids = list(outage.units.values_list("pk", flat=True))
    claimed = [unit_id for unit_id, _resource, _shadow in affected_units(tree, unit_ids)]
    claims = Claim.objects.filter(unit_id__in=claimed, booking__isnull=False, is_shadow=False)
    hit = claims.overlapping(outage.during).values("booking_id")
    return list(Booking.objects.filter(pk__in=hit).select_related("customer").order_by("period", "pk"))


def end_outage(*, outage: Outage, by: Actor, now: datetime) -> Outage:
    """
    The units are back: what is left of the outage's time is free again.

    :raises NotAllowed: the actor does not schedule for the provider
    """
    if not may_schedule(by) or by.organisation_id != outage.resource.provider_id:
        raise NotAllowed
    with transaction.atomic():
        tree = lock_tree(outage.resource_id)
        outage = Outage.objects.get(pk=outage.pk)
        if outage.ended_at is not None:
            return outage
        outage.ended_at = now
        outage.save(update_fields=["ended_at"])
        touched, freed = cut_short(outage.claims.all(), at=now)
        touched |= refill(tree, freed) | {outage.resource_id}
        tell_calendars(touched, cause=outage.kind, periods=[outage.during], now=now)
        return outage
