"""Random sequences of everything that moves claims, against a model of minutes and units."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from capacity.enums import BookingState as State
from capacity.enums import OutageKind
from capacity.lifecycle import OCCUPYING
from capacity.models import ArchivedClaim, Booking, Claim, Outage
from capacity.operations import answers, archive, changes, expiry, holds, invariants, outages, usage
from capacity.operations.assessments import Order
from capacity.operations.refusals import BookingRefused, IllegalStep
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from tests.factories import NOW, member, offer, organisation, provider, resource

UNITS = 2
QUARTER = timedelta(minutes=15)
SLOTS = st.integers(0, 40)
LENGTHS = st.integers(1, 12)


class Calendar(RuleBasedStateMachine):
    """A line of two machines, one of them with two units, booked by one customer with buffers."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.build()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def build(self) -> None:
        firm = provider()
        policy = {"set_up_minutes": 15, "clean_up_minutes": 15}
        hours = {"opens": datetime.min.time(), "closes": datetime.min.time()}
        self.line = offer(resource(firm, policy=policy, **hours))
        self.parts = [
            offer(resource(firm, parent=self.line.resource, units=units, policy=policy, **hours))
            for units in (1, UNITS)
        ]
        self.buyer = member(organisation(), Role.BUYER)
        self.scheduler = member(firm, Role.SCHEDULER)
        self.now = NOW
        self.start = NOW.replace(minute=0) + timedelta(hours=2)

    def period(self, slot: int, length: int) -> Period:
        begins = self.start + slot * QUARTER
        return Period(begins, begins + length * QUARTER)

    def bookings(self, *states: State) -> list[Booking]:
        return list(Booking.objects.filter(state__in=states).order_by("pk"))

    def pick(self, data: st.DataObject, *states: State) -> Booking | None:
        found = self.bookings(*states)
        return data.draw(st.sampled_from(found)) if found else None

    def blocked(self, made, period: Period, without: Booking | None = None) -> bool:
        """The model: is there no unit of the resource that is free in the period and its buffers?"""
        during = period.widened(before=QUARTER, after=QUARTER)
        claims = Claim.objects.filter(resource=made.resource).live(self.now).overlapping(during)
        if without is not None:
            claims = claims.exclude(booking=without)
        busy = set(claims.values_list("unit_id", flat=True))
        return len(busy) == made.resource.units.count()

    @rule(which=st.integers(0, 2), slot=SLOTS, length=LENGTHS)
    def hold(self, which: int, slot: int, length: int) -> None:
        made = [self.line, *self.parts][which]
        period = self.period(slot, length)
        refused = period.starts_at < self.now or self.blocked(made, period)
        try:
            holds.hold(offer=made, order=Order(period), by=self.buyer, now=self.now)
        except BookingRefused:
            assert refused
        else:
            assert not refused

    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        booking = self.pick(data, State.HELD)
        if booking:
            over = booking.state_at(self.now) != State.HELD
            try:
                holds.send_request(booking=booking, by=self.buyer, now=self.now)
            except IllegalStep:
                assert over
            else:
                assert not over

    @rule(data=st.data(), slot=SLOTS, length=LENGTHS)
    def propose_and_choose(self, data: st.DataObject, slot: int, length: int) -> None:
        booking = self.pick(data, State.REQUESTED)
        if not booking or booking.state_at(self.now) != State.REQUESTED:
            return
        try:
            answers.propose(
                booking=booking, by=self.scheduler, now=self.now, periods=[self.period(slot, length)]
            )
        except BookingRefused:
            return
        if data.draw(st.booleans()):
            proposal = booking.proposals.get(closed_at=None)
            answers.take_proposal(booking=booking, by=self.buyer, now=self.now, proposal_id=proposal.pk)
        elif data.draw(st.booleans()):
            answers.leave_proposal(booking=booking, by=self.buyer, now=self.now)

    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        booking = self.pick(data, State.REQUESTED)
        if booking and booking.state_at(self.now) == State.REQUESTED:
            answers.accept(booking=booking, by=self.scheduler, now=self.now)

    @rule(data=st.data(), slot=SLOTS, length=LENGTHS)
    def reschedule(self, data: st.DataObject, slot: int, length: int) -> None:
        booking = self.pick(data, State.CONFIRMED)
        if not booking:
            return
        period = self.period(slot, length)
        made = booking.offer
        refused = period.starts_at < self.now or self.blocked(made, period, without=booking)
        try:
            changes.reschedule(booking=booking, by=self.buyer, now=self.now, period=period)
        except BookingRefused:
            assert refused
        except IllegalStep:
            assert self.now > booking.period.starts_at
        else:
            assert not refused

    @rule(data=st.data(), more=LENGTHS)
    def lengthen(self, data: st.DataObject, more: int) -> None:
        booking = self.pick(data, State.CONFIRMED, State.IN_USE)
        if booking:
            ends_at = booking.period.ends_at + more * QUARTER
            try:
                changes.extend(booking=booking, by=self.buyer, now=self.now, ends_at=ends_at)
            except (BookingRefused, IllegalStep):
                booking.refresh_from_db()
                assert booking.period.ends_at < ends_at

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        booking = self.pick(data, State.CONFIRMED)
        if booking:
            changes.cancel(booking=booking, by=self.buyer, now=self.now, reason_code="other")

    @rule(data=st.data())
    def use(self, data: st.DataObject) -> None:
        booking = self.pick(data, State.CONFIRMED)
        if booking and booking.period.contains(self.now):
            usage.check_in(booking=booking, by=self.buyer, now=self.now)

    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        booking = self.pick(data, State.IN_USE)
        if booking and booking.checked_in_at < self.now:
            usage.deliver(booking=booking, by=self.scheduler, now=self.now, checked_out_at=self.now)

    @rule(which=st.integers(0, 1), slot=SLOTS, length=LENGTHS)
    def go_out(self, which: int, slot: int, length: int) -> None:
        machine, period = self.parts[which].resource, self.period(slot, length)
        if period.ends_at > self.now:
            outages.report_outage(
                resource=machine,
                units=list(machine.units.all()[:1]),
                period=period,
                kind=OutageKind.OUTAGE,
                by=self.scheduler,
                now=self.now,
            )

    @precondition(lambda self: Outage.objects.filter(ended_at=None).exists())
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        outage = data.draw(st.sampled_from(list(Outage.objects.filter(ended_at=None).order_by("pk"))))
        outages.end_outage(outage=outage, by=self.scheduler, now=self.now)

    @rule(minutes=st.sampled_from([5, 15, 60, 600]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def worker_catches_up(self) -> None:
        for booking in self.bookings(State.HELD, State.REQUESTED):
            expiry.expire_if_due(booking.pk, self.now)
        for booking in self.bookings(State.CONFIRMED):
            usage.no_show_if_due(booking.pk, self.now)

    @rule()
    def night(self) -> None:
        archive.archive_past(now=self.now)

    @invariant()
    def nothing_is_double_lost_or_unexplained(self) -> None:
        for check in (invariants.claims_apart, invariants.trails_explain_states, invariants.claims_belong):
            assert list(check(self.now)) == []
        assert list(invariants.versions_without_gap(self.now)) == []

    @invariant()
    def running_outages_leave_no_gap_free(self) -> None:
        """Every minute of a running outage is claimed on its units, by it or by what was there before."""
        for outage in Outage.objects.filter(ended_at=None):
            for unit in outage.units.all():
                claims = [*unit.claims.all(), *ArchivedClaim.objects.filter(unit=unit)]
                held = sum(
                    (
                        found.duration
                        for claim in claims
                        if (found := claim.during.intersection(outage.during))
                    ),
                    timedelta(),
                )
                assert held == outage.during.duration

    @invariant()
    def occupying_bookings_keep_their_part(self) -> None:
        for booking in self.bookings(*OCCUPYING):
            parts = {claim.resource_id for claim in booking.claims.filter(is_shadow=False)}
            if booking.resource_id == self.line.resource_id and booking.period.ends_at > self.now:
                assert parts == {self.line.resource_id, *(part.resource_id for part in self.parts)}


@pytest.mark.django_db
def test_never_two_active_claims_on_a_unit_whatever_happens():
    run_state_machine_as_test(
        Calendar,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
