"""
Prices in one array of big integers, so that a row is priced by a few element look-ups.

First a directory: for the list and for each customer class, where its basis begins (from 1), or 0 where
it cannot buy time. A basis is currency, set-up, minimum, basic rate, the number of patterns, and for each
of them its key and its rate. Equal bases are stored once. A new customer class needs a rebuilt index.
"""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.accounts.enums import SizeClass
from search.documents import PriceBasis

CLASSES = ("", *(str(each.value) for each in SizeClass))
CURRENCY, SET_UP, MINIMUM, BASIC, COUNT, PATTERNS = range(6)


def packed(prices: Mapping[str, PriceBasis]) -> list[int]:
    begins: dict[tuple[int, ...], int] = {}
    directory: list[int] = []
    bases: list[int] = []
    for each in CLASSES:
        basis = _numbers(prices[each]) if each in prices else ()
        if basis and basis not in begins:
            begins[basis] = len(CLASSES) + len(bases) + 1
            bases += basis
        directory.append(begins.get(basis, 0))
    return [*directory, *bases]


def _numbers(basis: PriceBasis) -> tuple[int, ...]:
    rates = [number for rate in sorted(basis.rates.items()) for number in rate]
    currency = currency_number(basis.currency)
    return (currency, basis.set_up_minor, basis.minimum_minor, basis.basic_minor, len(basis.rates), *rates)


def currency_number(code: str) -> int:
    return int.from_bytes(code.encode(), "big")


def price_sql(prices: str, minutes_of: str | None) -> str:
    """
    The price of a row as SQL, nothing where it has none for %(customer)s in %(currency)s.

    `minutes_of` names the array of minutes by pattern key for a period; without one %(minutes)s are
    priced at the basic rate. Rounded half up, as marketplace.money.share does.
    """
    begins = f"{prices}[%(customer)s::int]"

    def at(place: int | str) -> str:
        return f"{prices}[{begins} + {place}]"

    if minutes_of is None:
        amounts = f"{at(BASIC)} * %(minutes)s::bigint"
    else:
        pattern = f"{minutes_of}[{at(f'{PATTERNS} + 2 * pattern')}] * {at(f'{PATTERNS + 1} + 2 * pattern')}"
        first = f"{minutes_of}[{at(PATTERNS)}] * {at(PATTERNS + 1)}"
        amounts = (
            f"CASE WHEN {at(COUNT)} = 1 THEN coalesce({first}, 0) ELSE (SELECT coalesce(sum({pattern}), 0)"
            f"::bigint FROM generate_series(0, {at(COUNT)}::int - 1) AS pattern) END"
        )
    return (
        f"CASE WHEN {begins} > 0 AND {at(CURRENCY)} = %(currency)s::bigint"
        f" THEN greatest({at(MINIMUM)}, (({amounts}) * 2 + 60) / 120) + {at(SET_UP)} END"
    )
