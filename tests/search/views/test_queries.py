"""How often finding asks the database: pinned, and the same however many rows there are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from capacity.models import Extra, Rate, Specification
from tests import factories
from tests.calling import Caller
from tests.capacity.views.stage import set_stage, signed_in, soon
from tests.search.indexed import index_all
from tests.search.views.finding import SUZHOU

pytestmark = pytest.mark.django_db

# A search is seven of them: a savepoint, its limits, what the site clocks are, the answer, and back.
# Words take four more on the page: whether synonyms changed, and their count in its savepoint.
PAGES = {
    "/find/": 18,
    "/find/?hours=8&mode=sum&q=centre&place=Suzhou&ceiling=9000&machine=metal_cutting&kind=processing": 23,
    "/find/?sort=price&hours=4": 18,
}
API = {"search/": 15, "search/?hours=8&q=centre&facet=machine&facet=kind&limit=50": 16}


@pytest.fixture
def stage():
    return set_stage()


def queries(client, path):
    """How many queries a page takes once session and content types are warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    assert response.status_code == 200
    return len(asked)


def crowd(stage, number):
    """More machines, each with everything a row shows, and bookings on them; all of them indexed."""
    place = factories.site(stage.machine.provider, **SUZHOU)
    for _ in range(number):
        machine = factories.resource(at=place, units=2)
        offer = factories.offer(machine)
        Rate.objects.create(offer=offer, amount_minor=30_000, customer_class="small")
        Extra.objects.create(offer=offer, kind="operator", name_zh="操作员", amount_minor=9_000)
        Specification.objects.create(
            revision=machine.published_revision, kind="spindle_speed", minimum=1, maximum=1
        )
        stage.machine, stage.offer = machine, offer
        stage.confirm(soon(4, (9, 13)))
    index_all()


@pytest.mark.parametrize(("path", "pinned"), PAGES.items())
def test_the_finder_takes_a_fixed_number_of_queries(stage, path, pinned):
    client = signed_in(stage.buyer)
    crowd(stage, 2)
    few = queries(client, path)
    crowd(stage, 6)

    assert (few, queries(client, path)) == (pinned, pinned)


def test_anybody_finds_with_as_few(stage):
    crowd(stage, 3)

    assert queries(Client(), "/find/") == 14


def test_an_empty_list_asks_again_once_for_each_condition_at_most(stage):
    crowd(stage, 2)
    client = signed_in(stage.buyer)

    assert queries(client, "/find/?q=nothing") == 21
    assert queries(client, "/find/?q=nothing&machine=turning&hours=300") == 54


def test_a_row_alone_a_count_and_typing_ahead_take_few(stage):
    crowd(stage, 2)

    assert queries(Client(), f"/find/{stage.machine.slug}/?hours=4") == 9
    assert queries(Client(), "/find/count/?hours=4") == 6
    assert queries(Client(), "/find/suggest/?q=five") == 7


@pytest.mark.parametrize(("path", "pinned"), API.items())
def test_the_api_takes_a_fixed_number(stage, path, pinned):
    caller = Caller(stage.buyer)
    crowd(stage, 2)
    few = queries(caller, path)
    crowd(stage, 6)

    assert (few, queries(caller, path)) == (pinned, pinned)
