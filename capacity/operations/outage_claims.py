"""Filling the time of outages around what is booked, and again when a booking goes."""

from __future__ import annotations

from collections.abc import Iterable

from capacity.enums import ClaimKind
from capacity.models import Claim, Outage
from capacity.operations.claiming import affected_units
from capacity.operations.locking import Tree
from marketplace.periods import Period, subtract


def fill(tree: Tree, outage: Outage) -> set[int]:
    """
    Claim what is free of the outage's time on its units and on all it drags along.

    Returns the ids of the resources touched. Bookings in the way stay: people decide about them.
    """
    unit_ids = list(outage.units.values_list("pk", flat=True))
    rows: list[Claim] = []
    for unit_id, resource_id, is_shadow in affected_units(tree.rooted_at(outage.resource_id), unit_ids):
        rows += _gaps(outage, unit_id, resource_id, is_shadow=is_shadow)
    Claim.objects.bulk_create(rows)
    return {row.resource_id for row in rows}


def _gaps(outage: Outage, unit_id: int, resource_id: int, *, is_shadow: bool) -> list[Claim]:
    holding = Claim.objects.filter(unit_id=unit_id, is_shadow=is_shadow).overlapping(outage.during)
    if is_shadow:
        holding = holding.filter(outage=outage)
    taken = [claim.during for claim in holding]
    return [
        Claim(
            unit_id=unit_id,
            resource_id=resource_id,
            during=gap,
            kind=ClaimKind(outage.kind),
            is_shadow=is_shadow,
            outage=outage,
        )
        for gap in subtract([outage.during], taken)
    ]


def refill(tree: Tree, periods: Iterable[Period]) -> set[int]:
    """After claims of the tree were released in the periods: let running outages take the room."""
    freed = list(periods)
    if not freed:
        return set()
    touched: set[int] = set()
    outages = Outage.objects.filter(resource_id__in=tree.by_id, ended_at__isnull=True)
    for outage in outages.order_by("pk"):
        if any(outage.during.overlaps(period) for period in freed):
            touched |= fill(tree, outage)
    return touched
