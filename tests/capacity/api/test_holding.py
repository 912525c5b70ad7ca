"""Holding a period through the API, and being refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.models import Booking, Claim
from marketplace.accounts.enums import Role
from tests import factories
from tests.calling import Caller, coming, told


def test_a_hold_says_where_it_is_and_what_was_agreed(buyer, body):
    answer = buyer.post("bookings/", body(note="Two housings."))

    booking = Booking.objects.get()
    said = answer.json()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v1/bookings/{booking.reference}/")
    assert said["url"] == answer["Location"]
    assert said["state"] == "held"
    assert said["price"]["total"] == {"minor": 128_820, "currency": "CNY", "text": "¥1,288.20"}
    assert said["starts_at"] == told(coming())["starts_at"]
    assert said["time_zone"] == "Asia/Shanghai"
    assert said["steps"] == ["request", "withdraw"]
    assert said["note"] == booking.note == "Two housings."


def test_price_lines_add_up_and_are_those_of_the_snapshot(buyer, body):
    said = buyer.post("bookings/", body()).json()["price"]

    stored = Booking.objects.get().price_lines
    assert [line["amount"]["minor"] for line in said["lines"]] == [line["amount_minor"] for line in stored]
    assert sum(line["amount"]["minor"] for line in said["lines"]) == said["total"]["minor"]


def test_words_come_in_the_language_that_is_asked_for(buyer, body):
    reference = buyer.post("bookings/", body()).json()["id"]

    said = {
        language: buyer.get(f"bookings/{reference}/", accept_language=language).json()["resource"]["title"]
        for language in ("zh-hans", "en")
    }

    assert said == {"zh-hans": "五轴加工中心", "en": "5-axis centre"}


def test_a_taken_period_names_what_is_in_the_way_and_what_passes_instead(buyer, stranger, machine, body):
    stranger.post("bookings/", body(coming((9, 12))))

    answer = buyer.post("bookings/", body(coming((10, 13))))

    said = answer.json()
    unit = machine.units.get().pk
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert said["type"] == "/api/v1/problems/period-taken/"
    assert said["conflicts"] == [{"unit": unit, **told(coming((9, 12)))}]
    assert [rule["code"] for rule in said["broken_rules"]] == ["taken"]
    assert 1 <= len(said["alternatives"]) <= 5
    assert said["alternatives"][0] == said["earliest_free"]
    assert said["earliest_free"]["total"]["minor"] == 128_820
    assert Booking.objects.count() == 1


def test_an_alternative_that_was_named_can_be_held(buyer, stranger, body):
    stranger.post("bookings/", body())
    other = buyer.post("bookings/", body()).json()["earliest_free"]

    answer = buyer.post("bookings/", body() | {name: other[name] for name in ("starts_at", "ends_at")})

    assert answer.status_code == 201
    assert answer.json()["price"]["total"] == other["total"]


def test_every_broken_rule_is_named_at_once(buyer, body):
    answer = buyer.post("bookings/", body(coming((21.1, 21.2))))

    said = answer.json()
    assert answer.status_code == 422
    assert said["type"] == "/api/v1/problems/rules-broken/"
    assert {rule["code"] for rule in said["broken_rules"]} == {"too_short", "off_grid", "closed"}
    assert all(rule["message"] for rule in said["broken_rules"])
    assert said["earliest_free"] in said["alternatives"] or said["alternatives"] == []
    assert not Claim.objects.exists()


def test_a_period_without_a_rate_is_told_as_such(buyer, offer, body):
    offer.rates.update(valid_until=timezone.now().date() - timedelta(days=1))

    answer = buyer.post("bookings/", body())

    assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/problems/not-priced/")


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"starts_at": "2027-03-04T09:00:00"}, "starts_at", "naive"),
        ({"starts_at": "tomorrow"}, "starts_at", "invalid"),
        ({"starts_at": 1_800_000_000}, "starts_at", "invalid"),
        ({"starts_at": "2027-02-30T09:00:00Z"}, "starts_at", "invalid"),
        ({"ends_at": "1999-03-04T09:00:00Z"}, "ends_at", "far"),
        ({"ends_at": told(coming((8, 9)))["starts_at"]}, "ends_at", "backwards"),
        ({"ends_at": told(coming(days=120))["ends_at"]}, "ends_at", "too_long"),
        ({**told(coming(days=500))}, "ends_at", "far"),
        ({"units": "2"}, "units", "invalid"),
        ({"units": 2.0}, "units", "invalid"),
        ({"units": True}, "units", "invalid"),
        ({"units": 0}, "units", "min_value"),
        ({"quantity": 10**30}, "quantity", "max_value"),
        ({"offer": None}, "offer", "null"),
        ({"extras": "all"}, "extras", "not_a_list"),
        ({"extras": [7]}, "extras.0", "invalid"),
        ({"note": "x" * 2001}, "note", "max_length"),
        ({"note": "a\x00b"}, "note", "null_characters_not_allowed"),
        ({"unit": 1}, "unit", "unknown"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_value(buyer, body, changed, field, code):
    answer = buyer.post("bookings/", {**body(), **changed})

    said = answer.json()
    assert (answer.status_code, said["type"]) == (400, "/api/v1/problems/malformed/")
    (fault,) = said["errors"]
    assert (fault["field"], fault["code"]) == (field, code)
    assert fault["message"]
    assert "value" in fault
    assert not Booking.objects.exists()


def test_a_missing_member_is_named_and_what_would_do(buyer, body):
    sent = body()
    del sent["starts_at"], sent["offer"]

    said = buyer.post("bookings/", sent).json()

    assert [(fault["field"], fault["code"]) for fault in said["errors"]] == [
        ("starts_at", "required"),
        ("offer", "required"),
    ]
    assert "offset" in said["errors"][0]["accepted"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"resource": "no-such"}, "resource"), ({"offer": 10**9}, "offer"), ({"extras": ["1"]}, "extras.0")],
)
def test_what_is_not_there_is_named(buyer, body, changed, field):
    answer = buyer.post("bookings/", {**body(), **changed})

    said = answer.json()
    assert (answer.status_code, said["type"]) == (422, "/api/v1/problems/unknown-reference/")
    assert [fault["field"] for fault in said["errors"]] == [field]


def test_a_draft_of_another_firm_is_not_there(buyer, body, machine):
    machine.published_revision = None
    machine.save()

    said = buyer.post("bookings/", body()).json()

    assert [fault["field"] for fault in said["errors"]] == ["resource"]


def test_an_offer_that_was_retired_is_not_there(buyer, body, offer):
    offer.is_active = False
    offer.save()

    said = buyer.post("bookings/", body()).json()

    assert [fault["field"] for fault in said["errors"]] == ["offer"]


def test_a_provider_does_not_book_its_own_machine(machine, body):
    own = Caller(factories.member(machine.provider, Role.OWNER))

    answer = own.post("bookings/", body())

    assert (answer.status_code, answer.json()["type"]) == (403, "/api/v1/problems/own-resource/")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.SCHEDULER, Role.LISTER])
def test_a_member_without_the_role_is_refused(body, role):
    answer = Caller(factories.member(factories.organisation(), role)).post("bookings/", body())

    assert (answer.status_code, answer.json()["type"]) == (403, "/api/v1/problems/not-allowed/")
    assert not Booking.objects.exists()


def test_without_a_token_nothing_is_held(nobody, body):
    answer = nobody.post("bookings/", body())

    assert (answer.status_code, answer.json()["type"]) == (401, "/api/v1/problems/unauthenticated/")
    assert answer["WWW-Authenticate"].startswith("Bearer")
