"""Listing and reading one's own bookings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.models import Booking
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told
from tests.capacity.api.conftest import hold


def ids(answer):
    assert answer.status_code == 200, answer.json()
    return [each["id"] for each in answer.json()["results"]]


@pytest.fixture
def three(offer, customer):
    """Held one after the other, the newest last."""
    return [hold(offer, customer, coming((9, 12), days=day)).reference for day in (3, 4, 5)]


def test_both_parties_see_a_booking_and_nobody_else_does(buyer, provider, stranger, nobody, held):
    assert ids(buyer.get("bookings/")) == ids(provider.get("bookings/")) == [held.reference]
    assert ids(stranger.get("bookings/")) == []
    assert nobody.get("bookings/").status_code == 401

    address = f"bookings/{held.reference}/"
    answers = [caller.get(address).status_code for caller in (buyer, provider, stranger, nobody)]
    assert answers == [200, 200, 404, 401]


def test_an_operator_sees_every_booking(held):
    person = factories.user(is_operator=True)
    operator = Caller(factories.member(factories.organisation(), person=person))

    assert ids(operator.get("bookings/")) == [held.reference]
    assert operator.get(f"bookings/{held.reference}/").json()["side"] == "operator"


def test_the_newest_come_first_and_added_rows_shift_no_page(buyer, offer, customer, three):
    first = buyer.get("bookings/", {"limit": 2}).json()
    added = hold(offer, customer, coming((9, 12), days=6)).reference
    second = buyer.get(first["next"]).json()

    assert [each["id"] for each in first["results"]] == [three[2], three[1]]
    assert [each["id"] for each in second["results"]] == [three[0]]
    assert second["next"] is None
    assert ids(buyer.get("bookings/"))[0] == added


def test_bookings_are_narrowed_by_side(offer, customer, machine, held):
    other = factories.offer(factories.resource(customer.organisation))
    owner = factories.member(machine.provider, Role.OWNER)
    given = hold(other, owner)
    caller = Caller(owner)

    assert ids(caller.get("bookings/")) == [given.reference, held.reference]
    assert ids(caller.get("bookings/", {"side": "customer"})) == [given.reference]
    assert ids(caller.get("bookings/", {"side": "provider"})) == [held.reference]


def test_bookings_are_narrowed_by_the_state_in_effect(buyer, provider, requested, offer, customer):
    over = hold(offer, customer, coming((14, 17)))
    Booking.objects.filter(pk=over.pk).update(held_until=timezone.now() - timedelta(seconds=1))

    found = {
        state: ids(provider.get("bookings/", {"state": state})) for state in ("held", "requested", "expired")
    }

    assert found == {"held": [], "requested": [requested.reference], "expired": [over.reference]}


def test_bookings_are_narrowed_by_what_moved_since(buyer, three):
    moment = timezone.now()
    buyer.post(f"bookings/{three[0]}/request/", {})

    assert ids(buyer.get("bookings/", {"since": moment.isoformat()})) == [three[0]]


def test_bookings_are_narrowed_by_resource(buyer, held, machine):
    assert ids(buyer.get("bookings/", {"resource": machine.slug})) == [held.reference]
    assert ids(buyer.get("bookings/", {"resource": "another"})) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "happy"}, "state"),
        ({"side": "clock"}, "side"),
        ({"since": "2027-03-04T09:00:00"}, "since"),
        ({"status": "held"}, "status"),
        ({"cursor": "YWZ0ZXI6MA"}, "cursor"),
    ],
)
def test_a_question_that_makes_no_sense_is_named(buyer, query, field):
    answer = buyer.get("bookings/", query)

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


def test_street_and_contacts_are_told_once_it_is_confirmed(buyer, provider, machine, customer, requested):
    machine.site.street_zh = machine.site.street_en = "328 Xinghu Street"
    machine.site.save()
    for firm, phone in ((machine.provider, "0512-1"), (customer.organisation, "0512-2")):
        firm.contact_phone = phone
        firm.save()
    address = f"bookings/{requested.reference}/"

    before = buyer.get(address).json()
    provider.post(f"{address}accept/", {})
    after, other_side = buyer.get(address).json(), provider.get(address).json()

    assert (before["site"]["street"], before["provider"]["contact"]) == (None, None)
    assert after["site"]["street"] == "328 Xinghu Street"
    assert after["provider"]["contact"]["phone"] == "0512-1"
    assert other_side["customer"]["contact"]["phone"] == "0512-2"


def test_contacts_are_gone_again_once_it_is_cancelled(buyer, confirmed):
    address = f"bookings/{confirmed.reference}/"
    assert buyer.get(address).json()["provider"]["contact"] is not None

    said = buyer.post(f"{address}cancel/", {"reason_code": "other"}).json()

    assert (said["provider"]["contact"], said["site"]["street"]) == (None, None)


def test_tiers_are_told_with_their_dates_and_amounts(buyer, confirmed):
    rows = buyer.get(f"bookings/{confirmed.reference}/").json()["cancellation"]

    until = [told(coming((9, 12), days=days))["starts_at"] for days in (1, 2)]
    assert [row["until"] for row in rows] == [*until, None]
    assert [row["refund"]["minor"] for row in rows] == [128_820, 64_410, 0]
    assert [row["is_current"] for row in rows] == [True, False, False]


def test_an_etag_changes_with_every_step_and_saves_reading(buyer, held):
    address = f"bookings/{held.reference}/"
    tag = buyer.get(address)["ETag"]

    again = buyer.get(address, if_none_match=f"W/{tag}")
    stepped = buyer.post(f"{address}request/", {})
    changed = buyer.get(address, if_none_match=tag)

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] == stepped["ETag"] != tag


def test_a_change_is_quoted_without_making_it(buyer, held, confirmed):
    answer = buyer.post(f"bookings/{confirmed.reference}/quote/", told(coming((13, 17))))

    said = answer.json()
    assert answer.status_code == 200
    assert (said["passes"], said["difference"]["minor"]) == (True, 42_940)
    assert Booking.objects.get().period == coming((9, 12))


def test_what_is_left_out_of_a_quoted_change_stays(buyer, confirmed):
    said = buyer.post(
        f"bookings/{confirmed.reference}/quote/", {"ends_at": told(coming((9, 14)))["ends_at"]}
    ).json()

    assert said["starts_at"] == told(coming())["starts_at"]
    assert said["difference"]["minor"] == 85_880


def test_a_strangers_change_is_not_quoted(stranger, confirmed):
    assert stranger.post(f"bookings/{confirmed.reference}/quote/", {}).status_code == 404
