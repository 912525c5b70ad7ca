"""Each night the past leaves the live table, whole and once."""

from datetime import time, timedelta

import pytest
from django.db import connection, transaction

from capacity.models import ArchivedClaim, Claim
from capacity.operations import archive, changes, holds, invariants, usage
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from tests.factories import NOW, member, offer, organisation, period, provider, resource
from tests.racing import all_at_once

DAY = timedelta(days=1)
COLUMNS = ("id", "unit_id", "resource_id", "during", "kind", "is_shadow", "booking_id", "outage_id")


class Stage:
    def __init__(self):
        firm = provider()
        hours = {"opens": time(), "closes": time()}
        self.line = offer(resource(firm, **hours))
        self.offer = offer(resource(firm, parent=self.line.resource, **hours), is_instant=True)
        self.buyer = member(organisation(), Role.BUYER)
        self.scheduler = member(firm, Role.SCHEDULER)

    def use(self, **when):
        """A booking of the part, and in use since its start."""
        held = holds.hold(offer=self.offer, order=Order(period(**when)), by=self.buyer, now=NOW)
        booking = holds.send_request(booking=held, by=self.buyer, now=NOW)
        return usage.check_in(booking=booking, by=self.buyer, now=booking.period.starts_at)

    def finish(self, **when):
        booking = self.use(**when)
        end = booking.period.ends_at
        return usage.deliver(booking=booking, by=self.scheduler, now=end, checked_out_at=end)


@pytest.fixture
def stage():
    return Stage()


@pytest.mark.django_db
def test_what_ended_a_day_ago_moves_with_all_it_said_and_its_shadow(stage, monkeypatch):
    monkeypatch.setattr(archive, "BATCH", 3)
    past = [stage.finish(days=days) for days in (1, 2, 3)]
    coming = stage.finish(days=4)
    rows = set(Claim.objects.filter(booking__in=past).values_list(*COLUMNS))

    moved = archive.archive_past(now=past[-1].period.ends_at + DAY)

    assert moved == len(rows) == 6
    assert set(ArchivedClaim.objects.values_list(*COLUMNS)) == rows
    assert set(Claim.objects.values_list("booking_id", flat=True)) == {coming.pk}


@pytest.mark.django_db
def test_the_moment_before_a_day_is_over_all_stays(stage):
    booking = stage.finish(days=1)

    assert archive.archive_past(now=booking.period.ends_at + DAY - timedelta(microseconds=1)) == 0


@pytest.mark.django_db
def test_a_hold_that_nobody_swept_is_not_kept_for_ever_as_used(stage):
    held = holds.hold(offer=stage.offer, order=Order(period(days=1)), by=stage.buyer, now=NOW)

    assert archive.archive_past(now=held.period.ends_at + 2 * DAY) == 0


@pytest.mark.django_db
def test_a_booking_nobody_closed_keeps_its_claims_and_can_still_be_extended(stage):
    booking = stage.use(days=1)
    late = booking.period.ends_at + 2 * DAY

    assert archive.archive_past(now=late) == 0

    changes.extend(booking=booking, by=stage.buyer, now=late, ends_at=booking.period.ends_at + 3 * DAY)
    assert list(invariants.claims_apart(late)) == []


@pytest.mark.django_db(transaction=True)
def test_what_somebody_has_locked_waits_for_the_next_night_and_nobody_waits_for_it(stage):
    locked, free = stage.finish(days=1), stage.finish(days=2)
    night = free.period.ends_at + 2 * DAY

    def archives_beside_a_lock():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return str(archive.archive_past(now=night))

    with transaction.atomic():
        list(Claim.objects.select_for_update().filter(booking=locked))
        assert all_at_once([archives_beside_a_lock]) == ["2"]

    assert set(Claim.objects.values_list("booking_id", flat=True)) == {locked.pk}
    assert archive.archive_past(now=night) == 2
