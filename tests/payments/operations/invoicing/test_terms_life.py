"""A booking that is paid later, beside its life: from the limit to the money, and every way out."""

from datetime import timedelta

import pytest
from django.db import transaction

from capacity.enums import BookingState
from capacity.operations import answers
from marketplace.accounts.enums import SizeClass
from marketplace.money import Money
from payments.enums import AccountKind, PaymentState
from payments.models import Allocation, CreditNote, Invoice, PaymentPlan
from payments.operations.invariants import violations
from payments.operations.invoicing.invariants import broken_invoices
from payments.operations.owing import Owed
from payments.operations.terms_settling import settle_on_terms
from tests.payments.terms import TermsDeal, fresh

pytestmark = pytest.mark.django_db


def settle(deal: TermsDeal, booking, sure: int, open_minor: int = 0) -> None:
    """As the lines of a bill are decided."""
    with transaction.atomic():
        plan = PaymentPlan.objects.select_for_update().get(booking=booking)
        owed = Owed(Money(sure, "CNY"), Money(open_minor, "CNY"))
        settle_on_terms(plan, fresh(booking), owed, now=deal.now)


def test_a_limit_is_granted_used_invoiced_and_paid(deal: TermsDeal):
    deal.grant(term_days=45)
    booking = deal.request()
    assert booking.state == BookingState.REQUESTED

    booking = deal.use(answers.accept(booking=booking, by=deal.provider, now=deal.now))
    invoice = Invoice.objects.get()
    assert (invoice.total, invoice.outstanding) == (booking.total, booking.total)
    assert (invoice.due_on - invoice.accepted_on).days == 45
    assert deal.stands(AccountKind.RECEIVABLE) == booking.total_minor
    assert deal.stands(AccountKind.PAYABLE) == 0

    deal.pay(booking.total_minor)
    invoice.refresh_from_db()
    commission = round(booking.total_minor * 5 / 100)
    assert (invoice.open_minor, invoice.paid_at) == (0, deal.now)
    assert PaymentPlan.objects.get().state == PaymentState.CAPTURED
    assert deal.stands(AccountKind.RECEIVABLE) == 0
    assert deal.stands(AccountKind.PAYABLE) == commission - booking.total_minor
    assert deal.stands(AccountKind.CLEARING, booking) == 0
    assert [*violations(), *broken_invoices()] == []


def test_declined_nothing_is_owed_and_the_limit_is_free_again(deal: TermsDeal):
    deal.grant()
    booking = deal.request()
    answers.decline(booking=booking, by=deal.provider, now=deal.now, reason_code="other")
    deal.advance(booking)

    assert PaymentPlan.objects.get().state == PaymentState.CANCELLED
    assert not Invoice.objects.exists()


def test_cancelled_late_the_fee_alone_is_invoiced(deal: TermsDeal):
    deal.grant()
    booking = deal.confirm()
    deal.now = booking.period.starts_at - timedelta(hours=30)
    booking = deal.cancel(booking)

    invoice = Invoice.objects.get()
    assert invoice.total_minor == booking.total_minor - booking.refund_minor > 0
    assert invoice.tax_minor == round(booking.tax_minor / 2)
    assert invoice.lines == []
    assert [*violations(), *broken_invoices()] == []


def test_what_is_not_disputed_is_invoiced_at_once_and_the_rest_once_it_is_decided(deal: TermsDeal):
    deal.grant(term_days=30)
    booking = deal.confirm()
    settle(deal, booking, 60_000, open_minor=40_000)
    deal.pay(60_000)
    settle(deal, booking, 60_000, open_minor=40_000)
    assert PaymentPlan.objects.get().state == PaymentState.ON_TERMS

    deal.after(days=10)
    settle(deal, booking, 90_000)

    first, second = Invoice.objects.order_by("pk")
    assert (first.total_minor, second.total_minor) == (60_000, 30_000)
    assert second.accepted_on - first.accepted_on == timedelta(days=10)
    assert (first.number[-2:], second.number[-2:]) == ("-1", "-2")
    assert PaymentPlan.objects.get().state == PaymentState.ON_TERMS


def test_told_again_nothing_is_invoiced_twice(deal: TermsDeal):
    deal.grant()
    booking = deal.use()
    for _ in range(3):
        deal.advance(booking)

    assert Invoice.objects.count() == 1


def test_what_turns_out_not_to_be_owed_is_taken_back_by_a_credit_note(deal: TermsDeal):
    deal.grant()
    booking = deal.use()
    whole = booking.total_minor
    settle(deal, booking, whole - 10_000)

    invoice = Invoice.objects.get()
    assert (invoice.open_minor, CreditNote.objects.get().minor) == (whole - 10_000, 10_000)
    assert deal.stands(AccountKind.RECEIVABLE) == whole - 10_000
    assert [*violations(), *broken_invoices()] == []


def test_what_had_paid_it_is_the_customers_again(deal: TermsDeal):
    deal.grant()
    booking = deal.use()
    whole = booking.total_minor
    deal.pay(whole)
    settle(deal, booking, whole - 10_000)

    assert deal.stands(AccountKind.UNAPPLIED) == -10_000
    assert deal.stands(AccountKind.RECEIVABLE) == 0
    assert deal.stands(AccountKind.CLEARING, booking) == 0
    assert sum(Allocation.objects.values_list("minor", flat=True)) == whole - 10_000
    assert [*violations(), *broken_invoices()] == []


@pytest.mark.parametrize(
    ("customer", "days", "ppm"),
    [(SizeClass.INSTITUTION, 30, 500), (SizeClass.LARGE, 60, 500), (SizeClass.SMALL, 30, None)],
)
def test_without_an_agreed_term_the_regulation_of_the_day_says(settings, customer, days, ppm):
    settings.PAYMENTS_BACKEND = "sandbox"
    deal = TermsDeal(customer_class=customer)
    deal.grant()
    terms = deal.invoice().terms

    assert (terms.term_days, terms.late_ppm) == (days, ppm)
    assert bool(terms.source) == (ppm is not None)


def test_a_firm_that_grows_later_changes_no_due_date(deal: TermsDeal):
    deal.grant()
    booking = deal.confirm()
    deal.provider.organisation.size_class = SizeClass.LARGE
    deal.provider.organisation.save()
    deal.use(booking)

    invoice = Invoice.objects.get()
    assert (invoice.due_on - invoice.accepted_on).days == 60
    assert invoice.terms.payer == "large"
