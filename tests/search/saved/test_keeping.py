"""Saving a search, changing how to be told of it, and what the database never lets be."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict

from capacity.operations.refusals import NotAllowed
from marketplace.accounts.actor import ANONYMOUS
from search.enums import Telling
from search.models import SavedSearch
from search.operations import saved_searches as operations
from search.operations.saved_searches import AlreadySaved, NoUndo, QueryTooLong, TooManySaved, Wishes
from search.standing import Unreadable, normalised, stand
from tests.factories import NOW
from tests.search.saved.keeping import buyer, keep

pytestmark = pytest.mark.django_db


def test_the_address_is_kept_in_one_way_of_writing():
    asked = QueryDict("sort=price&hours=6&machine=gantry&machine=five_axis&machine=gantry&q=&x=1&cursor=a")

    assert normalised(asked) == "machine=five_axis&machine=gantry&hours=6&sort=price"


def test_what_cannot_be_read_is_not_saved():
    with pytest.raises(Unreadable) as refused:
        stand(QueryDict("machine=nonsense&hours=-1"), now=NOW)

    assert set(refused.value.fields) == {"machine", "hours"}


def test_the_columns_that_find_a_search_are_drawn_from_its_question():
    saved = keep(
        machine="five_axis", near="31.3,120.6", radius=50, hours=6, day="2027-03-02", until="2027-04-03",
        kind="processing", instant="true",
    )  # fmt: skip

    assert (saved.first_on, saved.last_on) == (date(2027, 3, 2), date(2027, 4, 3))
    assert (saved.kinds, saved.is_instant) == (["processing"], True)
    assert saved.south < 31.3 - 0.44 < 31.3 + 0.44 < saved.north
    assert saved.west < 120.6 - 0.5 < 120.6 + 0.5 < saved.east
    assert {key.split("|")[0] for key in saved.keys} == {"five_axis"}
    assert {key.split("|")[2] for key in saved.keys} == {"2027-03", "2027-04"}


def test_a_member_saves_the_same_question_once_and_another_member_as_well():
    one = buyer()
    saved = keep(one, machine="five_axis", q="DMU")
    keep(machine="five_axis", q="DMU")

    with pytest.raises(AlreadySaved) as refused:
        keep(one, q="DMU", machine="five_axis")
    assert refused.value.saved == saved


def test_a_member_keeps_so_many(monkeypatch):
    monkeypatch.setattr(operations, "MOST_SAVED", 2)
    one = buyer()
    first, _second = keep(one, q="a"), keep(one, q="b")

    with pytest.raises(TooManySaved):
        keep(one, q="c")
    operations.delete_search(saved=first, by=one, now=NOW)
    keep(one, q="c")
    with pytest.raises(TooManySaved):
        operations.restore_search(saved=first, by=one, now=NOW)


def test_nobody_without_an_organisation_saves_and_no_endless_address_is_kept():
    with pytest.raises(NotAllowed):
        keep(ANONYMOUS, q="x")
    with pytest.raises(QueryTooLong):
        keep(certificate=[f"certificate number {number} {'x' * 50}" for number in range(20)], q="五" * 190)


def test_deleting_can_be_undone_for_a_day():
    one = buyer()
    saved = keep(one, q="a")
    operations.delete_search(saved=saved, by=one, now=NOW)
    assert not SavedSearch.objects.live().exists()

    operations.restore_search(saved=saved, by=one, now=NOW + timedelta(hours=23))
    assert SavedSearch.objects.live().get() == saved

    operations.delete_search(saved=saved, by=one, now=NOW)
    with pytest.raises(NoUndo):
        operations.restore_search(saved=saved, by=one, now=NOW + timedelta(days=1))
    assert operations.forget_deleted(now=NOW + timedelta(days=1)) == 1
    assert not SavedSearch.objects.exists()


def test_what_was_saved_anew_meanwhile_is_not_brought_back_beside_it():
    one = buyer()
    saved = keep(one, q="a")
    operations.delete_search(saved=saved, by=one, now=NOW)
    keep(one, q="a")

    with pytest.raises(AlreadySaved):
        operations.restore_search(saved=saved, by=one, now=NOW)


def test_only_its_member_changes_a_search():
    saved, stranger = keep(q="a"), buyer()

    for attempt in (
        lambda: operations.change_search(saved=saved, wishes=Wishes(name="x"), by=stranger, now=NOW),
        lambda: operations.pause_search(saved=saved, by=stranger, now=NOW),
        lambda: operations.resume_search(saved=saved, by=stranger),
        lambda: operations.delete_search(saved=saved, by=stranger, now=NOW),
        lambda: operations.restore_search(saved=saved, by=stranger, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_every_change_leaves_its_trace():
    one = buyer()
    saved = keep(one, q="a")
    operations.change_search(saved=saved, wishes=Wishes(name="b", telling=Telling.DAILY), by=one, now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, telling FROM search_savedsearchevent ORDER BY pgh_id")
        assert cursor.fetchall() == [("五轴 · 苏州", "at_once"), ("b", "daily")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"telling": "pigeon"},
        {"keys": []},
        {"south": 1.0},
        {"south": 2.0, "north": 1.0, "west": 1.0, "east": 2.0},
        {"first_on": date(2027, 3, 2), "last_on": date(2027, 3, 1)},
        {"first_on": date(2027, 3, 2), "last_on": None},
        {"query": "q=b"},
    ],
    ids=str,
)
def test_the_database_refuses_what_must_not_be(wrong):
    one = buyer()
    keep(one, q="b")
    saved = keep(one, q="a")

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.filter(pk=saved.pk).update(**wrong)


@pytest.mark.parametrize(
    "right",
    [
        {"telling": "app"},
        {"south": 1.0, "north": 1.0, "west": 1.0, "east": 2.0},
        {"first_on": date(2027, 3, 2), "last_on": date(2027, 3, 2)},
        {"first_on": None, "last_on": date(2027, 3, 1)},
        {"query": "q=b", "deleted_at": NOW},
    ],
    ids=str,
)
def test_the_database_takes_what_may_be(right):
    one = buyer()
    keep(one, q="b")
    saved = keep(one, q="a")

    assert SavedSearch.objects.filter(pk=saved.pk).update(**right) == 1
