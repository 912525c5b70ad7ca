"""
Listings as Elasticsearch keeps them: the mapping of the index, and a document as it is sent.

One flat document without scripts and nesting. Times are quarter hours since the epoch.
`w` holds each free window by its length (search.elastic.bands); `c` and `r` count the free minutes before
each midnight of the site, upwards and downwards, in a ring of days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from elasticsearch.dsl import (
    Boolean,
    GeoPoint,
    Integer,
    IntegerRange,
    Keyword,
    Long,
    LongRange,
    Object,
    Text,
)
from elasticsearch.dsl import Mapping as IndexMapping

from marketplace.periods import at_wall_time
from search.documents import ListingDocument, PriceBasis
from search.elastic.bands import EVERY_LONG, ranges_of, short_fields
from search.indexes import milliseconds_of
from search.request import HORIZON_DAYS
from search.slots import GRID_MINUTES, Window, slot_after
from search.suggestions import beginnings, folded

RING_DAYS = 128
DAYS_COUNTED = HORIZON_DAYS + 8  # a document is made anew every week at the latest
MOST_MINUTES = 200_000  # more than any horizon has
LIST = "list"  # the price of everybody
BREAK = "\x1f"


def mapping() -> IndexMapping:
    made = IndexMapping()
    made.meta("dynamic", False)
    made.meta("_source", excludes=["t", "title", "free", "w", "c", "r", "s"])
    made.meta("dynamic_templates", _TEMPLATES)
    for name, kind in _FIELDS.items():
        made.field(name, kind)
    return made


_BANDS = {name: IntegerRange() for name in short_fields()} | {EVERY_LONG.field: LongRange()}
_FIELDS: Mapping[str, Any] = {
    "n": Long(),
    "version": Long(index=False),
    "t": Text(analyzer="whitespace", index_options="freqs"),
    "title": Text(analyzer="whitespace", index_options="freqs"),
    "s": Keyword(),
    "cls": Keyword(),
    "zone": Keyword(),
    "kinds": Keyword(),
    "certificates": Keyword(),
    "instant": Boolean(),
    "point": GeoPoint(),
    "notice": Integer(),
    "published": Long(),
    "free": IntegerRange(),
    "put_at": Long(index=False),
    "digest": Keyword(index=False, doc_values=False),
    "units": Object(enabled=False),
    "spec": Object(dynamic=True),
    "price": Object(dynamic=True),
    "w": Object(properties=_BANDS),
    "c": Object(dynamic=True),
    "r": Object(dynamic=True),
}
_COUNT = {"type": "integer", "index": False}
_AMOUNT = {"type": "long", "index": False}
_TEMPLATES = [
    {"spec": {"path_match": "spec.*", "match_mapping_type": "*", "mapping": {"type": "double"}}},
    {"currency": {"path_match": "price.*.currency", "mapping": {"type": "keyword"}}},
    {"amount": {"path_match": "price.*.*", "match_mapping_type": "long", "mapping": _AMOUNT}},
    {"up": {"path_match": "c.*", "match_mapping_type": "long", "mapping": _COUNT}},
    {"down": {"path_match": "r.*", "match_mapping_type": "long", "mapping": _COUNT}},
]


def source_of(document: ListingDocument, *, now: datetime) -> dict[str, Any]:
    """The document as it is sent; today begins its count of free minutes."""
    windows = [window for unit in document.windows for window in unit]
    found: dict[str, Any] = {
        "n": document.resource_id,
        "version": document.version,
        "t": " ".join({*document.tokens, *document.title_tokens}),
        "title": " ".join(document.title_tokens),
        "s": [key for text in document.suggestions for key in suggestion_keys(text)],
        "cls": document.resource_class,
        "zone": document.zone,
        "kinds": list(document.kinds),
        "certificates": list(document.certificates),
        "instant": document.is_instant,
        "notice": document.notice_minutes,
        "published": int(document.published_at.timestamp()),
        "free": [_range(window) for window in sorted(set(windows))],
        "put_at": milliseconds_of(now),
        "digest": digest_of(document),
        "units": {"windows": [[list(window) for window in unit] for unit in document.windows]},
        "spec": dict(_specifications(document)),
        "price": {name or LIST: _price(basis) for name, basis in document.prices.items()},
        "w": ranges_of(sorted(set(windows))),
    }
    if document.latitude is not None and document.longitude is not None:
        found["point"] = {"lat": document.latitude, "lon": document.longitude}
    return found | _counts(document, now.date())


def digest_of(document: ListingDocument) -> str:
    """Of everything but the version and free time: equal documents have equal ones."""
    facts = replace(document, version=0, windows=())
    return sha256(
        repr([(name, _plain(value)) for name, value in sorted(vars(facts).items())]).encode()
    ).hexdigest()


def _plain(value: Any) -> Any:
    """Mappings in one order, and figures without regard to how many noughts are written."""
    match value:
        case Mapping():
            return sorted((key, _plain(each)) for key, each in value.items())
        case tuple():
            return [_plain(each) for each in value]
        case PriceBasis():
            return [(name, _plain(each)) for name, each in sorted(vars(value).items())]
        case Decimal():
            return str(value.normalize())
        case datetime():
            return value.timestamp()
    return value


def is_otherwise(kept: Mapping[str, Any], document: ListingDocument, since: int) -> bool:
    """Whether a stored document says otherwise than this one, free time from this slot on."""
    windows = [[tuple(window) for window in unit] for unit in kept["units"]["windows"]]
    return (
        kept["version"] < document.version
        or kept["digest"] != digest_of(document)
        or _cut(windows, since) != _cut(document.windows, since)
    )


def _cut(calendars: Iterable[Iterable[Any]], since: int) -> frozenset[tuple[Window, ...]]:
    cut = (tuple((max(first, since), last) for first, last in each if last > since) for each in calendars)
    return frozenset(each for each in cut if each)


def suggestion_keys(text: str) -> list[str]:
    """Found by each of its beginnings; what is shown stands behind."""
    return [f"{beginning}{BREAK}{text}" for beginning in beginnings(text)]


def typed_key(text: str) -> str:
    return folded(text.replace(BREAK, " ").replace("\x00", " "))


def shown_of(key: str) -> str:
    return key.partition(BREAK)[2]


def quoted(text: str) -> str:
    """As a regular expression of Lucene's that means the text itself."""
    return re.sub(r"([^\w\s])", r"\\\1", text)


