"""Which rate holds when: periods cut at the band edges, and what falls to each rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from capacity.enums import RateUnit
from capacity.pricing.terms import OfferTerms, RateTerms
from marketplace.money import share
from marketplace.periods import MINUTE, Period, WallPeriod, days_within, merge

TIME_UNITS = (RateUnit.HOUR, RateUnit.DAY)
COUNT_UNITS = (RateUnit.SAMPLE, RateUnit.PIECE, RateUnit.JOB)


class NoRate(Exception):
    """
    The offer asks no price for a part of the period.

    `unpriced` is the first such part, in the site's wall time.
    """

    def __init__(self, unpriced: WallPeriod) -> None:
        super().__init__(unpriced)
        self.unpriced = unpriced

    def __str__(self) -> str:
        starts_at, ends_at = (f"{moment:%Y-%m-%d %H:%M}" for moment in self.unpriced)
        return _("This offer has no price from %(starts_at)s to %(ends_at)s (site time).") % {
            "starts_at": starts_at,
            "ends_at": ends_at,
        }


@dataclass(frozen=True)
class Slice:
    """A part of a period in which no rate begins or ends, with its date at the site."""

    on: date
    period: Period
    rates: tuple[RateTerms, ...]


@dataclass
class Work:
    """The time and the dates of one machine that fall to a rate."""

    elapsed: timedelta = timedelta()
    dates: set[date] = field(default_factory=set)

    def quantity(self, rate: RateTerms, *, units: int, quantity: int) -> int:
        """Minutes for an hourly rate (begun ones do not count), whole units for the others."""
        match rate.unit:
            case RateUnit.HOUR:
                return self.elapsed // MINUTE * units
            case RateUnit.DAY:
                return len(self.dates) * units
        return quantity


@dataclass
class Rating:
    """The same work at the prices asked of this customer, and at those on the list."""

    asked: dict[RateTerms, Work] = field(default_factory=dict)
    listed: dict[RateTerms, Work] = field(default_factory=dict)

    def add(self, piece: Slice) -> None:
        asked = most_specific(piece.rates)
        general = [rate for rate in piece.rates if rate.customer_class is None]
        for side, rate in ((self.asked, asked), (self.listed, most_specific(general or [asked]))):
            work = side.setdefault(rate, Work())
            work.elapsed += piece.period.duration
            work.dates.add(piece.on)


def most_specific(rates: Iterable[RateTerms]) -> RateTerms:
    """The class's own before the list, a narrower band before a wider, a newer price before an older."""
    return min(
        rates,
        key=lambda rate: (
            rate.customer_class is None,
            rate.minutes_a_week,
            -(rate.valid_from or date.min).toordinal(),
        ),
    )


def rate_work(terms: OfferTerms, *, customer_class: str | None, periods: Sequence[Period]) -> Rating:
    """
    Lay each part of the periods to the rate that holds then.

    Rates by the sample, piece or job are taken as they stand at the start of the booking.

    :raises NoRate: a part has no rate
    """
    rating, unpriced = Rating(), []
    for piece in _pieces(terms, customer_class, periods):
        if piece.rates:
            rating.add(piece)
        else:
            unpriced.append(piece.period)
    if unpriced:
        raise NoRate(merge(unpriced)[0].in_zone(terms.zone))
    return rating


def _pieces(terms: OfferTerms, customer_class: str | None, periods: Sequence[Period]) -> Iterator[Slice]:
    """What has to be priced: all time if the offer charges time, one start for each count it charges."""
    kinds = {rate.unit for rate in terms.rates}
    own = [rate for rate in terms.rates if rate.is_for(customer_class)]
    if kinds.intersection(TIME_UNITS) or not kinds:
        timed = [rate for rate in own if rate.unit in TIME_UNITS]
        for period in periods:
            yield from _slices(period, timed, terms.zone)
    for unit in COUNT_UNITS:
        if unit not in kinds:
            continue
        counted = [rate for rate in own if rate.unit == unit]
        yield from islice(_slices(periods[0], counted, terms.zone), 1)


def _slices(period: Period, rates: Sequence[RateTerms], zone: ZoneInfo) -> Iterator[Slice]:
    for day, part in days_within(period, zone):
        bands = [
            (rate, band) for rate in rates if rate.is_valid_on(day) for band in rate.bands_touching(day, zone)
        ]
        edges = {edge for _rate, band in bands for edge in (band.starts_at, band.ends_at)}
        cuts = {part.starts_at, part.ends_at} | {edge for edge in edges if part.contains(edge)}
        for starts_at, ends_at in pairwise(sorted(cuts)):
            holding = tuple(rate for rate, band in bands if band.contains(starts_at))
            yield Slice(day, Period(starts_at, ends_at), holding)


def amount_of(unit: str, unit_amount_minor: int, quantity: int) -> int:
    """Rounded half up to a minor unit, once; hours are counted in minutes."""
    if unit == RateUnit.HOUR:
        return share(unit_amount_minor, quantity, 60)
    return unit_amount_minor * quantity
