"""The operators' pages of words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from search.models import Synonym
from search.operations import asked
from tests import factories
from tests.capacity.views.stage import CHINESE, ENGLISH, signed_in

pytestmark = pytest.mark.django_db

LIST = reverse("search_desk:synonyms")
MISSED = reverse("search_desk:missed")


@pytest.fixture
def operator():
    return factories.operator(full_name="Lin Lan")


@pytest.fixture
def desk(operator):
    return signed_in(operator, **ENGLISH)


def declare(desk, **fields):
    told = {"kind": "equal", "words": "宝马机\nDMU 50，hermle", **fields}
    return desk.post(LIST, told, follow=True)


def of(route, synonym):
    return reverse(f"search_desk:{route}", args=[synonym.pk])


def test_words_are_added_a_line_or_with_commas_and_listed_with_who_added_them(desk):
    page = declare(desk).content.decode()

    assert Synonym.objects.get().words == ["宝马机", "DMU 50", "hermle"]
    assert "宝马机 · DMU 50 · hermle" in page
    assert "Lin Lan" in page
    assert "the next search goes by it" in page


def test_words_that_cannot_work_are_told_and_stay_in_the_form(desk):
    answer = declare(desk, words="alone")

    assert answer.status_code == 422
    assert "at least two" in answer.content.decode()
    assert ">\nalone</textarea>" in answer.content.decode()


def test_a_synonym_is_changed_on_its_own_page(desk):
    declare(desk)
    declared = Synonym.objects.get()

    assert "宝马机\nDMU 50\nhermle" in desk.get(of("synonym", declared)).content.decode()
    desk.post(of("synonym", declared), {"kind": "one_way", "words": "宝马机", "meanings": "DMU"})

    declared.refresh_from_db()
    assert (declared.kind, declared.words, declared.meanings) == ("one_way", ["宝马机"], ["DMU"])


def test_what_was_removed_can_be_brought_back_from_the_same_page(desk):
    declare(desk)
    declared = Synonym.objects.get()

    page = desk.post(of("remove_synonym", declared), follow=True)
    assert (list(page.context["synonyms"]), list(page.context["removed"])) == ([], [declared])
    assert of("restore_synonym", declared) in page.content.decode()

    page = desk.post(of("restore_synonym", declared), follow=True)
    assert (list(page.context["synonyms"]), list(page.context["removed"])) == ([declared], [])


def test_a_missed_search_leads_to_its_synonym(desk):
    asked.remember(text="宝马机 & 五轴", total=0, language="zh-hans", now=timezone.now())

    page = desk.get(MISSED).content.decode()

    address = f"{LIST}?words=%E5%AE%9D%E9%A9%AC%E6%9C%BA%20%26%20%E4%BA%94%E8%BD%B4"
    assert address in page
    assert ">\n宝马机 &amp; 五轴</textarea>" in desk.get(address).content.decode()


@pytest.mark.parametrize(
    ("days", "shown"), [("7", 1), ("30", 2), ("90", 3), ("", 2), ("9999999999", 2), ("x", 2)]
)
def test_missed_searches_of_so_many_days_are_shown(days, shown, desk):
    now = timezone.now()
    for ago in (6, 7, 30, 90):
        asked.remember(text=f"text {ago}", total=0, language="en", now=now - timedelta(days=ago))

    assert len(desk.get(MISSED, {"days": days}).context["page"]) == shown


def test_nothing_missed_is_said_so_in_the_readers_language(operator):
    page = signed_in(operator, **CHINESE).get(MISSED).content.decode()

    assert "这些天的搜索都有结果" in page


def test_nobody_else_sees_that_there_is_a_desk(client):
    assert client.get(LIST).status_code == client.get(MISSED).status_code == 404
