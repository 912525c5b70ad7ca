"""Invoices and credit limits for programs."""

import pytest
from django.utils import timezone

from marketplace.accounts.enums import Role
from payments.models import CreditLimit, Invoice
from tests import factories
from tests.calling import Caller
from tests.capacity.views.stage import set_stage
from tests.payments.rules import lay_down_rules
from tests.payments.terms import invoiced

pytestmark = pytest.mark.django_db

GRANT = {
    "customer": "mingchuan",
    "currency": "CNY",
    "limit_minor": 5_000_000,
    "term_days": 45,
    "valid_from": "2026-01-01",
}


@pytest.fixture
def stage(settings):
    settings.PAYMENTS_BACKEND = "sandbox"
    lay_down_rules()
    return set_stage()


@pytest.fixture
def invoice(stage) -> Invoice:
    return invoiced(stage.hold(), stage.buyer, now=timezone.now())


def finance(firm) -> Caller:
    return Caller(factories.member(firm, Role.FINANCE))


def test_both_sides_read_the_same_invoice(stage, invoice):
    payer, payee = finance(invoice.customer), finance(invoice.provider)

    told = payer.get(f"invoices/{invoice.number}/").json()
    assert told == payee.get(f"invoices/{invoice.number}/").json()
    assert (told["number"], told["open"]["minor"], told["days_late"]) == (
        invoice.number,
        invoice.total_minor,
        0,
    )
    assert (told["allocations"], told["interest"]) == ([], [])
    listed = payer.get("invoices/").json()["results"]
    assert [each["number"] for each in listed] == [invoice.number]


def test_another_firm_finds_none(invoice):
    stranger = finance(factories.provider())

    assert stranger.get("invoices/").json()["results"] == []
    assert stranger.get(f"invoices/{invoice.number}/").status_code == 404


def test_a_limit_is_granted_once_listed_and_withdrawn(stage):
    caller = finance(stage.machine.provider)

    made = caller.post("credit_limits/", GRANT, key="once")
    again = caller.post("credit_limits/", GRANT, key="once")
    assert (made.status_code, again.json()) == (201, made.json())
    limit = CreditLimit.objects.get()
    assert (limit.provider, limit.term_days) == (stage.machine.provider, 45)

    (listed,) = caller.get("credit_limits/").json()["results"]
    assert (listed["id"], listed["used"], listed["limit"]["minor"]) == (limit.pk, 0, 5_000_000)
    gone = caller.post(f"credit_limits/{limit.pk}/withdraw/", key="gone")
    assert gone.json()["withdrawn_at"] is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer": "nobody"}, "customer"),
        ({"customer": "hengrui"}, "customer"),
        ({"late_basis_points": 1}, "late_basis_points"),
        ({"valid_until": "2025-01-01"}, "valid_until"),
        ({"limit_minor": 0}, "limit_minor"),
    ],
)
def test_what_cannot_be_granted_is_named_by_its_member(stage, change, field):
    refused = finance(stage.machine.provider).post("credit_limits/", GRANT | change)

    assert refused.status_code == 400
    assert [fault["field"] for fault in refused.json()["errors"]] == [field]


def test_where_payments_are_off_there_is_nothing(stage, settings):
    settings.PAYMENTS_BACKEND = "off"

    assert finance(stage.machine.provider).get("invoices/").status_code == 404


def test_a_program_orders_on_terms_within_the_limit_and_is_told_when_not(stage):
    booking, caller = stage.hold(), Caller(stage.buyer)
    refused = caller.post(f"bookings/{booking.reference}/on_terms/", {})
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "Hengrui Precision has not granted your firm a credit limit.",
    )

    finance(stage.machine.provider).post("credit_limits/", GRANT)
    agreed = caller.post(f"bookings/{booking.reference}/on_terms/", {"message": "TC4"})
    assert agreed.status_code == 201
    assert (agreed.json()["state"], agreed.json()["term_days"]) == ("requested", 45)
