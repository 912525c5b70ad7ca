"""Outages of one's own machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.models import Outage
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told


def report(caller, machine, period=None, **others):
    return caller.post(f"resources/{machine.slug}/outages/", {**told(period or coming()), **others})


def test_an_outage_names_the_bookings_that_it_hits(provider, machine, confirmed):
    answer = report(provider, machine, coming((8, 10)), reason_zh="主轴异响", reason_en="Spindle noise")

    said = answer.json()
    outage = Outage.objects.get()
    assert (answer.status_code, said["kind"], said["reason"]) == (201, "outage", "Spindle noise")
    assert said["bookings_hit"] == [confirmed.reference]
    assert said["units"] == [machine.units.get().pk]
    assert provider.get(answer["Location"]).json()["id"] == outage.pk


def test_what_is_out_cannot_be_held(provider, buyer, machine, body):
    report(provider, machine, kind="maintenance")

    answer = buyer.post("bookings/", body())

    assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/problems/period-taken/")


def test_an_ended_outage_gives_the_time_back(provider, buyer, machine, body):
    where = report(provider, machine)["Location"]

    ended = provider.post(f"{where}end/")

    assert ended.json()["ended_at"] is not None
    assert buyer.post("bookings/", body()).status_code == 201
    assert [
        each["ended_at"] for each in provider.get(f"resources/{machine.slug}/outages/").json()["results"]
    ] != [None]


def test_one_unit_of_two_is_out(customer):
    twins = factories.resource(units=2)
    caller = Caller(factories.member(twins.provider, Role.SCHEDULER))
    first, second = twins.units.order_by("number")

    said = report(caller, twins, units=[second.pk]).json()

    assert said["units"] == [second.pk]
    day = told(coming((0, 24)))
    free = (
        Caller()
        .get(f"resources/{twins.slug}/availability/", {"from": day["starts_at"], "to": day["ends_at"]})
        .json()["free"]
    )
    assert {each["unit"]: len(each["windows"]) for each in free} == {first.pk: 1, second.pk: 2}


def test_units_of_another_machine_are_named(provider, machine):
    other = factories.resource().units.get()

    answer = report(provider, machine, units=[other.pk])

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["units.0"]


def test_what_is_over_already_is_refused(provider, machine):
    answer = report(provider, machine, coming((9, 12), days=-2))

    assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/problems/refused/")
    assert not Outage.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LISTER, Role.BUYER])
def test_a_member_without_the_role_is_refused(machine, role):
    answer = report(Caller(factories.member(machine.provider, role)), machine)

    assert (answer.status_code, answer.json()["type"]) == (403, "/api/v1/problems/not-allowed/")


def test_the_workshop_of_another_firm_is_not_there(provider, stranger, nobody, machine):
    where = report(provider, machine)["Location"]
    addresses = [("GET", f"resources/{machine.slug}/outages/"), ("GET", where), ("POST", f"{where}end/")]

    assert [stranger.send(method, address).status_code for method, address in addresses] == [404] * 3
    assert [nobody.send(method, address).status_code for method, address in addresses] == [401] * 3
    assert report(stranger, machine).status_code == 404


def test_an_outage_of_one_machine_is_not_found_under_another(provider, machine):
    other = factories.resource(at=machine.site)
    outage = report(provider, machine).json()["id"]

    assert provider.get(f"resources/{other.slug}/outages/{outage}/").status_code == 404
    assert provider.get(f"resources/{machine.slug}/outages/{10**30}/").status_code == 404


def test_the_newest_outage_comes_first(provider, machine):
    numbers = [report(provider, machine, coming(days=day)).json()["id"] for day in (3, 4, 5)]

    pages = provider.get(f"resources/{machine.slug}/outages/", {"limit": 2}).json()

    assert [each["id"] for each in pages["results"]] == [numbers[2], numbers[1]]
    assert [each["id"] for each in provider.get(pages["next"]).json()["results"]] == [numbers[0]]


def test_an_outage_is_reported_once_under_a_key(provider, machine):
    period = coming()
    sent = {**told(period), "kind": "outage"}

    answers = [provider.post(f"resources/{machine.slug}/outages/", sent, key="fault-1") for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Outage.objects.count() == 1
    assert Outage.objects.get().created_at <= timezone.now() + timedelta(seconds=1)
