from datetime import timedelta

import pytest

from capacity.enums import BookingState, OutageKind, Side
from capacity.models import Claim
from capacity.operations import changes, holds, outages, usage
from capacity.operations.assessments import Order
from capacity.operations.refusals import BookingRefused, IllegalStep, NotAllowed, ReasonMissing
from marketplace.accounts.enums import Role
from marketplace.events.models import Event, Timer
from marketplace.money import Money
from tests.factories import NOW, member, offer, organisation, period, provider, resource

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


class Stage:
    """A confirmed booking for Thursday 09:00–12:00 at 380.00 an hour."""

    def __init__(self, **fields):
        firm = provider()
        self.offer = offer(resource(firm, **fields), is_instant=True)
        self.machine = self.offer.resource
        self.buyer = member(organisation(), Role.BUYER)
        self.scheduler = member(firm, Role.SCHEDULER)
        held = holds.hold(offer=self.offer, order=Order(period()), by=self.buyer, now=NOW)
        self.booking = holds.send_request(booking=held, by=self.buyer, now=NOW)

    def other_hold(self, when):
        other = member(organisation(), Role.BUYER)
        return holds.hold(offer=self.offer, order=Order(when), by=other, now=NOW)


@pytest.fixture
def stage():
    return Stage()


def test_rescheduling_swaps_the_time_in_one_step(stage):
    moved = changes.reschedule(booking=stage.booking, by=stage.buyer, now=NOW, period=period((10, 14)))

    assert moved.booking.period == period((10, 14))
    assert [claim.during for claim in Claim.objects.all()] == [period((10, 14))]
    assert moved.difference == Money(42_940, "CNY")
    assert stage.other_hold(period((9, 10))).state == BookingState.HELD


def test_a_refused_move_leaves_the_booking_where_it_was(stage):
    stage.other_hold(period((14, 16)))

    with pytest.raises(BookingRefused):
        changes.reschedule(booking=stage.booking, by=stage.buyer, now=NOW, period=period((13, 15)))

    stage.booking.refresh_from_db()
    assert stage.booking.period == period()
    assert stage.booking.claims.get().during == period()


def test_the_price_of_a_change_follows_the_terms_agreed_at_first(stage):
    stage.offer.rates.update(amount_minor=99_000)

    moved = changes.extend(booking=stage.booking, by=stage.buyer, now=NOW, ends_at=period().ends_at + HOUR)

    assert moved.booking.net_minor == 4 * 38_000


def test_shortening_frees_the_rest_and_costs_less(stage):
    moved = changes.shorten(booking=stage.booking, by=stage.buyer, now=NOW, ends_at=period().ends_at - HOUR)

    assert moved.difference == Money(-42_940, "CNY")
    assert stage.other_hold(period((11, 12))).state == BookingState.HELD


@pytest.mark.parametrize(
    ("change", "hours"), [("extend", -1), ("extend", 0), ("shorten", 1), ("shorten", -3)]
)
def test_an_end_on_the_wrong_side_is_refused(stage, change, hours):
    with pytest.raises(IllegalStep):
        getattr(changes, change)(
            booking=stage.booking, by=stage.buyer, now=NOW, ends_at=period().ends_at + hours * HOUR
        )


def test_the_policy_says_until_when_the_customer_may_change():
    stage = Stage(policy={"change_notice_minutes": 24 * 60})
    late = period().starts_at - 23 * HOUR

    with pytest.raises(IllegalStep):
        changes.reschedule(booking=stage.booking, by=stage.buyer, now=late, period=period(days=6))


def test_the_customer_gets_back_what_the_tiers_say_at_that_moment(stage):
    def back(hours_before):
        now = period().starts_at - hours_before * HOUR
        return changes.refund_if_cancelled(stage.booking, side=Side.CUSTOMER, now=now)

    assert back(48) == stage.booking.total == Money(128_820, "CNY")
    assert back(47) == Money(64_410, "CNY")
    assert back(23) == Money(0, "CNY")


def test_a_provider_who_cancels_returns_everything(stage):
    now = period().starts_at - HOUR

    booking = changes.cancel(booking=stage.booking, by=stage.scheduler, now=now, reason_code="machine_down")

    assert (booking.state, booking.refund_minor) == (BookingState.CANCELLED, booking.total_minor)
    assert not Claim.objects.exists()
    assert not Timer.objects.exists()


def test_cancelling_needs_a_reason(stage):
    with pytest.raises(ReasonMissing):
        changes.cancel(booking=stage.booking, by=stage.buyer, now=NOW, reason_code="")


def test_a_strangers_step_is_not_allowed(stage):
    with pytest.raises(NotAllowed):
        changes.cancel(
            booking=stage.booking, by=member(organisation(), Role.OWNER), now=NOW, reason_code="other"
        )


def test_check_in_opens_half_an_hour_before_the_start(stage):
    start = period().starts_at
    with pytest.raises(IllegalStep):
        usage.check_in(booking=stage.booking, by=stage.buyer, now=start - timedelta(minutes=31))

    booking = usage.check_in(booking=stage.booking, by=stage.buyer, now=start - timedelta(minutes=30))

    assert booking.state == BookingState.IN_USE


