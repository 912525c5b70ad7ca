from datetime import timedelta

import pytest

from capacity.enums import BookingState, ClaimKind, Step
from capacity.models import Booking, Claim
from capacity.operations import holds
from capacity.operations.assessments import Order
from capacity.operations.claiming import PeriodTaken
from capacity.operations.refusals import BookingRefused, IllegalStep, NotAllowed
from marketplace.accounts.enums import Role
from marketplace.events.models import Event, Timer
from tests.factories import NOW, member, offer, organisation, period, provider, resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer():
    return member(organisation(), Role.BUYER)


def hold(made, by, when=None, **order):
    return holds.hold(offer=made, order=Order(when or period(), **order), by=by, now=NOW)


def test_a_hold_claims_the_period_with_its_buffers(buyer):
    made = offer(resource(policy={"set_up_minutes": 30, "clean_up_minutes": 15}))

    booking = hold(made, buyer)

    claim = Claim.objects.get(booking=booking)
    assert booking.state == BookingState.HELD
    assert booking.held_until == NOW + timedelta(minutes=15)
    assert claim.kind == ClaimKind.HOLD
    assert claim.during == period((8.5, 12.25))


def test_a_hold_freezes_price_policy_tiers_and_size_classes(buyer):
    made = offer(amount_minor=38_000, set_up_minor=40_000)

    booking = hold(made, buyer)
    made.rates.update(amount_minor=99_000)
    booking.refresh_from_db()

    assert booking.net_minor == 3 * 38_000 + 40_000
    assert booking.total_minor == 174_020
    assert booking.offer_terms["rates"][0]["amount_minor"] == 38_000
    assert booking.cancellation_tiers[0] == {"notice_minutes": 2880, "refund_basis_points": 10_000}
    assert (booking.customer_class, booking.provider_class) == ("small", "medium")


def test_adjacent_periods_do_not_collide(buyer):
    made = offer()

    first = hold(made, buyer, period((9, 12)))
    second = hold(made, buyer, period((12, 14)))

    assert {claim.booking_id for claim in Claim.objects.all()} == {first.pk, second.pk}


def test_a_taken_period_is_refused_and_leaves_nothing_behind(buyer):
    made = offer()
    hold(made, buyer)

    with pytest.raises(BookingRefused) as refusal:
        hold(made, member(organisation(), Role.BUYER), period((11, 13)))

    assert [rule.code for rule in refusal.value.broken] == ["taken"]
    assert Booking.objects.count() == 1


def test_units_are_taken_one_by_one_until_none_is_left(buyer):
    made = offer(resource(units=3))

    hold(made, buyer, units=2)
    hold(made, buyer)

    with pytest.raises(BookingRefused):
        hold(made, buyer)
    assert Claim.objects.values("unit").distinct().count() == 3


def test_every_broken_rule_is_named_at_once(buyer):
    made = offer(resource(policy={"minimum_minutes": 240, "notice_minutes": 7 * 1440, "grid_minutes": 60}))

    with pytest.raises(BookingRefused) as refusal:
        hold(made, buyer, period((19.5, 21)))

    codes = {rule.code for rule in refusal.value.broken}
    assert codes == {"too_short", "no_notice", "off_grid", "closed"}


def test_a_member_without_the_buyers_role_may_not_hold():
    with pytest.raises(NotAllowed):
        hold(offer(), member(organisation(), Role.VIEWER))


def test_a_provider_does_not_book_its_own_machine():
    firm = provider()
    made = offer(resource(firm))

    with pytest.raises(holds.OwnResource):
        hold(made, member(firm, Role.OWNER))


def test_an_expired_hold_is_swept_where_it_is_in_the_way(buyer):
    made = offer()
    stale = hold(made, buyer)
    later = NOW + timedelta(minutes=15)

    fresh = holds.hold(offer=made, order=Order(period()), by=buyer, now=later)

    stale.refresh_from_db()
    assert stale.state == BookingState.EXPIRED
    assert stale.steps.get(step=Step.EXPIRE).taken_at == later
    assert list(Claim.objects.values_list("booking", flat=True)) == [fresh.pk]


def test_a_hold_is_over_on_the_second_even_if_no_worker_ran(buyer):
    booking = hold(offer(), buyer)

    with pytest.raises(IllegalStep):
        holds.send_request(booking=booking, by=buyer, now=NOW + timedelta(minutes=15))

    assert booking.state_at(NOW + timedelta(minutes=15)) == BookingState.EXPIRED


