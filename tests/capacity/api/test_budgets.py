"""How many queries each operation takes, and that none takes more for more rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from capacity.enums import ExtraKind
from capacity.models import Extra, Specification, Unit
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told
from tests.capacity.api.conftest import hold

# Beside the queries of the answer itself, one finds the token.
READS = {
    "resources": 2,
    "resources, free": 6,
    "resource": 12,
    "availability": 5,
    "bookings": 2,
    "booking": 3,
    "outages": 4,
}
WORKSHOP = {"facts": 2, "units": 3, "hours": 4, "limits": 3, "offers": 6, "listing": 4}
WRITES = {"hold": 34, "repeat": 6, "request": 27, "accept": 29, "quote": 12, "refused": 30}


def cost(call):
    with CaptureQueriesContext(connection) as queries:
        answer = call()
    assert answer.status_code in (200, 201, 409), answer.json()
    return len(queries)


def more_of_everything(machine, offer, customer):
    """Rows for the answers to grow with."""
    for day in range(4, 9):
        hold(offer, customer, coming(days=day))
    for _ in range(5):
        factories.offer(factories.resource(units=3))
    for number in range(5):
        Extra.objects.create(offer=offer, kind=ExtraKind.OPERATOR, name_zh=f"{number}", amount_minor=1)
        factories.offer(machine)
    for kind in ("travel_x", "travel_y", "travel_z"):
        Specification.objects.create(revision=machine.published_revision, kind=kind, minimum=1, maximum=1)


def test_reading_is_within_its_budget_however_many_rows(buyer, provider, machine, offer, customer, held):
    window = {"from": told(coming())["starts_at"], "to": told(coming(days=8))["ends_at"], "hours": 2}
    provider.post(f"resources/{machine.slug}/outages/", told(coming((13, 14))))

    def costs():
        return {
            "resources": cost(lambda: buyer.get("resources/")),
            "resources, free": cost(lambda: buyer.get("resources/", window)),
            "resource": cost(lambda: buyer.get(f"resources/{machine.slug}/")),
            "availability": cost(lambda: buyer.get(f"resources/{machine.slug}/availability/")),
            "bookings": cost(lambda: buyer.get("bookings/")),
            "booking": cost(lambda: buyer.get(f"bookings/{held.reference}/")),
            "outages": cost(lambda: provider.get(f"resources/{machine.slug}/outages/")),
        }

    few = costs()
    more_of_everything(machine, offer, customer)
    provider.post(f"resources/{machine.slug}/outages/", told(coming((14, 15))))
    many = costs()

    assert few == READS
    assert many == READS


@pytest.mark.django_db(transaction=True)
def test_writing_is_within_its_budget_however_many_rows(
    buyer, provider, stranger, machine, offer, customer, body
):
    def costs(day):
        sent = body(coming((9, 12), days=day))
        told_of = {"hold": cost(lambda: buyer.post("bookings/", sent, key=f"k{day}"))}
        told_of["repeat"] = cost(lambda: buyer.post("bookings/", sent, key=f"k{day}"))
        reference = buyer.get("bookings/").json()["results"][0]["id"]
        told_of["request"] = cost(lambda: buyer.post(f"bookings/{reference}/request/"))
        told_of["accept"] = cost(lambda: provider.post(f"bookings/{reference}/accept/"))
        told_of["quote"] = cost(lambda: stranger.post(f"resources/{machine.slug}/quote/", quoted(sent)))
        told_of["refused"] = cost(lambda: stranger.post("bookings/", sent))
        return told_of

    few = costs(day=20)
    more_of_everything(machine, offer, customer)
    many = costs(day=21)

    assert few == WRITES
    assert many == WRITES


def quoted(sent):
    return {name: value for name, value in sent.items() if name != "resource"}


def test_a_session_beside_the_token_is_not_looked_at(buyer, held):
    bare = cost(lambda: buyer.get("bookings/"))

    buyer.client.force_login(factories.user())

    assert cost(lambda: buyer.get("bookings/")) == bare


def test_reading_the_workshop_is_within_its_budget_however_many_rows(machine, offer, customer):
    caller = Caller(factories.member(machine.provider, Role.VIEWER))
    pages = ("facts", "units", "hours", "limits", "offers", "listing")

    def costs():
        return {
            name: cost(lambda name=name: caller.get(f"resources/{machine.slug}/{name}/")) for name in pages
        }

    few = costs()
    more_of_everything(machine, offer, customer)
    factories.resource(at=machine.site, units=5)
    Unit.objects.bulk_create(Unit(resource=machine, number=number) for number in range(10, 15))

    assert few == WORKSHOP
    assert costs() == WORKSHOP
