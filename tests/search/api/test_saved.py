"""Saved searches by programs."""

import pytest
from django.utils import timezone

from search.models import SavedSearch
from tests import factories
from tests.calling import Caller
from tests.search.saved.keeping import buyer, keep, look

pytestmark = pytest.mark.django_db

QUESTION = {"query": "hours=6&machine=five_axis", "name": "Axis", "telling": "daily", "language": "en"}


@pytest.fixture
def one():
    return buyer()


def test_a_search_is_saved_read_changed_deleted_and_brought_back(one):
    caller = Caller(one)

    made = caller.post("searches/", QUESTION)
    saved = SavedSearch.objects.get()
    assert made.status_code == 201
    assert made["Location"].endswith(f"/api/v1/searches/{saved.pk}/")
    told = made.json()
    assert told == caller.get(f"searches/{saved.pk}/").json()
    assert (told["query"], told["telling"], told["is_paused"]) == (
        "machine=five_axis&hours=6",
        "daily",
        False,
    )

    wishes = {"name": "Five", "telling": "app", "is_paused": True}
    changed = caller.send_json("PUT", f"searches/{saved.pk}/", wishes).json()
    assert {name: changed[name] for name in wishes} == wishes

    gone = caller.send("DELETE", f"searches/{saved.pk}/")
    assert (gone.status_code, gone.json()["is_deleted"]) == (200, True)
    assert caller.get("searches/").json()["results"] == []
    assert caller.get(f"searches/{saved.pk}/").status_code == 404

    assert caller.post(f"searches/{saved.pk}/restore/").json()["is_deleted"] is False
    assert [each["id"] for each in caller.get("searches/").json()["results"]] == [saved.pk]


def test_a_repeated_write_saves_once(one):
    caller = Caller(one)

    first = caller.post("searches/", QUESTION, key="once")
    again = caller.post("searches/", QUESTION, key="once")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replay"] == "true"
    assert caller.post("searches/", QUESTION).status_code == 422
    assert SavedSearch.objects.count() == 1


def test_a_name_is_made_of_the_conditions_where_none_is_sent(one):
    told = Caller(one).post("searches/", {"query": "machine=five_axis&hours=6"}).json()

    assert told["name"] == "Five-axis machining centre · 6 h in a row · the next 14 days"
    assert told["telling"] == "app"


@pytest.mark.parametrize(
    ("query", "field"),
    [("machine=nonsense", "query.machine"), ("hours=-1", "query.hours"), ("colour=red", "query.colour")],
)
def test_what_cannot_be_read_is_named(one, query, field):
    response = Caller(one).post("searches/", {"query": query})

    assert response.status_code == 400
    assert [fault["field"] for fault in response.json()["errors"]] == [field]
    assert not SavedSearch.objects.exists()


def test_anothers_search_is_not_there(one):
    saved = keep(now=timezone.now())
    caller = Caller(one)

    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "restore/"), ("GET", "matches/")):
        assert caller.send(method, f"searches/{saved.pk}/{path}").status_code == 404
    assert (
        caller.send_json("PUT", f"searches/{saved.pk}/", {"name": "x", "telling": "app"}).status_code == 404
    )


def test_what_was_told_is_listed_with_its_time(one):
    saved = keep(one, hours=6, now=timezone.now())
    machine = factories.resource()
    look(machine, is_listing=True, now=timezone.now())

    (match,) = Caller(one).get(f"searches/{saved.pk}/matches/").json()["results"]

    assert (match["resource"], match["cause"], match["minutes"]) == (machine.slug, "listing", 360)
    assert match["starts_at"].endswith("+08:00")
    assert match["is_read"] is False
