"""The 137 policies of NIST's NanoFab (DOMAIN A3) can be stored, and each of their limits is enforced."""

import csv
from datetime import time, timedelta

import pytest

from capacity.enums import BookingState, Step
from capacity.models import Policy, Qualification, QualificationGrant
from capacity.operations import holds, usage
from capacity.operations.assessments import Order, assess
from capacity.operations.possible import possible_steps
from capacity.operations.refusals import BookingRefused, IllegalStep
from marketplace.accounts.enums import Role
from marketplace.periods import MINUTE
from tests.factories import NOW, member, offer, organisation, period, provider, resource, site

pytestmark = pytest.mark.django_db

MINUTES = {
    "minimum_usage_block_time": "minimum_minutes",
    "maximum_usage_block_time": "maximum_minutes",
    "maximum_reservations_per_day": "maximum_per_day",
    "minimum_time_between_reservations": "gap_minutes",
    "maximum_future_reservation_time": "maximum_future_minutes",
    "missed_reservation_threshold": "no_show_minutes",
    "max_delayed_logoff": "late_check_out_minutes",
    "reservation_horizon": "horizon_days",
}


def policy_fields(row):
    fields = {ours: int(row[theirs]) if row[theirs] else None for theirs, ours in MINUTES.items()}
    if row["policy_off_between_times"] == "True":
        fields["off_peak_starts"] = time.fromisoformat(row["policy_off_start_time"])
        fields["off_peak_ends"] = time.fromisoformat(row["policy_off_end_time"])
    return fields | {
        "off_peak_weekend": row["policy_off_weekend"] == "True",
        "is_operational": row["operational"] == "True",
        "grid_minutes": 1,
    }


@pytest.fixture(scope="module")
def rows(shared_data):
    with (shared_data / "nemo" / "tool_policies.csv").open() as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def place():
    return site(provider())


@pytest.fixture
def buyer():
    return member(organisation(), Role.BUYER)


def tool(row, place):
    machine = resource(
        at=place,
        title=row["name"],
        opens=time(),
        closes=time(),
        policy=policy_fields(row),
    )
    if row["requires_area_access"]:
        area, _made = Qualification.objects.get_or_create(
            key=f"area-{row['requires_area_access']}",
            defaults={"name_zh": "区域准入", "name_en": "Area access"},
        )
        machine.policy.required_qualifications.add(area)
    return machine


def refused_codes(made, order, by):
    with pytest.raises(BookingRefused) as refusal:
        holds.hold(offer=made, order=order, by=by, now=NOW)
    return {rule.code for rule in refusal.value.broken}


def shortest(policy, hours=10):
    """A passing period on a working day, in the hours in which every limit holds."""
    return period((hours, hours + (policy.minimum_minutes or 30) / 60))


def test_the_real_list_has_the_limits_we_store(rows, place):
    machines = [tool(row, place) for row in rows]

    stored = Policy.objects.filter(resource__in=machines)
    assert stored.count() == 137
    assert stored.filter(horizon_days=14).count() == 136
    assert stored.filter(minimum_minutes=30).count() == 64
    assert stored.filter(maximum_minutes=240).count() == 53
    assert stored.filter(is_operational=False).count() == 13
    assert stored.filter(off_peak_weekend=True).count() == 5
    assert stored.filter(required_qualifications__isnull=False).count() == 10


def test_each_of_the_137_policies_lets_pass_and_refuses_as_it_says(rows, place, buyer):
    passed = 0
    for row in rows:
        machine = tool(row, place)
        made, policy = offer(machine), machine.policy
        expected = {"unqualified"} if row["requires_area_access"] else set()
        if not policy.is_operational:
            expected.add("not_operational")

        if expected:
            assert refused_codes(made, Order(shortest(policy)), buyer) == expected
        else:
            booking = holds.hold(offer=made, order=Order(shortest(policy)), by=buyer, now=NOW)
            assert booking.state == BookingState.HELD
            passed += 1
        assert_limits(made, policy, buyer, expected)
    assert passed == sum(row["operational"] == "True" and not row["requires_area_access"] for row in rows)


