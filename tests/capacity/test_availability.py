from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from capacity.availability import bands, earliest_free, free_time, free_windows
from capacity.enums import ClaimKind
from capacity.models import Claim, OpeningException, OpeningRule
from marketplace.periods import Period, merge, subtract
from tests.factories import NOW, SHANGHAI, period, provider, resource, site

pytestmark = pytest.mark.django_db

FAR = datetime(2099, 1, 1, tzinfo=SHANGHAI)
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


def test_the_night_before_reaches_into_the_window():
    machine = resource(opens=time(20), closes=time(10), weekdays=[1])
    machine.opening_rules.update(valid_until=date(2027, 3, 1))

    assert windows_of(machine, window=period((9, 24), days=1)) == [[period((9, 10), days=1)]]


def test_buffers_reach_in_from_claims_outside_the_window_and_out_of_opening_hours():
    machine = resource(policy={"set_up_minutes": 60, "clean_up_minutes": 30})
    occupy(machine, period((7, 7.5), days=1))
    occupy(machine, period((15, 16), days=1))
    window = period((7.75, 15), days=1)

    (free,) = free_time([machine.pk], window, now=NOW, for_booking=True).values()

    assert list(free.units.values()) == [[period((8.5, 14.5), days=1)]]


def test_a_closure_takes_the_day_away():
    machine = resource()
    OpeningException.objects.create(resource=machine, on=date(2027, 3, 4))

    (unit,) = windows_of(machine)

    assert len(unit) == 6
    assert not any(gap.overlaps(period((0, 24), days=3)) for gap in unit)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2027, 3, 28), 23),
        ("Europe/Berlin", date(2027, 10, 31), 25),
        ("Asia/Shanghai", date(2027, 3, 28), 24),
    ],
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

    with CaptureQueriesContext(connection) as queries:
        found = free_windows([machine.pk for machine in machines], WEEK, now=NOW)

    assert len(queries) == 3
    assert len(found) == count
    assert all(len(units) == 1 for units in found.values())


CLAIMS = st.lists(
    st.tuples(
        st.integers(0, 2),  # unit
        st.integers(-2 * 48, 9 * 48),  # half hours from Monday
        st.integers(1, 60),
        st.sampled_from([None, NOW, NOW + timedelta(microseconds=1)]),  # runs out
        st.booleans(),  # a shadow of a part
    ),
    max_size=30,
)


def rows_of(machine, claims):
    """Claims as the one write path would make them: what meets a claim on its unit is left out."""
    units, rows = list(machine.units.order_by("number")), []
    for unit, first, length, expires_at, is_shadow in claims:
        during = period((first / 2, (first + length) / 2), days=0)
        own = [row for row in rows if row.unit == units[unit] and not row.is_shadow]
        if is_shadow or not any(row.during.overlaps(during) for row in own):
            rows.append(
                Claim(
                    unit=units[unit],
                    resource=machine,
                    during=during,
                    kind=ClaimKind.BOOKING,
                    expires_at=expires_at,
                    is_shadow=is_shadow,
                )
            )
    return rows


@given(CLAIMS, st.booleans())
def test_every_minute_is_committed_available_or_unattainable(claims, for_booking):
    """ISA-95: Total = Committed + Available + Unattainable on every unit (DOMAIN B4)."""
    with transaction.atomic():
        machine = resource(units=3, weekdays=[1, 2, 3, 6], closes=time(2), policy={"clean_up_minutes": 45})
        OpeningException.objects.create(resource=machine, on=date(2027, 3, 2))
        rows = Claim.objects.bulk_create(rows_of(machine, claims))
        (free,) = free_time([machine.pk], WEEK, now=NOW, for_booking=for_booking).values()
        transaction.set_rollback(True)

    clean_up = timedelta(minutes=45 * for_booking)
    unattainable = subtract([WEEK], free.open)
    for unit_id, available in free.units.items():
        live = [row for row in rows if row.unit_id == unit_id and (row.expires_at or FAR) > NOW]
        taken = merge(row.during.widened(before=clean_up, after=timedelta()) for row in live)
        committed = [part for hours in free.open for claim in taken if (part := claim.intersection(hours))]
        parts = [*committed, *available, *unattainable]
        assert available == merge(available)
        assert merge(parts) == [WEEK]
        assert sum((part.duration for part in parts), timedelta()) == WEEK.duration


@given(CLAIMS, st.integers(1, 40), st.integers(1, 3), st.sampled_from([15, 60]))
def test_no_stretch_before_the_earliest_is_free_for_long_enough(claims, half_hours, units, grid):
    with transaction.atomic():
        machine = resource(units=3, closes=time(), opens=time(), policy={"grid_minutes": grid})
        Claim.objects.bulk_create(rows_of(machine, claims))
        (free,) = free_time([machine.pk], WEEK, now=NOW).values()
        transaction.set_rollback(True)

    def is_free(stretch):
        return sum(any(gap.contains(stretch) for gap in gaps) for gaps in free.units.values()) >= units

    length = timedelta(minutes=30 * half_hours)
    found = earliest_free(free, minutes=30 * half_hours, now=NOW, units=units)
    start = NOW.replace(hour=11, minute=0) if grid == 60 else NOW.replace(minute=30)
    until = found.starts_at if found else WEEK.ends_at
    while start < until:
        assert not is_free(Period(start, start + length))
        start += timedelta(minutes=grid)
    assert found is None or (found.starts_at == start and is_free(found))


def test_the_earliest_free_stretch_is_long_enough_and_on_the_grid():
    machine = resource(policy={"grid_minutes": 30, "notice_minutes": 60})
    occupy(machine, period((12, 19), days=0))
    (free,) = free_time([machine.pk], WEEK, now=NOW).values()

    assert earliest_free(free, minutes=30, now=NOW) == period((11.5, 12), days=0)
    assert earliest_free(free, minutes=240, now=NOW) == period((8, 12), days=1)
    assert earliest_free(free, minutes=13 * 60, now=NOW) is None


def test_what_lies_beyond_the_horizon_is_not_the_earliest():
    machine = resource(policy={"horizon_days": 2})
    occupy(machine, period((8, 20), days=0))
    (free,) = free_time([machine.pk], WEEK, now=NOW).values()

    assert earliest_free(free, minutes=60, now=NOW) == period((8, 9), days=1)
    assert earliest_free(free, minutes=60, now=NOW - timedelta(days=2)) is None


def test_units_that_take_turns_do_not_make_a_stretch():
    machine = resource(units=3)
    occupy(machine, period((12, 20), days=1), unit=0)
    occupy(machine, period((8, 13), days=1), unit=2)
    (free,) = free_time([machine.pk], period((0, 24), days=1), now=NOW).values()

    assert earliest_free(free, minutes=300, now=NOW, units=2) == period((13, 18), days=1)


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
