"""Giving up, writing off and making good for programs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import JournalKind
from payments.ledger import postings
from payments.models import Invoice, WriteOff
from payments.operations.posting import post
from tests import factories
from tests.calling import Caller
from tests.capacity.views.stage import set_stage
from tests.payments.terms import invoiced

pytestmark = pytest.mark.django_db

PART = {"amount_minor": 10_000, "reason": "The customer is insolvent."}


@pytest.fixture
def invoice(settings) -> Invoice:
    """Overdue by 181 days."""
    settings.PAYMENTS_BACKEND = "sandbox"
    settings.FOUR_EYES_ABOVE = {"CNY": 1_000}
    stage = set_stage()
    made = invoiced(stage.hold(), stage.buyer, now=timezone.now())
    today = timezone.localdate()
    made.accepted_on, made.due_on = today - timedelta(days=211), today - timedelta(days=181)
    made.save()
    return made


def finance(firm) -> Caller:
    return Caller(factories.member(firm, Role.FINANCE))


def operator() -> Caller:
    person = factories.user(is_operator=True)
    return Caller(factories.member(factories.organisation(), Role.VIEWER, person=person))


def test_a_provider_gives_up_once_for_each_key_and_both_sides_read_it(invoice):
    payee, address = finance(invoice.provider), f"invoices/{invoice.number}/give_up/"

    made = payee.post(address, PART, key="once")
    again = payee.post(address, PART, key="once")
    assert (made.status_code, again.json(), WriteOff.objects.count()) == (200, made.json(), 1)
    assert (made.json()["bearer"], made.json()["amount"]["minor"], made.json()["credit_note"]) == (
        "provider",
        10_000,
        f"{invoice.number}-C1",
    )
    told = finance(invoice.customer).get(f"invoices/{invoice.number}/").json()
    assert (told["open"]["minor"], told["borne"]["minor"]) == (invoice.total_minor - 10_000, 0)
    assert [each["reason"] for each in told["write_offs"]] == [PART["reason"]]


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"amount_minor": 10**9, "reason": "x"}, 422), ({"amount_minor": 1}, 400), ({"reason": "x"}, 400)],
)
def test_what_cannot_be_given_up_is_refused(invoice, sent, status):
    answer = finance(invoice.provider).post(f"invoices/{invoice.number}/give_up/", sent)

    assert (answer.status_code, WriteOff.objects.count()) == (status, 0)


def test_the_customer_gives_up_nothing(invoice):
    answer = finance(invoice.customer).post(f"invoices/{invoice.number}/give_up/", PART)

    assert (answer.status_code, answer.json()["type"]) == (403, "/api/v1/problems/not-allowed/")


def test_up_to_the_limit_one_operator_writes_off_and_its_money_makes_good(invoice):
    caller = operator()
    told = caller.post(f"desk/invoices/{invoice.number}/write_off/", PART).json()
    assert (told["bearer"], told["is_confirmed"], told["needs_second"]) == ("marketplace", True, False)

    put = {"amount_minor": 4_000}
    refused = caller.post(f"desk/invoices/{invoice.number}/recover/", put)
    assert (refused.status_code, refused.json()["detail"]) == (422, "At most ¥0.00 can be put to it.")
    rows = postings.bank_money_received(customer_id=invoice.customer_id, amount=Money(5_000, "CNY"))
    post(JournalKind.BANK_RECEIPT, "line 1", rows, now=timezone.now())
    back = caller.post(f"desk/invoices/{invoice.number}/recover/", put).json()
    assert (back["amount"]["minor"], back["borne"]["minor"]) == (4_000, 6_000)


def test_above_it_a_second_one_confirms(invoice):
    first, second = operator(), operator()
    whole = PART | {"amount_minor": invoice.total_minor}
    made = first.post(f"desk/invoices/{invoice.number}/write_off/", whole).json()
    assert (made["is_confirmed"], made["needs_second"]) == (None, True)
    assert finance(invoice.provider).get(f"invoices/{invoice.number}/").json()["write_offs"] == []
    assert first.post(f"desk/invoices/{invoice.number}/write_off/", whole).status_code == 409
    (waiting,) = second.get("desk/write_offs/").json()["results"]
    assert (waiting["id"], waiting["invoice"]) == (made["id"], invoice.number)

    answer_at = f"desk/write_offs/{made['id']}/answer/"
    assert first.post(answer_at, {"is_confirmed": True}).status_code == 403
    assert second.post(answer_at, {"is_confirmed": True}).json()["is_confirmed"] is True
    assert second.post(answer_at, {"is_confirmed": True}).status_code == 409
    told = finance(invoice.provider).get(f"invoices/{invoice.number}/").json()
    assert (told["open"]["minor"], told["borne"]["minor"]) == (0, invoice.total_minor)
    assert second.get("desk/write_offs/").json()["results"] == []


def test_before_its_time_it_is_refused(invoice):
    Invoice.objects.update(due_on=invoice.due_on + timedelta(days=1))

    answer = operator().post(f"desk/invoices/{invoice.number}/write_off/", PART)
    assert (answer.status_code, WriteOff.objects.count()) == (409, 0)


def test_to_the_two_sides_there_is_no_desk(invoice):
    for firm in (invoice.customer, invoice.provider):
        caller = finance(firm)
        asked = [
            caller.get("desk/write_offs/"),
            caller.post(f"desk/invoices/{invoice.number}/write_off/", PART),
            caller.post(f"desk/invoices/{invoice.number}/recover/", {"amount_minor": 1}),
            caller.post("desk/write_offs/1/answer/", {"is_confirmed": True}),
        ]
        assert {each.status_code for each in asked} == {404}
