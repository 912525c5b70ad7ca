"""Money is put to invoices: the oldest due first, what is owed before the interest on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import AccountKind, AllocatedTo, JournalKind
from payments.ledger import AccountKey, postings
from payments.models import Allocation, InterestCharge, Invoice
from payments.operations import jobs
from payments.operations.balances import balance_of
from payments.operations.invoicing.closing import close_if_paid
from payments.operations.invoicing.reckoning import rate_of
from payments.operations.posting import post


class NotThere(ValueError):
    """More was to be put to invoices than the customer has with us."""


@dataclass(frozen=True)
class Paid:
    """What the money was put to, and what is left of it: the customer's, without an invoice."""

    allocations: tuple[Allocation, ...]
    rest: Money


def pay_invoices(
    customer: Organisation,
    money: Money,
    now: datetime,
    *,
    ref: str = "",
    came_on: date | None = None,
    only: Collection[Invoice] | None = None,
) -> Paid:
    """
    Put money that came from the customer, and is posted as unapplied, to what it owes; oldest due first.

    `ref` is what the money came with, such as a line of a statement, and `came_on` the day on which it was
    there, today unless told. `only` are the invoices meant, where the payer said which. What came late is
    charged its interest, which is paid last.

    :raises NotThere: so much has not come, or was put to something else
    """
    with transaction.atomic():
        rows = Invoice.objects.owed_by(customer).unpaid().filter(currency=money.currency)
        if only is not None:
            rows = rows.filter(pk__in=[invoice.pk for invoice in only])
        owed = sorted(
            rows.select_related("terms", "booking").select_for_update(of=("self",)).order_by("pk"),
            key=lambda invoice: (invoice.due_on, invoice.pk),
        )
        unapplied = balance_of(AccountKey(AccountKind.UNAPPLIED, money.currency, customer.pk))
        if -unapplied.minor < money.minor:
            raise NotThere(f"{money} of {customer} was to be allocated, {-unapplied} is there")
        today = timezone.localdate(now)
        day = min(came_on or today, today)
        made: list[Allocation] = []
        rest = money
        for to in (AllocatedTo.PRINCIPAL, AllocatedTo.INTEREST):
            for invoice in owed:
                part = min(rest, invoice.outstanding if to == AllocatedTo.PRINCIPAL else invoice.interest)
                if part.minor > 0:
                    made.append(_allocate(invoice, to, part, ref, day, now))
                    rest -= part
        _close(owed, now)
        return Paid(tuple(made), rest)


def _allocate(
    invoice: Invoice, to: AllocatedTo, part: Money, ref: str, day: date, now: datetime
) -> Allocation:
    allocation = Allocation.objects.create(
        invoice=invoice,
        to=to,
        minor=part.minor,
        ref=ref,
        allocated_at=now,
        allocated_on=day,
    )
    told = postings.allocated_to_invoices(customer_id=invoice.customer_id, amount=part)
    post(JournalKind.ALLOCATION, f"allocation {allocation.pk}", told, booking=invoice.booking, now=now)
    if to == AllocatedTo.PRINCIPAL:
        _charge_interest(invoice, allocation, part, now)
        invoice.open_minor -= part.minor
    else:
        told = postings.interest_paid(provider_id=invoice.provider_id, amount=part)
        ref = f"allocation {allocation.pk}"
        post(JournalKind.INTEREST_PAID, ref, told, booking=invoice.booking, now=now)
        invoice.interest_minor -= part.minor
    return allocation


def _charge_interest(invoice: Invoice, allocation: Allocation, part: Money, now: datetime) -> None:
    """For each day from the one after the due date to the one on which it was paid."""
    days = invoice.days_late(allocation.allocated_on)
    interest = rate_of(invoice.terms).interest(part, days)
    if interest.minor <= 0:
        return
    InterestCharge.objects.create(
        allocation=allocation, base_minor=part.minor, days=days, minor=interest.minor
    )
    told = postings.interest_charged(
        customer_id=invoice.customer_id, provider_id=invoice.provider_id, amount=interest
    )
    post(JournalKind.INTEREST, f"interest {allocation.pk}", told, booking=invoice.booking, now=now)
    invoice.interest_minor += interest.minor


def _close(invoices: Collection[Invoice], now: datetime) -> None:
    """What it paid goes on to the provider: by a job, that takes its locks in the order of all."""
    for invoice in invoices:
        invoice.save(update_fields=["open_minor", "interest_minor"])
        close_if_paid(invoice, now=now)
        jobs.defer_advance(invoice.plan_id)
