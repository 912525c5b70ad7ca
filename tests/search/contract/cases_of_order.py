"""In which order hits stand, what they cost, and how pages follow each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from search.documents import PriceBasis
from search.enums import Facet, Mode, Sort
from search.request import LAST, Circle, Cursor, When
from tests.factories import NOW
from tests.search.contract.case import Case
from tests.search.contract.listings import (
    BERLIN,
    SUZHOU,
    banded,
    in_a_row,
    in_all,
    listing,
    period,
    priced,
    request,
    whole,
)

WEEK, FREE = "03-01 03-07", "03-01 00:00 03-09 00:00"
BY_PRICE = {"sort": Sort.PRICE}
MORNING = "03-02 08:00 12:00"


def _at(days: float) -> dict:
    return {"published_at": NOW - timedelta(days=days)}


def _for_small(listed: int, small: int) -> dict[str, PriceBasis]:
    return priced(listed) | {"small": priced(small)["small"]}


PRICES = (
    Case("the price of the period, lowest first", (
        listing(1, FREE, prices=priced(20_000)), listing(2, FREE, prices=priced(10_000)), listing(3, FREE),
        listing(4, FREE, prices=priced(15_000)), listing(5, "03-03 08:00 12:00", prices=priced(1)),
    ), request(when=whole(MORNING), **BY_PRICE), (2, 4, 1, 3)),
    Case("set-up and minimum charge are in it", (
        listing(1, FREE, prices=priced(10_000)), listing(2, FREE, prices=priced(5_000, set_up=10_000)),
        listing(3, FREE, prices=priced(1_000, minimum=39_999)), listing(4, FREE, prices=priced(1_000, minimum=30_000, set_up=9_000)),
    ), request(when=whole(MORNING), **BY_PRICE), (2, 4, 3, 1)),
    Case("rounded half up", (
        listing(1, FREE, prices=priced(2)), listing(2, FREE, prices=priced(1)), listing(3, FREE, prices=priced(3)),
        listing(4, FREE, prices=priced(0, minimum=1)),
    ), request(when=whole("03-02 08:00 08:15"), budget_minor=0, **BY_PRICE), (2,)),
    Case("day, night and weekend", (
        listing(1, FREE, prices=banded(1_000, 500, 300)), listing(2, FREE, prices=priced(701)),
        listing(3, FREE, prices=priced(699)),
    ), request(when=whole("03-05 18:00 03-06 04:00"), **BY_PRICE), (1, 3, 2)),
    Case("what the bands of a Friday night come to", (
        listing(1, FREE, prices=banded(1_000, 500, 300)),
        listing(2, FREE, prices=priced(520)), listing(3, FREE, prices=priced(521)),
    ), request(when=whole("03-05 18:00 03-06 04:00"), budget_minor=5_200, **BY_PRICE), (1, 2)),
    Case("bands go by the clock of the site", (
        listing(1, FREE, prices=banded(1_000, 500, 300)), listing(2, FREE, zone=BERLIN, prices=banded(1_000, 500, 300)),
    ), request(when=When(Mode.WHOLE, period("03-02 09:00 13:00")), **BY_PRICE), (2, 1)),
    Case("bands across the skipped hour", (
        listing(1, "03-27 00:00 03-29 00:00", zone=BERLIN, prices=banded(1, 1, 1_000)),
        listing(2, "03-27 00:00 03-29 00:00", zone=BERLIN, prices=priced(999)),
    ), request(when=whole("03-28 01:00 04:00"), budget_minor=2_000, **BY_PRICE), (2, 1)),
    Case("hours in a row are priced at the basic rate", (
        listing(1, FREE, prices=banded(1_000, 10, 10)), listing(2, FREE, prices=priced(900)),
    ), request(when=in_a_row(4, "03-06 03-07"), **BY_PRICE), (2, 1)),
    Case("hours in all as well", (
        listing(1, FREE, prices=priced(1_000, set_up=1)), listing(2, FREE, prices=priced(999, set_up=8)),
    ), request(when=in_all(8, WEEK), **BY_PRICE), (2, 1)),
    Case("an hour where nothing was said", (
        listing(1, FREE, prices=priced(1_000)), listing(2, prices=priced(900)), listing(3, FREE),
    ), request(**BY_PRICE), (2, 1, 3)),
    Case("a budget for the period", (
        listing(1, FREE, prices=priced(10_000)), listing(2, FREE, prices=priced(10_001)), listing(3, FREE),
    ), request(when=whole(MORNING), budget_minor=40_000), (1,)),
    Case("a budget for an hour where nothing was said", (
        listing(1, FREE, prices=priced(10_000)), listing(2, FREE, prices=priced(10_001)),
    ), request(budget_minor=10_000, sort=Sort.NEWEST), (1,)),
    Case("another currency is no price", (
        listing(1, FREE, prices=priced(1, currency="EUR")), listing(2, FREE, prices=priced(10_000)),
    ), request(**BY_PRICE), (2, 1)),
    Case("nor within a budget", (
        listing(1, FREE, prices=priced(1, currency="EUR")), listing(2, FREE, prices=priced(100)),
    ), request(budget_minor=1_000, currency="EUR"), (1,)),
    Case("each class has its price", (
        listing(1, FREE, prices=_for_small(1_000, 700)), listing(2, FREE, prices=priced(800)),
    ), request(customer_class="small", **BY_PRICE), (1, 2)),
    Case("others pay the list's", (
        listing(1, FREE, prices=_for_small(1_000, 700)), listing(2, FREE, prices=priced(800)),
    ), request(customer_class="large", **BY_PRICE), (2, 1)),
    Case("the list's where no class was told", (
        listing(1, FREE, prices=_for_small(1_000, 700)), listing(2, FREE, prices=priced(800)),
    ), request(**BY_PRICE), (2, 1)),
    Case("a class that cannot buy", (
        listing(1, FREE, prices={"small": priced(700)["small"]}), listing(2, FREE, prices=priced(800)),
    ), request(customer_class="medium", **BY_PRICE), (2, 1)),
    Case("an hour without a rate costs nothing by this key", (
        listing(1, FREE, prices={"": PriceBasis("CNY", {2: 1_000}, 1_000)}), listing(2, FREE, prices=priced(400)),
    ), request(when=whole("03-02 18:00 22:00"), **BY_PRICE), (2, 1)),
    Case("large amounts", (
        listing(1, FREE, prices=priced(99_999_999_99)), listing(2, FREE, prices=priced(99_999_999_98)),
    ), request(when=in_a_row(100, WEEK), **BY_PRICE), (2, 1)),
)  # fmt: skip

ORDERS = (
    Case("ties stand by id", (
        listing(3, MORNING), listing(1, MORNING), listing(2, MORNING),
    ), request(when=in_a_row(2, WEEK)), (1, 2, 3)),
    Case("newest first", (
        listing(1, **_at(3)), listing(2, **_at(0)), listing(3, **_at(1)), listing(4, **_at(3)),
    ), request(sort=Sort.NEWEST), (2, 3, 1, 4)),
    Case("publications of one second are as new", (
        listing(1, published_at=NOW.replace(microsecond=1)), listing(2, published_at=NOW.replace(microsecond=999_999)),
    ), request(sort=Sort.NEWEST), (1, 2)),
    Case("newest of those that are free", (
        listing(1, MORNING, **_at(3)), listing(2, **_at(0)), listing(3, MORNING, **_at(1)),
    ), request(when=whole(MORNING), sort=Sort.NEWEST), (3, 1)),
    Case("prices that tie stand by id", (
        listing(2, prices=priced(5)), listing(1, prices=priced(5)), listing(4), listing(3),
    ), request(**BY_PRICE), (1, 2, 3, 4)),
    Case("relevance leaves nobody out", (
        listing(1, MORNING), listing(2),
    ), request(sort=Sort.RELEVANCE), (1, 2), unordered=True),
)  # fmt: skip

_MANY = tuple(listing(pk, f"03-0{2 + pk % 3} 08:00 12:00") for pk in range(1, 10))
_SOLD = tuple(listing(pk, prices=priced(100 * (pk % 2)) if pk < 5 else {}) for pk in range(1, 8))

PAGES = (
    Case("the first page", _MANY, request(limit=4), (3, 6, 9, 1), total=9),
    Case("after a hit among its ties", _MANY, request(
        limit=4, after=Cursor(_MANY[0].windows[0][0][0] * 15, 1)
    ), (4, 7, 2, 5), total=9),
    Case("the last page", _MANY, request(limit=4, after=Cursor(_MANY[1].windows[0][0][0] * 15, 5)), (8,), total=9),
    Case("after the last", _MANY, request(limit=4, after=Cursor(_MANY[1].windows[0][0][0] * 15, 8)), (), total=9),
    Case("among those without a price", _SOLD, request(limit=2, after=Cursor(LAST, 5), **BY_PRICE), (6, 7), total=7),
    Case("the counts are of all pages", _MANY, request(limit=1, facets=frozenset({Facet.CLASS})), (3,), total=9, facets={
        Facet.CLASS: {"five_axis": 9}
    }),
)  # fmt: skip

CASES = (*PRICES, *ORDERS, *PAGES)

# Walked page by page in each order, these give what one large page gives.
WALKED = tuple(
    replace(
        listing(
            pk, f"03-0{2 + pk % 4} 0{8 + pk % 2}:00 12:00" if pk % 7 else "02-20 08:00 12:00", **_at(pk % 3)
        ),
        prices=priced(1_000 + 100 * (pk % 4)) if pk % 5 else {},
        latitude=SUZHOU[0] + pk % 3 if pk % 6 else None,
        longitude=SUZHOU[1] if pk % 6 else None,
        tokens=("五轴",) * (pk % 2),
        title_tokens=("五轴",) if pk % 3 else ("五轴", "加工"),
    )
    for pk in range(1, 25)
)
NEAR = Circle(*SUZHOU)
