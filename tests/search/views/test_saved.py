"""The pages of saved searches, and their notices."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.enums import Telling
from search.models import SavedSearch
from search.operations.saved_searches import pause_search
from tests import factories
from tests.capacity.views.stage import ENGLISH, signed_in
from tests.search.saved.keeping import buyer, keep, look

pytestmark = pytest.mark.django_db

QUERY = "machine=five_axis&hours=6"


@pytest.fixture
def one():
    return buyer()


def page(client, path):
    response = client.get(path)
    return response, response.content.decode()


def test_a_search_is_saved_from_the_finder(one):
    client = signed_in(one, **ENGLISH)
    _response, finder = page(client, f"/find/?{QUERY}&cursor=")
    assert f'href="/searches/save/?{QUERY.replace("&", "&amp;")}' in finder

    response, form = page(client, f"/searches/save/?{QUERY}")
    assert 'value="Five-axis machining centre · 6 h in a row · the next 14 days"' in form
    response = client.post(f"/searches/save/?{QUERY}", {"name": "Mine", "telling": "daily"}, follow=True)

    saved = SavedSearch.objects.get()
    assert (saved.name, saved.telling, saved.query, saved.language) == ("Mine", Telling.DAILY, QUERY, "en")
    assert saved.membership == one.membership
    assert "“Mine” is saved." in response.content.decode()


def test_an_empty_result_offers_to_be_told(one):
    _response, told = page(signed_in(one, **ENGLISH), "/find/?q=nothing-like-this")

    assert "Tell me when one is free" in told


def test_a_visitor_signs_in_and_comes_back_with_the_search(one):
    client = Client(**ENGLISH)
    response = client.get(f"/searches/save/?{QUERY}")
    assert response.status_code == 302
    sign_in = response["Location"]

    response = client.post(sign_in, {"login": one.user.email, "password": "correct horse"}, follow=True)

    assert response.redirect_chain[-1][0] == f"/searches/save/?{QUERY}"
    assert "Save this search" in response.content.decode()


def test_the_same_search_again_is_refused_in_place(one):
    client = signed_in(one, **ENGLISH)
    client.post(f"/searches/save/?{QUERY}", {"name": "Mine", "telling": "app"})

    again = client.post(f"/searches/save/?{QUERY}", {"name": "Once more", "telling": "app"})

    assert again.status_code == 422
    assert "You keep this search already, as “Mine”." in again.content.decode()
    assert "Once more" in again.content.decode()


def test_what_cannot_be_read_goes_back_to_the_finder(one):
    response = signed_in(one, **ENGLISH).get("/searches/save/?hours=-3")

    assert (response.status_code, response["Location"]) == (302, "/find/?hours=-3")


def test_the_list_says_what_each_asks_and_how_it_stands(one):
    today = timezone.localdate()
    keep(one, now=timezone.now(), name="Waits", machine="five_axis")
    pause_search(saved=keep(one, name="Rests", q="DMU"), by=one, now=timezone.now())
    keep(one, name="Over", hours=2, day=date(2026, 1, 5), until=date(2026, 1, 6))
    keep(one, name="Ahead", hours=2, day=today + timedelta(days=3), now=timezone.now())
    SavedSearch.objects.filter(pk=keep(one, name="Lost", q="x").pk).update(query="machine=gone")

    _response, told = page(signed_in(one, **ENGLISH), "/searches/")

    rows = {row.split("</h2>")[0].rpartition(">")[2]: row for row in told.split('class="panel" id="s')[1:]}
    assert "Five-axis machining centre" in rows["Waits"]
    assert "By e-mail at once" in rows["Waits"]
    assert "Paused" in rows["Rests"]
    assert "Its days are over" in rows["Over"]
    assert "Its days are over" not in rows["Ahead"]
    assert "Finds nothing" in rows["Lost"]


def test_an_empty_list_shows_the_way_to_the_finder(one):
    _response, told = page(signed_in(one, **ENGLISH), "/searches/")

    assert "No saved search yet" in told


def test_a_search_is_renamed_paused_deleted_and_brought_back(one):
    saved, client = keep(one, now=timezone.now()), signed_in(one, **ENGLISH)
    at = f"/searches/{saved.pk}/"

    client.post(at, {"name": "Other", "telling": "app"})
    client.post(f"{at}pause/")
    saved.refresh_from_db()
    assert (saved.name, saved.telling, saved.is_paused) == ("Other", Telling.APP, True)

    client.post(f"{at}resume/")
    told = client.post(f"{at}delete/", follow=True).content.decode()
    saved.refresh_from_db()
    assert not saved.is_paused
    assert saved.deleted_at
    assert "“Other” is deleted." in told
    assert f'action="{at}restore/"' in told

    client.post(f"{at}restore/")
    assert SavedSearch.objects.live().get() == saved


def test_a_name_that_is_missing_is_said_at_its_field(one):
    saved = keep(one, now=timezone.now())

    response = signed_in(one, **ENGLISH).post(f"/searches/{saved.pk}/", {"name": " ", "telling": "app"})

    assert response.status_code == 422
    assert f'aria-describedby="id_{saved.pk}_name_error"' in response.content.decode()


def test_notices_tell_what_was_found_and_are_read(one):
    machine = factories.resource()
    saved = keep(one, name="Axis", machine="five_axis", now=timezone.now())
    look(machine, is_listing=True, now=timezone.now())
    client = signed_in(one, **ENGLISH)

    _response, told = page(client, "/notices/")
    assert 'aria-label="Notices: 1 new"' in told
    assert "for “Axis”" in told

    response = client.post(f"/notices/{saved.matches.get().pk}/")
    assert response["Location"] == f"/resources/{machine.slug}/"
    assert 'aria-label="Notices"' in client.get("/notices/").content.decode()


def test_all_notices_are_read_at_once_and_nobody_elses(one):
    other = buyer()
    for each in (one, other):
        keep(each, now=timezone.now())
    look(factories.resource(), is_listing=True, now=timezone.now())

    signed_in(one).post("/notices/read/")

    assert "1 new" in signed_in(other, **ENGLISH).get("/notices/").content.decode()
    assert "1 new" not in signed_in(one, **ENGLISH).get("/notices/").content.decode()


PINNED = {"/searches/": 7, "/notices/": 7, f"/searches/save/?{QUERY}": 4}


@pytest.mark.parametrize(("path", "pinned"), PINNED.items())
def test_a_page_takes_a_fixed_number_of_queries(one, path, pinned):
    client = signed_in(one)

    def count():
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    for number in range(2):
        keep(one, q=f"word{number}", now=timezone.now())
    keep(one, now=timezone.now())
    look(factories.resource(), is_listing=True, now=timezone.now())
    few = count()
    for number in range(6):
        keep(one, q=f"more{number}", now=timezone.now())
        look(factories.resource(), is_listing=True, now=timezone.now())

    assert (few, count()) == (pinned, pinned)
