"""What a firm was paid, for the programs of its finance people."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone

from marketplace.accounts.enums import Role
from payments.models import Journal
from payments.operations.posting import reverse
from tests import factories
from tests.calling import Caller
from tests.payments.posted import Told, new_booking

pytestmark = pytest.mark.django_db


@dataclass
class Earned:
    told: Told
    sent: Journal

    @property
    def reference(self) -> str:
        return self.told.booking.reference

    def caller(self, *roles: Role) -> Caller:
        return Caller(factories.member(self.told.booking.provider, *roles))


@pytest.fixture
def earned(settings) -> Earned:
    """¥900 of which the marketplace keeps ¥45, and ¥500 sent."""
    settings.PAYMENTS_BACKEND = "sandbox"
    told, now = Told(new_booking()), timezone.now()
    with transaction.atomic():
        told.capture(100_000, now=now)
        told.settle(90_000, commission=4_500, now=now)
        return Earned(told, told.transfer(50_000, now=now))


def test_payouts_name_their_booking_and_what_came_back(earned):
    finance = earned.caller(Role.FINANCE)
    (sent,) = finance.get("payouts/").json()["results"]
    assert (sent["booking"], sent["kind"]) == (earned.reference, "transfer")
    assert sent["amount"] == {"minor": 50_000, "currency": "CNY", "text": "¥500.00"}

    with transaction.atomic():
        reverse(earned.sent, "bank_line_1", timezone.now())
    told = [(row["kind"], row["amount"]["minor"]) for row in finance.get("payouts/").json()["results"]]
    assert told == [("reversal", -50_000), ("transfer", 50_000)]


def test_a_statement_goes_from_one_balance_to_the_other(earned):
    told = earned.caller(Role.FINANCE).get("statement/").json()

    assert (told["month"], told["currency"]) == (f"{timezone.localdate():%Y-%m}", "CNY")
    assert (told["opening"]["minor"], told["closing"]["minor"]) == (0, 35_500)
    rows = [
        (row["text"], row["booking"], row["amount"]["minor"], row["balance"]["minor"]) for row in told["rows"]
    ]
    assert rows == [
        ("Use settled", earned.reference, 85_500, 85_500),
        ("Paid out to the provider", earned.reference, -50_000, 35_500),
    ]


@pytest.mark.parametrize(
    ("asked", "field"), [({"month": "2020-01"}, "month"), ({"currency": "EUR"}, "currency")]
)
def test_what_there_is_no_statement_of_is_refused_by_name(earned, asked, field):
    refused = earned.caller(Role.FINANCE).get("statement/", asked)

    assert [fault["field"] for fault in refused.json()["errors"]] == [field]


@pytest.mark.parametrize("path", ["payouts/", "statement/"])
def test_it_is_for_finance_people_of_the_firm_alone(earned, path):
    refused = earned.caller(Role.SCHEDULER).get(path)
    assert refused.json()["type"] == "/api/v1/problems/not-allowed/"

    other = Caller(factories.member(factories.provider(), Role.FINANCE)).get(path).json()
    assert other.get("results", other.get("rows")) == []
