"""What a machine is, where it stands, how it is sold, and what facets count."""

from __future__ import annotations

from search.enums import Facet, Sort
from search.request import Circle
from tests.search.contract.case import Case
from tests.search.contract.listings import SUZHOU, in_a_row, listing, needs, request, spans, terms

ALL_FACETS = frozenset(Facet)
BY_TEXT = {"sort": Sort.RELEVANCE}
SHANGHAI_POINT, KUNSHAN = (31.23, 121.47), (31.39, 120.98)


def at(point: tuple[float, float]) -> dict[str, float]:
    return {"latitude": point[0], "longitude": point[1]}


def around(point: tuple[float, float], radius_km: float | None = None) -> Circle:
    return Circle(*point, radius_km)


WORDS = (
    Case("a word", (
        listing(1, tokens=("五轴", "加工")), listing(2, tokens=("三轴",)), listing(3, title_tokens=("五轴",)),
    ), request(terms=terms([["五轴"]]), **BY_TEXT), (1, 3), unordered=True),
    Case("every term has to be there", (
        listing(1, tokens=("五轴", "dmu")), listing(2, tokens=("五轴",)), listing(3, tokens=("dmu",)),
    ), request(terms=terms([["五轴"]], [["dmu"]]), **BY_TEXT), (1,), unordered=True),
    Case("any of its spellings will do", (
        listing(1, tokens=("五轴",)), listing(2, tokens=("p:wuzhou",)), listing(3, tokens=("三轴",)),
    ), request(terms=terms([["五轴"], ["p:wuzhou"]]), **BY_TEXT), (1, 2), unordered=True),
    Case("a spelling needs all of its tokens", (
        listing(1, tokens=("加工", "工中", "中心")), listing(2, tokens=("加工", "中心")), listing(3, tokens=("cnc",)),
    ), request(terms=terms([["加工", "工中", "中心"], ["cnc"]]), **BY_TEXT), (1, 3), unordered=True),
    Case("tokens are compared exactly", (
        listing(1, tokens=("dmu50",)), listing(2, tokens=("dmu",)), listing(3, tokens=("dmus",)),
        listing(4, tokens=("Dmu",)),
    ), request(terms=terms([["dmu"]]), **BY_TEXT), (2,), unordered=True),
    Case("words that no dictionary may touch", (
        listing(1, tokens=("the", "running", "c++")), listing(2, tokens=("run",)),
    ), request(terms=terms([["the"]], [["running"]], [["c++"]]), **BY_TEXT), (1,), unordered=True),
    Case("quotes, operators and backslashes are letters", (
        listing(1, tokens=("o'neil", "a&b", "x\\y", "!no", "p:ab", "(z)", "w:*")), listing(2, tokens=("o", "neil")),
    ), request(
        terms=terms([["o'neil"]], [["a&b"]], [["x\\y"]], [["!no"]], [["p:ab"]], [["(z)"]], [["w:*"]]), **BY_TEXT
    ), (1,), unordered=True),
    Case("a term without a spelling is found nowhere", (
        listing(1, tokens=("五轴",)),
    ), request(terms=terms([["五轴"]], []), **BY_TEXT), ()),
    Case("words with a time", (
        listing(1, "03-02 08:00 12:00", tokens=("五轴",)), listing(2, "03-02 08:00 12:00", tokens=("三轴",)),
        listing(3, "03-02 08:00 11:00", tokens=("五轴",)), listing(4, "03-02 07:00 12:00", tokens=("五轴",)),
    ), request(terms=terms([["五轴"]]), when=in_a_row(4, "03-01 03-07")), (4, 1)),
    Case("words in the order of the earliest", (
        listing(1, "03-03 08:00 12:00", tokens=("五轴",)), listing(2, "03-02 08:00 12:00", title_tokens=("五轴",)),
        listing(3, tokens=("五轴",)),
    ), request(terms=terms([["五轴"]])), (2, 1, 3)),
)  # fmt: skip

