"""The load is as consistent as what people book, and as much as was asked for."""

from datetime import datetime, time, timedelta
from itertools import pairwise
from statistics import mean
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from capacity.enums import BookingState
from capacity.models import ArchivedClaim, Booking, Claim, Offer, Resource, Unit
from capacity.operations.assessments import Order, assess
from capacity.operations.invariants import violations
from marketplace.demo.load.busy import busy
from marketplace.demo.load.characters import DAY
from marketplace.demo.load.copying import first_id
from marketplace.demo.load.loading import load
from marketplace.demo.load.slots import slots
from marketplace.demo.load.terms import ZONE
from marketplace.demo.load.variety import AROUND_THE_CLOCK
from marketplace.periods import Period, at_wall_time, subtract
from search.building import build
from search.request import HORIZON_DAYS
from tests.racing import all_at_once

NOW = datetime(2027, 3, 1, 10, 24, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.django_db
def test_as_many_machines_and_bookings_as_asked_for_without_contradiction():
    load(resources=57, bookings=1003, now=NOW)

    assert Resource.objects.published().count() == 57
    assert Booking.objects.count() == 1003
    assert set(Booking.objects.values_list("state", flat=True)) == {
        BookingState.COMPLETED,
        BookingState.CONFIRMED,
    }
    assert Claim.objects.count() + ArchivedClaim.objects.count() == 1003
    assert list(violations(NOW)) == []


@pytest.mark.django_db
def test_a_second_load_adds_to_the_first():
    load(resources=3, bookings=30, now=NOW)
    load(resources=2, bookings=10, now=NOW)

    assert Resource.objects.count() == 5
    assert Booking.objects.count() == 40
    assert list(violations(NOW)) == []


@pytest.mark.django_db
def test_machines_go_on_from_a_number():
    load(resources=120, bookings=0, now=NOW, windows=20)
    load(resources=20, bookings=0, now=NOW, windows=20, first_number=100)

    first, again = (
        [
            (each.published_revision.title_zh, each.site.city_zh, each.resource_class)
            for each in machines.select_related("published_revision", "site")
        ]
        for machines in (
            Resource.objects.order_by("pk")[100:120],
            Resource.objects.order_by("pk")[120:],
        )
    )
    assert first == again


@pytest.mark.django_db(transaction=True)
def test_ids_taken_at_once_are_taken_by_one_only():
    def take() -> str:
        firsts = [first_id(Unit, 7) for _ in range(100)]
        return ",".join(str(first + number) for first in firsts for number in range(7))

    taken = [number for each in all_at_once([take] * 16) for number in each.split(",")]

    assert len(set(taken)) == len(taken) == 16 * 100 * 7


@pytest.mark.django_db
def test_a_loaded_machine_can_be_judged_like_any_other():
    load(resources=1, bookings=20, now=NOW)
    machine = Resource.objects.for_page().get()
    offer = Offer.objects.with_terms().get(resource=machine)
    booked = Booking.objects.filter(state=BookingState.CONFIRMED).order_by("period").first()

    taken = assess(
        resource=machine, offer=offer, customer=booked.customer, order=Order(booked.period), now=NOW
    )
    free = assess(
        resource=machine,
        offer=offer,
        customer=booked.customer,
        order=Order(taken.earliest.period),
        now=NOW,
    )

    assert [rule.code for rule in taken.broken] == ["taken"]
    assert free.passes
    assert booked.total_minor == free.price.total_minor == taken.price.total_minor


@pytest.mark.django_db
def test_machines_alone_can_be_loaded_but_bookings_need_machines():
    call_command("seed_load", resources=4, bookings=0)

    assert Resource.objects.count() == 4
    with pytest.raises(CommandError, match="at least one machine"):
        call_command("seed_load", resources=0, bookings=5)


@pytest.mark.django_db
def test_machines_with_so_many_free_windows_differ_and_take_no_bookings():
    call_command("seed_load", resources=40, windows=60)
    found = build(Resource.objects.values_list("pk", flat=True), timezone.now())

    counts = [len(windows) for each in found.values() for windows in each.windows]
    assert len(found) == len(counts) == 40
    assert 45 < mean(counts) < 70
    assert min(counts) > 30
    for name, least in {"resource_class": 10, "notice_minutes": 3, "kinds": 2, "is_instant": 2}.items():
        assert len({getattr(each, name) for each in found.values()}) >= least
    assert (
        len({each.prices["small"].basic_minor < each.prices[""].basic_minor for each in found.values()}) == 2
    )
    assert list(violations(timezone.now())) == []
    with pytest.raises(CommandError, match="take no bookings"):
        call_command("seed_load", resources=1, bookings=1, windows=60)


@pytest.mark.parametrize(("wanted", "hours"), [(20, DAY), (60, AROUND_THE_CLOCK), (100, DAY)])
def test_about_so_many_windows_are_left_and_what_is_busy_never_overlaps(wanted, hours):
    periods = busy(hours, wanted, 7, NOW)

    opened = [
        Period(
            at_wall_time(day, opens, ZONE), at_wall_time(day + timedelta(days=closes == time()), closes, ZONE)
        )
        for day in (NOW.date() + timedelta(days=number) for number in range(1, HORIZON_DAYS))
        for opens, closes in hours.opened
    ]
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(periods))
    assert len(subtract(opened, periods)) == pytest.approx(wanted, rel=0.16)


@pytest.mark.django_db
def test_bookings_are_audited_again_after_a_load():
    history = Booking.pgh_event_model.objects
    load(resources=1, bookings=4, now=NOW)
    assert history.count() == 0

    Booking.objects.update(total_minor=F("total_minor") + 1, net_minor=F("net_minor") + 1)

    assert history.count() == 4


@pytest.mark.parametrize("bookings", [0, 1, 10, 500])
def test_slots_of_a_machine_never_overlap_and_spare_today(bookings):
    periods = slots(3, bookings, NOW)
    today = Period(NOW.replace(hour=0, minute=0), NOW.replace(hour=23))

    assert len(periods) == bookings
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(periods))
    assert not any(period.overlaps(today) for period in periods)


def test_slots_to_come_leave_others_free_between_them():
    ahead = [period for period in slots(3, 500, NOW) if period.starts_at > NOW]
    days = (ahead[-1].ends_at - ahead[0].starts_at).days + 1

    assert len(ahead) < days * 2 * 0.7
