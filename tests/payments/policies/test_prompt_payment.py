"""Due dates and interest of State Council Order 802, from its rows alone."""

from dataclasses import dataclass
from datetime import date

import pytest

from marketplace.accounts.enums import SizeClass
from marketplace.money import Money
from payments.enums import AgeBand, PayerKind
from payments.policies.prompt_payment import LateRate, band_of, due_on, is_too_long, payer_kind, term_of

LARGE, PUBLIC = SizeClass.LARGE, SizeClass.INSTITUTION
SMALLER = (SizeClass.MEDIUM, SizeClass.SMALL, SizeClass.MICRO)


@dataclass(frozen=True)
class Row:
    usual_days: int
    longest_days: int
    allows_custom: bool


FOR_PUBLIC, FOR_LARGE = Row(30, 60, False), Row(60, 60, True)


@pytest.mark.parametrize("payee", SMALLER)
def test_public_bodies_and_large_firms_are_bound_towards_smaller_ones(payee):
    assert payer_kind(PUBLIC, payee) == PayerKind.PUBLIC
    assert payer_kind(LARGE, payee) == PayerKind.LARGE


@pytest.mark.parametrize(
    ("payer", "payee"),
    [(LARGE, LARGE), (PUBLIC, LARGE), (LARGE, PUBLIC), *((payer, SizeClass.SMALL) for payer in SMALLER)],
)
def test_between_others_nothing_but_the_agreement_holds(payer, payee):
    assert payer_kind(payer, payee) is None


@pytest.mark.parametrize(
    ("rule", "days", "is_custom", "term"),
    [
        (FOR_PUBLIC, None, False, 30),
        (FOR_PUBLIC, 15, False, 15),
        (FOR_PUBLIC, 60, False, 60),
        (FOR_PUBLIC, 61, False, 60),
        (FOR_PUBLIC, 90, True, 60),  # no custom of the trade helps a public body
        (FOR_LARGE, None, False, 60),
        (FOR_LARGE, 60, False, 60),
        (FOR_LARGE, 61, False, 60),
        (FOR_LARGE, 90, True, 90),
        (None, None, False, 30),
        (None, 180, False, 180),
    ],
)
def test_the_term_is_what_was_agreed_as_far_as_the_regulation_lets(rule, days, is_custom, term):
    assert term_of(rule, days, is_custom=is_custom) == term
    assert is_too_long(rule, days or 0, is_custom=is_custom) == (days is not None and term < days)


def test_the_day_of_acceptance_does_not_count():
    assert due_on(date(2027, 3, 4), 30) == date(2027, 4, 3)
    assert due_on(date(2027, 12, 31), 60) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("rate", "days", "minor"),
    [
        (LateRate(ppm=500), 0, 0),
        (LateRate(ppm=500), -1, 0),
        (LateRate(ppm=500), 1, 50),
        (LateRate(ppm=500), 31, 1550),
        (LateRate(basis_points=365), 1, 10),
        (LateRate(basis_points=300), 365, 3000),
        (LateRate(basis_points=300), 1, 8),  # 8.219: rounded once, at the end
        (LateRate(), 100, 0),
    ],
)
def test_interest_is_simple_and_rounded_once(rate, days, minor):
    assert rate.interest(Money(100_000, "CNY"), days) == Money(minor, "CNY")


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, AgeBand.CURRENT),
        (1, AgeBand.TO_30),
        (30, AgeBand.TO_30),
        (31, AgeBand.TO_60),
        (60, AgeBand.TO_60),
        (61, AgeBand.TO_90),
        (90, AgeBand.TO_90),
        (91, AgeBand.OVER_90),
    ],
)
def test_bands_begin_and_end_on_the_day(days, band):
    assert band_of(days) == band