def _range(window: Window) -> dict[str, int]:
    return {"gte": window[0], "lt": window[1]}


def _specifications(document: ListingDocument) -> Iterator[tuple[str, float]]:
    for kind, (low, high) in document.specifications.items():
        yield f"{kind}_low", float(low)
        yield f"{kind}_high", float(high)


def _price(basis: PriceBasis) -> dict[str, Any]:
    rates = {f"rate_{pattern}": amount for pattern, amount in basis.rates.items()}
    return {
        "currency": basis.currency,
        "basic": basis.basic_minor,
        "set_up": basis.set_up_minor,
        "minimum": basis.minimum_minor,
        **rates,
    }


def _counts(document: ListingDocument, today: date) -> dict[str, dict[str, int]]:
    """Free minutes of any unit before each midnight of the site, and what lacks to the most there can be."""
    up, down = {}, {}
    for day, minutes in _before_midnights(document, today):
        name = ring_field(day)
        up[name], down[name] = minutes, MOST_MINUTES - minutes
    return {"c": up, "r": down}


@lru_cache(maxsize=1_000)
def ring_field(day: date) -> str:
    return f"d{day.toordinal() % RING_DAYS}"


def _before_midnights(document: ListingDocument, today: date) -> Iterator[tuple[date, int]]:
    zone, windows = ZoneInfo(document.zone), document.any_unit
    passed, position = 0, 0
    for number in range(DAYS_COUNTED + 1):
        day = today + timedelta(days=number)
        midnight = midnight_of(day, zone)
        while position < len(windows) and windows[position][1] <= midnight:
            passed += windows[position][1] - windows[position][0]
            position += 1
        begun = windows[position][0] if position < len(windows) else midnight
        yield day, (passed + max(0, midnight - begun)) * GRID_MINUTES


@lru_cache(maxsize=10_000)
def midnight_of(day: date, zone: ZoneInfo) -> int:
    """The first slot of the day."""
    return slot_after(at_wall_time(day, time(), zone))
