"""Whatever is listed and asked, an engine answers as the model does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.periods import Period
from search.documents import FAR_END, ListingDocument, PriceBasis
from search.enums import Facet, Mode, Sort
from search.request import Circle, SearchRequest, SpecificationRange, Term, WallSpan, When
from search.slots import GRID, merged, moment_of, slot_after
from tests.factories import NOW
from tests.search import model
from tests.search.contract.conftest import Engine
from tests.search.contract.listings import BERLIN, NEW_YORK, PATTERNS, SHANGHAI

START = slot_after(NOW)
CLASSES, KINDS, CERTIFICATES = ("five_axis", "lathe"), ("processing", "testing"), ("CNAS", "ISO")
TOKENS = ("五轴", "dmu", "50", "o'neil")
FEW_DAYS = 4 * 96


def subsets(of: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(of)).map(lambda found: tuple(sorted(found)))


windows = st.lists(
    st.tuples(st.integers(-20, FEW_DAYS), st.integers(1, 120)), max_size=4
).map(lambda found: tuple(merged((START + at, START + at + length) for at, length in found)))  # fmt: skip

calendars = st.lists(windows, max_size=3).map(lambda found: tuple(sorted({each for each in found if each})))


@st.composite
def bases(draw) -> PriceBasis:
    keys = draw(st.sets(st.sampled_from(list(PATTERNS)), min_size=1, max_size=3))
    rates = {key: draw(st.integers(0, 500)) for key in keys}
    amounts = [draw(st.integers(0, 300)) for _ in range(2)]
    return PriceBasis(draw(st.sampled_from(("CNY", "EUR"))), rates, rates[max(rates)], *amounts)


figures = st.integers(0, 5).map(Decimal)
spans = st.tuples(figures | st.just(-FAR_END), figures | st.just(FAR_END)).map(
    lambda ends: tuple(sorted(ends))
)

documents = st.builds(
    ListingDocument,
    resource_id=st.just(0),
    version=st.just(1),
    resource_class=st.sampled_from(CLASSES),
    zone=st.sampled_from((SHANGHAI, BERLIN, NEW_YORK)),
    city=st.just("苏州"),
    latitude=st.none(),
    longitude=st.none(),
    published_at=st.integers(0, 3).map(lambda hours: NOW - timedelta(hours=hours)),
    tokens=subsets(TOKENS),
    title_tokens=subsets(TOKENS),
    suggestions=st.just(()),
    kinds=subsets(KINDS),
    certificates=subsets(CERTIFICATES),
    is_instant=st.booleans(),
    specifications=st.dictionaries(st.sampled_from(("load", "speed")), spans),
    prices=st.dictionaries(st.sampled_from(("", "small")), bases()),
    notice_minutes=st.sampled_from((0, 20, 600)),
    windows=calendars,
)
points = st.none() | st.tuples(st.integers(30, 32), st.integers(119, 122))


@st.composite
def listed(draw) -> list[ListingDocument]:
    found = draw(st.lists(st.tuples(documents, points), max_size=6))
    placed = []
    for number, (each, point) in enumerate(found, start=1):
        where = {} if point is None else {"latitude": float(point[0]), "longitude": float(point[1])}
        placed.append(replace(each, resource_id=number, **where))
    return placed


@st.composite
def whens(draw) -> When:
    mode = draw(st.sampled_from(Mode))
    begin = moment_of(START + draw(st.integers(-10, FEW_DAYS)))
    begin += timedelta(minutes=draw(st.sampled_from((0, 0, 7))))
    end = begin + draw(st.integers(1, 200)) * GRID
    minutes = None if mode == Mode.WHOLE else draw(st.integers(1, 900))
    if draw(st.booleans()):
        return When(mode, Period(begin, end), minutes)
    return When(mode, WallSpan(begin.date(), end.date(), begin.time(), end.time()), minutes)


terms = st.lists(
    st.lists(subsets(TOKENS).filter(bool), min_size=1, max_size=2).map(lambda found: Term("", tuple(found))),
    max_size=2,
).map(tuple)
needs = st.builds(
    SpecificationRange, st.sampled_from(("load", "speed")), st.none() | figures, st.none() | figures
)

circles = st.builds(Circle, st.just(31.2), st.just(120.6), st.sampled_from((None, 50.0, 150.0)))

requests = st.builds(
    SearchRequest,
    now=st.just(NOW),
    terms=terms,
    classes=subsets(CLASSES).map(frozenset),
    kinds=subsets(KINDS).map(frozenset),
    certificates=subsets(CERTIFICATES).map(frozenset),
    is_instant=st.booleans(),
    specifications=st.lists(needs, max_size=2).map(tuple),
    circle=st.none() | circles,
    when=st.none() | whens(),
    customer_class=st.sampled_from((None, "small", "large")),
    currency=st.sampled_from(("CNY", "EUR")),
    budget_minor=st.none() | st.integers(0, 3_000),
    sort=st.sampled_from([sort for sort in Sort if sort != Sort.RELEVANCE]),
    limit=st.sampled_from((2, 50)),
    facets=st.sets(st.sampled_from(Facet)).map(frozenset),
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(listings=listed(), asked=requests)
def test_an_engine_answers_as_the_model(
    engine: Engine, listings: list[ListingDocument], asked: SearchRequest
):
    engine.index.remove(dict.fromkeys(range(1, 7), 1), now=NOW)
    answer = engine.hold(listings).search(asked)
    expected = model.answer(listings, asked, PATTERNS)

    assert [hit.resource_id for hit in answer.hits] == [pk for _key, pk in expected.hits]
    assert answer.total == expected.total
    assert answer.facets == expected.facets
