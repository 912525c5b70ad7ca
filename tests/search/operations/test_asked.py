"""What was searched for is counted by day, without persons."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from search.models import AskedSearch
from search.operations import asked

pytestmark = pytest.mark.django_db

NOW = timezone.datetime(2027, 3, 1, 8, tzinfo=timezone.get_fixed_timezone(480))
DAY = timedelta(days=1)


def remember(text, total=0, *, language="zh-hans", now=NOW):
    asked.remember(text=text, total=total, language=language, now=now)


def kept():
    fields = ("day", "language", "text", "times", "missed", "last_found")
    return list(AskedSearch.objects.order_by("day", "language", "text").values_list(*fields))


def test_the_same_text_of_a_day_is_one_row_however_it_is_typed():
    remember("５轴  Centre", 3)
    remember("五轴 CENTRE", 0)
    remember("五轴 centre", 2, language="en")

    day = NOW.date()
    assert kept() == [(day, "en", "五轴 centre", 1, 0, 2), (day, "zh-hans", "五轴 centre", 2, 1, 0)]


def test_days_are_those_of_the_marketplaces_zone():
    remember("a", now=NOW)
    remember("a", now=NOW + 16 * timedelta(hours=1))

    assert [row[0].day for row in kept()] == [1, 2]


@pytest.mark.parametrize(
    "text",
    ["13812345678", "王工 138 1234 5678", "li@example.com", "320501199003071234", "", "  ", "\x00\x1b"],
)
def test_what_may_be_a_persons_or_says_nothing_is_not_kept(text):
    remember(text)

    assert kept() == []


@pytest.mark.parametrize("text", ["CK6140", "6ES7214-1AG40", "DMU 50 五轴", "304 316"])
def test_models_are_kept(text):
    remember(text)

    assert len(kept()) == 1


def test_a_hostile_text_is_cut_and_kept():
    remember("'; drop table --" * 1_000)

    assert len(kept()[0][2]) <= 200


def test_a_text_known_today_costs_one_statement(django_assert_num_queries):
    remember("五轴")

    with django_assert_num_queries(3):  # with the savepoint around it
        remember("五轴")


def test_a_day_keeps_so_many_texts_and_counts_on_those(monkeypatch):
    monkeypatch.setattr(asked, "MOST_A_DAY", 2)
    for text in ("a", "b", "c", "a"):
        remember(text)

    assert [(row[2], row[3]) for row in kept()] == [("a", 2), ("b", 1)]


def test_a_search_goes_on_where_the_log_cannot_be_written(caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_askedsearch RENAME TO search_askedsearch_away")

    remember("五轴")

    assert "could not be remembered" in caplog.text
    with connection.cursor() as cursor:  # and its transaction goes on as well
        cursor.execute("SELECT count(*) FROM search_askedsearch_away")
        assert cursor.fetchone() == (0,)


def test_missed_searches_are_summed_over_days_the_most_missed_first():
    for text, total, days in [("a", 0, 0), ("a", 0, 1), ("a", 4, 1), ("b", 0, 1), ("c", 9, 1), ("a", 0, 40)]:
        remember(text, total, now=NOW - days * DAY)

    missed = AskedSearch.objects.since((NOW - 6 * DAY).date()).missed()

    assert [(row["text"], row["in_vain"], row["searches"], row["last_day"]) for row in missed] == [
        ("a", 2, 3, NOW.date()),
        ("b", 1, 1, (NOW - DAY).date()),
    ]


def test_after_half_a_year_a_search_is_forgotten():
    remember("old", now=NOW - 181 * DAY)
    remember("new", now=NOW - 179 * DAY)

    assert asked.forget(now=NOW) == 1
    assert [row[2] for row in kept()] == ["new"]


def test_the_database_keeps_counts_that_can_be():
    fields = {"day": NOW.date(), "language": "en", "last_found": 0}
    AskedSearch.objects.create(text="all in vain", times=2, missed=2, **fields)
    with pytest.raises(IntegrityError):
        AskedSearch.objects.create(text="more in vain than asked", times=1, missed=2, **fields)
