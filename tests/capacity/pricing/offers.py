"""Offers and times to price, drawn at random and by name."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from capacity.pricing import ExtraTerms, OfferTerms, RateTerms
from marketplace.money import EXPONENTS
from marketplace.periods import MINUTE, Period

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
CLASSES = ["large", "small", "micro"]
DAY = RateTerms("hour", 38000, starts_wall=time(8), ends_wall=time(20))
NIGHT = RateTerms("hour", 26000, starts_wall=time(20), ends_wall=time(8))
OPERATOR = ExtraTerms("operator", "operator", "hour", 9000, True, "操作员", "Operator")
PROBE = ExtraTerms("probe", "consumable", "piece", 1250, False, "测头", "Probe")
COURSE = ExtraTerms("course", "training", "booking", 50000, False, "培训", "Training")


def offer(*rates: RateTerms, zone: ZoneInfo = SHANGHAI, currency: str = "CNY", **terms: Any) -> OfferTerms:
    return OfferTerms("processing", currency, zone, rates, **terms)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def period(starts_at: str, ends_at: str, zone: ZoneInfo = SHANGHAI) -> Period:
    return Period(at(starts_at, zone), at(ends_at, zone))


WALL_TIMES = st.sampled_from([time(hour, minute) for hour in range(24) for minute in (0, 30)])
AMOUNTS = st.integers(0, 10**7)


@st.composite
def any_rate(draw: st.DrawFn) -> RateTerms:
    return RateTerms(
        unit=draw(st.sampled_from(["hour", "hour", "day", "sample", "piece", "job"])),
        amount_minor=draw(AMOUNTS),
        customer_class=draw(st.sampled_from([None, None, *CLASSES])),
        weekdays=frozenset(draw(st.sets(st.integers(1, 7), min_size=1))),
        starts_wall=draw(WALL_TIMES),
        ends_wall=draw(WALL_TIMES),
        valid_from=draw(st.none() | st.dates(date(2027, 1, 1), date(2027, 12, 31))),
    )


@st.composite
def any_offer(draw: st.DrawFn) -> OfferTerms:
    """Always with a list price by the hour for the whole week, so that no time lacks a rate."""
    rates = draw(st.lists(any_rate(), max_size=5))
    units = {rate.unit for rate in rates if rate.unit not in ("hour", "day")}
    return OfferTerms(
        kind="processing",
        currency=draw(st.sampled_from(sorted(EXPONENTS))),
        zone=draw(st.sampled_from([SHANGHAI, BERLIN])),
        rates=(
            RateTerms("hour", draw(AMOUNTS)),
            *(RateTerms(unit, draw(AMOUNTS)) for unit in sorted(units)),
            *rates,
        ),
        set_up_minor=draw(AMOUNTS),
        minimum_charge_minor=draw(AMOUNTS),
        tax_basis_points=draw(st.integers(0, 9_999)),
        extras=(OPERATOR, PROBE, COURSE),
    )


@st.composite
def any_period(draw: st.DrawFn) -> Period:
    """Up to ten days of 2027, on whole minutes, clock changes of Berlin among them."""
    starts_at = datetime(2027, 1, 1, tzinfo=UTC) + draw(st.integers(0, 360 * 1440)) * MINUTE
    return Period(starts_at, starts_at + draw(st.integers(1, 10 * 1440)) * MINUTE)


def split(whole: Period, minutes: list[int]) -> list[Period]:
    """The period cut after these minutes, as far as they lie inside it."""
    cuts = {whole.starts_at + timedelta(minutes=minute) for minute in minutes}
    edges = sorted({whole.starts_at, whole.ends_at, *(cut for cut in cuts if whole.contains(cut))})
    return [Period(*pair) for pair in pairwise(edges)]
