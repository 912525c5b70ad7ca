"""Many programs at once for one slot: as many win as there are units, and nobody gets a server error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.models import Booking
from capacity.operations import invariants
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

CONTENDERS = 64


def exact(_index, day):
    return coming((9, 12), days=day)


def shifted(index, day):
    """All share the quarter from 11:45 to 12:00."""
    return coming((9, 12), days=day).shifted(timedelta(minutes=15 * (index % 12)))


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("period", [exact, shifted])
def test_of_sixty_four_at_once_as_many_win_as_there_are_units(units, period, settings):
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 10_000)
    offer = factories.offer(factories.resource(units=units))
    callers = [Caller(factories.member(factories.organisation(), Role.BUYER)) for _ in range(8)]

    def attempt(index, day):
        sent = {**told(period(index, day)), "resource": offer.resource.slug, "offer": offer.pk}
        return lambda: str(callers[index % 8].post("bookings/", sent, key=f"{day}-{index}").status_code)

    for day in (3, 4):
        outcomes = all_at_once([attempt(index, day) for index in range(CONTENDERS)])

        assert (outcomes.count("201"), outcomes.count("409")) == (units, CONTENDERS - units)

    assert Booking.objects.count() == 2 * units
    assert list(invariants.claims_apart(timezone.now())) == []


def test_two_programs_that_answer_one_request_at_once_take_one_step(settings):
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 10_000)
    machine = factories.resource()
    offer = factories.offer(machine)
    buyer = Caller(factories.member(factories.organisation(), Role.BUYER))
    provider = Caller(factories.member(machine.provider, Role.SCHEDULER))
    sent = {**told(coming()), "resource": machine.slug, "offer": offer.pk}
    address = f"bookings/{buyer.post('bookings/', sent).json()['id']}/"
    tag = buyer.post(f"{address}request/")["ETag"]

    outcomes = all_at_once(
        [
            lambda: str(provider.post(f"{address}accept/", {}, if_match=tag).status_code),
            lambda: str(
                provider.post(f"{address}decline/", {"reason_code": "other"}, if_match=tag).status_code
            ),
            lambda: str(buyer.post(f"{address}withdraw/", {}, if_match=tag).status_code),
        ]
    )

    assert sorted(outcomes) == ["200", "412", "412"]
    assert Booking.objects.get().step_count == 3
