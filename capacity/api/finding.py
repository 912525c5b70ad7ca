"""Finding resources by the filters of the finder's page, and by when they are free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from capacity.api.lookups import resources_of
from capacity.availability import earliest_free, free_time
from capacity.enums import OfferKind
from capacity.filters import MachineFilter
from capacity.serializers.orders import FreeQuery
from capacity.taxonomy import CLASSES, GROUPS
from marketplace.accounts.actor import Actor
from marketplace.api.fields import MOMENT_PATTERN
from marketplace.api.paging import PARAMETERS, Page, page_of, page_of_kept
from marketplace.api.parsing import check_form, read_query, refuse_unknown
from marketplace.api.schema import PAGING
from marketplace.periods import MINUTE

SHARED = ("q", "machine", "place", "kind", "ceiling")
OWN = ("instant", "from", "to", "hours", "units")


def find(request: Request, by: Actor, now: datetime) -> Page:
    """
    The resources that answer, in the order in which they were added.

    :raises Problem: a parameter is unknown, or its value is
    """
    query = request.query_params
    refuse_unknown(query, (*SHARED, *OWN, *PARAMETERS))
    asked = read_query(FreeQuery, query, beside=(*SHARED, *PARAMETERS), now=now)
    narrowed = MachineFilter(query, resources_of(by).for_page(), size_class=_size_class(by), today=now.date())
    check_form(narrowed.form)
    if "window" not in asked:
        return page_of(narrowed.qs, request)
    return page_of_kept(narrowed.qs, request, keep=lambda pks: _free(pks, asked, now))


def _size_class(by: Actor) -> str | None:
    return by.organisation.size_class if by.organisation else None


def _free(pks: Iterable[int], asked: dict[str, Any], now: datetime) -> set[int]:
    """Those that so many units are free of, for long enough in a row; three queries."""
    window = asked["window"]
    minutes = asked.get("hours", 0) * 60 or window.duration // MINUTE
    found = free_time(pks, window, now=now, for_booking=True)
    return {
        pk
        for pk, free in found.items()
        if earliest_free(free, minutes=minutes, now=now, units=asked["units"]) is not None
    }


def _parameter(name: str, description: str, schema: dict[str, Any]) -> OpenApiParameter:
    is_list = schema["type"] == "array"
    return OpenApiParameter(name, schema, description=description, explode=True if is_list else None)


_MOMENT = {"type": "string", "format": "date-time", "pattern": MOMENT_PATTERN}
_TEXT = {"type": "string"}


def _several(keys: Iterable[str]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": list(keys)}}


FILTERS = (
    _parameter("q", "Words that all stand in title, materials, maker, model, firm or class.", _TEXT),
    _parameter("machine", "Classes or groups of them.", _several([*GROUPS, *CLASSES])),
    _parameter("place", "City or district.", _TEXT),
    _parameter("kind", "How it is sold.", _several(OfferKind.values)),
    _parameter("instant", "Only what confirms at once.", {"type": "boolean"}),
    _parameter(
        "ceiling",
        "The highest rate, in CNY, such as 380.00.",
        {"type": "string", "pattern": r"^([0-9]{1,9}(\.[0-9]{1,2})?)?$"},
    ),
    _parameter("from", "Only what is free from then on; needs `to`.", _MOMENT),
    _parameter("to", "… until then; needs `from`. 92 days at most.", _MOMENT),
    _parameter(
        "hours",
        "So many hours in a row within `from` and `to`; all of it if left out.",
        {"type": "integer", "minimum": 1, "maximum": 2208},
    ),
    _parameter("units", "So many units at the same time.", {"type": "integer", "minimum": 1, "maximum": 500}),
    *PAGING,
)
