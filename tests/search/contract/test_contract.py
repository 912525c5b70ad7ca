"""The contract of both engines: the same listings, the same question, the same answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from search.enums import Sort
from search.request import SearchRequest
from search.slots import moment_of
from tests.factories import NOW
from tests.search import model
from tests.search.contract import cases_of_facts, cases_of_order, cases_of_time
from tests.search.contract.case import Case
from tests.search.contract.conftest import Engine
from tests.search.contract.listings import PATTERNS, in_a_row, listing, request, terms

CASES = (*cases_of_time.CASES, *cases_of_facts.CASES, *cases_of_order.CASES)
# Scores are each engine's own.
SORTED = [case for case in CASES if case.request.sort != Sort.RELEVANCE]

each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
each_sort = pytest.mark.parametrize("sort", Sort)


def test_the_cases_are_many_and_each_is_told_once():
    assert len({case.name for case in CASES}) == len(CASES) >= 80


@each_case
def test_an_engine_answers_as_agreed(case: Case, engine: Engine):
    answer = engine.hold(case.listings).search(case.request)
    ids = [hit.resource_id for hit in answer.hits]

    assert (sorted(ids) if case.unordered else ids) == list(case.ids)
    assert answer.total == (len(case.ids) if case.total is None else case.total)
    assert answer.facets == (case.facets or {})
    assert answer.backend == engine.backend.name
    assert not answer.is_stand_in


@each_case
def test_the_model_answers_as_agreed(case: Case):
    """What the engines are held to by hypothesis is itself held to the cases."""
    answer = model.answer(case.listings, case.request, PATTERNS)

    assert [pk for _key, pk in answer.hits] == list(case.ids)
    assert answer.total == (len(case.ids) if case.total is None else case.total)
    assert answer.facets == (case.facets or {})


@pytest.mark.parametrize("case", SORTED, ids=[case.name for case in SORTED])
def test_the_keys_are_those_of_the_model(case: Case, engine: Engine):
    answer = engine.hold(case.listings).search(case.request)

    keys = [hit.key for hit in answer.hits]
    assert keys == pytest.approx(
        [key for key, _pk in model.answer(case.listings, case.request, PATTERNS).hits]
    )


@each_sort
def test_all_pages_together_are_one_large_page(sort: Sort, engine: Engine):
    asked = request(sort=sort, circle=cases_of_order.NEAR, terms=terms([["五轴"]]), limit=100)
    backend = engine.hold(cases_of_order.WALKED)
    whole = backend.search(asked)

    walked, page = [], backend.search(replace(asked, limit=5))
    walked += page.hits
    while page.next is not None:
        page = backend.search(replace(asked, limit=5, after=page.next))
        walked += page.hits

    assert walked == list(whole.hits)
    assert len(walked) == whole.total == len(cases_of_order.WALKED)
    assert whole.next is None


def test_a_full_last_page_promises_no_other(engine: Engine):
    backend = engine.hold([listing(1), listing(2)])

    assert backend.search(request(limit=2)).next is None
    assert backend.search(request(limit=1)).next is not None


def test_the_earliest_start_is_told(engine: Engine):
    free = listing(1, "03-02 08:00 14:00")
    (hit,) = engine.hold([free]).search(request(when=in_a_row(6, "03-01 03-07"))).hits

    assert hit.starts_at == moment_of(free.windows[0][0][0])


VERSIONS = (
    listing(1, "03-02 08:00 12:00", version=1),
    listing(1, "03-03 08:00 12:00", version=2),
    None,  # version 3: not public any more
    listing(1, "03-04 08:00 12:00", version=4),
)


@pytest.mark.parametrize("last", [2, 3, 4])
@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_newest_version_wins_in_whatever_order(order: tuple[int, ...], last: int, engine: Engine):
    """Each write comes twice, the second time after all the others; late ones do no harm."""
    for number in [each for each in [*order, *order] if each < last]:
        _write(engine, number)
    engine.settle()

    expected = [] if VERSIONS[last - 1] is None else [VERSIONS[last - 1]]
    asked = request(when=in_a_row(1, "03-01 03-07"))
    found = [hit.key for hit in engine.backend.search(asked).hits]
    assert found == [key for key, _pk in model.answer(expected, asked, PATTERNS).hits]


def _write(engine: Engine, number: int) -> None:
    version = VERSIONS[number]
    if version is None:
        engine.index.remove({1: number + 1}, now=NOW)
    else:
        engine.index.put([version], now=NOW)


def test_the_same_version_again_replaces(engine: Engine):
    """Time has passed: a nightly refresh writes the version that is there."""
    engine.index.put([listing(1, "03-02 08:00 12:00", version=7)], now=NOW)
    backend = engine.hold([listing(1, "03-02 08:00 10:00", version=7)])

    assert backend.search(request(when=in_a_row(4, "03-01 03-07"))).total == 0


def test_one_batch_may_tell_a_listing_twice(engine: Engine):
    newer, older = listing(1, "03-03 08:00 12:00", version=2), listing(1, "03-02 08:00 12:00", version=1)
    (hit,) = engine.hold([newer, older]).search(request()).hits

    assert hit.starts_at == moment_of(newer.windows[0][0][0])


def test_units_may_come_and_go(engine: Engine):
    several = listing(1, units=[["03-02 08:00 10:00"], ["03-02 10:00 12:00"]], version=1)
    engine.index.put([several], now=NOW)
    backend = engine.hold([listing(1, "03-02 08:00 12:00", version=2)])
    asked = request(when=in_a_row(4, "03-01 03-07"))
    assert backend.search(asked).total == 1

    engine.hold([replace(several, version=3)])
    assert backend.search(asked).total == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dmu", ("DMG DMU 50",)),
        ("DMU 5", ("DMG DMU 50",)),
        ("ｄｍｕ", ("DMG DMU 50",)),
        ("五轴", ("五轴加工中心",)),
        ("50", ("DMG DMU 50",)),
        ("mu", ()),
        ("%", ()),
        ("_", ()),
        ("\\", ()),
        ("", ()),
        ("\x00", ()),
    ],
)
def test_suggestions_begin_as_typed(typed: str, expected: tuple[str, ...], engine: Engine):
    backend = engine.hold(
        [
            listing(1, suggestions=("五轴加工中心", "DMG DMU 50")),
            listing(2, suggestions=("五轴加工中心", "DMG DMU 50")),
            listing(3, suggestions=("三轴铣床",)),
        ]
    )

    assert backend.suggest(typed, limit=5) == expected


def test_suggestions_are_at_most_so_many(engine: Engine):
    backend = engine.hold([listing(pk, suggestions=(f"CK61{pk:02}",)) for pk in range(9)])

    assert len(backend.suggest("ck", limit=4)) == 4


def test_suggestions_go_with_their_listing(engine: Engine):
    engine.hold([listing(1, suggestions=("DMG DMU 50",))])
    engine.index.remove({1: 2}, now=NOW)
    engine.settle()

    assert engine.backend.suggest("dmu", limit=5) == ()


def test_a_removal_before_anything_was_written_counts(engine: Engine):
    engine.index.remove({1: 5}, now=NOW)

    assert engine.hold([listing(1, version=4)]).search(SearchRequest(now=NOW)).total == 0
