"""Ordering on terms at the checkout, and the way from there to a paid invoice on both sides' pages."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import JournalKind
from payments.gateway import gateway
from payments.ledger import postings
from payments.models import Invoice
from payments.operations.advancing import advance
from payments.operations.invoicing.allocating import pay_invoices
from payments.operations.invoicing.credit import Grant, grant_limit
from payments.operations.posting import post
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.till import Till

pytestmark = pytest.mark.django_db


def grant(till: Till, yuan: int = 5_000, **terms):
    now = timezone.now()
    given = Grant(limit=Money(yuan * 100, "CNY"), valid_from=timezone.localdate(now), **terms)
    finance = factories.member(till.booking.provider, Role.FINANCE)
    return grant_limit(
        customer=till.booking.customer, provider=till.booking.provider, grant=given, by=finance, now=now
    )


def test_with_a_limit_terms_are_offered_with_term_and_what_is_free(till: Till):
    grant(till, term_days=45)

    told = words(till.get())

    assert "An invoice after you accept, due within 45 days; ¥5,000.00 of your limit are free" in told
    assert "Order on terms and send request" in told


def test_ordered_on_terms_the_request_is_sent_at_once_and_nothing_is_asked_of_the_gateway(till: Till):
    grant(till, term_days=45)

    response = till.begin("net_terms", message="请尽快")

    assert response["Location"] == till.booking.get_absolute_url()
    assert till.state == "requested"
    assert (till.plan.state, till.plan.operations.count()) == ("on_terms", 0)
    told = words(till.booking_page(till.stage.buyer))
    assert "Due on terms ¥1,717.60 On terms: the invoice comes with acceptance" in told


def test_without_enough_of_a_limit_it_is_refused_and_can_be_paid_now(till: Till):
    grant(till, 1_000)

    response = till.begin("net_terms")

    assert response.status_code == 422
    assert "Of your limit of ¥1,000.00 ¥1,000.00 are free, and this costs more." in words(response)
    assert till.state == "held"
    assert till.begin("card_hold").status_code == 302


def test_what_was_paid_on_a_page_opened_before_goes_back(till: Till):
    grant(till)
    till.begin("card_hold")
    page = till.page
    till.begin("net_terms")
    till.pay(page=page)
    take_over(till)

    assert (till.state, till.plan.state, till.plan.payment_ref) == ("requested", "on_terms", "")
    assert list(till.plan.operations.values_list("kind", "state").order_by("kind")) == [
        ("checkout", "done"),
        ("release", "done"),
    ]


def test_used_and_accepted_it_is_invoiced_on_both_sides_pages_and_paid_by_allocation(till: Till):
    grant(till, term_days=45)
    till.begin("net_terms")
    till.complete()
    take_over(till)
    invoice = Invoice.objects.get()
    payer = till.browser(factories.member(till.booking.customer, Role.FINANCE))
    payee = till.browser(factories.member(till.booking.provider, Role.FINANCE))

    assert f"{invoice.number}" in words(payer.get("/invoices/"))
    assert "Owed by Not due yet" in words(payee.get("/workshop/invoices/"))
    page = words(payer.get(invoice.get_absolute_url()))
    assert "To pay ¥1,717.60" in page
    assert "Agreed: 45 days after acceptance." in page
    assert f"Give {invoice.number} as the reference of the transfer." in page
    assert invoice.number in words(till.booking_page(factories.operator()))
    assert "On terms: it is invoiced." in words(till.booking_page(till.stage.scheduler))

    receive_and_pay(till)
    assert "To pay ¥0.00" in words(payee.get(invoice.get_absolute_url()))
    assert invoice.number in words(payer.get("/invoices/?tab=paid"))
    assert "Paid ¥1,717.60" in words(till.booking_page(till.stage.buyer))


def test_paid_late_the_provider_sees_the_interest_with_what_it_receives(till: Till):
    grant(till, term_days=45, late_basis_points=1_000)
    till.begin("net_terms")
    till.complete()
    take_over(till)
    invoice = Invoice.objects.get()
    finance = factories.member(till.booking.provider, Role.FINANCE)
    came = timezone.now() + (invoice.due_on - timezone.localdate()) + timedelta(days=73)
    receive_and_pay(till, now=came)

    receive_and_pay(till, Money(34_35, "CNY"), now=came + timedelta(days=1))

    assert "Interest for late payment 34.35 You receive ¥1,666.07" in words(till.booking_page(finance))
    earned = words(till.browser(finance).get("/workshop/earnings/?tab=earned"))
    assert "1,717.60 85.88 ¥1,666.07 with ¥34.35 of interest Pending" in earned


def receive_and_pay(till: Till, money: Money | None = None, *, now: datetime | None = None) -> None:
    money, now = money or till.booking.total, now or timezone.now()
    ref = f"line of {money.minor}"
    post(
        JournalKind.BANK_RECEIPT,
        ref,
        postings.bank_money_received(customer_id=till.booking.customer_id, amount=money),
        now=now,
    )
    pay_invoices(till.booking.customer, money, now, ref=ref)
    take_over(till, now)


def take_over(till: Till, now: datetime | None = None) -> None:
    """The job that follows."""
    advance(till.plan.pk, gateway(), clock=lambda: now or timezone.now())
