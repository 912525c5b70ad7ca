"""What is owed on terms in the demo: limits, and invoices that were paid, are due, and are overdue."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role, SizeClass
from marketplace.accounts.models import Membership, Organisation
from marketplace.events import timers
from marketplace.money import Money
from payments.enums import JournalKind, PaymentState, Rail
from payments.ledger import postings
from payments.models import CreditLimit, Invoice, PaymentPlan
from payments.operations.banking.confirming import LINE
from payments.operations.commissions import commission_basis_points
from payments.operations.invoicing.agreeing import freeze_terms
from payments.operations.invoicing.allocating import pay_invoices
from payments.operations.invoicing.credit import Grant, grant_limit, limit_between
from payments.operations.invoicing.issuing import issue_invoice
from payments.operations.invoicing.reminding import DAYS, REMINDING, remind_at, remind_if_due
from payments.operations.posting import post

MOST = 12
PROMPT_PAYERS = (SizeClass.LARGE, SizeClass.INSTITUTION)
OWED_LONG = 2  # by large firms and public bodies, and overdue
PAID_LATE, LATE, INTEREST_LATER = 1, timedelta(days=10), timedelta(days=3)
LIMIT_MINOR, TERM_DAYS = 20_000_000, 30
EVERY_THIRD = 3  # is paid
LONG_AGO = timedelta(days=400)


def make_invoices(provider: Organisation, customer: Organisation, now: datetime) -> None:
    """Of what was used of the provider's machines; the customer may order on terms as well."""
    _limit(customer, provider, now)
    used = Booking.objects.filter(
        provider=provider,
        state=BookingState.COMPLETED,
        currency="CNY",
        total_minor__gt=0,
        payment_plan__isnull=True,
    )
    protected = used.filter(customer_class__in=PROMPT_PAYERS).order_by("period", "pk")
    oldest = list(protected[: OWED_LONG + PAID_LATE])
    long_ago = [invoice for booking in oldest[:OWED_LONG] if (invoice := _invoice_of(booking, now))]
    for booking in oldest[OWED_LONG:]:
        _pay_late(_invoice_of(booking, now), now)
    lately = used.exclude(customer=customer).order_by("-period", "pk")[:MOST]
    for number, booking in enumerate(lately):
        invoice = _invoice_of(booking, now)
        if invoice is not None and number % EVERY_THIRD == 0:
            _pay(invoice, invoice.total, min(now, invoice.issued_at + timedelta(days=TERM_DAYS + number)))
    for booking in used.filter(customer=customer).order_by("-period", "pk")[:1]:
        _invoice_of(booking, now)
    for invoice in long_ago:
        _remind(invoice, now)


def _invoice_of(booking: Booking, now: datetime) -> Invoice | None:
    """Nothing of one that is accepted only after the moment of the story."""
    ended = booking.steps.order_by("-number").first()
    return _invoice(booking, ended.taken_at) if ended and ended.taken_at <= now else None


def _remind(invoice: Invoice, now: datetime) -> None:
    """Each reminder at its own moment."""
    for moment in (remind_at(invoice, day) for day in DAYS):
        if moment <= now:
            timers.stop(kinds=(REMINDING,), subject_id=invoice.pk)
            remind_if_due(invoice.pk, moment)


def _limit(customer: Organisation, provider: Organisation, now: datetime) -> CreditLimit:
    since = now - LONG_AGO
    finance = Membership.objects.filter(
        organisation=provider, roles__overlap=[Role.FINANCE, Role.OWNER]
    ).earliest("pk")
    grant = Grant(limit=Money(LIMIT_MINOR, "CNY"), valid_from=timezone.localdate(since), term_days=TERM_DAYS)
    return grant_limit(customer=customer, provider=provider, grant=grant, by=Actor.of(finance), now=since)


def _invoice(booking: Booking, now: datetime) -> Invoice:
    today = timezone.localdate(now)
    limit = limit_between(booking.customer_id, booking.provider_id, booking.currency, today)
    agreed_on = timezone.localdate(booking.created_at)
    plan = PaymentPlan.objects.create(
        booking=booking,
        rail=Rail.NET_TERMS,
        state=PaymentState.ON_TERMS,
        currency=booking.currency,
        quoted_minor=booking.total_minor,
        commission_basis_points=commission_basis_points(agreed_on),
        begun_by=Membership.objects.filter(organisation=booking.customer).earliest("pk"),
        created_at=booking.created_at,
    )
    freeze_terms(plan, booking, limit or _limit(booking.customer, booking.provider, now), agreed_on)
    return issue_invoice(plan, booking, booking.total, now=now)


def _pay(invoice: Invoice, amount: Money, now: datetime) -> None:
    ref = f"{LINE}{invoice.number}_{amount.minor}"
    told = postings.bank_money_received(customer_id=invoice.customer_id, amount=amount)
    post(JournalKind.BANK_RECEIPT, ref, told, now=now)
    pay_invoices(invoice.customer, amount, now, ref=ref, only=[invoice])


def _pay_late(invoice: Invoice | None, now: datetime) -> None:
    """The invoice first, and some days later the interest that it cost; as far as the story has come."""
    if invoice is None:
        return
    came = invoice.issued_at + (invoice.due_on - timezone.localdate(invoice.issued_at)) + LATE
    _remind(invoice, min(came, now))
    if came <= now:
        _pay(invoice, invoice.total, came)
        _remind(invoice, now)  # of what is paid nothing more is told
        invoice.refresh_from_db()
    if invoice.interest_minor and came + INTEREST_LATER <= now:
        _pay(invoice, invoice.interest, came + INTEREST_LATER)
