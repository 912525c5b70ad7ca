"""When a machine is free: what the list makes of it, and what its rows say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.capacity.views.reading import words
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in, soon
from tests.factories import SHANGHAI
from tests.search.views.finding import closed_for, day_of, find, machine, slugs

pytestmark = pytest.mark.django_db


def test_the_list_is_ordered_by_the_earliest_free_start_unless_asked_otherwise():
    busy, idle = machine("busy", rate=10_000), machine("idle", rate=20_000)
    closed_for(busy, days=2)
    busy.revisions.update(decided_at=timezone.now() - timedelta(days=1))

    assert slugs(find()) == ["idle", "busy"]
    assert slugs(find(sort="price")) == ["busy", "idle"]
    assert slugs(find(sort="newest")) == ["idle", "busy"]
    assert idle.pk > busy.pk


def test_hours_in_a_row_have_to_be_free_on_that_very_day():
    stage = set_stage()
    stage.confirm(soon(4, (11, 17)))
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="20:00")
    day = day_of(soon(4, (9, 10)))

    assert slugs(find(day=day, hours=3)) == [stage.machine.slug]
    assert slugs(find(day=day, hours=4)) == []
    assert slugs(find(day=day, hours=6, mode="sum")) == [stage.machine.slug]
    assert slugs(find(day=day, hours=7, mode="sum")) == []


def test_within_several_days_one_of_them_is_enough():
    stage = set_stage()
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="20:00")
    stage.confirm(soon(4, (8, 20)))
    first, last = day_of(soon(4, (9, 10))), day_of(soon(5, (9, 10)))

    response = find(day=first, until=last, hours=8)

    assert slugs(find(day=first, hours=8)) == []
    assert slugs(response) == [stage.machine.slug]
    assert response.context["page"].hits[0].earliest == soon(5, (8, 16))


def test_a_whole_period_has_to_be_free_from_end_to_end():
    stage = set_stage()
    stage.confirm(soon(4, (12, 14)))
    day = day_of(soon(4, (9, 10)))

    morning = find(mode="whole", day=day, starts="08:00", ends="12:00")
    noon = find(mode="whole", day=day, starts="11:00", ends="13:00")

    assert slugs(morning) == [stage.machine.slug]
    assert slugs(noon) == []
    assert "¥1,717.60" in words(morning)


def test_where_hours_are_asked_the_row_tells_the_total_of_that_period_and_links_to_it():
    stage = set_stage()
    day = day_of(soon(4, (9, 10)))

    response = find(stage.buyer, day=day, hours=8)

    told = words(response)
    assert "¥3,435.20 for 8 h, all in" in told
    assert f"date={day}" in response.context["page"].hits[0].url
    linked = signed_in(stage.buyer, **ENGLISH).get(response.context["page"].hits[0].url)
    assert "Price for 8 h" in words(linked)


def test_hours_shared_by_two_units_are_not_free_on_one():
    stage = set_stage(units=2)
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="20:00")
    stage.confirm(soon(4, (8, 14)))
    first = soon(4, (14, 20))
    stage.hold(first)
    stage.hold(first)

    assert slugs(find(day=day_of(first), hours=7)) == []
    assert slugs(find(day=day_of(first), hours=6)) == [stage.machine.slug]


def test_the_strip_shows_free_busy_and_shut_parts_of_fourteen_days():
    stage = set_stage()
    stage.machine.opening_rules.update(opens_at="08:00", closes_at="16:00")
    stage.confirm(soon(4, (8, 12)))

    days = {each.day: each.bands for each in find().context["page"].hits[0].days}

    assert len(days) == 14
    assert days[soon(4, (8, 9)).in_zone(SHANGHAI).starts_at.date()] == "bfs"
    assert days[soon(5, (8, 9)).in_zone(SHANGHAI).starts_at.date()] == "ffs"


def test_a_row_is_fetched_again_with_what_just_happened_to_it():
    stage = set_stage()
    day = day_of(soon(4, (9, 10)))
    asked = {"day": day, "hours": 8}
    before = find(**asked).context["page"].hits[0]
    was = {"was": before.earliest.starts_at.isoformat()}
    url = f"/find/{stage.machine.slug}/"
    stage.confirm(soon(4, (0, 8)))

    taken = words(find(path=url, **asked, **was))
    unmoved = words(find(path=url, **asked, was=soon(4, (8, 9)).starts_at.isoformat()))

    assert "Just taken The gap from" in taken
    assert "Next gap:" in taken
    assert "Just" not in unmoved


def test_a_row_that_was_freed_says_so():
    stage = set_stage()
    later = soon(9, (9, 10)).starts_at.isoformat()

    assert "Just freed Free from" in words(find(path=f"/find/{stage.machine.slug}/", was=later))


def test_there_is_no_row_of_a_draft():
    draft = factories.resource(is_published=False)

    assert find(path=f"/find/{draft.slug}/").status_code == 404


@pytest.mark.parametrize("mode", ["row", "sum", "whole"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2199-01-01", "1999-12-31"])
def test_days_that_no_calendar_reaches_are_named_and_the_rest_is_searched(mode, day):
    machine("dmu-50")
    overseas = factories.site(time_zone="America/New_York")
    machine("overseas", at=overseas)

    response = find(mode=mode, day=day, until=day, starts="00:00", ends="23:00", hours=400)

    assert "Choose a date up to" in words(response)


def test_a_day_beyond_the_fortnight_is_where_the_strip_begins():
    stage = set_stage()
    far = soon(40, (9, 10))

    hit = find(day=day_of(far), hours=8).context["page"].hits[0]

    assert hit.days[0].day == far.in_zone(SHANGHAI).starts_at.date()
    assert hit.earliest == soon(40, (0, 8))
    assert stage.machine == hit.resource
