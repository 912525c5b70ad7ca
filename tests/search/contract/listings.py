"""Listings and questions in short, for the cases: days of the spring of 2027, seen on a Monday morning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.periods import Period
from search.documents import ListingDocument, PriceBasis
from search.enums import Mode
from search.patterns import ALWAYS, QUARTERS_A_DAY
from search.request import SearchRequest, SpecificationRange, Term, WallSpan, When
from search.slots import windows_of
from tests.factories import NOW

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
SUZHOU = (31.3, 120.58)

_DAY = "0" * 32 + "1" * 48 + "0" * 16  # 08:00 to 20:00
DAYTIME = _DAY * 5 + "0" * 2 * QUARTERS_A_DAY
WEEKEND = "0" * 5 * QUARTERS_A_DAY + "1" * 2 * QUARTERS_A_DAY
NIGHT = "".join("0" if d == "1" or w == "1" else "1" for d, w in zip(DAYTIME, WEEKEND, strict=True))
# The weekly patterns of all cases, by key.
PATTERNS = {1: ALWAYS, 2: DAYTIME, 3: NIGHT, 4: WEEKEND}
ALL_DAYS, DAY_KEY, NIGHT_KEY, WEEKEND_KEY = PATTERNS


def moment(text: str, zone: str = SHANGHAI) -> datetime:
    """`03-02 08:00` of 2027, by the clock of the zone."""
    return datetime.strptime(f"2027-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))


def period(text: str, zone: str = SHANGHAI) -> Period:
    """`03-02 08:00 12:00`, or with a date for the end as well."""
    words = text.split()
    starts, ends = " ".join(words[:2]), " ".join(words[2:] if len(words) == 4 else [words[0], words[2]])
    return Period(moment(starts, zone).astimezone(UTC), moment(ends, zone).astimezone(UTC))


def listing(
    pk: int, *free: str, units: Sequence[Sequence[str]] = (), zone: str = SHANGHAI, **fields: Any
) -> ListingDocument:
    """Free as told, by the clock of its zone; several units where `units` tells each of them."""
    shortest = fields.pop("shortest_minutes", 0)
    calendars = units or ([free] if free else [])
    windows = {
        tuple(windows_of((period(each, zone) for each in unit), shortest_minutes=shortest))
        for unit in calendars
    }
    usual = {
        "version": 1,
        "resource_class": "five_axis",
        "city": "苏州",
        "latitude": None,
        "longitude": None,
        "published_at": NOW,
        "tokens": (),
        "title_tokens": (),
        "suggestions": (),
        "kinds": ("processing",),
        "certificates": (),
        "is_instant": False,
        "windows": tuple(sorted(each for each in windows if each)),
    }
    return ListingDocument(resource_id=pk, zone=zone, **(usual | fields))


def priced(hour: int, *, set_up: int = 0, minimum: int = 0, currency: str = "CNY") -> dict[str, PriceBasis]:
    """The same for everybody, the whole week."""
    basis = PriceBasis(currency, {ALL_DAYS: hour}, hour, set_up, minimum)
    return dict.fromkeys(("", "large", "medium", "small", "micro", "institution"), basis)


def banded(day: int, night: int, weekend: int, **other: Any) -> dict[str, PriceBasis]:
    """By day, by night and at the weekend; basic is the day."""
    rates = {DAY_KEY: day, NIGHT_KEY: night, WEEKEND_KEY: weekend}
    basis = PriceBasis("CNY", rates, basic_minor=day, **other)
    return dict.fromkeys(priced(0), basis)


def request(**asked: Any) -> SearchRequest:
    return SearchRequest(**({"now": NOW, "limit": 50} | asked))


def terms(*spellings: Iterable[Sequence[str]]) -> tuple[Term, ...]:
    """A term for each argument: its spellings, each a conjunction of tokens."""
    return tuple(Term("", tuple(tuple(each) for each in one)) for one in spellings)


def needs(kind: str, least: str | None = None, most: str | None = None) -> SpecificationRange:
    return SpecificationRange(kind, *(None if end is None else Decimal(end) for end in (least, most)))


def spans(**kinds: tuple[str, str]) -> dict[str, tuple[Decimal, Decimal]]:
    return {kind: (Decimal(low), Decimal(high)) for kind, (low, high) in kinds.items()}


def whole(text: str) -> When:
    return When(Mode.WHOLE, _span(text))


def in_a_row(hours: float, text: str) -> When:
    return When(Mode.IN_A_ROW, _span(text), int(hours * 60))


def in_all(hours: float, text: str) -> When:
    return When(Mode.IN_ALL, _span(text), int(hours * 60))


def _span(text: str) -> WallSpan:
    """As `period`, but by each site's clock; two dates alone are whole days."""
    words = text.split()
    if len(words) == 2 and ":" not in words[1]:
        return WallSpan(_date(words[0]), _date(words[1]))
    last = words[2] if len(words) == 4 else words[0]
    return WallSpan(_date(words[0]), _date(last), time.fromisoformat(words[1]), time.fromisoformat(words[-1]))


def _date(text: str) -> date:
    return date.fromisoformat(f"2027-{text}")
