"""How long a committed booking takes to leave the results, while another client searches without a pause."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils import timezone

from capacity.models import Offer
from search.enums import Mode, Sort
from search.request import MOST_PER_PAGE
from tests.bench.over_http import serving
from tests.bench.search.asking import Door, opened
from tests.bench.search.questions import API, listings

PAUSE = 0.01  # seconds between two looks
LONGEST = 30.0
DAYS_AHEAD = (4, 50)
TEN = time(10)
ATTEMPTS = 10  # at finding something free, for each booking


class Free(NamedTuple):
    """A machine among the answers to an address, and what to book of it."""

    address: str
    slug: str
    starts_at: datetime


def delays(count: int, headers: dict[str, str], engine: str, busy: Sequence[str]) -> list[float]:
    """Milliseconds; `busy` are the addresses that the other client asks for."""
    with (
        serving(engine=engine, has_worker=True) as port,
        opened(port, headers) as door,
        _searching(port, headers, busy),
    ):
        return [_until_gone(door, each) for each in _free(door, count)]


def _free(door: Door, count: int) -> Iterator[Free]:
    """Each near another listing and at another time."""
    chance, found = Random(3), 0
    for about in listings(count * ATTEMPTS):
        day = timezone.localdate() + timedelta(days=chance.randint(*DAYS_AHEAD))
        asked = {"near": about.near, "radius": 5, "machine": about.resource_class, "mode": Mode.WHOLE.value}
        asked |= {"day": day, "starts": "10:00", "ends": "11:00", "sort": Sort.DISTANCE.value}
        address = f"{API}?{urlencode({**asked, 'limit': MOST_PER_PAGE})}"
        hits = [hit for hit in _hits(door, address) if not hit["is_taken"]]
        if hits:
            yield Free(address, hits[0]["resource"]["id"], _at_ten(day))
            found += 1
        if found == count:
            return


def _at_ten(day: date) -> datetime:
    return datetime.combine(day, TEN, timezone.get_default_timezone())


def _hits(door: Door, address: str) -> list[dict[str, Any]]:
    status, body = door.get(address)
    if status != 200:
        raise SystemExit(f"{address} was answered with {status}: {body[:500]!r}")
    return json.loads(body)["results"]


def _until_gone(door: Door, free: Free) -> float:
    _book(door, free)
    begun = perf_counter()
    while any(hit["resource"]["id"] == free.slug for hit in _hits(door, free.address)):
        if perf_counter() - begun > LONGEST:
            raise SystemExit(f"After {LONGEST:.0f} s a booked machine is still found: does the worker run?")
        sleep(PAUSE)
    return (perf_counter() - begun) * 1000


def _book(door: Door, free: Free) -> None:
    """The answer comes after the commit."""
    offer = Offer.objects.get(resource__slug=free.slug)
    body = {
        "resource": free.slug,
        "offer": offer.pk,
        "starts_at": free.starts_at.isoformat(),
        "ends_at": (free.starts_at + timedelta(hours=1)).isoformat(),
    }
    headers = {**door.headers, "Content-Type": "application/json"}
    door.connection.request("POST", "/api/v1/bookings/", json.dumps(body), headers)
    answer = door.connection.getresponse()
    said = answer.read()
    if answer.status != 201:
        raise SystemExit(f"A booking was refused with {answer.status}: {said[:500]!r}")


@contextmanager
def _searching(port: int, headers: dict[str, str], addresses: Sequence[str]) -> Iterator[None]:
    is_over = Event()

    def search() -> None:
        with opened(port, headers) as door:
            for address in cycle(addresses):
                if is_over.is_set():
                    return
                door.get(address)

    other = Thread(target=search)
    other.start()
    try:
        yield
    finally:
        is_over.set()
        other.join()
