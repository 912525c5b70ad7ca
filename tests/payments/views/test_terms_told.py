"""What a buyer on terms is told of price, due date and interest, before ordering and while it is owed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from capacity.operations import answers, changes
from marketplace.accounts.enums import Role
from payments.models import Invoice, PaymentPlan
from tests import factories
from tests.capacity.views.reading import words
from tests.payments.till import Till
from tests.payments.views.test_terms_checkout import grant, take_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(till: Till) -> Till:
    grant(till, term_days=45, late_basis_points=1_000)
    till.begin("net_terms")
    return till


def overdue(till: Till, days: int = 10) -> Invoice:
    """Used, invoiced, and not paid in time."""
    till.complete()
    take_over(till)
    invoice = Invoice.objects.get()
    invoice.due_on = timezone.localdate() - timedelta(days=days)
    invoice.accepted_on = invoice.due_on
    invoice.save()
    return invoice


@pytest.mark.parametrize(
    ("agreed", "told"),
    [
        ({}, "Paid late it costs interest: 0.05% of the amount for each day of delay"),
        (
            {"late_basis_points": 1_000},
            "Paid late it costs interest: 10.00% a year, for each day of delay",
        ),
    ],
)
def test_what_being_late_costs_is_told_before_anything_is_ordered(till: Till, agreed, told):
    customer = till.booking.customer
    customer.size_class = "large"
    customer.save()
    till.booking.customer_class = "large"
    till.booking.save()
    grant(till, term_days=45, **agreed)

    assert told in words(till.get())


def test_where_nothing_was_agreed_and_no_rule_binds_no_rate_is_told(till: Till):
    grant(till, term_days=45)

    told = words(till.get())

    assert "of your limit are free" in told
    assert "Paid late" not in told


def test_the_booking_tells_it_too(ordered: Till):
    told = words(ordered.booking_page(ordered.stage.buyer))

    assert "due within 45 days. Paid late it costs interest: 10.00% a year, for each day of delay." in told


def test_a_dearer_booking_is_told_at_its_new_price(ordered: Till):
    answers.accept(booking=ordered.fresh(), by=ordered.stage.scheduler, now=timezone.now())
    longer = ordered.booking.period.ends_at + timedelta(hours=1)
    changes.extend(booking=ordered.fresh(), by=ordered.stage.buyer, now=timezone.now(), ends_at=longer)

    assert "Due on terms ¥2,147.00 On terms:" in words(ordered.booking_page(ordered.stage.buyer))


def test_late_it_is_overdue_with_the_interest_so_far(ordered: Till):
    overdue(ordered)

    told = words(ordered.booking_page(ordered.stage.buyer))

    assert "Payment Overdue ¥1,717.60 On terms: it is invoiced." in told
    assert "¥1,722.31 is owed today, ¥4.71 of it as interest for late payment." in told


def test_of_what_was_taken_back_the_interest_is_owed_still(ordered: Till):
    invoice = overdue(ordered)
    invoice.open_minor, invoice.interest_minor = 0, 4_71
    invoice.save()
    PaymentPlan.objects.update(state="cancelled")

    told = words(ordered.booking_page(ordered.stage.buyer))

    assert "nothing is owed" not in told
    assert "Payment Overdue ¥4.71" in told
    assert "¥4.71 is owed today, ¥4.71 of it as interest for late payment." in told


def test_cancelling_on_terms_tells_what_is_owed_and_promises_nothing_back(ordered: Till):
    answers.accept(booking=ordered.fresh(), by=ordered.stage.scheduler, now=timezone.now())
    told = words(ordered.booking_page(ordered.stage.buyer))
    assert "Cancel now and owe nothing" in told
    assert "Cancel and owe nothing" in told
    assert "If you cancel before Falls away" in told

    soon = ordered.booking.period.starts_at - timedelta(hours=30)
    changes.cancel(booking=ordered.fresh(), by=ordered.stage.buyer, now=soon, reason_code="order_lost")

    told = words(ordered.booking_page(ordered.stage.buyer))
    assert "pays ¥858.80 of ¥1,717.60." in told
    assert "¥858.80 of the price falls away" in told
    assert " back" not in told


def test_a_phones_list_of_invoices_tells_arrears_and_interest(ordered: Till):
    overdue(ordered)
    finance = factories.member(ordered.booking.customer, Role.FINANCE)

    told = words(ordered.browser(finance).get("/invoices/"))

    assert "10 days late with ¥4.71 of interest to today" in told