def test_an_instant_offer_confirms_at_once_and_watches_the_start(buyer):
    made = offer(is_instant=True)
    booking = hold(made, buyer)

    booking = holds.send_request(booking=booking, by=buyer, now=NOW)

    timer = Timer.objects.get(subject_id=booking.pk)
    assert booking.state == BookingState.CONFIRMED
    assert timer.due_at == booking.period.starts_at + timedelta(minutes=30)
    assert Claim.objects.get(booking=booking).expires_at is None


def test_a_request_is_answered_within_two_days_and_four_hours_before_the_start(buyer):
    made = offer()

    far = holds.send_request(booking=hold(made, buyer, period(days=9)), by=buyer, now=NOW)
    near = holds.send_request(booking=hold(made, buyer, period(days=1)), by=buyer, now=NOW)

    assert far.answer_by == NOW + timedelta(hours=48)
    assert near.answer_by == near.period.starts_at - timedelta(hours=4)


def test_above_the_limit_an_approver_has_to_send_the_request():
    firm = organisation()
    buyer = member(firm, Role.BUYER, limit_minor=100_000)
    booking = hold(offer(), buyer)

    with pytest.raises(holds.OverLimit):
        holds.send_request(booking=booking, by=buyer, now=NOW)

    sent = holds.send_request(booking=booking, by=member(firm, Role.APPROVER), now=NOW)
    assert sent.state == BookingState.REQUESTED


def test_only_an_approver_extends_a_hold_and_a_day_at_most():
    firm = organisation()
    buyer, approver = member(firm, Role.BUYER), member(firm, Role.APPROVER)
    booking = hold(offer(), buyer)

    with pytest.raises(NotAllowed):
        holds.extend_hold(booking=booking, by=buyer, now=NOW, minutes=60)
    with pytest.raises(IllegalStep):
        holds.extend_hold(booking=booking, by=approver, now=NOW, minutes=25 * 60)
    booking = holds.extend_hold(booking=booking, by=approver, now=NOW, minutes=120)

    assert booking.held_until == NOW + timedelta(hours=2)
    assert Claim.objects.get(booking=booking).expires_at == NOW + timedelta(hours=2)


def test_withdrawing_frees_the_period_and_stops_the_timer(buyer):
    made = offer()
    booking = hold(made, buyer)

    holds.withdraw(booking=booking, by=buyer, now=NOW)

    assert not Claim.objects.exists()
    assert not Timer.objects.exists()
    assert hold(made, buyer).state == BookingState.HELD


def test_a_step_leaves_an_audit_row_and_an_event_with_the_next_version(buyer):
    made = offer()
    booking = hold(made, buyer)

    booking = holds.send_request(booking=booking, by=buyer, now=NOW, message="12 件")

    step = booking.steps.get(number=2)
    event = Event.objects.get(version=2)
    assert (step.step, step.from_state, step.to_state) == (Step.REQUEST, "held", "requested")
    assert (step.taken_by, step.acting_for, step.message) == (buyer.user, buyer.organisation, "12 件")
    assert step.after["answer_by"] == booking.answer_by.isoformat()
    assert (event.name, event.data["to_state"], event.resource_id) == (
        "BookingMoved",
        "requested",
        made.resource_id,
    )


def test_booking_a_line_blocks_its_machines_and_the_other_way_round(buyer):
    firm = provider()
    line = offer(resource(firm))
    left, right = (offer(resource(firm, parent=line.resource)) for _ in range(2))

    hold(left, buyer, period((9, 11)))
    hold(right, buyer, period((9, 11)))
    with pytest.raises(BookingRefused):
        hold(line, buyer, period((10, 12)))

    hold(line, buyer, period((13, 15)))
    with pytest.raises(BookingRefused):
        hold(right, buyer, period((14, 16)))


def test_a_hold_tells_the_line_that_its_free_time_changed(buyer):
    firm = provider()
    line = resource(firm)
    part = offer(resource(firm, parent=line))

    hold(part, buyer)

    line.refresh_from_db()
    assert line.version == 1
    assert Event.objects.get(resource_id=line.pk).name == "CalendarChanged"


def test_the_constraint_itself_refuses_what_got_past_the_rules(buyer):
    made = offer()
    booking = hold(made, buyer)
    claim = Claim.objects.get(booking=booking)

    with pytest.raises(PeriodTaken), holds.taken_is_refused():
        Claim.objects.create(
            unit=claim.unit, resource=claim.resource, during=claim.during, kind=ClaimKind.OUTAGE
        )
