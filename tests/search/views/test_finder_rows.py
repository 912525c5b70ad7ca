"""Rows against the index: what was taken since, what operators are told, and what a slow search says."""

import psycopg
import pytest
from django.db import connection

from capacity.models import Specification
from marketplace.accounts.enums import Role
from search.operations import answering
from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import set_stage, soon
from tests.search.indexed import index_all
from tests.search.views.finding import SUZHOU, day_of, find, machine, page_of, slugs

pytestmark = pytest.mark.django_db


def test_a_machine_taken_since_the_index_was_written_says_so_in_its_place_with_the_next_gap():
    stage = set_stage()
    asked = {"mode": "whole", "day": day_of(soon(4, (9, 10))), "starts": "09:00", "ends": "13:00"}
    index_all()
    stage.confirm(soon(4, (10, 12)))

    response = find(**asked, is_indexed=True)

    assert slugs(response) == [stage.machine.slug]
    assert page_of(response).hits[0].said.kind == "taken"
    assert "Just taken The gap from" in words(response)
    assert "Next gap:" in words(response)
    assert slugs(find(**asked)) == []


def test_an_index_that_is_up_to_date_has_nothing_to_say():
    stage = set_stage(policy={"grid_minutes": 60, "minimum_minutes": 120, "notice_minutes": 90})
    stage.confirm(soon(4, (9, 13)))

    for asked in (
        {},
        {"hours": 3},
        {"hours": 5, "mode": "sum"},
        {"day": day_of(soon(4, (9, 10))), "hours": 2},
    ):
        assert [hit.said for hit in page_of(find(**asked)).hits] == [None]


def test_a_machine_withdrawn_since_is_left_out():
    made = machine("dmu-50")
    index_all()
    made.published_revision = None
    made.save(update_fields=["published_revision"])

    assert slugs(find(is_indexed=True)) == []


def test_an_operator_is_told_why_each_hit_stands_where_it_does_and_nobody_else_is():
    made = machine("dmu-50", title_en="DMU 50")
    index_all()
    type(made).objects.filter(pk=made.pk).update(version=made.version + 3)
    operator = factories.member(
        factories.organisation(), Role.VIEWER, person=factories.user(is_operator=True)
    )

    told = words(find(operator, is_indexed=True, q="DMU"))

    assert "Why here Answered by postgres Order Best match Score" in told
    assert f"Version in the database {made.version + 3}" in told
    assert f"Version in the index {made.version} ·" in told
    assert "Why here" not in words(find(is_indexed=True, q="DMU"))


def test_the_figures_of_the_chosen_class_have_fields_with_their_units():
    wide, narrow = machine("wide"), machine("narrow")
    for made, travel in ((wide, 800), (narrow, 400)):
        Specification.objects.create(
            revision=made.published_revision, kind="travel_x", minimum=travel, maximum=travel
        )

    response = find(machine="five_axis", travel_x_min="500")

    assert slugs(response) == ["wide"]
    kinds = [each.kind.key for each in page_of(response).facets.ranges]
    assert kinds[:2] == ["travel_x", "spindle_speed"]
    assert "X travel ≥ 500 mm" in words(response)
    assert slugs(find(q="x>=50cm")) == ["wide"]
    assert "X travel ≥ 500 mm" in words(find(q="x>=50cm"))
    assert slugs(find(travel_x_max="0.5")) == []


def test_certificates_are_counted_and_all_of_those_chosen_are_needed():
    both, one = (
        factories.provider(certificates=["ISO 9001", "AS9100D"]),
        factories.provider(certificates=["ISO 9001"]),
    )
    machine("both", firm=both)
    machine("one", firm=one)

    counts = {option.value: option.count for option in page_of(find()).facets.certificates}

    assert counts == {"ISO 9001": 2, "AS9100D": 1}
    assert sorted(slugs(find(certificate="ISO 9001"))) == ["both", "one"]
    assert slugs(find(certificate=["ISO 9001", "AS9100D"])) == ["both"]


def test_any_time_asks_nothing_of_the_calendar():
    stage = set_stage()

    response = find(mode="any", hours=400, day=day_of(soon(4, (9, 10))))

    assert slugs(response) == [stage.machine.slug]
    assert page_of(response).request.when is None


def test_the_address_of_a_district_that_only_listings_know_is_a_place():
    machine("park", at=factories.site(district_zh="虎丘工业坊", district_en="Huqiu Works", **SUZHOU))

    assert slugs(find(place="虎丘工业坊")) == ["park"]
    assert slugs(find(place="huqiu works", radius=5)) == ["park"]


def test_how_many_answer_is_told_alone():
    stage = set_stage()
    stage.confirm(soon(4, (8, 20)))
    day = day_of(soon(4, (9, 10)))

    assert find(path="/find/count/").json() == {"total": 1}
    assert find(path="/find/count/", day=day, hours=20).json() == {"total": 0}


def test_gentle_changes_are_offered_before_conditions_are_dropped():
    stage = set_stage()
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="12:00")
    first = soon(4, (9, 10))

    response = find(day=day_of(first), until=day_of(soon(5, (9, 10))), hours=8)

    offered = {each.label: each.url for each in page_of(response).relaxations}
    assert next(iter(offered)) == "8 h in all"
    assert slugs(find(path=f"/find/{offered['8 h in all']}&")) == [stage.machine.slug]


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_says_so_and_keeps_the_question(monkeypatch):
    machine("dmu-50")
    index_all()
    monkeypatch.setattr(answering.POSTGRES, "slowest_seconds", 0.05)
    with psycopg.connect(**connection.get_connection_params() | {"autocommit": False}) as other:
        other.execute("LOCK TABLE search_searchfree, search_searchtext IN ACCESS EXCLUSIVE MODE")
        response = find(q="DMU", is_indexed=True)
        other.rollback()

    assert response.status_code == 200
    assert "This search takes too long" in words(response)
    assert 'value="DMU"' in response.content.decode()
