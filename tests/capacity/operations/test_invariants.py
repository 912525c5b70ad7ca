"""Every corruption that the check promises to find is put in and named; a sound database passes."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from capacity.enums import BookingState, ClaimKind, OutageKind, Step
from capacity.models import ArchivedClaim, Booking, BookingStep, Claim, Resource
from capacity.operations import answers, changes, clock, holds, outages, usage
from capacity.operations.assessments import Order
from capacity.operations.invariants import violations
from marketplace.accounts.enums import Role
from marketplace.events.models import Event, Timer
from tests.factories import NOW, member, offer, organisation, period, provider, resource

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


class Stage:
    """A hold, a request, and a confirmed booking of one machine, on three days."""

    def __init__(self):
        firm = provider()
        self.offer = offer(resource(firm, policy={"horizon_days": 90}))
        self.machine = self.offer.resource
        self.buyer = member(organisation(), Role.BUYER)
        self.scheduler = member(firm, Role.SCHEDULER)
        self.held = self.hold(2)
        self.requested = self.request(3)
        self.confirmed = answers.accept(booking=self.request(4), by=self.scheduler, now=NOW)

    def hold(self, days):
        return holds.hold(offer=self.offer, order=Order(period(days=days)), by=self.buyer, now=NOW)

    def request(self, days):
        return holds.send_request(booking=self.hold(days), by=self.buyer, now=NOW)

    def use(self):
        start = self.confirmed.period.starts_at
        return usage.check_in(booking=self.confirmed, by=self.buyer, now=start)

    def deliver(self):
        end = self.use().period.ends_at
        return usage.deliver(booking=self.confirmed, by=self.scheduler, now=end, checked_out_at=end)

    @property
    def unit(self):
        return self.machine.units.get()


@pytest.fixture
def stage():
    return Stage()


@contextmanager
def unguarded():
    """Without the triggers that keep the trail and the log as they were written."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def found(now=NOW):
    return list(violations(now))


def archived(stage, when, number=1):
    return ArchivedClaim.objects.create(
        id=10**9 + number,
        unit=stage.unit,
        resource=stage.machine,
        during=when,
        kind=ClaimKind.BOOKING,
        archived_at=NOW,
    )


def test_whatever_people_did_is_sound(stage):
    answers.propose(booking=stage.requested, by=stage.scheduler, now=NOW, periods=[period((14, 16), days=3)])
    outages.report_outage(
        resource=stage.machine,
        units=[stage.unit],
        period=period((8, 20), days=4),
        kind=OutageKind.OUTAGE,
        by=stage.scheduler,
        now=NOW,
    )
    assert found() == []

    holds.withdraw(booking=stage.held, by=stage.buyer, now=NOW)
    stage.requested.refresh_from_db()
    answers.decline(booking=stage.requested, by=stage.scheduler, now=NOW, reason_code="other")
    changes.cancel(booking=stage.confirmed, by=stage.buyer, now=NOW, reason_code="other")
    assert found() == []


def test_what_was_used_is_sound_to_its_end(stage):
    holds.withdraw(booking=stage.held, by=stage.buyer, now=NOW)
    holds.withdraw(booking=stage.requested, by=stage.buyer, now=NOW)
    delivered = stage.deliver()
    assert found(delivered.checked_out_at) == []

    usage.complete(booking=delivered, by=stage.buyer, now=delivered.checked_out_at)
    assert found(delivered.checked_out_at) == []


def test_two_live_claims_that_meet_are_named(stage):
    first = stage.confirmed.claims.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE capacity_claim DROP CONSTRAINT claim_never_double")
    second = Claim.objects.create(
        unit=stage.unit, resource=stage.machine, during=period((11, 13), days=4), kind=ClaimKind.OUTAGE
    )

    (line,) = found()
    assert line.startswith(f"unit {stage.unit.pk}: claims {first.pk} and {second.pk} meet")


def test_a_live_claim_that_meets_the_archive_is_named(stage):
    old = archived(stage, period((8, 20), days=4))

    (line,) = found()
    assert line.startswith(
        f"unit {stage.unit.pk}: claims {old.pk} and {stage.confirmed.claims.get().pk} meet"
    )


def test_a_long_archived_claim_meets_all_that_lie_in_it(stage):
    archived(stage, period((0, 24), days=-9), 1)
    archived(stage, period((8, 9), days=-9), 2)
    archived(stage, period((10, 11), days=-9), 3)

    assert len(found()) == 2


def test_a_state_that_no_step_led_to_is_named(stage):
    Booking.objects.filter(pk=stage.held.pk).update(state=BookingState.DECLINED)

    assert any(line.startswith(f"booking {stage.held.pk}: is declined after 1 steps") for line in found())


def test_a_step_that_nobody_wrote_down_is_named(stage):
    Booking.objects.filter(pk=stage.confirmed.pk).update(step_count=4)

    (line,) = found()
    assert line.startswith(f"booking {stage.confirmed.pk}: is confirmed after 4 steps")


def test_a_hole_in_a_trail_is_named(stage):
    with unguarded():
        BookingStep.objects.filter(booking=stage.confirmed, number=2).delete()

    assert found() == [f"booking {stage.confirmed.pk}: step 3 (accept) does not follow from held"]


