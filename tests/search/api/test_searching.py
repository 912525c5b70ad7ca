"""The finder's question by programs."""

import pytest

from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller
from tests.capacity.views.stage import set_stage, soon
from tests.search.indexed import index_all
from tests.search.views.finding import SUZHOU, XIAN, day_of, find, machine, slugs

pytestmark = pytest.mark.django_db


def search(actor=None, *, language="en", is_indexed=False, **asked):
    if not is_indexed:
        index_all()
    return Caller(actor, language=language).get("search/", asked)


def ids(response):
    assert response.status_code == 200, response.json()
    return [hit["resource"]["id"] for hit in response.json()["results"]]


def test_a_hit_tells_when_for_how_much_and_how_far():
    stage = set_stage()
    stage.machine.site.latitude, stage.machine.site.longitude = SUZHOU["latitude"], SUZHOU["longitude"]
    stage.machine.site.save()
    stage.confirm(soon(4, (9, 12)))
    stage.machine.offers.update(is_instant=True)
    day = day_of(soon(4, (9, 10)))

    response = search(stage.buyer, day=day, hours=8, place="苏州", radius=30)

    told = response.json()
    (hit,) = told["results"]
    assert (told["total"], told["is_total_exact"], told["is_stand_in"]) == (1, True, False)
    assert told["next"] is None
    assert told["facets"] == {}
    assert hit["resource"]["id"] == stage.machine.slug
    assert hit["earliest"] == {"starts_at": f"{day}T00:00:00+08:00", "ends_at": f"{day}T08:00:00+08:00"}
    assert hit["total"] == {"minor": 343_520, "currency": "CNY", "text": "¥3,435.20"}
    assert hit["rate"] == "¥380.00/h"
    assert 0 < hit["distance_km"] < 5
    assert (hit["is_instant"], hit["is_taken"], hit["explanation"]) == (True, False, None)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "五轴"},
        {"machine": "metal_cutting", "kind": "processing"},
        {"place": "Suzhou", "radius": "100"},
        {"near": "34.26,108.94", "sort": "distance", "radius": "2000"},
        {"hours": "6", "mode": "sum"},
        {"ceiling": "400"},
        {"sort": "price", "hours": "4"},
        {"instant": "true"},
    ],
)
def test_programs_and_people_get_the_same_answer_to_the_same_address(asked):
    machine("five", at=factories.site(**SUZHOU))
    machine("lathe", resource_class="turning", title="数控车床", rate=30_000, at=factories.site(**XIAN))
    machine("lab", resource_class="coordinate_measuring", offer={"kind": "testing", "is_instant": True})

    assert ids(search(**asked)) == slugs(find(is_indexed=True, **asked))


def test_pages_follow_next_until_it_is_null_and_have_every_machine_once():
    for number in range(7):
        machine(f"machine-no-{number}", rate=30_000 + number % 2)
    page = search(sort="price", limit=3)
    found = ids(page)

    while page.json()["next"]:
        page = Caller().get(page.json()["next"])
        found += ids(page)

    assert sorted(found) == [f"machine-no-{number}" for number in range(7)]
    assert len(found) == 7


def test_facets_are_counted_where_they_are_asked_for_each_without_its_own_filter():
    machine("five")
    machine("lathe", resource_class="turning", offer={"kind": "bare_rental"})

    told = search(machine="turning", facet=["machine", "kind"]).json()

    assert told["total"] == 1
    assert told["facets"] == {"machine": {"five_axis": 1, "turning": 1}, "kind": {"bare_rental": 1}}


def test_a_machine_taken_since_the_index_was_written_says_so():
    stage = set_stage()
    asked = {"mode": "whole", "day": day_of(soon(4, (9, 10))), "starts": "09:00", "ends": "13:00"}
    index_all()
    stage.confirm(soon(4, (10, 12)))

    (hit,) = search(is_indexed=True, **asked).json()["results"]

    assert (hit["is_taken"], hit["earliest"], hit["total"]) == (True, None, None)


def test_the_order_is_explained_to_operators_alone():
    made = machine("dmu-50")
    operator = factories.member(
        factories.organisation(), Role.VIEWER, person=factories.user(is_operator=True)
    )
    owner = factories.member(made.provider, Role.OWNER)

    (hit,) = search(operator, q="DMU", explain="true").json()["results"]

    assert hit["explanation"]["backend"] == "postgres"
    assert hit["explanation"]["score"] == -hit["explanation"]["key"] > 0
    assert hit["explanation"]["index_version"] == hit["explanation"]["version"] == made.version
    assert search(owner, explain="true").status_code == 403
    assert search(explain="true").status_code == 401
    assert search(explain="false").status_code == 200


@pytest.mark.parametrize(
    "asked", [{"limit": "0"}, {"limit": "101"}, {"facet": "colour"}, {"page": "2"}, {"hours": ""}]
)
def test_what_the_api_alone_takes_is_named_as_well(asked):
    response = search(**asked)

    assert response.status_code == 400
    assert [each["field"] for each in response.json()["errors"]] == list(asked)
    assert response["Content-Type"] == "application/problem+json"


def test_drafts_are_in_nobodys_answer_not_even_their_owners():
    draft = machine("draft", is_published=False)

    assert ids(search(factories.member(draft.provider, Role.OWNER))) == []
