"""Everything that is measured of one size."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from django.test import override_settings
from tqdm import trange

from tests.bench.over_http import serving
from tests.bench.search import bare, booking, customer, freshness, rebuilding
from tests.bench.search.asking import Spent, measure, opened
from tests.bench.search.engine import running
from tests.bench.search.ground import complete_index, laid
from tests.bench.search.indexes import ELASTIC, POSTGRES, kilobytes_each, versions
from tests.bench.search.questions import SEARCHES


@dataclass
class Size:
    """Searches by backend and name; the rest by index, in kilobytes, milliseconds and listings a second."""

    listings: int
    searches: dict[str, dict[str, Spent]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    kilobytes: Mapping[str, float] = field(default_factory=dict)
    booking: Mapping[str, list[float]] = field(default_factory=dict)
    rebuilt: Mapping[str, float] = field(default_factory=dict)
    fresh: dict[str, list[float]] = field(default_factory=dict)


def measured(listings: int, options: argparse.Namespace) -> Size:
    size = Size(listings)
    with laid(listings, keep=options.keep, anew=options.anew), _engine(listings, options) as engine:
        complete_index(listings)
        headers = customer.headers()
        backends = {POSTGRES: ""} | ({ELASTIC: engine} if engine else {})
        with override_settings(ELASTICSEARCH_URL=engine):
            size.versions, size.kilobytes = versions(), kilobytes_each(listings)
        for name, address in backends.items():
            size.searches[name] = _searched(headers, address, options)
        for name, address in backends.items():
            busy = SEARCHES[0].addresses(options.queries)
            size.fresh[name] = freshness.delays(options.bookings, headers, address, busy)
        with override_settings(ELASTICSEARCH_URL=engine):
            size.booking = booking.costs(options.bookings)
            size.rebuilt = rebuilding.rates()
    return size


@contextmanager
def _engine(listings: int, options: argparse.Namespace) -> Iterator[str]:
    """The address of the engine; nothing where none is asked for."""
    asked = running(listings, keep=options.keep, anew=options.anew, heap=options.heap)
    with asked if options.engine else nullcontext("") as address:
        yield address


def _searched(headers: dict[str, str], engine: str, options: argparse.Namespace) -> dict[str, Spent]:
    """In rounds of one of each kind, so that all kinds meet the same neighbours and the same warmth."""
    rounds = options.warm + options.queries
    addresses = {each.name: each.addresses(rounds) for each in SEARCHES}
    spent = {name: Spent() for name in addresses}
    raw = bare.elastic(headers, engine) if engine else bare.postgres(headers)
    with serving(engine=engine) as port, opened(port, headers) as door, raw as ask:
        for number in trange(rounds, desc="Searches", unit=" rounds", disable=None):
            for name, asked in addresses.items():
                found = Spent() if number < options.warm else spent[name]
                measure(asked[number], door, ask, found, is_bare_first=bool(number % 2))
    return spent
