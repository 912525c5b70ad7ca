"""Idempotency: the same key gives the same answer, and never a second object."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from pytest_django import Settings

from payments.sandbox.rows import SandboxObject
from tests.payments.sandboxed import Desk

CUSTOMER = ("POST", "/v1/customers", "name=A")
INTENT = "amount=1000&currency=cny&confirm=true&off_session=true&payment_method="


def test_the_same_request_is_answered_the_same_and_done_once(desk: Desk) -> None:
    first = desk.ask(*CUSTOMER, idempotency_key="k")

    again = desk.ask(*CUSTOMER, idempotency_key="k")

    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert desk.kept("customer") == 1


@pytest.mark.parametrize("other", [("POST", "/v1/customers", "name=B"), ("POST", "/v1/customers", "")])
def test_another_request_under_the_key_is_refused(desk: Desk, other: tuple[str, str, str]) -> None:
    desk.ask(*CUSTOMER, idempotency_key="k")

    given = desk.ask(*other, idempotency_key="k")

    assert (given.status, given.body["error"]["type"]) == (400, "idempotency_error")
    assert desk.kept("customer") == 1


def test_another_route_under_the_key_is_refused(desk: Desk) -> None:
    desk.ask(*CUSTOMER, idempotency_key="k")

    given = desk.ask("POST", "/v1/payment_intents", INTENT + "pm_card_visa", idempotency_key="k")

    assert given.body["error"]["type"] == "idempotency_error"
    assert desk.kept("payment_intent") == 0


def test_a_key_counts_in_its_account_alone(desk: Desk) -> None:
    firm = desk.firm()
    desk.ask(*CUSTOMER, idempotency_key="k")

    desk.ask(*CUSTOMER, idempotency_key="k", stripe_account=firm.id)

    assert desk.kept("customer") == 2


def test_a_key_is_forgotten_after_a_day_and_the_request_done_again(desk: Desk) -> None:
    desk.ask(*CUSTOMER, idempotency_key="k")
    desk.after(hours=23, minutes=59, seconds=59)
    desk.ask(*CUSTOMER, idempotency_key="k")
    assert desk.kept("customer") == 1

    desk.after(seconds=1)
    desk.ask(*CUSTOMER, idempotency_key="k")

    assert desk.kept("customer") == 2


def test_a_decline_is_answered_again_and_not_tried_again(desk: Desk) -> None:
    declined = ("POST", "/v1/payment_intents", INTENT + "pm_card_chargeDeclined")
    first = desk.ask(*declined, idempotency_key="k")

    again = desk.ask(*declined, idempotency_key="k")

    assert (first.status, again.status, again.body) == (402, 402, first.body)
    assert desk.kept("charge") == 1


def test_what_was_refused_after_it_began_is_refused_again(desk: Desk) -> None:
    payment = desk.held()
    path = f"/v1/payment_intents/{payment.id}/capture"
    desk.ask("POST", path, "amount_to_capture=9999999", idempotency_key="k")

    again = desk.ask("POST", path, "amount_to_capture=9999999", idempotency_key="k")

    assert (again.status, again.headers["idempotent-replayed"]) == (400, "true")


def test_what_was_refused_before_it_began_leaves_the_key_free(desk: Desk) -> None:
    desk.ask("POST", "/v1/customers", "colour=red", idempotency_key="k")

    assert desk.ask(*CUSTOMER, idempotency_key="k").status == 200


def test_reading_takes_no_key(desk: Desk) -> None:
    desk.ask("GET", "/v1/balance", idempotency_key="k")

    assert desk.ask(*CUSTOMER, idempotency_key="k").status == 200


def test_a_key_may_be_too_long(desk: Desk) -> None:
    given = desk.ask(*CUSTOMER, idempotency_key="k" * 256)

    assert (given.status, given.body["error"]["code"]) == (400, "idempotency_key_too_long")


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_under_one_key_one_is_done(settings: Settings) -> None:
    settings.PAYMENTS_BACKEND = "sandbox"
    desk, barrier = Desk(), Barrier(8)

    def attempt(_: int) -> tuple[int, str]:
        try:
            barrier.wait()
            given = desk.ask(*CUSTOMER, idempotency_key="k")
            return given.status, given.body.get("error", {}).get("code", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(attempt, range(8)))

    assert told <= {(200, ""), (409, "idempotency_key_in_use")}
    assert (200, "") in told
    assert SandboxObject.objects.filter(kind="customer").count() == 1
