"""The week by unit: what is booked, how much of the open time, and the same as a table."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from capacity.enums import BookingState, OutageKind
from capacity.models import Booking, Claim
from capacity.operations import outages
from capacity.operations.archive import archive_past
from capacity.views.workshop_week import Week, window_of
from marketplace.accounts.enums import Role
from tests import factories
from tests.capacity.views.stage import ENGLISH, set_stage, signed_in, soon
from tests.today import today

pytestmark = pytest.mark.django_db

TIMELINE, FEED = reverse("workshop:timeline"), reverse("workshop:timeline_feed")


@pytest.fixture
def stage():
    return set_stage(units=2)


@pytest.fixture
def timeline(stage):
    return signed_in(stage.scheduler, **ENGLISH)


def day(days):
    return soon(days, (0, 1)).in_zone(factories.SHANGHAI).starts_at.date()


def shown(client, days=3, **asked):
    """The feed of one day."""
    dates = {"from": day(days).isoformat(), "to": day(days + 1).isoformat()}
    return client.get(FEED, dates | asked).json()


def test_a_booking_stands_on_its_unit_by_wall_time_with_its_customer(stage, timeline):
    booking = stage.confirm()

    week = shown(timeline)

    unit = booking.claims.get().unit_id
    assert week["blocks"] == [
        {
            "key": f"c{booking.claims.get().pk}",
            "unit": unit,
            "start": f"{day(3).isoformat()}T09:00",
            "end": f"{day(3).isoformat()}T13:00",
            "kind": "confirmed",
            "label": "Mingchuan Medical",
            "note": "Confirmed",
            "url": booking.get_absolute_url(),
        }
    ]
    assert [(each["id"] == unit, each["use"]) for each in week["units"]] == [(True, 17), (False, 0)]


def test_requests_and_holds_are_shown_and_are_not_machine_time_yet(stage, timeline):
    stage.request()
    stage.hold()

    week = shown(timeline)

    assert sorted(block["kind"] for block in week["blocks"]) == ["hold", "requested"]
    assert [each["use"] for each in week["units"]] == [0, 0]


def test_a_hold_that_is_over_is_not_shown_worker_or_not(stage, timeline):
    stage.hold(now=timezone.now() - timedelta(minutes=16))

    assert shown(timeline)["blocks"] == []


def test_an_outage_names_its_reason_and_leads_to_its_page(stage, timeline):
    outages.report_outage(
        resource=stage.machine,
        units=list(stage.machine.units.all())[:1],
        period=soon(3, (8, 20)),
        kind=OutageKind.MAINTENANCE,
        by=stage.scheduler,
        now=timezone.now(),
        reason_en="Spindle service",
    )

    (block,) = shown(timeline)["blocks"]

    assert (block["kind"], block["label"], block["note"]) == ("maintenance", "Spindle service", "Maintenance")
    assert block["url"] == reverse("workshop:outages", args=[stage.machine.slug])


def test_what_was_archived_is_still_told(stage, timeline):
    booking = stage.confirm(now=timezone.now())
    Claim.objects.filter(booking=booking).update(during=soon(-40, (9, 13)))
    Booking.objects.filter(pk=booking.pk).update(period=soon(-40, (9, 13)), state=BookingState.COMPLETED)
    archive_past(now=timezone.now())

    (block,) = shown(timeline, days=-40)["blocks"]

    assert not Claim.objects.filter(booking=booking).exists()
    assert (block["kind"], block["key"][0]) == ("completed", "a")


def test_a_booked_part_shows_on_the_whole_as_partly_taken(stage, timeline):
    line = factories.resource(at=stage.machine.site)
    part = factories.resource(at=stage.machine.site, parent=line)
    stage.offer = factories.offer(part)
    stage.confirm()

    kinds = {block["unit"]: block["kind"] for block in shown(timeline)["blocks"]}

    assert kinds == {line.units.get().pk: "partial", part.units.get().pk: "confirmed"}


def test_another_firms_machines_and_bookings_are_not_there(stage):
    stage.confirm()
    firm = factories.provider()
    own = factories.resource(firm)
    stranger = signed_in(factories.member(firm, Role.SCHEDULER), **ENGLISH)

    week = shown(stranger, site=str(stage.machine.site_id))

    assert week["blocks"] == []
    assert [each["id"] for each in week["units"]] == [own.units.get().pk]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"from": "2027-03-01"},
        {"from": "2027-03-08", "to": "2027-03-01"},
        {"from": "2027-03-01", "to": "2027-06-01"},
        {"from": "x", "to": "2027-03-01"},
        {"from": "0001-01-01", "to": "0001-01-02"},
    ],
)
def test_days_that_make_no_window_are_told(timeline, asked):
    answer = timeline.get(FEED, asked)

    assert answer.status_code == 400
    assert "two dates" in answer.json()["error"]


def test_the_page_shows_the_week_around_a_day_with_what_waits(stage, timeline):
    stage.request()

    year = today().year + 2  # told, whichever year the page is looked at in
    monday = next(day for day in (date(year, 3, number) for number in range(1, 8)) if day.isoweekday() == 1)
    sunday, later = (monday + timedelta(days=days) for days in (6, 7))

    page = timeline.get(TIMELINE, {"date": monday + timedelta(days=3)})

    assert page.context["shown"].first == monday
    html = page.content.decode()
    assert f"Mon {monday.day} Mar {year} – Sun {sunday.day} Mar {year}" in html
    assert f'data-date="{monday}"' in html
    assert "?site=" in page.context["shown"].later
    assert f"date={later}" in page.context["shown"].later
    assert len(page.context["inbox"].requests) == 1


def test_the_table_says_the_same_as_the_timeline(stage, timeline):
    booking = stage.confirm()

    html = timeline.get(TIMELINE, {"date": day(3), "view": "day", "as": "table"}).content.decode()

    assert booking.get_absolute_url() in html
    assert "Mingchuan Medical" in html
    assert "nothing booked" in html
    assert "data-timeline" not in html


def test_days_are_drawn_as_long_as_machines_are_open(stage):
    firm = factories.provider()
    machine = factories.resource(firm, opens=time(6, 30), closes=time(22, 15))

    def hours(at):
        return Week(firm, at.site, window_of(day(3), day(3), at.site), now=timezone.now()).hours

    assert hours(machine) == (6, 23)
    night = factories.resource(firm, at=factories.site(firm), opens=time(20), closes=time(6))
    assert hours(night) == (0, 24)


def test_only_time_inside_the_opening_hours_counts_as_used():
    stage = set_stage()
    machine = stage.machine
    stage.confirm(soon(3, (6, 10)))
    machine.opening_rules.update(opens_at=time(8), closes_at=time(12))

    week = Week(machine.provider, machine.site, window_of(day(3), day(3), machine.site), now=timezone.now())

    assert (week.booked_minutes, week.open_minutes, week.use) == (120, 240, 50)


def test_a_provider_without_machines_is_told_how_to_begin():
    lister = signed_in(factories.member(factories.provider(), Role.LISTER), **ENGLISH)

    html = lister.get(TIMELINE).content.decode()

    assert "No machine yet" in html
    assert reverse("workshop:add_machine") in html


def test_the_pages_cost_the_same_for_many_machines_and_bookings(stage, timeline, django_assert_num_queries):
    stage.confirm()
    timeline.get(TIMELINE)
    for days in range(4, 7):
        stage.confirm(stage.period(days=days))
        stage.request(stage.period(days=days, hours=(14, 16)))
        factories.resource(at=stage.machine.site)

    # user, memberships, sites, count and page of machines, units, availability (3), claims live and
    # archived, bookings; then running, delivered, inbox (4), the bar's counts
    with django_assert_num_queries(20):
        timeline.get(TIMELINE, {"date": day(5)})
    with django_assert_num_queries(12):
        shown(timeline, days=5)
