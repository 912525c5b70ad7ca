"""What a request asks of a listing, as SQL conditions over the columns of the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from search.distance import EARTH_METRES
from search.enums import Facet
from search.postgres.words import query_literal
from search.request import SearchRequest

METRES_A_DEGREE = 111_000  # of latitude, at least


@dataclass(frozen=True)
class Condition:
    sql: str
    params: Mapping[str, Any]


def facet_conditions(request: SearchRequest) -> dict[Facet, Condition]:
    """The conditions that a facet stands for, over the columns of search.models.FacetSet."""
    found = {}
    if request.classes:
        classes = {"classes": sorted(request.classes)}
        found[Facet.CLASS] = Condition("resource_class = ANY(%(classes)s)", classes)
    if request.kinds:
        found[Facet.KIND] = Condition("kinds && %(kinds)s::varchar[]", {"kinds": sorted(request.kinds)})
    if request.certificates:
        certificates = {"certificates": sorted(request.certificates)}
        found[Facet.CERTIFICATE] = Condition("certificates @> %(certificates)s::varchar[]", certificates)
    if request.is_instant:
        found[Facet.INSTANT] = Condition("is_instant", {})
    return found


def text_conditions(request: SearchRequest) -> Iterator[Condition]:
    """What only SearchText knows."""
    if request.terms:
        query = query_literal(request.terms)
        sql = "words @@ %(query)s::tsquery" if query else "false"
        yield Condition(sql, {"query": query})
    for number, asked in enumerate(request.specifications):
        span = f"specifications -> %(spec_{number})s"
        params: dict[str, Any] = {f"spec_{number}": asked.kind}
        sql = f"specifications ? %(spec_{number})s"
        if asked.minimum is not None:
            params[f"least_{number}"] = asked.minimum
            sql += f" AND ({span} ->> 1)::numeric >= %(least_{number})s"
        if asked.maximum is not None:
            params[f"most_{number}"] = asked.maximum
            sql += f" AND ({span} ->> 0)::numeric <= %(most_{number})s"
        yield Condition(sql, params)


def score_sql(request: SearchRequest) -> Condition:
    """How well the words fit: higher is better."""
    query = query_literal(request.terms)
    return Condition("ts_rank(words, %(query)s::tsquery)" if query else "0", {"query": query})


def place_conditions(request: SearchRequest) -> Iterator[Condition]:
    """Within the radius; the band of latitudes first, for it costs little."""
    circle = request.circle
    if circle is None or circle.radius_km is None:
        return
    metres = circle.radius_km * 1000
    degrees = metres / METRES_A_DEGREE
    band = {"south": circle.latitude - degrees, "north": circle.latitude + degrees}
    yield Condition("latitude BETWEEN %(south)s AND %(north)s", band)
    yield Condition(f"{METRES} <= %(radius)s", {"radius": metres})


# As search.distance.metres_between; nothing where there is no point.
METRES = f"""(CASE WHEN latitude IS NOT NULL THEN 2 * {EARTH_METRES} * asin(least(1, sqrt(
    sin(radians(latitude - %(latitude)s) / 2) ^ 2
    + cos(radians(latitude)) * cos(radians(%(latitude)s))
      * sin(radians(longitude - %(longitude)s) / 2) ^ 2))) END)"""
