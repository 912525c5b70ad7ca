"""Writes under an Idempotency-Key: repeated, doubled, and cut off by a killed process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import timezone

from capacity.models import Booking, BookingStep, Resource
from capacity.operations import invariants
from marketplace.accounts.enums import Role
from marketplace.accounts.models import IdempotentRequest
from marketplace.variables import CHECKOUT
from tests import factories
from tests.calling import API, Caller, coming
from tests.racing import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "order-4711"


def test_the_same_request_gets_the_first_answer_again(buyer, body):
    first = buyer.post("bookings/", body(), key=KEY)
    again = buyer.post("bookings/", body(), key=KEY)

    assert again.status_code == first.status_code == 201
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert again["ETag"] == first["ETag"]
    assert again["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first
    assert Booking.objects.count() == 1


def test_the_order_of_members_does_not_make_another_request(buyer, body):
    first = buyer.post("bookings/", body(), key=KEY)
    again = buyer.post("bookings/", dict(reversed(body().items())), key=KEY)

    assert again.json() == first.json()


def test_the_same_key_for_something_else_is_refused(buyer, body):
    buyer.post("bookings/", body(), key=KEY)

    answer = buyer.post("bookings/", body(note="other"), key=KEY)

    assert (answer.status_code, answer.json()["type"]) == (422, "/api/v1/problems/key-reused/")
    assert Booking.objects.count() == 1


def test_the_same_key_for_another_address_is_refused(buyer, body):
    reference = buyer.post("bookings/", body(), key=KEY).json()["id"]

    answer = buyer.post(f"bookings/{reference}/withdraw/", {}, key=KEY)

    assert answer.json()["type"] == "/api/v1/problems/key-reused/"
    assert Booking.objects.get().state == "held"


def test_a_key_is_its_members_own(buyer, body):
    other = Caller(factories.member(factories.organisation(), Role.BUYER))

    first = buyer.post("bookings/", body(coming((9, 12))), key=KEY)
    second = other.post("bookings/", body(coming((13, 16))), key=KEY)

    assert first.json()["id"] != second.json()["id"]


def test_a_refusal_is_not_kept_so_that_it_may_pass_later(buyer, stranger, body):
    blocking = stranger.post("bookings/", body()).json()["id"]
    refused = buyer.post("bookings/", body(), key=KEY)
    stranger.post(f"bookings/{blocking}/withdraw/", {})

    passed = buyer.post("bookings/", body(), key=KEY)

    assert (refused.status_code, passed.status_code) == (409, 201)
    assert IdempotentRequest.objects.count() == 1


def test_a_step_is_taken_once(buyer, body):
    reference = buyer.post("bookings/", body()).json()["id"]

    answers = [buyer.post(f"bookings/{reference}/request/", {}, key=KEY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert BookingStep.objects.filter(step="request").count() == 1


@pytest.mark.parametrize("key", ["two words", "k" * 201, "schlüssel", "\t"])
def test_a_key_that_is_none_is_named(buyer, body, key):
    answer = buyer.post("bookings/", body(), key=key)

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == ["Idempotency-Key"]
    assert not Booking.objects.exists()


def test_of_ten_at_once_one_is_carried_out_and_all_get_its_answer(buyer, body):
    sent = body()

    outcomes = all_at_once([lambda: _told(buyer.post("bookings/", sent, key=KEY))] * 10)

    assert set(outcomes) == {f"201 {Booking.objects.get().reference}"}


def test_of_two_different_requests_at_once_one_keeps_the_key(buyer, body):
    bodies = [body(coming((9, 12))), body(coming((14, 17)))]

    outcomes = all_at_once(
        [lambda sent=sent: _told(buyer.post("bookings/", sent, key=KEY)) for sent in bodies]
    )

    assert sorted(outcomes) == [f"201 {Booking.objects.get().reference}", "422 key-reused"]


def _told(answer):
    said = answer.json()
    return f"{answer.status_code} {said['id'] if 'id' in said else said['type'].split('/')[-2]}"


def test_a_twin_that_is_not_answered_in_time_says_when_to_ask_again(buyer, customer, body, settings):
    settings.API_PATIENCE = "50ms"
    with transaction.atomic():
        IdempotentRequest.objects.create(membership=customer.membership, key=KEY, fingerprint="")
        (outcome,) = all_at_once([lambda: _retry(buyer.post("bookings/", body(), key=KEY))])

    assert outcome == "409 in-progress 1"


def test_a_resource_that_others_keep_locked_is_busy(buyer, body, machine, settings):
    settings.API_PATIENCE = "50ms"
    with transaction.atomic():
        Resource.objects.select_for_update().get(pk=machine.pk)
        (outcome,) = all_at_once([lambda: _retry(buyer.post("bookings/", body(), key=KEY))])

    assert outcome == "503 busy 1"
    assert not IdempotentRequest.objects.exists()


def _retry(answer):
    return f"{_told(answer)} {answer['Retry-After']}"


@contextmanager
def a_process_that_asks(caller, sent):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.racing_settings",
        "RACE_DATABASE": connection.settings_dict["NAME"],
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.calling_process"],
        cwd=CHECKOUT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
    )
    process.stdin.write(
        json.dumps(
            {"path": f"{API}bookings/", "body": sent, "headers": {**caller.headers, "Idempotency-Key": KEY}}
        )
    )
    process.stdin.close()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_an_answer_that_was_lost_is_given_again(buyer, body):
    with a_process_that_asks(buyer, body()) as process:
        assert process.wait() == -signal.SIGKILL
    booked = Booking.objects.get()

    again = buyer.post("bookings/", body(), key=KEY)

    assert (again.status_code, again.json()["id"]) == (201, booked.reference)
    assert Booking.objects.count() == 1


def test_a_process_killed_before_its_commit_leaves_neither_effect_nor_answer(buyer, body, machine):
    with transaction.atomic():
        Resource.objects.select_for_update().get(pk=machine.pk)
        with a_process_that_asks(buyer, body()) as process:
            _until_it_waits(process)
            process.kill()
            process.wait()

    again = buyer.post("bookings/", body(), key=KEY)

    assert again.status_code == 201
    assert [each.reference for each in Booking.objects.all()] == [again.json()["id"]]
    assert IdempotentRequest.objects.get().status == 201
    assert list(invariants.claims_apart(timezone.now())) == []


def _until_it_waits(process):
    with connection.cursor() as cursor:
        while process.poll() is None:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    pytest.fail(f"The process ended with {process.returncode} instead of waiting.")
