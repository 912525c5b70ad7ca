"""What is PostgreSQL's own: the cost of a search, its plans, its limits, and its bit strings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from search.backends.postgres import PostgresBackend
from search.enums import Facet, Sort
from search.models import IndexEntry, SearchFree, SearchText, WeekPattern
from search.patterns import ALWAYS
from search.postgres.bits import bits_of
from search.postgres.comparing import windows_of_bits
from search.postgres.prices import CLASSES, packed
from search.postgres.statement import Statement
from search.postgres.words import query_literal, words_literal
from search.postgres.writing import PostgresIndex
from search.request import BackendAway, Circle, SearchRequest
from search.slots import merged
from tests.factories import NOW
from tests.search.contract.listings import in_a_row, listing, needs, priced, request, terms, whole

EVERYTHING = request(
    terms=terms([["五轴"]]),
    specifications=(needs("load", "1"),),
    circle=Circle(31.0, 121.0, 50),
    when=whole("03-02 08:00 12:00"),
    budget_minor=10_000,
    classes=frozenset({"five_axis"}),
    facets=frozenset(Facet),
    sort=Sort.PRICE,
)


@pytest.mark.django_db
@pytest.mark.parametrize("listings", [0, 30])
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (EVERYTHING, 5),
        (request(), 4),
        (request(when=in_a_row(2, "03-01 03-07")), 4),
        (request(sort=Sort.NEWEST), 3),
    ],
)
def test_a_search_is_a_fixed_number_of_statements(asked: SearchRequest, expected: int, listings: int):
    """Two for its limits, the clocks, the patterns where a period is priced, and the answer."""
    PostgresIndex().put([listing(pk) for pk in range(listings)], now=NOW)
    with CaptureQueriesContext(connection) as queries:
        PostgresBackend().search(asked)

    assert len([each for each in queries if "SAVEPOINT" not in each["sql"]]) == expected


def plan_of(asked: SearchRequest) -> str:
    statement = Statement(asked)
    sql = statement.sql()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", statement.params)
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.fixture
def many(db: None) -> None:
    """Enough rows that a plan matters."""
    word = [("五轴",), ("三轴",)]
    PostgresIndex().put(
        [
            listing(pk, "03-02 08:00 12:00", tokens=(*word[pk % 50 > 0], f"m{pk}"), prices=priced(pk))
            for pk in range(1, 1500)
        ],
        now=NOW,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_searchtext, search_searchfree")


def test_words_are_found_by_their_index(many: None):
    for asked in (
        request(terms=terms([["m77"]]), sort=Sort.RELEVANCE),
        request(terms=terms([["m77"]]), when=in_a_row(2, "03-01 03-07")),
        request(terms=terms([["m77"], ["m78"]]), facets=frozenset(Facet)),
    ):
        assert "search_text_words" in plan_of(asked)


def test_words_alone_read_no_calendar(many: None):
    assert "searchfree" not in plan_of(
        request(terms=terms([["五轴"]]), sort=Sort.RELEVANCE, facets=frozenset(Facet))
    )


def test_time_alone_reads_no_words(many: None):
    assert "searchtext" not in plan_of(request(when=whole("03-02 08:00 12:00"), facets=frozenset(Facet)))


@pytest.mark.django_db
def test_a_search_that_takes_too_long_says_so_and_harms_nobody():
    """The statement ends, the transaction around it goes on with the limit it had."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '77s'")
        PostgresIndex().put([listing(pk, "03-01 00:00 05-01 00:00") for pk in range(300)], now=NOW)

        with pytest.raises(BackendAway):
            PostgresBackend(slowest_seconds=0.001).search(request(when=in_a_row(400, "03-01 05-01")))

        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("77s",)
        assert PostgresBackend().search(request()).total == 300
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("77s",)


@pytest.mark.django_db
def test_a_title_weighs_more():
    PostgresIndex().put(
        [listing(1, tokens=("五轴", "加工")), listing(2, title_tokens=("五轴", "加工"))], now=NOW
    )

    hits = PostgresBackend().search(request(terms=terms([["五轴"]]), sort=Sort.RELEVANCE)).hits

    assert [hit.resource_id for hit in hits] == [2, 1]


@pytest.mark.django_db
def test_a_booking_rewrites_no_words():
    before = listing(1, "03-02 08:00 12:00", tokens=("五轴",))
    PostgresIndex().put([before], now=NOW)
    place = _place(SearchText), _place(SearchFree)

    PostgresIndex().put([listing(1, "03-02 08:00 10:00", version=2, tokens=("五轴",))], now=NOW)

    assert _place(SearchText) == place[0]
    assert _place(SearchFree) != place[1]


def _place(model: type[SearchText | SearchFree]) -> str:
    return model.objects.annotate(place=RawSQL("ctid::text", ())).values_list("place", flat=True).get()


@pytest.mark.django_db
def test_bits_are_stored_as_they_are():
    """Compressed ones would cost more to read than they save."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, attstorage FROM pg_attribute"
            " WHERE attrelid = 'search_searchfree'::regclass AND attname IN ('bits', 'prices')"
        )
        assert dict(cursor.fetchall()) == {"bits": "p", "prices": "p"}
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'search_searchfree'")
        assert cursor.fetchone() == (["fillfactor=90"],)


@given(st.lists(st.tuples(st.integers(0, 6_000), st.integers(1, 300)), max_size=8))
def test_bits_tell_the_windows(found: list[tuple[int, int]]):
    windows = merged((1_900_000 + at, 1_900_000 + at + length) for at, length in found)
    first_slot, told = bits_of(windows)

    digits = told.removeprefix("x")
    bits = f"{int(digits, 16):0{len(digits) * 4}b}" if digits else ""
    assert windows_of_bits(first_slot, bits) == windows


def test_equal_prices_are_stored_once():
    everybody = priced(7_00)

    assert len(packed(everybody)) == len(CLASSES) + 7
    assert packed({}) == [0] * len(CLASSES)
    assert packed({"small": everybody["small"]})[:6] == [0, 0, 0, len(CLASSES) + 1, 0, 0]


def test_words_that_cannot_be_stored_are_left_out():
    assert words_literal(("a\x00b", "", "x" * 600, "ok"), ()) == "'ok':1"
    assert query_literal(terms([["a\x00b"], ["ok"]])) == "(('ok'))"
    assert query_literal(terms([["a\x00b"]])) is None


@pytest.mark.django_db
def test_a_pattern_keeps_its_key():
    first = WeekPattern.objects.keys_of({ALWAYS})
    other = ALWAYS.replace("1", "0", 4)

    both = WeekPattern.objects.keys_of({ALWAYS, other})

    assert both[ALWAYS] == first[ALWAYS] != both[other]
    assert WeekPattern.objects.keys_of(set()) == {}


@pytest.mark.django_db
def test_an_entry_remembers_when_and_what():
    PostgresIndex().put([listing(1, version=3)], now=NOW)
    PostgresIndex().put([listing(1, version=2)], now=NOW + timedelta(hours=1))

    entry = IndexEntry.objects.get()
    assert (entry.version, entry.indexed_at, entry.is_listed) == (3, NOW, True)
