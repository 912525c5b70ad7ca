"""
What a calendar shows of one resource: who looks decides how much.

A stranger sees busy and free. A party (the provider, or a customer with an open booking here) sees
outages as such, and its own bookings. The provider sees every block by unit, with the customer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from capacity.enums import ClaimKind
from capacity.models import ArchivedClaim, Booking, Claim, Resource
from capacity.opening import open_periods
from marketplace.periods import Period, merge, subtract

LIVE_PAST = timedelta(days=1)  # what ended earlier may be in the archive


@dataclass(frozen=True)
class Block:
    """
    A stretch of a calendar. `kind` is busy, partial, mine, hold, outage, maintenance or imported;
    the provider also gets the state of the booking. `free` of `units` are told where it is partial.
    """

    key: str
    period: Period
    kind: str
    label: str = ""
    note: str = ""
    reference: str = ""
    unit_id: int | None = None
    free: int = 0
    units: int = 0


@dataclass(frozen=True)
class Viewer:
    """For whom the blocks are drawn: a stranger unless the organisation has a part in the resource."""

    organisation_id: int | None
    is_provider: bool
    is_customer: bool

    @property
    def is_party(self) -> bool:
        return self.is_provider or self.is_customer


def parties_of(resource: Resource, organisation_ids: Iterable[int]) -> dict[int, Viewer]:
    """Which of the organisations have a part in the resource, in one query."""
    ids = set(organisation_ids)
    customers = set(
        Booking.objects.filter(resource=resource, customer__in=ids)
        .open()
        .values_list("customer_id", flat=True)
    )
    return {
        each: Viewer(each, is_provider=each == resource.provider_id, is_customer=each in customers)
        for each in ids
        if each == resource.provider_id or each in customers
    }


STRANGER = Viewer(None, is_provider=False, is_customer=False)


def viewer_of(resource: Resource, organisation_id: int | None) -> Viewer:
    if organisation_id is None:
        return STRANGER
    return parties_of(resource, [organisation_id]).get(organisation_id, STRANGER)


@dataclass(frozen=True)
class Occupied:
    """One claim as the calendar needs it; `booking` only while the claim is live."""

    key: int
    unit_id: int
    during: Period
    kind: str
    booking: Booking | None = None
    reason: str = ""


def load_claims(resource: Resource, window: Period, *, now: datetime) -> list[Occupied]:
    """The live claims in the window, and those of the past from the archive."""
    live = Claim.objects.filter(resource=resource).live(now).overlapping(window)
    found = [
        Occupied(
            key=claim.pk,
            unit_id=claim.unit_id,
            during=claim.during,
            kind=claim.kind,
            booking=claim.booking,
            reason=claim.outage.reason if claim.outage else "",
        )
        for claim in live.select_related("booking__customer", "outage").order_by("pk")
    ]
    if window.starts_at < now - LIVE_PAST:
        past = ArchivedClaim.objects.filter(resource=resource, during__overlap=window).order_by("pk")
        found += [Occupied(each.pk, each.unit_id, each.during, each.kind) for each in past]
    return found


def blocks(resource: Resource, claims: list[Occupied], unit_ids: list[int], viewer: Viewer) -> list[Block]:
    """The blocks of the claims for this viewer, in order of time."""
    if viewer.is_provider:
        found = [_for_provider(claim) for claim in claims]
    else:
        own = [claim for claim in claims if _is_own(claim, viewer)]
        outages = [claim for claim in claims if viewer.is_party and claim.kind in OUTAGES]
        found = [*_mine(own), *_outages(outages, unit_ids), *_others(claims, own, outages, unit_ids)]
    return sorted(found, key=lambda block: (block.period, block.key))


OUTAGES = frozenset({ClaimKind.OUTAGE, ClaimKind.MAINTENANCE})


def _is_own(claim: Occupied, viewer: Viewer) -> bool:
    return (
        viewer.organisation_id is not None
        and claim.booking is not None
        and claim.booking.customer_id == viewer.organisation_id
    )


def _for_provider(claim: Occupied) -> Block:
    booking = claim.booking
    return Block(
        key=f"claim-{claim.key}",
        period=claim.during,
        kind=booking.state if booking and claim.kind == ClaimKind.BOOKING else claim.kind,
        label=booking.customer.name if booking else claim.reason,
        reference=booking.reference if booking else "",
        unit_id=claim.unit_id,
    )


def _mine(own: list[Occupied]) -> Iterator[Block]:
    """One block for each of my bookings and proposals, without set-up and clean-up."""
    seen: set[tuple[int, Period]] = set()
    for claim in own:
        assert claim.booking is not None
        is_proposal = claim.kind == ClaimKind.PROPOSAL
        period = claim.during if is_proposal else claim.booking.period
        if (claim.booking.pk, period) in seen:
            continue
        seen.add((claim.booking.pk, period))
        kind = {ClaimKind.HOLD: "hold", ClaimKind.PROPOSAL: "proposal"}.get(ClaimKind(claim.kind), "mine")
        yield Block(
            key=f"mine-{claim.key}",
            period=period,
            kind=kind,
            label=_("Held for you") if kind == "hold" else _("My booking"),
            note=claim.booking.reference,
            reference=claim.booking.reference,
        )


def _outages(outages: list[Occupied], unit_ids: list[int]) -> Iterator[Block]:
    """Where every unit is out; an outage of some units only makes the resource partly busy."""
    for kind in sorted(OUTAGES):
        for period, out in _counted([claim for claim in outages if claim.kind == kind]):
            if out >= len(unit_ids):
                yield Block(key=f"{kind}-{period.starts_at:%Y%m%d%H%M%S%f}", period=period, kind=kind)


def _others(
    claims: list[Occupied], own: list[Occupied], outages: list[Occupied], unit_ids: list[int]
) -> Iterator[Block]:
    """Busy where no unit is left, partial where some are; what is drawn otherwise is left out."""
    units = len(unit_ids)
    drawn = [claim.booking.period for claim in own if claim.booking and units == 1]
    drawn += [claim.during for claim in own if claim.kind == ClaimKind.PROPOSAL and units == 1]
    drawn += [block.period for block in _outages(outages, unit_ids)]
    for period, occupied in _counted(claims):
        for rest in subtract([period], drawn):
            free = max(units - occupied, 0)
            kind = "partial" if free else "busy"
            yield Block(
                key=f"{kind}-{rest.starts_at:%Y%m%d%H%M%S%f}",
                period=rest,
                kind=kind,
                label=_("%(free)s of %(units)s free") % {"free": free, "units": units} if free else "",
                free=free,
                units=units,
            )


def _counted(claims: list[Occupied]) -> Iterator[tuple[Period, int]]:
    """Stretches of time with the number of distinct units occupied in them; neighbours differ."""
    by_unit: dict[int, list[Period]] = defaultdict(list)
    for claim in claims:
        by_unit[claim.unit_id].append(claim.during)
    changes: dict[datetime, int] = defaultdict(int)
    for periods in by_unit.values():
        for period in merge(periods):
            changes[period.starts_at] += 1
            changes[period.ends_at] -= 1
    occupied, since = 0, None
    for moment in sorted(moment for moment, change in changes.items() if change):
        if occupied and since is not None:
            yield Period(since, moment), occupied
        occupied += changes[moment]
        since = moment


def feed(resource: Resource, window: Period, *, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """
    What the calendar script takes for a window: open hours and blocks in the site's wall time.

    The version is read before the claims: a change in between is told again, never missed.
    """
    version = Resource.objects.values_list("version", flat=True).get(pk=resource.pk)
    zone = resource.site.zone
    hours = open_periods(resource.opening_rules.all(), resource.opening_exceptions.all(), zone, window)
    shown = drawn(resource, window, viewer=viewer, now=now)
    return {
        "version": version,
        "open": [_span(period, resource) for period in hours],
        "blocks": [to_json(block, resource) for block in shown],
        **_day_hours(hours, resource),
    }


def drawn(resource: Resource, window: Period, *, viewer: Viewer, now: datetime) -> list[Block]:
    unit_ids = list(resource.units.filter(retired_at__isnull=True).values_list("pk", flat=True))
    return blocks(resource, load_claims(resource, window, now=now), unit_ids, viewer)


def to_json(block: Block, resource: Resource) -> dict[str, Any]:
    shown: dict[str, Any] = {"key": block.key, "kind": block.kind, **_span(block.period, resource)}
    if block.label:
        shown["label"] = block.label
    if block.note:
        shown["note"] = block.note
    if block.reference:
        shown["url"] = f"/bookings/{block.reference}/"
    if block.unit_id is not None:
        shown["unit"] = block.unit_id
    if block.kind == "partial":
        shown |= {"free": block.free, "units": block.units}
    return shown


def _span(period: Period, resource: Resource) -> dict[str, str]:
    wall = period.in_zone(resource.site.zone)
    return {"start": f"{wall.starts_at:%Y-%m-%dT%H:%M}", "end": f"{wall.ends_at:%Y-%m-%dT%H:%M}"}


def _day_hours(hours: list[Period], resource: Resource) -> dict[str, str]:
    """The hours of the day that the grid has to show: from the earliest opening to the latest closing."""
    walls = [period.in_zone(resource.site.zone) for period in hours]
    if not walls:
        return {"min": "08:00", "max": "20:00"}
    if any(wall.starts_at.date() != (wall.ends_at - timedelta(minutes=1)).date() for wall in walls):
        return {"min": "00:00", "max": "24:00"}
    first = min(wall.starts_at.hour for wall in walls)
    last = max((wall.ends_at - timedelta(minutes=1)).hour + 1 for wall in walls)
    return {"min": f"{first:02d}:00", "max": f"{last:02d}:00"}
