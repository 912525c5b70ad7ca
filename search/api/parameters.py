"""The parameters of a search as the schema tells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from capacity.enums import OfferKind
from capacity.taxonomy import CLASSES, GROUPS
from marketplace.api.fields import CLOCK_PATTERN, DATE_PATTERN
from marketplace.api.schema import PAGING
from search.enums import Facet, Mode, Sort
from search.fields import LONGEST_TEXT, MOST_NAMES
from search.filters import ANY, LEAST, MOST, MOST_HOURS, MOST_KILOMETRES, RANGED

FIGURE = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
POINT = r"^-?[0-9]{1,2}(\.[0-9]{1,6})?,-?1?[0-9]{1,2}(\.[0-9]{1,6})?$"
TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
DAY = {"type": "string", "format": "date", "pattern": f"^{DATE_PATTERN}$"}
CLOCK = {"type": "string", "pattern": f"^{CLOCK_PATTERN}$"}
FLAG = {"type": "string", "enum": ["true", "false"]}


def _one(name: str, description: str, schema: dict[str, Any]) -> OpenApiParameter:
    return OpenApiParameter(name, schema, description=description)


def _several(name: str, description: str, items: dict[str, Any]) -> OpenApiParameter:
    return OpenApiParameter(name, {"type": "array", "items": items}, description=description, explode=True)


def _of(keys: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(keys)}


RANGES = OpenApiParameter(
    "ranges",
    {
        "type": "object",
        "propertyNames": {"enum": [kind + end for kind in RANGED for end in (LEAST, MOST)]},
        "additionalProperties": {"type": "string", "pattern": FIGURE},
        "example": {"travel_x_min": "500", "positioning_accuracy_max": "10"},
    },
    description="Typed specifications, each end a parameter of its own, in the unit of its kind: a machine "
    "answers where its span meets the one asked for, and has to meet all.",
    style="form",
    explode=True,
)
PARAMETERS = (
    _one("q", "Words and figures such as `X>=50cm`; all of them have to hold.", TEXT),
    _one("material", "Material or process: words that have to hold as well.", TEXT),
    _several("machine", "Classes or groups of them.", _of([*GROUPS, *CLASSES])),
    _several("kind", "How it is sold; one of these.", _of(OfferKind.values)),
    _one("instant", "Only what confirms at once.", FLAG),
    OpenApiParameter(
        "certificate",
        {
            "type": "array",
            "maxItems": MOST_NAMES,
            "items": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9 .:-]{0,40}$"},
        },
        description="Certificates of the provider; all of these.",
        explode=True,
    ),
    RANGES,
    _one(
        "mode",
        "How the time is free: so many hours in a row, or in all, or the whole of a period.",
        _of([*Mode.values, ANY]),
    ),
    _one("hours", "So many.", {"type": "number", "minimum": 0.25, "maximum": MOST_HOURS}),
    _one("day", "The first day, by each site's clock; 62 days ahead at most.", DAY),
    _one("until", "The last day; the first where it is left out.", DAY),
    _one("starts", "When the whole period begins on its first day.", CLOCK),
    _one("ends", "When it ends on its last day.", CLOCK),
    _one("place", "A city, district or county by name, in Chinese, pinyin or English.", TEXT),
    _one(
        "radius",
        "Kilometres around the place; 50 where it is left out.",
        {"type": "number", "minimum": 1, "maximum": MOST_KILOMETRES},
    ),
    _one("near", "Latitude and longitude (WGS-84) instead of a place.", {"type": "string", "pattern": POINT}),
    _one(
        "ceiling",
        "The highest total in CNY, all in, of what is asked for; of an hour where no length is.",
        {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,2})?$"},
    ),
    _one("sort", "Best match where there are words, else the earliest free.", _of(Sort.values)),
    _several("facet", "What to count beside the hits.", _of(Facet.values)),
    _one("explain", "Why each hit stands where it does; operators' tokens only.", FLAG),
    *PAGING,
)
