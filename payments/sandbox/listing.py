"""Lists: newest first, by pages, within a time, and of those that a parameter names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from payments.sandbox.refusals import Body, no_such

Row = TypeVar("Row", bound=Model)

MOST, USUAL = 100, 10
PAGING = "limit starting_after ending_before"
CREATED = "created created.gt created.gte created.lt created.lte"


def page(rows: QuerySet[Row], params: Body) -> tuple[list[Row], bool]:
    """
    One page of the rows, and whether there are more behind it.

    :raises Refusal: the row to begin at is not in the list
    """
    limit = min(params.get("limit", USUAL), MOST)
    backwards = "ending_before" in params
    rows = _beyond(_within(rows, params.get("created")), params)
    found = list(rows.order_by("pk" if backwards else "-pk")[: limit + 1])
    kept = found[:limit]
    return (kept[::-1] if backwards else kept), len(found) > limit


def _within(rows: Any, created: Body | int | None) -> Any:
    if created is None:
        return rows
    bounds = {"gte": created, "lte": created} if isinstance(created, int) else created
    # The time of a row is finer than the seconds that are asked for: the whole second counts.
    for bound, seconds in bounds.items():
        upwards = bound in ("gt", "lte")
        moment = datetime.fromtimestamp(seconds + upwards, UTC)
        rows = rows.filter(**{f"created_at__{'gte' if bound.startswith('g') else 'lt'}": moment})
    return rows


def _beyond(rows: Any, params: Body) -> Any:
    for name, lookup in (("starting_after", "pk__lt"), ("ending_before", "pk__gt")):
        if name in params:
            edge = rows.model.objects.filter(ref=params[name]).first()
            if edge is None:
                raise no_such("object", params[name], name)
            rows = rows.filter(**{lookup: edge.pk})
    return rows
