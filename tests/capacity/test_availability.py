import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capacity.availability import bands, earliest_free, free_time, free_windows
from capacity.enums import ClaimKind
from capacity.models import Claim, OpeningException, OpeningRule
from marketplace.periods import Period, merge, subtract
from tests.factories import NOW, SHANGHAI, period, provider, resource, site

pytestmark = pytest.mark.django_db

WEEK = Period(datetime(2027, 3, 1, tzinfo=SHANGHAI), datetime(2027, 3, 8, tzinfo=SHANGHAI))


def occupy(machine, when, *, unit=0, expires_at=None, kind=ClaimKind.BOOKING):
    units = list(machine.units.order_by("number"))
    return Claim.objects.create(
        unit=units[unit], resource=machine, during=when, kind=kind, expires_at=expires_at
    )


def windows_of(machine, window=WEEK, now=NOW):
    return list(free_windows([machine.pk], window, now=now)[machine.pk].values())


def test_free_time_is_opening_minus_claims_by_unit():
    machine = resource(units=2)
    occupy(machine, period((9, 12), days=0))

    first, second = windows_of(machine, window=period((0, 24), days=0))

    assert first == [period((8, 9), days=0), period((12, 20), days=0)]
    assert second == [period((8, 20), days=0)]


def test_an_expired_hold_takes_nothing_away():
    machine = resource()
    occupy(machine, period((9, 12)), kind=ClaimKind.HOLD, expires_at=NOW)

    (unit,) = windows_of(machine, window=period((0, 24)))

    assert unit == [period((8, 20))]


def test_adjacent_openings_are_one_window_and_a_machine_that_never_closes_has_one():
    machine = resource(opens=time(), closes=time())

    (unit,) = windows_of(machine)

    assert unit == [WEEK]


def test_a_closure_takes_the_day_away():
    machine = resource()
    OpeningException.objects.create(resource=machine, on=date(2027, 3, 4))

    (unit,) = windows_of(machine)

    assert len(unit) == 6
    assert not any(gap.overlaps(period((0, 24), days=3)) for gap in unit)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [("Europe/Berlin", date(2027, 3, 28), 23), ("Europe/Berlin", date(2027, 10, 31), 25), ("Asia/Shanghai", date(2027, 3, 28), 24)],
)
def test_a_day_has_the_hours_that_its_clocks_give_it(zone, day, hours):
    place = site(provider(), time_zone=zone)
    machine = resource(at=place, opens=time(), closes=time())
    midnight = datetime.combine(day, time(), ZoneInfo(zone))
    window = Period(midnight, datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)))

    (unit,) = windows_of(machine, window)

    assert sum((gap.duration for gap in unit), timedelta()) == timedelta(hours=hours)


def test_a_site_whose_zone_is_changed_opens_by_its_new_clocks():
    machine = resource()
    machine.site.time_zone = "Europe/Berlin"
    machine.site.save()

    (unit,) = windows_of(machine, window=period((0, 24), zone=ZoneInfo("Europe/Berlin")))

    assert unit == [period((8, 20), zone=ZoneInfo("Europe/Berlin"))]


@pytest.mark.parametrize("count", [10, 1_000])
def test_a_thousand_resources_of_a_week_take_three_queries(count):
    place = site(provider())
    machines = [resource(at=place, is_published=False, weekdays=[1, 3]) for _ in range(10)]
    if count > 10:
        template = machines[0]
        rows = [
            type(template)(provider=place.provider, site=place, slug=f"many-{n}", resource_class="other")
            for n in range(count - 10)
        ]
        machines += type(template).objects.bulk_create(rows)
        OpeningRule.objects.bulk_create(
            OpeningRule(resource=row, weekday=2, opens_at=time(8), closes_at=time(20)) for row in rows
        )
        type(template.units.first()).objects.bulk_create(
            type(template.units.first())(resource=row, number=1) for row in rows
        )

    with CaptureQueriesContext(connection, ) as queries:
        found = free_windows([machine.pk for machine in machines], WEEK, now=NOW)

    assert len(queries) == 3
    assert len(found) == count
    assert all(len(units) == 1 for units in found.values())


def test_total_is_committed_and_available_and_unattainable():
    """ISA-95: every minute of the week is one of the three (DOMAIN B4), whatever the claims."""
    chance = random.Random(5)
    machine = resource(units=3)
    for unit in range(3):
        cursor = 0.0
        while cursor < 24 * 6:
            length, gap = chance.randint(1, 12) / 2, chance.randint(0, 30) / 2
            occupy(machine, period((cursor, cursor + length), days=0), unit=unit)
            cursor += length + gap

    (free,) = free_time([machine.pk], WEEK, now=NOW).values()

    for unit_id, available in free.units.items():
        claims = [found for claim in Claim.objects.filter(unit=unit_id) if (found := claim.during.intersection(WEEK))]
        committed = merge(found for claim in claims for hours in free.open if (found := claim.intersection(hours)))
        unattainable = subtract([WEEK], free.open)
        parts = [*committed, *available, *unattainable]
        assert merge(parts) == [WEEK]
        assert sum((part.duration for part in parts), timedelta()) == WEEK.duration


def test_the_earliest_free_stretch_is_long_enough_and_on_the_grid():
    machine = resource(policy={"grid_minutes": 30, "notice_minutes": 60})
    occupy(machine, period((12, 19), days=0))
    (free,) = free_time([machine.pk], WEEK, now=NOW).values()

    assert earliest_free(free, minutes=30, now=NOW) == period((11.5, 12), days=0)
    assert earliest_free(free, minutes=240, now=NOW) == period((8, 12), days=1)
    assert earliest_free(free, minutes=13 * 60, now=NOW) is None


def test_several_units_have_to_be_free_at_once():
    machine = resource(units=2)
    occupy(machine, period((8, 14), days=1), unit=0)
    occupy(machine, period((16, 20), days=1), unit=1)
    window = period((0, 24), days=1)
    (free,) = free_time([machine.pk], window, now=NOW).values()

    assert earliest_free(free, minutes=120, now=NOW, units=2) == period((14, 16), days=1)
    assert earliest_free(free, minutes=180, now=NOW, units=2) is None


def test_the_strip_tells_free_partly_busy_and_shut():
    machine = resource(weekdays=[1, 2])
    occupy(machine, period((8, 14), days=0))
    (free,) = free_time([machine.pk], WEEK, now=NOW).values()

    assert bands(free, first=date(2027, 3, 1), days=3) == [
        (date(2027, 3, 1), "bpf"),
        (date(2027, 3, 2), "fff"),
        (date(2027, 3, 3), "sss"),
    ]
