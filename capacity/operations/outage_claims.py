"""Filling the time of outages around what is booked, and again when a booking goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from capacity.enums import ClaimKind
from capacity.models import ArchivedClaim, Claim, Outage
from capacity.operations.claiming import affected_units
from capacity.operations.locking import Tree
from marketplace.periods import Period, subtract


def fill(tree: Tree, outage: Outage) -> set[int]:
    """
    Claim what is free of the outage's time on its units and on all it drags along.

    Returns the ids of the resources touched. Bookings in the way stay: people decide about them.
    """
    unit_ids = list(outage.units.values_list("pk", flat=True))
    affected = affected_units(tree.rooted_at(outage.resource_id), unit_ids)
    taken = _taken(outage, [unit_id for unit_id, _resource, _shadow in affected])
    rows = [
        Claim(
            unit_id=unit_id,
            resource_id=resource_id,
            during=gap,
            kind=ClaimKind(outage.kind),
            is_shadow=is_shadow,
            outage=outage,
        )
        for unit_id, resource_id, is_shadow in affected
        for gap in subtract([outage.during], taken[unit_id, is_shadow])
    ]
    Claim.objects.bulk_create(rows)
    return {row.resource_id for row in rows}


def _taken(outage: Outage, unit_ids: Iterable[int]) -> dict[tuple[int, bool], list[Period]]:
    """
    What stands in the outage's time by unit, and of shadows its own alone.

    The archive counts: what was there is not claimed a second time. One statement reads both, or a
    claim could be on its way from one to the other.
    """
    counts = Q(is_shadow=False) | Q(outage_id=outage.pk)
    counts &= Q(unit_id__in=unit_ids, during__overlap=outage.during)
    columns = ("unit_id", "is_shadow", "during")
    live = Claim.objects.filter(counts).values_list(*columns)
    past = ArchivedClaim.objects.filter(counts).values_list(*columns)
    taken: defaultdict[tuple[int, bool], list[Period]] = defaultdict(list)
    for unit_id, is_shadow, during in live.union(past, all=True):
        taken[unit_id, is_shadow].append(during)
    return taken


def refill(tree: Tree, periods: Iterable[Period]) -> set[int]:
    """After claims of the tree were released in the periods: let running outages take the room."""
    freed = list(periods)
    if not freed:
        return set()
    touched: set[int] = set()
    span = Period(min(freed).starts_at, max(period.ends_at for period in freed))
    running = Outage.objects.filter(resource_id__in=tree.by_id, ended_at__isnull=True)
    outages = running.filter(during__overlap=span)
    for outage in outages.order_by("pk"):
        if any(outage.during.overlaps(period) for period in freed):
            touched |= fill(tree, outage)
    return touched
