"""The invented catalogue holds together: firms, machines, texts, figures, prices."""

from collections import defaultdict
from datetime import UTC, datetime, time
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import pytest
from stdnum.cn import uscc

from capacity.enums import OfferKind
from capacity.pricing import ExtraTerms, OfferTerms, RateTerms, quote
from capacity.pricing.terms import EVERY_DAY
from capacity.taxonomy import CLASSES, KINDS, ValueType, suggest_class
from marketplace.accounts.enums import SizeClass
from marketplace.demo.calendars import PATTERNS, closures
from marketplace.demo.limits import limits
from marketplace.demo.machines import machines
from marketplace.demo.offers import offers
from marketplace.demo.reading import customers, lines, providers
from marketplace.demo.seeding.talk import NOTES
from marketplace.periods import Period

PROVIDERS = {provider.slug: provider for provider in providers()}
FIRMS = (*providers(), *customers())


def test_two_hundred_and_forty_machines_of_a_dozen_classes_are_listed():
    approved = [machine for machine in machines() if machine.state == "approved"]

    assert len(approved) == 240
    assert len({machine.resource_class for machine in approved}) >= 12
    assert {machine.state for machine in machines()} == {"approved", "draft", "submitted", "rejected"}
    assert 5 <= sum(machine.is_revised for machine in approved) <= 15


def test_no_two_listings_say_the_same():
    for said in (
        [machine.text.zh for machine in machines()],
        [machine.text.en for machine in machines()],
        [machine.slug for machine in machines()],
        [(machine.provider, machine.title.zh) for machine in machines()],
    ):
        assert len(set(said)) == len(said)


def test_no_two_machines_of_a_class_share_most_of_their_sentences():
    by_class = defaultdict(list)
    for machine in machines():
        by_class[machine.resource_class].append(set(machine.text.zh.replace("\n\n", "").split("。")) - {""})
    for texts in by_class.values():
        for one, other in combinations(texts, 2):
            assert len(one & other) <= min(len(one), len(other)) * 0.7


def test_the_first_provider_has_the_machine_of_the_pictures():
    first = machines()[0]

    assert (first.provider, first.title.zh, first.units) == ("hengrui", "五轴加工中心 DMU 50", 2)
    assert providers()[0].name.zh == "苏州恒锐精密机械"
    assert customers()[0].name.zh == "苏州明川医疗器械"


def test_titles_suggest_the_class_they_are_listed_in():
    told = [machine for machine in machines() if not machine.is_line]
    wrong = [
        machine.title
        for machine in told
        for title in machine.title
        if (suggest_class(title) or ("", ""))[0] != machine.resource_class
    ]

    assert wrong == []


def test_figures_are_of_kinds_that_the_class_shows_and_within_reason():
    for machine in machines():
        shown = set(CLASSES[machine.resource_class].specifications)
        assert {value.kind for value in machine.values} <= shown
        assert len(machine.values) >= 2
        for value in machine.values:
            is_figure = KINDS[value.kind].value_type in {ValueType.NUMBER, ValueType.RANGE}
            assert is_figure == (value.minimum is not None)
            assert is_figure != bool(value.text.zh and value.text.en)
            assert not is_figure or value.minimum <= value.maximum


def test_every_firm_has_a_valid_credit_code_of_its_own():
    codes = [firm.social_credit_code for firm in FIRMS]

    assert all(uscc.is_valid(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert {firm.size_class for firm in FIRMS} == set(SizeClass.values)


def test_providers_stand_in_china_at_points_of_their_own():
    points = [(provider.latitude, provider.longitude) for provider in providers()]

    assert len(points) >= 12
    assert len(set(points)) == len(points)
    assert all(18 < latitude < 54 and 73 < longitude < 135 for latitude, longitude in points)


def test_a_line_consists_of_machines_of_its_provider():
    by_slug = {machine.slug: machine for machine in machines()}
    parts = [machine for machine in machines() if machine.parent]

    assert len({machine.parent for machine in parts}) == len(lines())
    for part in parts:
        assert by_slug[part.parent].is_line
        assert by_slug[part.parent].provider == part.provider
        assert part.units == by_slug[part.parent].units == 1


def test_units_run_from_one_to_twenty():
    units = {machine.units for machine in machines()}

    assert min(units) == 1
    assert max(units) == 20


@pytest.mark.parametrize("pattern", PATTERNS)
def test_opening_hours_of_a_pattern_do_not_overlap(pattern):
    week = sorted(
        (hours.weekday * 1440 + hours.opens_at.hour * 60 + hours.opens_at.minute, hours)
        for hours in PATTERNS[pattern]
    )
    for (_start, hours), (following, _next) in pairwise(week):
        crosses = hours.closes_at <= hours.opens_at
        closes = hours.closes_at.hour * 60 + hours.closes_at.minute
        assert (hours.weekday + crosses) * 1440 + closes <= following


def test_a_shop_without_hours_closes_for_the_spring_festival_alone():
    by_day = {closure.on: closure.reason for closure in closures("day", [2026])}
    always = {closure.on for closure in closures("round_the_clock", [2026])}

    assert by_day[datetime(2026, 10, 1, tzinfo=UTC).date()] == ("国庆节", "National Day")
    assert always < set(by_day)
    assert all(by_day[day].zh in {"农历除夕", "春节"} for day in always)


def _terms(plan):
    return OfferTerms(
        kind=plan.kind,
        currency="CNY",
        zone=ZoneInfo("Asia/Shanghai"),
        rates=tuple(
            RateTerms(
                unit=rate.unit,
                amount_minor=rate.amount_minor,
                customer_class=rate.customer_class or None,
                weekdays=frozenset(rate.weekdays) or EVERY_DAY,
                starts_wall=rate.band[0] if rate.band else time(),
                ends_wall=rate.band[1] if rate.band else time(),
            )
            for rate in plan.rates
        ),
        set_up_minor=plan.set_up_minor,
        minimum_charge_minor=plan.minimum_charge_minor,
        tax_basis_points=plan.tax_basis_points,
        extras=tuple(
            ExtraTerms(extra.kind, extra.kind, extra.unit, extra.amount_minor, extra.is_required, *extra.name)
            for extra in plan.extras
        ),
    )


def test_eight_hours_on_the_first_machine_cost_a_small_firm_what_the_pictures_say():
    machine = machines()[0]
    rental = offers(machine, PROVIDERS[machine.provider])[0]
    morning = datetime(2027, 3, 4, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    period = Period(morning, morning.replace(hour=16))

    price = quote(_terms(rental), customer_class=SizeClass.SMALL, periods=[period], extras=["operator"])

    assert rental.kind is OfferKind.BARE_RENTAL
    assert not rental.is_instant
    assert price.total_minor == 435_728


def test_every_offer_has_a_price_for_every_class_at_every_hour_of_the_week():
    monday = datetime(2027, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    week = Period(monday, monday.replace(day=8))
    for machine in machines():
        for plan in offers(machine, PROVIDERS[machine.provider]):
            prices = [
                quote(_terms(plan), customer_class=size_class, periods=[week]).total_minor
                for size_class in (SizeClass.LARGE, SizeClass.SMALL)
            ]
            assert 0 < prices[1] <= prices[0]


def test_a_shortest_booking_fits_the_opening_hours():
    for machine in machines():
        longest = max(
            ((hours.closes_at.hour - hours.opens_at.hour) % 24 or 24) * 60
            for hours in PATTERNS[machine.pattern]
        )
        assert limits(machine).minimum_minutes <= longest


def test_what_customers_write_fits_the_class_of_the_machine():
    assert {machine.resource_class for machine in machines()} == set(NOTES)