SPECIFICATIONS = (
    Case("at least", (
        listing(1, specifications=spans(travel_x=("650", "650"))), listing(2, specifications=spans(travel_x=("400", "400"))),
        listing(3, specifications=spans(travel_x=("500", "500"))), listing(4),
    ), request(specifications=(needs("travel_x", "500"),)), (1, 3)),
    Case("at most", (
        listing(1, specifications=spans(tolerance=("8", "8"))), listing(2, specifications=spans(tolerance=("12", "12"))),
        listing(3, specifications=spans(tolerance=("10", "10"))),
    ), request(specifications=(needs("tolerance", most="10"),)), (1, 3)),
    Case("spans answer where they meet", (
        listing(1, specifications=spans(angle=("30", "110"))), listing(2, specifications=spans(angle=("0", "19.9"))),
        listing(3, specifications=spans(angle=("40.1", "60"))), listing(4, specifications=spans(angle=("40", "60"))),
        listing(5, specifications=spans(angle=("25", "26"))),
    ), request(specifications=(needs("angle", "20", "40"),)), (1, 4, 5)),
    Case("open ends of a machine", (
        listing(1, specifications=spans(load=("500", "1000000000000"))),
        listing(2, specifications=spans(load=("-1000000000000", "500"))),
    ), request(specifications=(needs("load", "800", "900"),)), (1,)),
    Case("all of it in one machine", (
        listing(1, specifications=spans(travel_x=("650", "650"), speed=("8000", "8000"))),
        listing(2, specifications=spans(travel_x=("400", "400"), speed=("15000", "15000"))),
        listing(3, specifications=spans(travel_x=("650", "650"), speed=("15000", "15000"))),
        listing(4, specifications=spans(travel_x=("650", "650"))),
    ), request(specifications=(needs("travel_x", "500"), needs("speed", "12000"))), (3,)),
    Case("without a bound the kind has to be told", (
        listing(1, specifications=spans(speed=("1", "1"))), listing(2),
    ), request(specifications=(needs("speed"),)), (1,)),
    Case("a small fraction counts", (
        listing(1, specifications=spans(tolerance=("0.1", "0.1"))), listing(2, specifications=spans(tolerance=("0.2", "0.2"))),
        listing(3, specifications=spans(tolerance=("0.05", "0.05"))),
    ), request(specifications=(needs("tolerance", most="0.1"),)), (1, 3)),
    Case("a specification with words and a time", (
        listing(1, "03-02 08:00 12:00", tokens=("五轴",), specifications=spans(travel_x=("650", "650"))),
        listing(2, "03-02 08:00 12:00", tokens=("五轴",), specifications=spans(travel_x=("400", "400"))),
        listing(3, "03-02 08:00 12:00", specifications=spans(travel_x=("650", "650"))),
        listing(4, tokens=("五轴",), specifications=spans(travel_x=("650", "650"))),
    ), request(
        terms=terms([["五轴"]]), specifications=(needs("travel_x", "500"),), when=in_a_row(2, "03-01 03-07")
    ), (1,)),
)  # fmt: skip

PLACES = (
    Case("within a radius", (
        listing(1, **at(SUZHOU)), listing(2, **at(KUNSHAN)), listing(3, **at(SHANGHAI_POINT)), listing(4),
    ), request(circle=around(SUZHOU, 50)), (1, 2)),
    Case("nearest first, no point last", (
        listing(1), listing(2, **at(SHANGHAI_POINT)), listing(3, **at(KUNSHAN)), listing(4, **at(SUZHOU)), listing(5),
    ), request(circle=around(SUZHOU), sort=Sort.DISTANCE), (4, 3, 2, 1, 5)),
    Case("without a circle nobody has a distance", (
        listing(2, **at(SUZHOU)), listing(1, **at(SHANGHAI_POINT)),
    ), request(sort=Sort.DISTANCE), (1, 2)),
    Case("machines of one site are as far", (
        listing(2, **at(KUNSHAN)), listing(1, **at(KUNSHAN)), listing(3, **at(SUZHOU)),
    ), request(circle=around(SUZHOU, 100), sort=Sort.DISTANCE), (3, 1, 2)),
    Case("across the date line", (
        listing(1, latitude=-17.0, longitude=-179.9), listing(2, latitude=-17.0, longitude=178.0),
    ), request(circle=Circle(-17.0, 179.9, 50)), (1,)),
    Case("around the pole", (
        listing(1, latitude=89.9, longitude=-90.0), listing(2, latitude=89.0, longitude=90.0),
    ), request(circle=Circle(89.9, 90.0, 50)), (1,)),
    Case("a radius of nothing", (
        listing(1, **at(SUZHOU)), listing(2, **at(KUNSHAN)),
    ), request(circle=around(SUZHOU, 0)), (1,)),
    Case("near, and free", (
        listing(1, "03-02 08:00 12:00", **at(SHANGHAI_POINT)), listing(2, "03-02 08:00 12:00", **at(KUNSHAN)),
        listing(3, "03-02 08:00 09:00", **at(SUZHOU)),
    ), request(circle=around(SUZHOU, 50), when=in_a_row(4, "03-01 03-07"), sort=Sort.DISTANCE), (2,)),
)  # fmt: skip

