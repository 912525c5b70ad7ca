"""The limits of a resource change; what is booked keeps its own."""

from datetime import time

import pytest

from capacity.models import Qualification
from capacity.operations import holds, limits
from capacity.operations.assessments import Order
from capacity.operations.refusals import BookingRefused, NotAllowed
from capacity.policies import Limits
from marketplace.accounts.enums import Role
from marketplace.events.models import Event
from tests import factories
from tests.factories import NOW, period

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine():
    return factories.resource()


def update(machine, changed, by=None, qualifications=()):
    lister = by or factories.member(machine.provider, Role.LISTER)
    return limits.update_policy(
        resource=machine, limits=changed, qualifications=qualifications, by=lister, now=NOW
    )


def test_new_limits_bind_the_next_booking_and_are_told(machine):
    buyer = factories.member(factories.organisation(), Role.BUYER)
    pass_ = Qualification.objects.create(key="laser", name_zh="激光安全")

    update(machine, Limits(minimum_minutes=240), qualifications=[pass_])

    with pytest.raises(BookingRefused) as refusal:
        holds.hold(offer=factories.offer(machine), order=Order(period()), by=buyer, now=NOW)
    assert {rule.code for rule in refusal.value.broken} == {"too_short", "unqualified"}
    event = Event.objects.get(resource_id=machine.pk)
    assert (event.name, event.data["cause"]) == ("CalendarChanged", "policy")


def test_every_limit_is_stored(machine):
    everything = Limits(
        is_operational=False,
        minimum_minutes=30,
        maximum_minutes=480,
        grid_minutes=30,
        notice_minutes=60,
        horizon_days=90,
        set_up_minutes=10,
        clean_up_minutes=5,
        maximum_per_day=2,
        maximum_future_bookings=5,
        maximum_future_minutes=2400,
        gap_minutes=60,
        no_show_minutes=20,
        late_check_out_minutes=15,
        off_peak_starts=time(20),
        off_peak_ends=time(8),
        off_peak_weekend=True,
        change_notice_minutes=120,
    )

    policy = update(machine, everything)

    assert Limits.of(policy) == everything


@pytest.mark.parametrize(
    "wrong",
    [
        Limits(grid_minutes=0),
        Limits(minimum_minutes=61, maximum_minutes=60),
        Limits(off_peak_starts=time(20)),
    ],
)
def test_limits_that_exclude_each_other_are_refused(machine, wrong):
    with pytest.raises(limits.BadLimits):
        update(machine, wrong)

    machine.policy.refresh_from_db()
    assert Limits.of(machine.policy) == Limits()


def test_nobody_else_changes_limits(machine):
    for actor in (
        factories.member(machine.provider, Role.SCHEDULER),
        factories.member(factories.provider(), Role.OWNER),
    ):
        with pytest.raises(NotAllowed):
            update(machine, Limits(minimum_minutes=240), by=actor)
