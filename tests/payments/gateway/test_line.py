"""What the errors of the line mean to us, and what becomes of a request that was lost on the way."""

import pytest
import stripe
from django.db import transaction
from pytest_django import Settings

from payments.gateway import Refused, Unknown, gateway
from payments.gateway.line import meant_by
from payments.sandbox.faults import Fault, drawn, requests
from tests.payments.sandboxed import BEGIN, Desk, yuan


@pytest.mark.parametrize(
    ("fault", "code", "done"),
    [
        (Fault.LOST, "no_answer", 0),
        (Fault.UNANSWERED, "no_answer", 1),
        (Fault.IN_USE, "idempotency_key_in_use", 0),
        (Fault.TOO_MANY, "rate_limit", 0),
        (Fault.FAILED, "api_error", 0),
    ],
)
def test_what_nobody_knows_is_unknown(desk: Desk, fault: Fault, code: str, done: int) -> None:
    paid = desk.paid()
    desk.faults.requests.append(fault)

    with pytest.raises(Unknown) as unknown:
        desk.gateway().refunds.make(key="k", payment_id=paid.id, amount=yuan(1), metadata={})

    assert (unknown.value.code, unknown.value.is_final) == (code, False)
    assert desk.kept("refund") == done


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.UNANSWERED, Fault.IN_USE, Fault.TOO_MANY])
def test_asking_again_under_the_same_key_does_it_once(desk: Desk, fault: Fault) -> None:
    paid = desk.paid()
    desk.faults = requests(fault)
    refunds = desk.gateway().refunds
    with pytest.raises(Unknown):
        refunds.make(key="k", payment_id=paid.id, amount=yuan(1), metadata={})

    made = refunds.make(key="k", payment_id=paid.id, amount=yuan(1), metadata={})

    assert refunds.of_payment(paid.id) == [made]


def test_a_failure_of_stripes_own_stays_under_its_key(desk: Desk) -> None:
    paid = desk.paid()
    desk.faults = requests(Fault.FAILED)
    refunds = desk.gateway().refunds
    with pytest.raises(Unknown):
        refunds.make(key="k", payment_id=paid.id, amount=yuan(1), metadata={})

    with pytest.raises(Unknown) as unknown:
        refunds.make(key="k", payment_id=paid.id, amount=yuan(1), metadata={})

    assert unknown.value.is_final
    assert refunds.of_operation("k", since=BEGIN) == []
    assert refunds.make(key="k2", payment_id=paid.id, amount=yuan(1), metadata={}).status == "succeeded"


def test_what_was_done_unheard_is_found_by_its_operation(desk: Desk) -> None:
    paid = desk.paid()
    desk.faults = requests(Fault.UNANSWERED)
    refunds = desk.gateway().refunds
    with pytest.raises(Unknown):
        refunds.make(key="k", payment_id=paid.id, amount=yuan(1), metadata={})

    (found,) = refunds.of_operation("k", since=BEGIN)

    assert found.amount == yuan(1)


def test_what_the_sandbox_does_not_simulate_is_for_an_operator(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal, desk.gateway().accounts._line.asking() as client:
        client.v1.invoices.create({"customer": "cus_1"})

    assert (refusal.value.code, refusal.value.status) == ("sandbox_not_simulated", 501)


def test_the_same_key_for_another_request_is_for_an_operator(desk: Desk) -> None:
    paid, refunds = desk.paid(), desk.gateway().refunds
    refunds.make(key="k", payment_id=paid.id, amount=yuan(1), metadata={})

    with pytest.raises(Refused) as refusal:
        refunds.make(key="k", payment_id=paid.id, amount=yuan(2), metadata={})

    assert refusal.value.code == "idempotency_key_mismatch"


@pytest.mark.parametrize("status", [409, 429, 500, 502, 503])
def test_statuses_of_a_busy_server_are_unknown(status: int) -> None:
    assert isinstance(meant_by(stripe.APIError("?", http_status=status)), Unknown)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 501])
def test_statuses_of_a_wrong_request_are_refusals(status: int) -> None:
    assert isinstance(meant_by(stripe.APIError("?", http_status=status)), Refused)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("backend", ["sandbox", "stripe"])
def test_nothing_is_asked_while_a_transaction_is_open(settings: Settings, backend: str) -> None:
    settings.PAYMENTS_BACKEND, settings.STRIPE_SECRET_KEY = backend, "sk_test_1"

    with pytest.raises(RuntimeError), transaction.atomic():
        gateway().books.balance()


def test_faults_by_lot_are_the_same_from_the_same_seed() -> None:
    one, two = drawn(7, 50), drawn(7, 50)

    told = [one.next_request() for _ in range(200)]

    assert told == [two.next_request() for _ in range(200)]
    assert set(told) == {None, *Fault}
    one.stop()
    assert one.next_request() is None