_SOLD = (
    listing(1, "03-02 08:00 12:00", resource_class="five_axis", kinds=("processing",), is_instant=True),
    listing(2, "03-02 08:00 12:00", resource_class="five_axis", kinds=("bare_rental", "processing"), certificates=("ISO 9001",)),
    listing(3, "03-02 08:00 12:00", resource_class="lathe", kinds=("bare_rental",), certificates=("AS9100", "ISO 9001")),
    listing(4, "03-02 08:00 12:00", resource_class="lathe", kinds=("processing",), is_instant=True, certificates=("AS9100",)),
    listing(5, "03-02 08:00 09:00", resource_class="sem", kinds=("testing",), is_instant=True, certificates=("CNAS",)),
    listing(6, resource_class="sem", kinds=()),
)  # fmt: skip

FACETS = (
    Case("of these classes", _SOLD, request(classes=frozenset({"lathe", "sem"})), (3, 4, 5, 6)),
    Case("of a class that nobody has", _SOLD, request(classes=frozenset({"laser"})), ()),
    Case("sold in one of these ways", _SOLD, request(kinds=frozenset({"bare_rental", "testing"})), (2, 3, 5)),
    Case("confirmed at once", _SOLD, request(is_instant=True), (1, 4, 5)),
    Case("with all of these certificates", _SOLD, request(certificates=frozenset({"AS9100", "ISO 9001"})), (3,)),
    Case("everything at once", _SOLD, request(
        classes=frozenset({"lathe"}), kinds=frozenset({"processing"}), certificates=frozenset({"AS9100"}), is_instant=True
    ), (4,)),
    Case("counts of everything", _SOLD, request(facets=ALL_FACETS), (1, 2, 3, 4, 5, 6), facets={
        Facet.CLASS: {"five_axis": 2, "lathe": 2, "sem": 2},
        Facet.KIND: {"processing": 3, "bare_rental": 2, "testing": 1},
        Facet.INSTANT: {"true": 3},
        Facet.CERTIFICATE: {"ISO 9001": 2, "AS9100": 2, "CNAS": 1},
    }),
    Case("a facet leaves out only its own filter", _SOLD, request(
        classes=frozenset({"lathe"}), is_instant=True, facets=ALL_FACETS
    ), (4,), facets={
        Facet.CLASS: {"five_axis": 1, "lathe": 1, "sem": 1},
        Facet.KIND: {"processing": 1},
        Facet.INSTANT: {"true": 1},
        Facet.CERTIFICATE: {"AS9100": 1},
    }),
    Case("three filters at once", _SOLD, request(
        classes=frozenset({"five_axis"}), kinds=frozenset({"processing"}), certificates=frozenset({"ISO 9001"}), facets=ALL_FACETS
    ), (2,), facets={
        Facet.CLASS: {"five_axis": 1},
        Facet.KIND: {"processing": 1, "bare_rental": 1},
        Facet.INSTANT: {},
        Facet.CERTIFICATE: {"ISO 9001": 1},
    }),
    Case("counts under a time", _SOLD, request(
        when=in_a_row(2, "03-01 03-07"), classes=frozenset({"five_axis"}), facets=frozenset({Facet.CLASS, Facet.KIND})
    ), (1, 2), facets={
        Facet.CLASS: {"five_axis": 2, "lathe": 2},
        Facet.KIND: {"processing": 2, "bare_rental": 1},
    }),
    Case("counts of one facet while another is asked for", _SOLD, request(
        is_instant=True, facets=frozenset({Facet.CLASS})
    ), (1, 4, 5), facets={Facet.CLASS: {"five_axis": 1, "lathe": 1, "sem": 1}}),
    Case("counts where nobody answers", _SOLD, request(
        classes=frozenset({"laser"}), facets=frozenset({Facet.CLASS, Facet.INSTANT})
    ), (), facets={Facet.CLASS: {"five_axis": 2, "lathe": 2, "sem": 2}, Facet.INSTANT: {}}),
)  # fmt: skip

CASES = (*WORDS, *SPECIFICATIONS, *PLACES, *FACETS)