def test_a_step_that_the_table_does_not_allow_is_named(stage):
    with unguarded():
        BookingStep.objects.filter(booking=stage.confirmed, number=2).update(step=Step.CHECK_IN)

    assert found()[0] == f"booking {stage.confirmed.pk}: step 2 (check_in) does not follow from held"


def test_a_booking_without_a_trail_is_named(stage):
    with unguarded():
        stage.held.steps.all().delete()

    assert found() == [f"booking {stage.held.pk}: has no trail"]


def test_a_version_without_an_event_is_named(stage):
    machine = Resource.objects.get(pk=stage.machine.pk)
    Resource.objects.filter(pk=machine.pk).update(version=machine.version + 1)

    count = machine.version
    assert found() == [f"resource {machine.pk}: version {count + 1}, but {count} events up to {count}"]


def test_a_gap_in_the_events_is_named(stage):
    count = Resource.objects.get(pk=stage.machine.pk).version
    with unguarded():
        Event.objects.filter(resource_id=stage.machine.pk, version=2).delete()

    assert found() == [f"resource {stage.machine.pk}: version {count}, but {count - 1} events up to {count}"]


@pytest.mark.parametrize(
    ("whose", "kind"),
    [("held", clock.DEADLINE), ("requested", clock.DEADLINE), ("confirmed", clock.NO_SHOW)],
)
def test_a_timer_that_was_lost_or_set_too_late_is_named(stage, whose, kind):
    booking = getattr(stage, whose)
    timer = Timer.objects.filter(subject_id=booking.pk, kind=kind)
    timer.update(due_at=booking.period.ends_at + HOUR)

    (line,) = found()
    assert line.startswith(f"booking {booking.pk}: is {whose} until")

    timer.delete()
    assert found() == [f"booking {booking.pk}: is {whose} and has no timer {kind}"]


def test_what_is_used_or_delivered_needs_its_timer_too(stage):
    holds.withdraw(booking=stage.held, by=stage.buyer, now=NOW)
    holds.withdraw(booking=stage.requested, by=stage.buyer, now=NOW)
    delivered = stage.deliver()
    now = delivered.checked_out_at
    timer = Timer.objects.get(subject_id=delivered.pk, kind=clock.COMPLETE)
    Timer.objects.filter(pk=timer.pk).update(due_at=delivered.accept_by + HOUR)
    assert len(found(now)) == 1

    timer.delete()
    assert found(now) == [f"booking {delivered.pk}: is delivered and has no timer {clock.COMPLETE}"]


def test_a_timer_that_nobody_runs_is_named(stage):
    timer = Timer.objects.get(subject_id=stage.held.pk)

    (line,) = found(timer.due_at + HOUR)

    assert line == f"timer {timer.pk} ({timer}): overdue, tried 0 times"


def test_a_booking_that_lost_its_claim_or_part_of_it_is_named(stage):
    named = [f"booking {stage.confirmed.pk}: is confirmed on 1 units and claims 0"]
    claims = stage.confirmed.claims
    claims.update(during=period((9, 11), days=4))
    assert found() == named

    claims.all().delete()
    assert found() == named


def test_an_exit_that_kept_a_claim_is_named_even_if_its_time_has_begun(stage):
    holds.withdraw(booking=stage.held, by=stage.buyer, now=NOW)
    kept = Claim.objects.create(
        unit=stage.unit,
        resource=stage.machine,
        during=period((8, 20), days=0),
        kind=ClaimKind.BOOKING,
        booking=stage.held,
    )

    assert found() == [f"booking {stage.held.pk}: is withdrawn and still holds claim {kept.pk}"]


def test_what_was_used_and_claims_time_to_come_is_named(stage):
    holds.withdraw(booking=stage.held, by=stage.buyer, now=NOW)
    holds.withdraw(booking=stage.requested, by=stage.buyer, now=NOW)
    delivered = stage.deliver()
    delivered.claims.update(during=period((14, 16), days=4))

    (line,) = found(delivered.checked_out_at)

    assert line.startswith(f"booking {delivered.pk}: is delivered and still holds claim")


@pytest.mark.parametrize(
    ("whose", "expires_at"), [("held", None), ("requested", NOW + 300 * HOUR), ("confirmed", NOW + HOUR)]
)
def test_a_claim_that_lasts_otherwise_than_its_booking_is_named(stage, whose, expires_at):
    booking = getattr(stage, whose)
    booking.claims.update(expires_at=expires_at)

    (line,) = found()

    assert line.startswith(
        f"booking {booking.pk}: is {whose}, its claim {booking.claims.get().pk} expires at"
    )


def test_the_command_says_so_or_names_the_rows_and_fails(stage, monkeypatch, capsys):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    call_command("check_invariants")
    assert capsys.readouterr().out == "Claims, trails, versions and timers hold.\n"

    Booking.objects.filter(pk=stage.confirmed.pk).update(step_count=4)
    with pytest.raises(SystemExit) as ended:
        call_command("check_invariants")

    assert ended.value.code == 1
    assert f"booking {stage.confirmed.pk}" in capsys.readouterr().err
