"""Random sequences of everything that moves claims, against a model of minutes and units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

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
from capacity.models import ArchivedClaim, Booking, BookingStep, Claim, Outage
from capacity.operations import answers, archive, changes, expiry, holds, invariants, outages, usage
from capacity.operations.assessments import Order
from capacity.operations.refusals import BookingRefused, IllegalStep
from marketplace.accounts.enums import Role
from marketplace.periods import Period
from tests.factories import NOW, member, offer, organisation, provider, resource

UNITS = 2
QUARTER = timedelta(minutes=15)
SLOTS = st.integers(2, 24)
LENGTHS = st.integers(1, 12)


class Calendar(RuleBasedStateMachine):
    """A line of two machines, one of them with two units, booked by one customer with buffers."""

    happened: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.build()

    def teardown(self) -> None:
        steps = BookingStep.objects.values_list("step", flat=True)
        self.happened.update([*steps, *["archived"] * ArchivedClaim.objects.count()])
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

    def period(self, slot: int, length: int) -> Period:
        """From an hour ago on, on the grid: some of it is too late to book."""
        begins = self.now.replace(minute=0, second=0) + (slot - 4) * QUARTER
        return Period(begins, begins + length * QUARTER)

    def bookings(self, *states: State) -> list[Booking]:
        return list(Booking.objects.filter(state__in=states).order_by("pk"))

    def pick(self, data: st.DataObject, *states: State) -> Booking:
        return data.draw(st.sampled_from(self.bookings(*states)))

    def blocked(self, made, period: Period, without: Booking | None = None) -> bool:
        """The model: is there no unit of the resource that is free in the period and its buffers?"""
        during = period.widened(before=QUARTER, after=QUARTER)
        claims = Claim.objects.filter(resource=made.resource).live(self.now).overlapping(during)
        if without is not None:
            claims = claims.exclude(booking=without)
        busy = set(claims.values_list("unit_id", flat=True))
        return len(busy) == made.resource.units.count()

    def some(*states: State, **fields: Any) -> Callable[[Calendar], bool]:
        return lambda self: Booking.objects.filter(state__in=states, **fields).exists()

    @rule(which=st.integers(0, 2), slot=SLOTS, length=LENGTHS, goes_on=st.integers(0, 2))
    def hold(self, which: int, slot: int, length: int, goes_on: int) -> None:
        made = [self.line, *self.parts][which]
        period = self.period(slot, length)
        refused = period.starts_at < self.now or self.blocked(made, period)
        try:
            booking = holds.hold(offer=made, order=Order(period), by=self.buyer, now=self.now)
        except BookingRefused:
            assert refused
            return
        assert not refused
        if goes_on:
            holds.send_request(booking=booking, by=self.buyer, now=self.now)
        if goes_on > 1:
            answers.accept(booking=booking, by=self.scheduler, now=self.now)

    @precondition(some(State.HELD))
    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        booking = self.pick(data, State.HELD)
        over = booking.state_at(self.now) != State.HELD
        try:
            holds.send_request(booking=booking, by=self.buyer, now=self.now)
        except IllegalStep:
            assert over
        else:
            assert not over

    @precondition(some(State.REQUESTED))
    @rule(data=st.data(), slot=SLOTS, length=LENGTHS, choice=st.sampled_from(["take", "leave", "wait"]))
    def propose_and_choose(self, data: st.DataObject, slot: int, length: int, choice: str) -> None:
        booking = self.pick(data, State.REQUESTED)
        period = self.period(slot, length)
        over = booking.state_at(self.now) != State.REQUESTED
        refused = period.starts_at < self.now or self.blocked(booking.offer, period, without=booking)
        try:
            answers.propose(booking=booking, by=self.scheduler, now=self.now, periods=[period])
        except IllegalStep:
            assert over
            return
        except BookingRefused:
            assert refused
            return
        assert not refused
        if choice == "take":
            proposal = booking.proposals.get(closed_at=None)
            answers.take_proposal(booking=booking, by=self.buyer, now=self.now, proposal_id=proposal.pk)
        elif choice == "leave":
            answers.leave_proposal(booking=booking, by=self.buyer, now=self.now)

    @precondition(some(State.CONFIRMED))
    @rule(data=st.data(), slot=SLOTS, length=LENGTHS)
    def reschedule(self, data: st.DataObject, slot: int, length: int) -> None:
        booking = self.pick(data, State.CONFIRMED)
        period = self.period(slot, length)
        refused = period.starts_at < self.now or self.blocked(booking.offer, period, without=booking)
        try:
            changes.reschedule(booking=booking, by=self.buyer, now=self.now, period=period)
        except BookingRefused:
            assert refused
        except IllegalStep:
            assert self.now > booking.period.starts_at
        else:
            assert not refused

    @precondition(some(State.CONFIRMED, State.IN_USE))
    @rule(data=st.data(), more=LENGTHS)
    def lengthen(self, data: st.DataObject, more: int) -> None:
        booking = self.pick(data, State.CONFIRMED, State.IN_USE)
        ends_at = booking.period.ends_at + more * QUARTER
        try:
            changes.extend(booking=booking, by=self.buyer, now=self.now, ends_at=ends_at)
        except (BookingRefused, IllegalStep):
            booking.refresh_from_db()
            assert booking.period.ends_at < ends_at

    @precondition(some(State.CONFIRMED))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        booking = self.pick(data, State.CONFIRMED)
        changes.cancel(booking=booking, by=self.buyer, now=self.now, reason_code="other")

    @precondition(some(State.CONFIRMED))
    @rule(data=st.data())
    def use(self, data: st.DataObject) -> None:
        """Time goes on to the start of the booking, if that is still to come."""
        booking = self.pick(data, State.CONFIRMED)
        if self.now < booking.period.ends_at:
            self.now = max(self.now, booking.period.starts_at)
            usage.check_in(booking=booking, by=self.buyer, now=self.now)

    @precondition(some(State.IN_USE))
    @rule(data=st.data(), minutes=st.integers(1, 180))
    def deliver(self, data: st.DataObject, minutes: int) -> None:
        booking = self.pick(data, State.IN_USE)
        self.now += timedelta(minutes=minutes)
        usage.deliver(booking=booking, by=self.scheduler, now=self.now, checked_out_at=self.now)

    @precondition(lambda self: Outage.objects.filter(ended_at=None).count() < 2)
    @rule(which=st.integers(0, 1), slot=SLOTS, length=st.one_of(LENGTHS, st.just(300)))
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

    @rule(minutes=st.sampled_from([5, 16, 60, 600]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(some(State.HELD, State.REQUESTED, State.CONFIRMED, State.IN_USE))
    @rule()
    def worker_catches_up(self) -> None:
        for booking in self.bookings(State.HELD, State.REQUESTED):
            expiry.expire_if_due(booking.pk, self.now)
        for booking in self.bookings(State.CONFIRMED):
            usage.no_show_if_due(booking.pk, self.now)
        for booking in self.bookings(State.IN_USE):
            usage.deliver_if_due(booking.pk, self.now)

    @precondition(lambda self: Claim.objects.exists())
    @rule(hours=st.sampled_from([0, 12, 30]))
    def night(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
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
    def claims_are_what_bookings_say(self) -> None:
        """Each unit for the period and its buffers, on the whole and its parts, and a shadow above."""
        for booking in self.bookings(*OCCUPYING):
            if booking.state_at(self.now) != booking.state:
                continue
            during = booking.period.widened(before=QUARTER, after=QUARTER)
            claims = list(booking.claims.filter(proposal=None))
            assert {claim.during for claim in claims} == {during}
            solid = sorted(claim.resource_id for claim in claims if not claim.is_shadow)
            shadows = [claim.resource_id for claim in claims if claim.is_shadow]
            if booking.resource_id == self.line.resource_id:
                machines = [part.resource for part in self.parts]
                units = [unit.resource_id for machine in machines for unit in machine.units.all()]
                assert (solid, shadows) == (sorted([booking.resource_id, *units]), [])
            else:
                assert (solid, shadows) == ([booking.resource_id], [self.line.resource_id])


# What happens in any run; the rest of the steps happens in most.
COMMON = {"hold", "request", "accept", "expire", "archived"}


@pytest.mark.django_db
def test_never_two_active_claims_on_a_unit_whatever_happens():
    Calendar.happened.clear()

    run_state_machine_as_test(
        Calendar,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )

    # Sequences in which nothing moves would prove nothing.
    assert Calendar.happened.keys() >= COMMON
