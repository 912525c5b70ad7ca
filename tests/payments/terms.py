"""A booking on terms, from the limit to the money: Mingchuan is large, Hengrui a medium firm."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from capacity.models import Booking
from capacity.operations import answers, changes, holds, usage
from capacity.operations.assessments import Order
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role, SizeClass
from marketplace.money import Money
from payments.enums import AccountKind, Bearer, JournalKind, PaymentState, Rail
from payments.gateway import gateway
from payments.ledger import AccountKey, postings
from payments.models import AgreedTerms, CreditLimit, Invoice, PaymentPlan, WriteOff
from payments.operations.advancing import advance
from payments.operations.balances import balance_of
from payments.operations.invoicing.agreeing import begin_on_terms
from payments.operations.invoicing.allocating import Paid, pay_invoices
from payments.operations.invoicing.credit import Grant, grant_limit
from payments.operations.invoicing.issuing import issue_invoice
from payments.operations.posting import post
from tests import factories
from tests.payments.rules import lay_down_rules

_lines = count(1)


@dataclass
class TermsDeal:
    """`now` is moved by hand; the machine takes `hours` at ¥380 with 13 % tax."""

    customer_class: SizeClass = SizeClass.LARGE
    provider_class: SizeClass = SizeClass.MEDIUM
    now: datetime = factories.NOW
    buyer: Actor = field(init=False)
    provider: Actor = field(init=False)
    _days: Any = field(default_factory=lambda: count(3))

    def __post_init__(self) -> None:
        lay_down_rules()
        customer = factories.organisation(size_class=self.customer_class)
        self.buyer = factories.member(customer, Role.BUYER, Role.APPROVER, Role.FINANCE)
        self.offer = factories.offer(factories.resource(factories.provider(size_class=self.provider_class)))
        firm = self.offer.resource.provider
        self.provider = factories.member(firm, Role.SCHEDULER, Role.FINANCE)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def after(self, **length: int) -> None:
        self.now += timedelta(**length)

    def grant(self, minor: int = 1_000_000, *, by: Actor | None = None, **terms: Any) -> CreditLimit:
        grant = Grant(limit=Money(minor, "CNY"), valid_from=terms.pop("valid_from", self.today), **terms)
        customer, firm = self.buyer.organisation, self.provider.organisation
        assert customer is not None
        return grant_limit(
            customer=customer, provider=firm, grant=grant, by=by or self.provider, now=self.now
        )

    def hold(self) -> Booking:
        days = (self.today - timezone.localdate(factories.NOW)).days + next(self._days)
        order = Order(factories.period(days=days))
        return holds.hold(offer=self.offer, order=order, by=self.buyer, now=self.now)

    def request(self) -> Booking:
        booking = self.hold()
        begin_on_terms(booking=booking, by=self.buyer, now=self.now)
        return fresh(booking)

    def confirm(self) -> Booking:
        return answers.accept(booking=self.request(), by=self.provider, now=self.now)

    def use(self, booking: Booking | None = None) -> Booking:
        """Confirmed, used and accepted; invoiced by the job."""
        booking = booking or self.confirm()
        self.now = booking.period.starts_at
        usage.check_in(booking=fresh(booking), by=self.buyer, now=self.now)
        self.now = booking.period.ends_at
        usage.deliver(booking=fresh(booking), by=self.provider, now=self.now, checked_out_at=self.now)
        usage.complete(booking=fresh(booking), by=self.buyer, now=self.now)
        self.advance(booking)
        return fresh(booking)

    def cancel(self, booking: Booking, *, by: Actor | None = None) -> Booking:
        changes.cancel(booking=fresh(booking), by=by or self.buyer, now=self.now, reason_code="order_lost")
        self.advance(booking)
        return fresh(booking)

    def invoice(self) -> Invoice:
        """Of a booking that was used just now."""
        return Invoice.objects.get(booking=self.use())

    def grow_old(self, invoice: Invoice, *, days: int) -> Invoice:
        """Until it is overdue by so many."""
        self.after(days=(invoice.due_on - self.today).days + days)
        return invoice

    def advance(self, booking: Booking) -> PaymentPlan:
        plan = PaymentPlan.objects.get(booking=booking)
        return advance(plan.pk, gateway(), clock=lambda: self.now)

    def receive(self, minor: int) -> None:
        """Bank money that nobody has said a word about."""
        customer = self.buyer.organisation
        assert customer is not None
        told = postings.bank_money_received(customer_id=customer.pk, amount=Money(minor, "CNY"))
        with transaction.atomic():
            post(JournalKind.BANK_RECEIPT, f"line {next(_lines)}", told, now=self.now)

    def pay(self, minor: int, **told: Any) -> Paid:
        """By bank transfer, put to what is owed, and taken over by the job."""
        customer = self.buyer.organisation
        assert customer is not None
        self.receive(minor)
        paid = pay_invoices(customer, Money(minor, "CNY"), self.now, **told)
        for plan in PaymentPlan.objects.filter(booking__customer=customer):
            advance(plan.pk, gateway(), clock=lambda: self.now)
        return paid

    def stands(self, kind: AccountKind, booking: Booking | None = None) -> int:
        owners = {
            AccountKind.PAYABLE: self.provider.organisation_id,
            AccountKind.INTEREST_DUE: self.provider.organisation_id,
            AccountKind.RECEIVABLE: self.buyer.organisation_id,
            AccountKind.UNAPPLIED: self.buyer.organisation_id,
        }
        return balance_of(AccountKey(kind, "CNY", owners.get(kind), booking.pk if booking else None)).minor


def fresh(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def agreed(booking: Booking, by: Actor, *, now: datetime) -> AgreedTerms:
    """Terms of a booking that needs no more about it."""
    plan = PaymentPlan.objects.create(
        booking=booking,
        rail=Rail.NET_TERMS,
        state=PaymentState.ON_TERMS,
        currency=booking.currency,
        quoted_minor=booking.total_minor,
        commission_basis_points=500,
        begun_by=by.membership,
        created_at=now,
    )
    limit = CreditLimit.objects.create(
        customer_id=booking.customer_id,
        provider_id=booking.provider_id,
        currency=booking.currency,
        limit_minor=booking.total_minor * 10,
        valid_from=timezone.localdate(now),
        granted_by=by.user,
        granted_at=now,
    )
    return AgreedTerms.objects.create(
        plan=plan,
        limit=limit,
        signed_on=timezone.localdate(now),
        customer_class=booking.customer_class,
        provider_class=booking.provider_class,
        term_days=30,
    )


def to_confirm(invoice: Invoice) -> WriteOff:
    """As an operator proposed it, above the limit."""
    return WriteOff.objects.create(
        invoice=invoice,
        bearer=Bearer.MARKETPLACE,
        minor=invoice.open_minor,
        reason="客户破产",
        needs_second=True,
        proposed_by=factories.user(is_operator=True),
        proposed_at=timezone.now(),
    )


def invoiced(booking: Booking, by: Actor, *, now: datetime) -> Invoice:
    """An invoice for all of it, whatever the booking's state is."""
    terms = agreed(booking, by, now=now)
    with transaction.atomic():
        return issue_invoice(terms.plan, booking, booking.total, now=now)
