"""Quotes: what bookings cost, and what must hold for any of them."""

import json
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.pricing import LineKind, NoRate, OfferTerms, PriceLine, Quote, RateTerms, UnknownExtra, quote
from marketplace.periods import Period
from tests.capacity.pricing.offers import (
    BERLIN,
    CLASSES,
    COURSE,
    DAY,
    NIGHT,
    OPERATOR,
    PROBE,
    any_offer,
    any_period,
    offer,
    period,
    split,
)

MORNING = period("2027-03-04T08:00", "2027-03-04T12:00")
ANY_CLASS = st.sampled_from([None, *CLASSES])


def amounts(price: Quote) -> list[tuple[str, int]]:
    return [(line.kind, line.amount_minor) for line in price.lines]


def priced(terms: OfferTerms, *periods: Period, **order: Any) -> Quote:
    return quote(terms, customer_class=order.pop("customer_class", None), periods=periods, **order)


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value]


def test_the_worked_example_of_the_design() -> None:
    small = RateTerms("hour", 34200, "small", starts_wall=time(8), ends_wall=time(20))
    terms = offer(DAY, small, set_up_minor=40000, tax_basis_points=1300, extras=(OPERATOR,))

    price = priced(terms, MORNING, customer_class="small")

    assert amounts(price) == [
        ("machine_time", 152000),
        ("class_discount", -15200),
        ("set_up", 40000),
        ("extra", 36000),
        ("tax", 27664),
    ]
    assert (price.net_minor, price.tax_minor, price.total_minor) == (212800, 27664, 240464)
    assert price.lines[1].params == {"customer_class": "small", "basis_points": 1000}


def test_a_period_over_a_band_edge_is_charged_by_both_rates() -> None:
    price = priced(offer(DAY, NIGHT), period("2027-03-04T18:30", "2027-03-04T21:00"))

    assert [(line.quantity, line.unit_amount_minor, line.amount_minor) for line in price.lines] == [
        (90, 38000, 57000),
        (60, 26000, 26000),
    ]


def test_minutes_of_one_rate_are_summed_before_they_are_rounded() -> None:
    ten_minutes = [
        period("2027-03-04T08:00", "2027-03-04T08:10"),
        period("2027-03-05T08:00", "2027-03-05T08:10"),
        period("2027-03-06T08:00", "2027-03-06T08:10"),
    ]

    price = priced(offer(RateTerms("hour", 100)), *ten_minutes)

    assert amounts(price) == [("machine_time", 50)]  # three times 16.67 would make 51


def test_a_narrower_band_goes_before_the_whole_week() -> None:
    saturday = RateTerms("hour", 50000, weekdays=frozenset({6}), starts_wall=time(8), ends_wall=time(12))
    price = priced(offer(RateTerms("hour", 40000), saturday), period("2027-03-06T11:00", "2027-03-06T13:00"))

    assert [line.amount_minor for line in price.lines] == [50000, 40000]
    assert price.lines[0].params == {"weekdays": [6], "starts": "08:00", "ends": "12:00"}


def test_the_own_class_goes_before_a_narrower_band_of_the_list() -> None:
    terms = offer(RateTerms("hour", 40000), NIGHT, RateTerms("hour", 30000, "small"))

    price = priced(terms, period("2027-03-04T20:00", "2027-03-04T21:00"), customer_class="small")

    assert price.total_minor == 30000


def test_a_class_rate_above_the_list_is_shown_as_it_is() -> None:
    terms = offer(RateTerms("hour", 40000), RateTerms("hour", 42000, "large"))

    price = priced(terms, MORNING, customer_class="large")

    assert [(line.kind, line.unit_amount_minor) for line in price.lines] == [("machine_time", 42000)]


def test_another_class_pays_the_list_price() -> None:
    terms = offer(RateTerms("hour", 40000), RateTerms("hour", 30000, "small"))

    assert amounts(priced(terms, MORNING, customer_class="large")) == [("machine_time", 160000)]


