import pytest
from django.db import transaction
from pytest_django import Settings

from tests.payments.sandboxed import Desk


@pytest.mark.django_db(transaction=True)
def test_the_sandbox_is_not_asked_in_a_transaction_as_it_commits_by_itself(settings: Settings) -> None:
    settings.PAYMENTS_BACKEND = "sandbox"
    desk = Desk()

    with pytest.raises(RuntimeError), transaction.atomic():
        desk.ask("POST", "/v1/customers", "name=A")

    assert desk.kept("customer") == 0


def test_every_answer_has_a_number_of_its_own(desk: Desk) -> None:
    numbers = [desk.ask("GET", path).headers["request-id"] for path in ("/v1/balance", "/v1/nothing")]

    assert len(set(numbers)) == 2
    assert all(number.startswith("req_") for number in numbers)
