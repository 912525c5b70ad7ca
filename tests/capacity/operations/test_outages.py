"""Outages beside what is booked, was booked, and is in the archive already."""

from datetime import timedelta

import pytest

from capacity.enums import OutageKind
from capacity.models import ArchivedClaim, Claim
from capacity.operations import archive, changes, holds, invariants, outages, usage
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from tests.factories import NOW, member, offer, organisation, period, provider, resource

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TEN_DAYS = Period(period(days=1).starts_at, period(days=10).ends_at)
LATER = NOW + 5 * DAY


class Stage:
    def __init__(self, units=1):
        firm = provider()
        self.offer = offer(resource(firm, units=units, policy={"horizon_days": 90}), is_instant=True)
        self.machine = self.offer.resource
        self.buyer = member(organisation(), Role.BUYER)
        self.scheduler = member(firm, Role.SCHEDULER)

    def book(self, **when):
        held = holds.hold(offer=self.offer, order=Order(period(**when)), by=self.buyer, now=NOW)
        return holds.send_request(booking=held, by=self.buyer, now=NOW)

    def goes_out(self, when, now=NOW):
        return outages.report_outage(
            resource=self.machine,
            units=list(self.machine.units.all()),
            period=when,
            kind=OutageKind.OUTAGE,
            by=self.scheduler,
            now=now,
        ).outage


@pytest.fixture
def stage():
    return Stage()


def held_by(outage):
    claims = [*outage.claims.all(), *ArchivedClaim.objects.filter(outage_id=outage.pk)]
    return sorted(claim.during for claim in claims)


def test_what_the_archive_has_is_not_claimed_again_when_a_booking_goes(stage):
    past, coming = stage.book(days=2), stage.book(days=8)
    outage = stage.goes_out(TEN_DAYS)
    usage.check_in(booking=past, by=stage.buyer, now=past.period.starts_at)
    usage.deliver_if_due(past.pk, past.period.ends_at + DAY)
    assert archive.archive_past(now=LATER) == 2

    changes.cancel(booking=coming, by=stage.buyer, now=LATER, reason_code="other")

    assert held_by(outage) == [
        Period(TEN_DAYS.starts_at, past.period.starts_at),
        Period(past.period.ends_at, coming.period.starts_at),
        coming.period,
        Period(coming.period.ends_at, TEN_DAYS.ends_at),
    ]
    assert list(invariants.claims_apart(LATER)) == []


def test_an_outage_told_of_late_leaves_the_archived_time_to_who_had_it(stage):
    past = stage.book(days=2)
    usage.check_in(booking=past, by=stage.buyer, now=past.period.starts_at)
    usage.deliver_if_due(past.pk, past.period.ends_at + DAY)
    archive.archive_past(now=LATER)

    outage = stage.goes_out(TEN_DAYS, now=LATER)

    assert held_by(outage) == [
        Period(TEN_DAYS.starts_at, past.period.starts_at),
        Period(past.period.ends_at, TEN_DAYS.ends_at),
    ]


def test_the_time_that_an_outage_took_stays_on_record_when_it_ends(stage):
    outage = stage.goes_out(TEN_DAYS)

    outages.end_outage(outage=outage, by=stage.scheduler, now=LATER)

    assert held_by(outage) == [Period(TEN_DAYS.starts_at, LATER)]
    assert stage.book(days=6).claims.get().during == period(days=6)


def test_of_two_outages_the_other_takes_the_time_over(stage):
    first, second = stage.goes_out(TEN_DAYS), stage.goes_out(period(days=8))

    outages.end_outage(outage=first, by=stage.scheduler, now=LATER)

    assert held_by(second) == [period(days=8)]


def test_an_outage_of_several_units_takes_each():
    stage = Stage(units=3)
    booked = stage.book(days=2).claims.get().unit_id

    outage = stage.goes_out(period(days=2))

    free = set(stage.machine.units.values_list("pk", flat=True)) - {booked}
    assert set(Claim.objects.filter(outage=outage).values_list("unit_id", flat=True)) == free