def test_a_new_price_holds_from_its_date_on() -> None:
    terms = offer(
        RateTerms("hour", 100, valid_until=date(2027, 3, 31)),
        RateTerms("hour", 200, valid_from=date(2027, 4, 1)),
        RateTerms("hour", 300, valid_from=date(2027, 4, 2)),
    )

    price = priced(terms, period("2027-03-31T23:00", "2027-04-02T01:00"))

    assert [(line.quantity, line.unit_amount_minor) for line in price.lines] == [
        (60, 100),
        (24 * 60, 200),
        (60, 300),
    ]


def test_a_night_band_belongs_to_the_weekday_on_which_it_begins() -> None:
    friday_night = RateTerms("hour", 100, weekdays=frozenset({5}), starts_wall=time(22), ends_wall=time(6))
    terms = offer(RateTerms("hour", 900), friday_night)

    price = priced(terms, period("2027-03-06T05:00", "2027-03-06T07:00"))  # a Saturday

    assert [line.amount_minor for line in price.lines] == [100, 900]


def test_day_rates_count_the_dates_at_the_site() -> None:
    terms = offer(RateTerms("day", 340000))

    assert priced(terms, period("2027-03-04T22:00", "2027-03-06T00:00")).lines[0].quantity == 2
    assert priced(terms, period("2027-03-04T22:00", "2027-03-06T00:01")).lines[0].quantity == 3


def test_samples_are_multiplied_and_time_is_not_charged() -> None:
    terms = offer(RateTerms("sample", 20000), RateTerms("sample", 15000, "micro"), extras=(PROBE,))

    price = priced(terms, MORNING, customer_class="micro", quantity=3, extras=["probe"])

    assert amounts(price) == [("work", 60000), ("class_discount", -15000), ("extra", 3750)]


def test_a_machine_hour_and_the_samples_are_both_charged() -> None:
    terms = offer(RateTerms("hour", 10000), RateTerms("sample", 500))

    assert amounts(priced(terms, MORNING, quantity=2)) == [("machine_time", 40000), ("work", 1000)]


def test_several_units_multiply_machine_time_and_hourly_extras_only() -> None:
    terms = offer(RateTerms("hour", 10000), set_up_minor=7000, extras=(OPERATOR, COURSE))

    price = priced(terms, MORNING, units=3, extras=["course"])

    assert amounts(price) == [
        ("machine_time", 120000),
        ("set_up", 7000),
        ("extra", 108000),
        ("extra", 50000),
    ]


def test_what_lacks_to_the_minimum_charge_is_a_line() -> None:
    terms = offer(RateTerms("hour", 10000), minimum_charge_minor=50000)

    price = priced(terms, MORNING)

    assert amounts(price) == [("machine_time", 40000), ("minimum_charge", 10000)]
    assert amounts(priced(terms, MORNING, units=2)) == [("machine_time", 80000)]


def test_time_without_a_rate_is_refused_by_name() -> None:
    with pytest.raises(NoRate) as refusal:
        priced(offer(DAY), period("2027-03-04T18:00", "2027-03-05T09:00"))

    assert [f"{moment:%d %H:%M}" for moment in refusal.value.unpriced] == ["04 20:00", "05 08:00"]
    assert "2027-03-04 20:00" in str(refusal.value)


@pytest.mark.parametrize(
    "rates",
    [
        (),
        (RateTerms("hour", 1, "large"),),
        (RateTerms("hour", 1), RateTerms("sample", 1, "large")),
        (RateTerms("sample", 1, valid_from=date(2028, 1, 1)),),
    ],
)
def test_nothing_is_free_for_want_of_a_rate(rates: tuple[RateTerms, ...]) -> None:
    with pytest.raises(NoRate):
        priced(offer(*rates), MORNING, customer_class="small")


def test_an_extra_of_another_offer_is_refused() -> None:
    with pytest.raises(UnknownExtra, match="course"):
        priced(offer(DAY), MORNING, extras=["course"])