def in_use(stage):
    return usage.check_in(booking=stage.booking, by=stage.buyer, now=period().starts_at)


@pytest.mark.parametrize(
    ("hours", "mode", "used", "over"), [(2, "used", 120, 0), (3, "reserved", 180, 0), (4, "overage", 240, 60)]
)
def test_the_usage_report_tells_reserved_used_and_overage(stage, hours, mode, used, over):
    booking = in_use(stage)
    out = period().starts_at + hours * HOUR

    booking = usage.deliver(booking=booking, by=stage.scheduler, now=out, checked_out_at=out)

    assert booking.usage == {
        "mode": mode,
        "reserved_minutes": 180,
        "used_minutes": used,
        "overage_minutes": over,
        "quantity": 1,
    }


def test_the_used_time_is_the_difference_of_the_two_times_that_people_read(stage):
    late = period().starts_at + timedelta(minutes=2, seconds=35)
    usage.check_in(booking=stage.booking, by=stage.buyer, now=late)
    out = period().starts_at + 2 * HOUR

    booking = usage.deliver(booking=stage.booking, by=stage.scheduler, now=out, checked_out_at=out)

    assert booking.usage["used_minutes"] == 118


def test_what_was_reserved_and_not_used_is_free_at_once():
    stage = Stage(policy={"clean_up_minutes": 30})
    booking = in_use(stage)
    out = period().starts_at + HOUR

    usage.deliver(booking=booking, by=stage.scheduler, now=out, checked_out_at=out)

    assert Claim.objects.get().during.ends_at == out + timedelta(minutes=30)


def test_check_out_later_than_the_policy_allows_is_refused():
    stage = Stage(policy={"late_check_out_minutes": 60})
    booking = in_use(stage)
    out = period().ends_at + 2 * HOUR

    with pytest.raises(usage.BadUsage):
        usage.deliver(booking=booking, by=stage.scheduler, now=out, checked_out_at=out)


def test_nobody_coming_frees_the_rest_after_the_grace(stage):
    grace = period().starts_at + timedelta(minutes=30)
    usage.no_show_if_due(stage.booking.pk, grace - timedelta(seconds=1))
    stage.booking.refresh_from_db()
    assert stage.booking.state == BookingState.CONFIRMED

    usage.no_show_if_due(stage.booking.pk, grace)

    stage.booking.refresh_from_db()
    assert stage.booking.state == BookingState.NO_SHOW
    assert Claim.objects.get().during.ends_at == grace


def test_what_nobody_reports_or_accepts_is_settled_by_the_clock(stage):
    booking = in_use(stage)
    day_after = period().ends_at + 24 * HOUR
    usage.deliver_if_due(booking.pk, day_after)
    booking.refresh_from_db()
    assert (booking.state, booking.usage["mode"]) == (BookingState.DELIVERED, "reserved")

    usage.complete_if_due(booking.pk, day_after + timedelta(days=7))

    booking.refresh_from_db()
    assert booking.state == BookingState.COMPLETED
    assert not Timer.objects.filter(subject_id=booking.pk).exists()


def outage(stage, when, **fields):
    return outages.report_outage(
        resource=stage.machine,
        units=list(stage.machine.units.all()),
        period=when,
        kind=OutageKind.OUTAGE,
        by=stage.scheduler,
        now=NOW,
        **fields,
    )


def test_an_outage_names_the_bookings_it_hits_and_takes_the_rest(stage):
    reported = outage(stage, period((8, 20)))

    assert reported.hit == [stage.booking]
    assert sorted(claim.during for claim in reported.outage.claims.all()) == [
        period((8, 9)),
        period((12, 20)),
    ]


def test_when_a_booking_goes_the_outage_takes_its_time(stage):
    reported = outage(stage, period((8, 20)))

    changes.cancel(booking=stage.booking, by=stage.buyer, now=NOW, reason_code="machine_down")

    with pytest.raises(BookingRefused):
        stage.other_hold(period((9, 12)))
    outages.end_outage(outage=reported.outage, by=stage.scheduler, now=NOW)
    assert stage.other_hold(period((9, 12))).state == BookingState.HELD


def test_an_outage_raises_the_version_and_tells_why(stage):
    outage(stage, period((13, 14)))

    stage.machine.refresh_from_db()
    event = Event.objects.get(resource_id=stage.machine.pk, version=stage.machine.version)
    assert (event.name, event.data["cause"]) == ("CalendarChanged", "outage")


def test_another_firms_scheduler_reports_nothing(stage):
    stranger = member(provider(), Role.SCHEDULER)

    with pytest.raises(NotAllowed):
        outages.report_outage(
            resource=stage.machine,
            units=list(stage.machine.units.all()),
            period=period(),
            kind=OutageKind.OUTAGE,
            by=stranger,
            now=NOW,
        )
