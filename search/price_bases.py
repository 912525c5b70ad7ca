"""What each customer class pays for time, drawn from offers: hourly rates by weekly pattern, tax in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from capacity.enums import ExtraUnit, RateUnit
from capacity.pricing import OfferTerms, RateTerms
from capacity.pricing.quoting import WHOLE
from capacity.pricing.rating import COUNT_UNITS, most_specific
from marketplace.accounts.enums import SizeClass
from marketplace.money import share
from search.documents import PriceBasis
from search.patterns import ALWAYS, QUARTERS_A_DAY, QUARTERS_A_WEEK
from search.slots import GRID_MINUTES

LIST = ""


@dataclass(frozen=True)
class Draft:
    """A basis whose patterns have no keys yet; amounts are gross minor units."""

    currency: str
    rates: Mapping[str, int]  # of an hour, by pattern
    set_up_minor: int
    minimum_minor: int

    def with_keys(self, keys: Mapping[str, int]) -> PriceBasis:
        widest = max(self.rates, key=lambda pattern: (pattern.count("1"), -keys[pattern]))
        return PriceBasis(
            currency=self.currency,
            rates={keys[pattern]: amount for pattern, amount in self.rates.items()},
            basic_minor=self.rates[widest],
            set_up_minor=self.set_up_minor,
            minimum_minor=self.minimum_minor,
        )


def drafts_of(offers: Sequence[OfferTerms], today: date) -> dict[str, Draft]:
    """By customer class, and the list's: from the first offer that sells time to them by the hour."""
    found = {}
    for customer_class in (LIST, *SizeClass.values):
        drafts = (_draft(terms, customer_class or None, today) for terms in offers)
        first = next((draft for draft in drafts if draft is not None), None)
        if first is not None:
            found[customer_class] = first
    return found


def _draft(terms: OfferTerms, customer_class: str | None, today: date) -> Draft | None:
    own = [rate for rate in terms.rates if rate.is_for(customer_class) and rate.is_valid_on(today)]
    hourly = tuple(rate for rate in own if rate.unit == RateUnit.HOUR)
    if not hourly:
        return None
    by_hour = sum(_required(terms, ExtraUnit.HOUR))
    once = sum(_required(terms, ExtraUnit.BOOKING)) + sum(_required(terms, ExtraUnit.PIECE))
    return Draft(
        currency=terms.currency,
        rates={pattern: _gross(net + by_hour, terms) for pattern, net in week_of(hourly)},
        set_up_minor=_gross(terms.set_up_minor + once + sum(_counted(own)), terms),
        minimum_minor=_gross(terms.minimum_charge_minor, terms),
    )


def _required(terms: OfferTerms, unit: ExtraUnit) -> Iterator[int]:
    return (extra.amount_minor for extra in terms.extras if extra.is_required and extra.unit == unit)


def _counted(rates: Sequence[RateTerms]) -> Iterator[int]:
    """One sample, piece and job each, where the offer charges these beside the time."""
    for unit in COUNT_UNITS:
        counted = [rate for rate in rates if rate.unit == unit]
        if counted:
            yield most_specific(counted).amount_minor


def _gross(net_minor: int, terms: OfferTerms) -> int:
    return share(net_minor, WHOLE + terms.tax_basis_points, WHOLE)


@lru_cache(maxsize=10_000)
def week_of(rates: tuple[RateTerms, ...]) -> tuple[tuple[str, int], ...]:
    """The amount that holds in each quarter hour of the week, as patterns with their amount of an hour."""
    general = most_specific(rates)
    if all(rate.minutes_a_week == QUARTERS_A_WEEK * GRID_MINUTES for rate in rates):
        return ((ALWAYS, general.amount_minor),)
    quarters: dict[int, list[int]] = defaultdict(list)
    for quarter in range(QUARTERS_A_WEEK):
        holding = [rate for rate in rates if _holds(rate, quarter)]
        if holding:
            quarters[most_specific(holding).amount_minor].append(quarter)
    return tuple((_pattern(each), amount) for amount, each in sorted(quarters.items()))


def _holds(rate: RateTerms, quarter: int) -> bool:
    """Whether the band holds as the quarter hour begins; a band belongs to the weekday it begins on."""
    weekday, past = divmod(quarter, QUARTERS_A_DAY)
    minute = past * GRID_MINUTES
    starts, ends = (wall.hour * 60 + wall.minute for wall in (rate.starts_wall, rate.ends_wall))
    today, yesterday = weekday + 1, weekday or 7
    if starts < ends:
        return today in rate.weekdays and starts <= minute < ends
    return (today in rate.weekdays and minute >= starts) or (yesterday in rate.weekdays and minute < ends)


def _pattern(quarters: Iterable[int]) -> str:
    held = set(quarters)
    return "".join("1" if quarter in held else "0" for quarter in range(QUARTERS_A_WEEK))