@pytest.mark.parametrize("order", [{"units": 0}, {"quantity": -1}])
def test_nothing_cannot_be_bought(order: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        priced(offer(DAY), MORNING, **order)
    with pytest.raises(ValueError, match="needs a period"):
        priced(offer(DAY))


@pytest.mark.parametrize(("day", "hours"), [("2027-03-28", 23), ("2027-03-29", 24), ("2027-10-31", 25)])
def test_a_day_of_a_clock_change_is_charged_by_its_real_hours(day: str, hours: int) -> None:
    whole = Period(
        period(f"{day}T00:00", f"{day}T01:00", BERLIN).starts_at,
        period(f"{day}T23:00", f"{day}T23:30", BERLIN).starts_at + timedelta(hours=1),
    )

    price = priced(offer(RateTerms("hour", 100), zone=BERLIN), whole)

    assert price.total_minor == hours * 100


@pytest.mark.parametrize(
    ("currency", "amount_minor", "total_minor"),
    [("JPY", 1001, 751), ("KWD", 1001, 751), ("JPY", 1, 1), ("CNY", 1, 1)],
)
def test_each_currency_is_rounded_half_up_at_its_own_minor_unit(
    currency: str, amount_minor: int, total_minor: int
) -> None:
    terms = offer(RateTerms("hour", amount_minor), currency=currency)

    price = priced(terms, period("2027-03-04T08:00", "2027-03-04T08:45"))

    assert (price.total_minor, price.currency) == (total_minor, currency)


ORDERS = st.fixed_dictionaries(
    {
        "customer_class": ANY_CLASS,
        "units": st.integers(1, 20),
        "quantity": st.integers(1, 50),
        "extras": st.sets(st.sampled_from(["probe", "course"])),
    }
)


@given(any_offer(), any_period(), ORDERS)
def test_the_lines_add_up_and_nothing_is_ever_a_float(
    terms: OfferTerms, whole: Period, order: dict[str, Any]
) -> None:
    price = priced(terms, whole, **order)
    net = [line.amount_minor for line in price.lines if line.kind != LineKind.TAX]

    assert sum(net) == price.net_minor
    assert sum(line.amount_minor for line in price.lines) == price.total_minor
    assert price.total_minor == price.net_minor + price.tax_minor
    assert {type(leaf) for leaf in leaves(price.to_json())} <= {int, str}


@given(any_offer(), any_period(), ORDERS, st.lists(st.integers(1, 14_400), max_size=4))
def test_a_split_period_costs_the_same_to_the_line(
    terms: OfferTerms, whole: Period, order: dict[str, Any], cuts: list[int]
) -> None:
    assert priced(terms, *split(whole, cuts), **order) == priced(terms, whole, **order)


@given(st.integers(0, 10**6), st.integers(1, 719), st.integers(1, 719), ORDERS)
def test_more_time_in_a_band_never_costs_less(
    amount_minor: int, one: int, other: int, order: dict[str, Any]
) -> None:
    rates = (RateTerms("hour", amount_minor, starts_wall=time(8), ends_wall=time(20)),)
    terms = offer(*rates, minimum_charge_minor=70000, tax_basis_points=600, extras=(PROBE, COURSE))
    starts_at = MORNING.starts_at
    shorter, longer = (Period(starts_at, starts_at + timedelta(minutes=n)) for n in sorted((one, other)))

    assert priced(terms, shorter, **order).total_minor <= priced(terms, longer, **order).total_minor


@given(any_offer(), any_period(), ORDERS)
def test_a_quote_comes_back_whole_from_the_snapshot_of_a_booking(
    terms: OfferTerms, whole: Period, order: dict[str, Any]
) -> None:
    price = priced(terms, whole, **order)

    assert Quote.from_json(json.loads(json.dumps(price.to_json()))) == price


@given(any_offer(), any_period(), st.integers(1, 20))
def test_each_minute_is_charged_once_by_the_hour_or_by_the_day(
    terms: OfferTerms, whole: Period, units: int
) -> None:
    hourly = OfferTerms(
        terms.kind, terms.currency, terms.zone, tuple(r for r in terms.rates if r.unit == "hour")
    )
    time_lines = [line for line in priced(hourly, whole, units=units).lines if line.unit == "hour"]

    assert sum(line.quantity for line in time_lines) == whole.minutes * units


def test_a_line_is_an_honest_product() -> None:
    line = priced(offer(RateTerms("hour", 38000)), MORNING).lines[0]

    assert line == PriceLine("machine_time", "hour", 240, 38000, 152000, "CNY", {})
