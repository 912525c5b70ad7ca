"""Many at once for one slot: exactly as many winners as units, no deadlock, no error."""

import os
from datetime import timedelta

import pytest
from django.db import connection

from capacity.models import Booking, Claim
from capacity.operations import holds, invariants
from capacity.operations.assessments import Order
from capacity.operations.refusals import BookingRefused
from marketplace.accounts.enums import Role
from tests.factories import NOW, member, offer, organisation, period, provider, resource
from tests.racing import all_at_once, in_processes

pytestmark = pytest.mark.django_db(transaction=True)

CONTENDERS = 64


def attempt(made, by, when):
    def run():
        try:
            holds.hold(offer=made, order=Order(when), by=by, now=NOW)
        except BookingRefused:
            return "refused"
        return "won"

    return run


def exact(day):
    return [period((9, 12), days=day)] * CONTENDERS


def shifted(day):
    """Sixty-four periods that all share the quarter from 11:45 to 12:00."""
    first = period((9, 12), days=day)
    return [first.shifted(timedelta(minutes=15 * (index % 12))) for index in range(CONTENDERS)]


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("windows", [exact, shifted])
def test_of_sixty_four_at_once_as_many_win_as_there_are_units(units, windows):
    made = offer(resource(units=units, policy={"horizon_days": 90}))
    buyers = [member(organisation(), Role.BUYER) for _ in range(8)]

    for day in range(1, 11):
        attempts = [attempt(made, buyers[index % 8], when) for index, when in enumerate(windows(day))]
        outcomes = all_at_once(attempts)

        assert outcomes.count("won") == units
        assert outcomes.count("refused") == CONTENDERS - units

    assert list(invariants.claims_apart(NOW)) == []
    assert list(invariants.versions_without_gap(NOW)) == []


def test_a_line_and_its_machines_contended_at_once_never_deadlock():
    firm = provider()
    line = offer(resource(firm, policy={"horizon_days": 90}))
    parts = [offer(resource(firm, parent=line.resource, policy={"horizon_days": 90})) for _ in range(3)]
    buyer = member(organisation(), Role.BUYER)

    for day in range(1, 6):
        when = period((9, 12), days=day)
        attempts = [attempt(made, buyer, when) for made in [line, *parts] * 8]
        outcomes = all_at_once(attempts)

        whole = Booking.objects.filter(resource=line.resource, period=when).count()
        single = Booking.objects.filter(resource__parent=line.resource, period=when).count()
        assert outcomes.count("won") == whole + single
        assert (whole, single) in {(1, 0), (0, 3)}

    assert list(invariants.claims_apart(NOW)) == []


def test_four_processes_of_sixteen_threads_have_one_winner():
    made = offer(resource(policy={"horizon_days": 90}))
    buyer = member(organisation(), Role.BUYER)
    environment = {**os.environ, "RACE_DATABASE": connection.settings_dict["NAME"]}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.racing_settings"
    when = period()
    window = [when.starts_at.isoformat(), when.ends_at.isoformat()]
    race = {
        "offer": made.pk,
        "member": buyer.membership.pk,
        "now": NOW.isoformat(),
        "windows": [window] * (CONTENDERS // 4),
    }

    outcomes = in_processes([race] * 4, environment)

    assert sorted(outcomes) == ["refused"] * (CONTENDERS - 1) + ["won"]
    assert Claim.objects.count() == 1
