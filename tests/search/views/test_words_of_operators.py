"""What operators do with words, as people who search meet it."""

import pytest
from django.utils import timezone

from search.enums import SynonymKind
from search.models import AskedSearch
from search.operations.synonyms import SynonymFacts, add_synonym
from tests import factories
from tests.capacity.views.stage import CHINESE
from tests.search.views.finding import find, machine, slugs

pytestmark = pytest.mark.django_db


def counted():
    return list(
        AskedSearch.objects.order_by("text", "language").values_list("text", "language", "times", "missed")
    )


def test_a_synonym_finds_at_once_what_was_not_found_before():
    machine("dmu", title="德玛吉 DMU 50", title_en="DMU 50")
    assert slugs(find(q="宝马机")) == []

    facts = SynonymFacts(SynonymKind.EQUAL, ("宝马机", "DMU 50"))
    add_synonym(facts=facts, by=factories.operator(), now=timezone.now())

    assert slugs(find(q="宝马机", is_indexed=True)) == ["dmu"]


def test_words_are_counted_with_whether_they_found_something():
    machine("dmu")

    for text in ("五轴", "５轴", "水刀"):
        find(q=text, language=CHINESE)
    find(q="五轴")

    assert counted() == [("五轴", "en", 1, 0), ("五轴", "zh-hans", 2, 0), ("水刀", "zh-hans", 1, 1)]


def test_words_are_not_to_blame_where_other_conditions_are_not_met():
    machine("dmu")

    page = find(q="五轴", machine="turning")

    assert slugs(page) == []
    assert counted() == [("五轴", "en", 1, 0)]


def test_words_that_find_nothing_under_other_conditions_either_are_missed():
    machine("dmu")

    find(q="水刀", machine="five_axis")

    assert counted() == [("水刀", "en", 1, 1)]


def test_nothing_is_counted_without_words_in_counts_and_on_later_pages():
    for number in range(13):
        machine(f"dmu-{number}")

    first = find()
    find(path="/find/count/", q="五轴")
    found = find(q="五轴")
    AskedSearch.objects.all().delete()
    following = found.client.get(found.context["page"].next_url)

    assert len(slugs(first)) == 12
    assert len(slugs(following)) == 1
    assert counted() == []
