"""
The one write path of claims. Callers hold the locks of the tree (capacity.operations.locking).

A claim on a resource takes real rows on the units themselves and on every unit of its parts, and a
shadow on every unit of what it is part of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from capacity.enums import ClaimKind
from capacity.models import Booking, Claim, Unit
from capacity.models.claim import ClaimQuerySet
from capacity.operations.locking import Tree
from capacity.operations.refusals import BookingRefused
from capacity.policies import BrokenRule
from marketplace.periods import Period


class PeriodTaken(BookingRefused):
    """Somebody else holds the period: the database itself said no."""

    def __init__(self) -> None:
        super().__init__([BrokenRule("taken", {"free": 0, "wanted": 1})])


@contextmanager
def taken_is_refused() -> Iterator[None]:
    """
    Turn the exclusion constraint's error into an outcome. Goes outside the transaction.

    :raises PeriodTaken: two claims would have met on a unit
    """
    try:
        yield
    except IntegrityError as error:
        if "claim_never_double" in str(error):
            raise PeriodTaken from error
        raise


def claim(
    tree: Tree,
    *,
    unit_ids: Sequence[int],
    during: Period,
    kind: ClaimKind,
    expires_at: datetime | None = None,
    **owner: Any,
) -> set[int]:
    """
    Occupy the units of the tree's resource, its parts, and the shadow above, for `during`.

    `owner` is booking=, or booking= and proposal=. Returns the ids of the resources touched.

    :raises IntegrityError: a unit is taken (see taken_is_refused)
    """
    rows = [
        Claim(
            unit_id=unit_id,
            resource_id=resource_id,
            during=during,
            kind=kind,
            is_shadow=is_shadow,
            expires_at=expires_at,
            **owner,
        )
        for unit_id, resource_id, is_shadow in affected_units(tree, unit_ids)
    ]
    Claim.objects.bulk_create(rows)
    return {row.resource_id for row in rows}


def affected_units(tree: Tree, unit_ids: Sequence[int]) -> list[tuple[int, int, bool]]:
    """(unit, resource, is shadow) of everything that a claim on these units occupies."""
    own = [(unit_id, tree.resource.pk, False) for unit_id in unit_ids]
    parts = {part.pk for part in tree.descendants()}
    above = {each.pk for each in tree.ancestors()}
    if not parts and not above:
        return own
    relatives = Unit.objects.filter(resource_id__in=parts | above, retired_at__isnull=True)
    return own + [(unit.pk, unit.resource_id, unit.resource_id in above) for unit in relatives.order_by("pk")]


def settle(booking: Booking, *, kind: ClaimKind, expires_at: datetime | None) -> None:
    """A hold becomes a request, a request a booking: the same claims for longer."""
    claims = Claim.objects.filter(booking=booking, proposal__isnull=True)
    claims.update(kind=kind, expires_at=expires_at)


def release(claims: Iterable[Claim]) -> set[int]:
    """Give the time back; the ids of the resources touched."""
    rows = list(claims)
    Claim.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return {row.resource_id for row in rows}


def cut_short(claims: ClaimQuerySet, *, at: datetime) -> tuple[set[int], list[Period]]:
    """Keep what was occupied until then and give back the rest: the resources touched, the time freed."""
    rows = list(claims.filter(during__endswith__gt=at))
    freed = [Period(max(row.during.starts_at, at), row.during.ends_at) for row in rows]
    coming = [row for row in rows if row.during.starts_at >= at]
    running = [row for row in rows if row.during.starts_at < at]
    for row in running:
        row.during = Period(row.during.starts_at, at)
    Claim.objects.bulk_update(running, ["during"])
    return release(coming) | {row.resource_id for row in running}, freed
