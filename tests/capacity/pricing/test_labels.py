"""Price lines in words."""

from collections.abc import Iterator
from datetime import time

import pytest
from django.utils import translation

from capacity.pricing import RateTerms, line_label, quote
from capacity.pricing.labels import band_text, hours_text, percent
from tests.capacity.pricing.offers import COURSE, DAY, NIGHT, OPERATOR, PROBE, offer, period


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_every_line_says_what_it_is_for() -> None:
    terms = offer(
        DAY,
        RateTerms("hour", 33000, "small", starts_wall=time(8), ends_wall=time(20)),
        RateTerms("sample", 500),
        set_up_minor=40000,
        minimum_charge_minor=300000,
        tax_basis_points=1300,
        extras=(OPERATOR, PROBE, COURSE),
    )
    price = quote(
        terms,
        customer_class="small",
        periods=[period("2027-03-04T08:00", "2027-03-04T12:30")],
        quantity=2,
        extras=["probe", "course"],
    )

    assert [line_label(line) for line in price.lines] == [
        "Machine time (08:00–20:00) 4.5 h × ¥380.00",
        "Work 2 samples × ¥5.00",
        "Small firm rate −13.08%",
        "Up to the minimum charge of ¥3,000.00",
        "Set-up (once)",
        "Operator 4.5 h × ¥90.00",
        "Probe 2 pieces × ¥12.50",
        "Training (once)",
        "VAT 13%",
    ]


@pytest.mark.parametrize(
    ("unit", "words"), [("day", "Machine time 1 day ×"), ("job", "Work 1 job ×"), ("piece", "Work 1 piece ×")]
)
def test_one_is_singular(unit: str, words: str) -> None:
    price = quote(
        offer(RateTerms(unit, 100)),
        customer_class=None,
        periods=[period("2027-03-04T08:00", "2027-03-04T12:30")],
    )

    assert line_label(price.lines[0]).startswith(words)


def test_of_several_machines_the_time_of_one_is_told() -> None:
    price = quote(
        offer(DAY, RateTerms("sample", 500), extras=(OPERATOR, COURSE)),
        customer_class=None,
        periods=[period("2027-03-04T08:00", "2027-03-04T12:30")],
        units=4,
        quantity=8,
        extras=["course"],
    )

    assert [line_label(line, units=4) for line in price.lines] == [
        "Machine time (08:00–20:00) 4 units × 4.5 h × ¥380.00",
        "Work 8 samples × ¥5.00",
        "Operator 4 units × 4.5 h × ¥90.00",
        "Training (once)",
    ]


def test_an_extra_is_named_in_the_language_of_the_reader() -> None:
    price = quote(
        offer(NIGHT, extras=(OPERATOR,)),
        customer_class=None,
        periods=[period("2027-03-04T20:00", "2027-03-04T22:00")],
    )

    with translation.override("zh-hans"):
        assert line_label(price.lines[-1]).startswith("操作员")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(480, "8 h"), (75, "1.25 h"), (30, "0.5 h"), (20, "0 h 20 min"), (6000, "100 h"), (3, "0.05 h")],
)
def test_hours_are_told_exactly(minutes: int, words: str) -> None:
    assert hours_text(minutes) == words


@pytest.mark.parametrize(("basis_points", "words"), [(1300, "13%"), (1250, "12.5%"), (1, "0.01%"), (0, "0%")])
def test_shares_are_told_exactly(basis_points: int, words: str) -> None:
    assert percent(basis_points) == words


@pytest.mark.parametrize(
    ("weekdays", "starts", "ends", "words"),
    [
        ([1, 2, 3, 4, 5], "08:00", "20:00", "weekdays 08:00–20:00"),
        ([6, 7], "00:00", "00:00", "weekend"),
        ([6], "20:00", "00:00", "Sat 20:00–24:00"),
        ([1, 2, 3, 4, 5, 6, 7], "22:00", "06:00", "22:00–06:00"),
    ],
)
def test_bands_are_told_as_people_say_them(weekdays: list[int], starts: str, ends: str, words: str) -> None:
    assert band_text({"weekdays": weekdays, "starts": starts, "ends": ends}) == words
