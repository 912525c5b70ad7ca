"""Money: integer minor units with a currency, and the only places where it is divided or shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

# ISO 4217 minor units of the currencies offers may use.
EXPONENTS = {"CNY": 2, "EUR": 2, "GBP": 2, "HKD": 2, "USD": 2, "JPY": 0, "KRW": 0, "KWD": 3}
LARGEST_MINOR = 10**14  # what anybody may type; larger is a slip
SYMBOLS = {"CNY": "¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "USD": "US$", "JPY": "JP¥", "KRW": "₩"}


class CurrencyMismatch(ValueError):
    """Amounts of two currencies were about to be added or compared."""


class UnknownCurrency(ValueError):
    """The currency is not one the marketplace deals in."""


def exponent(currency: str) -> int:
    """
    How many decimals the currency has (ISO 4217).

    :raises UnknownCurrency: the code is not in EXPONENTS
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        accepted = ", ".join(sorted(EXPONENTS))
        raise UnknownCurrency(f"Currency {currency!r} is not dealt in; accepted: {accepted}") from None


@dataclass(frozen=True)
class Money:
    """An amount in minor units (fen, cents; yen themselves) of one currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"Money is counted in whole minor units, not {self.minor!r}")
        exponent(self.currency)

    def __add__(self, other: Money) -> Self:
        self._same(other)
        return type(self)(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Self:
        self._same(other)
        return type(self)(self.minor - other.minor, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        return self == other or self < other

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix")


def total(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money(0, currency))


def share(minor: int, numerator: int, denominator: int) -> int:
    """`minor × numerator / denominator`, rounded half away from zero to a whole minor unit."""
    if denominator <= 0:
        raise ValueError(f"A share needs a positive denominator, not {denominator}")
    product = minor * numerator
    quotient, rest = divmod(abs(product), denominator)
    rounded = quotient + (1 if rest * 2 >= denominator else 0)
    return rounded if product >= 0 else -rounded


def split(minor: int, weights: Sequence[int]) -> list[int]:
    """
    Parts in the proportion of the weights that add up to the whole, each less than one unit off.

    By largest remainder: what rounding down leaves over goes, a unit each, to those cut most; among
    equals to the first.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError(f"Weights are not negative and not all nothing: {weights}")
    parts, rests = zip(*(divmod(abs(minor) * weight, whole) for weight in weights), strict=True)
    left_over = abs(minor) - sum(parts)
    most_cut = sorted(range(len(weights)), key=lambda index: -rests[index])[:left_over]
    sign = 1 if minor >= 0 else -1
    return [sign * (part + (index in most_cut)) for index, part in enumerate(parts)]


AMOUNT = re.compile(r"(?P<sign>[+\-−]?)\s*(?P<whole>\d[\d,\s]*)(?:\.(?P<decimals>\d+))?", re.ASCII)


def parse_minor(text: str, currency: str) -> int:
    """
    Minor units from an amount a person typed: `1,280.50`, `¥1280.5`, full-width `１２８０`.

    :raises ValueError: it is not a number, or has more decimals than the currency
    """
    digits = exponent(currency)
    plain = unicodedata.normalize("NFKC", text)
    for mark in (SYMBOLS.get(currency, currency), currency):
        plain = plain.replace(mark, "", 1)
    amount = AMOUNT.fullmatch(plain.strip())
    decimals = (amount and amount["decimals"]) or ""
    if amount is None or len(decimals) > digits:
        raise ValueError(f"{text!r} is not an amount in {currency} with at most {digits} decimals")
    minor = int(re.sub(r"[,\s]", "", amount["whole"]) + decimals.ljust(digits, "0"))
    return -minor if amount["sign"] in ("-", "−") else minor


def decimal_text(minor: int, currency: str, *, grouped: bool = True) -> str:
    """The bare figure: `4,357.28`, `−304.00` with a real minus."""
    digits = exponent(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    figure = f"{whole:,}" if grouped else str(whole)
    if digits:
        figure += f".{rest:0{digits}d}"
    return ("−" if minor < 0 else "") + figure


def format_money(money: Money) -> str:
    """With the currency's mark in front: `¥4,357.28`; the code where it has no mark of its own."""
    mark = SYMBOLS.get(money.currency, money.currency + " ")
    figure = decimal_text(abs(money.minor), money.currency)
    return f"{'−' if money.minor < 0 else ''}{mark}{figure}"