def assert_limits(made, policy, buyer, always):
    """Break each limit that is set, on a day of its own; in off-peak hours length is free."""
    if policy.horizon_days:
        far = shortest(policy).shifted(timedelta(days=policy.horizon_days))
        assert "beyond_horizon" in refused_codes(made, Order(far), buyer)
    if policy.minimum_minutes:
        short = period((10, 10 + (policy.minimum_minutes - 1) / 60), days=4)
        assert "too_short" in refused_codes(made, Order(short), buyer)
    if policy.maximum_minutes:
        long = period((7.5, 7.5 + (policy.maximum_minutes + 1) / 60), days=4)
        assert "too_long" in refused_codes(made, Order(long), buyer)
    if policy.off_peak_weekend and policy.minimum_minutes and not always:
        saturday = period((10, 10 + (policy.minimum_minutes - 1) / 60), days=5)
        assert holds.hold(offer=made, order=Order(saturday), by=buyer, now=NOW).state == BookingState.HELD


def test_quotas_and_gaps_of_the_real_list_are_enforced_for_one_customer(rows, place):
    for row in rows:
        machine = tool(row, place)
        policy, made = machine.policy, offer(machine)
        limited = policy.maximum_per_day or policy.gap_minutes or policy.maximum_future_minutes
        if not limited or not policy.is_operational:
            continue
        buyer = member(organisation(), Role.BUYER)
        for area in machine.policy.required_qualifications.all():
            QualificationGrant.objects.create(
                qualification=area, organisation=buyer.organisation, granted_on=NOW.date()
            )
        length = policy.minimum_minutes or 30
        first = period((8, 8 + length / 60))
        holds.hold(offer=made, order=Order(first), by=buyer, now=NOW)
        if policy.gap_minutes:
            close = first.shifted((length + policy.gap_minutes - 1) * MINUTE)
            assert "gap" in refused_codes(made, Order(close), buyer)
        if policy.maximum_per_day == 1:
            again = period((16, 16 + length / 60))
            assert "per_day" in refused_codes(made, Order(again), buyer)
        if policy.maximum_future_minutes:
            over = period((9, 9 + (policy.maximum_future_minutes - length + 1) / 60), days=4)
            assert "future_time" in refused_codes(made, Order(over), buyer)


def test_no_show_and_late_check_out_of_the_real_list_are_enforced(rows, place):
    by = member(place.provider, Role.SCHEDULER)
    asked = {"no_show": 0, "late": 0}
    for row in rows:
        machine = tool({**row, "operational": "True", "requires_area_access": ""}, place)
        policy = machine.policy
        buyer = member(organisation(), Role.BUYER)
        made = offer(machine, is_instant=True)
        held = holds.hold(offer=made, order=Order(shortest(policy)), by=buyer, now=NOW)
        booking = holds.send_request(booking=held, by=buyer, now=NOW)
        starts_at, ends_at = booking.period.starts_at, booking.period.ends_at
        if policy.no_show_minutes:
            asked["no_show"] += 1
            grace = min(starts_at + policy.no_show_minutes * MINUTE, ends_at)
            with pytest.raises(IllegalStep):
                usage.report_no_show(booking=booking, by=by, now=grace - MINUTE)
            assert possible_no_show(booking, by, grace)
        usage.check_in(booking=booking, by=buyer, now=starts_at)
        if policy.late_check_out_minutes:
            asked["late"] += 1
            late = ends_at + policy.late_check_out_minutes * MINUTE
            report = {"booking": booking, "by": by, "now": late + MINUTE}
            with pytest.raises(usage.BadUsage):
                usage.deliver(**report, checked_out_at=late + MINUTE)
            usage.deliver(**report, checked_out_at=late)
    assert asked == {"no_show": 81, "late": 11}


def possible_no_show(booking, by, now):
    return Step.NO_SHOW in possible_steps(booking, by=by, now=now, has_proposals=False)


def test_a_refusal_comes_with_the_earliest_period_that_passes(rows, place, buyer):
    refused = 0
    for row in rows:
        if row["operational"] != "True" or row["requires_area_access"]:
            continue
        machine = tool(row, place)
        made = offer(machine)
        begun = period((10, 10 + (machine.policy.minimum_minutes or 30) / 60), days=0)

        assessment = assess(
            resource=machine, offer=made, customer=buyer.organisation, order=Order(begun), now=NOW
        )

        assert [rule.code for rule in assessment.broken] == ["begun"]
        earliest = assessment.earliest.period
        assert earliest.starts_at >= NOW
        assert holds.hold(offer=made, order=Order(earliest), by=buyer, now=NOW).period == earliest
        refused += 1
    assert refused == 114
