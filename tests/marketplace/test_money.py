"""Money: whole minor units, exact shares, and amounts as people type and read them."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.money import (
    EXPONENTS,
    CurrencyMismatch,
    Money,
    UnknownCurrency,
    decimal_text,
    format_money,
    parse_minor,
    share,
    split,
    total,
)

MINOR = st.integers(-(10**15), 10**15)
CURRENCY = st.sampled_from(sorted(EXPONENTS))


@given(MINOR, CURRENCY)
def test_what_is_shown_is_read_back_as_the_same_amount(minor: int, currency: str) -> None:
    assert parse_minor(format_money(Money(minor, currency)), currency) == minor
    assert parse_minor(decimal_text(minor, currency, grouped=False), currency) == minor


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(435728, "CNY"), "¥4,357.28"),
        (Money(-30400, "CNY"), "−¥304.00"),
        (Money(5, "CNY"), "¥0.05"),
        (Money(128000, "JPY"), "JP¥128,000"),
        (Money(1234567, "KWD"), "KWD 1,234.567"),
    ],
)
def test_amounts_are_shown_with_mark_groups_and_the_decimals_of_the_currency(
    money: Money, shown: str
) -> None:
    assert format_money(money) == shown


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1280", "CNY", 128000),
        (" 1,280.5 ", "CNY", 128050),
        ("￥１２８０．５０", "CNY", 128050),
        ("-0.01", "CNY", -1),
        ("1 280", "JPY", 1280),
        ("0.125", "KWD", 125),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, currency: str, minor: int) -> None:
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize("text", ["", ".", "¥", "1.234", "1.2.3", "--5", "1e3", "¥¥5", "five", "1¥2.x"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount in CNY with at most 2 decimals"):
        parse_minor(text, "CNY")


@given(MINOR, st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_the_nearest_whole_unit_and_halves_go_away_from_zero(
    minor: int, numerator: int, denominator: int
) -> None:
    exact = Fraction(minor * numerator, denominator)
    rounded = share(minor, numerator, denominator)

    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)
    assert share(-minor, numerator, denominator) == -rounded


@pytest.mark.parametrize("denominator", [0, -3])
def test_a_share_needs_a_positive_denominator(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive denominator"):
        share(1, 1, denominator)


@given(MINOR, st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_parts_add_up_to_the_whole_and_are_less_than_a_unit_off(minor: int, weights: list[int]) -> None:
    parts = split(minor, weights)

    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(minor * weight, sum(weights))) < 1
    assert split(-minor, weights) == [-part for part in parts]


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (101, [10, 20, 30, 0], [17, 34, 50, 0]),
        (1, [1, 99], [0, 1]),
        (0, [3, 4], [0, 0]),
    ],
)
def test_what_is_left_over_goes_to_the_largest_remainders(
    minor: int, weights: list[int], parts: list[int]
) -> None:
    assert split(minor, weights) == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_nothing_is_split_by_weights_that_are_negative_or_all_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="not all nothing"):
        split(5, weights)


def test_commission_and_net_are_what_was_captured_for_a_million_amounts() -> None:
    draw = Random(20270301)
    for _ in range(1_000_000):
        captured, basis_points = draw.randrange(10**9), draw.randrange(10_001)
        commission, net = split(captured, (basis_points, 10_000 - basis_points))
        assert commission + net == captured
        assert abs(commission * 10_000 - captured * basis_points) <= 5_000


def test_two_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "CNY") + Money(1, "JPY")
    with pytest.raises(CurrencyMismatch):
        _ = Money(1, "CNY") < Money(1, "JPY")


@pytest.mark.parametrize("minor", [1.0, True, "1"])
def test_only_whole_numbers_are_money(minor: int) -> None:
    with pytest.raises(TypeError, match="whole minor units"):
        Money(minor, "CNY")


def test_an_unknown_currency_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownCurrency, match="accepted: CNY, EUR"):
        Money(1, "XTS")


@given(st.lists(MINOR))
def test_a_total_is_the_sum(amounts: list[int]) -> None:
    assert total((Money(minor, "CNY") for minor in amounts), "CNY") == Money(sum(amounts), "CNY")


def test_amounts_of_one_currency_are_reckoned_and_ordered() -> None:
    assert -(Money(5, "CNY") - Money(7, "CNY")) == Money(2, "CNY")
    assert min(Money(2, "CNY"), Money(1, "CNY")) == Money(1, "CNY")
    assert Money(1, "CNY") <= Money(1, "CNY")
