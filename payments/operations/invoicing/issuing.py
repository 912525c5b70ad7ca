"""Invoices and credit notes: written once it is certain what is owed, and taken back where it is less."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Sum
from django.utils import timezone

from capacity.models import Booking
from marketplace.accounts.models import User
from marketplace.events.log import record
from marketplace.money import Money, share
from payments.enums import AllocatedTo, JournalKind
from payments.events import InvoiceIssued
from payments.ledger import negated, postings
from payments.models import Allocation, CreditNote, Invoice, PaymentPlan, Recovery
from payments.operations.invoicing.closing import close_if_paid
from payments.operations.invoicing.reminding import watch_due
from payments.operations.posting import post
from payments.policies.charging import LET_GO, OVER
from payments.policies.prompt_payment import due_on


def invoiced_so_far(plan: PaymentPlan) -> Money:
    """All invoices, less what was taken back of them."""
    issued = plan.invoices.aggregate(sum=Sum("total_minor"))["sum"] or 0
    noted = CreditNote.objects.filter(invoice__plan=plan).aggregate(sum=Sum("minor"))["sum"] or 0
    return Money(int(issued - noted), plan.currency)


def issue_invoice(plan: PaymentPlan, booking: Booking, amount: Money, *, now: datetime) -> Invoice:
    """In the caller's transaction, under the lock of the plan."""
    terms = plan.terms
    number = plan.invoices.count() + 1
    is_whole = amount == booking.total
    accepted_on = _accepted_on(booking, now) if number == 1 else timezone.localdate(now)
    invoice = Invoice.objects.create(
        number=f"INV{booking.reference.removeprefix('BK')}-{number}",
        plan=plan,
        booking=booking,
        terms=terms,
        customer_id=booking.customer_id,
        provider_id=booking.provider_id,
        currency=plan.currency,
        lines=booking.price_lines if is_whole else [],
        total_minor=amount.minor,
        tax_minor=share(amount.minor, booking.tax_minor, booking.total_minor),
        open_minor=amount.minor,
        issued_at=now,
        accepted_on=accepted_on,
        due_on=due_on(accepted_on, terms.term_days),
    )
    told = postings.invoiced(
        booking_id=booking.pk,
        customer_id=booking.customer_id,
        net=amount,  # the tax is the provider's to pay, as on every other rail
        vat=Money(0, amount.currency),
    )
    post(JournalKind.INVOICE, invoice.number, told, booking=booking, now=now)
    watch_due(invoice, now=now)
    record(InvoiceIssued(invoice_id=invoice.pk), now=now)
    return invoice


def _accepted_on(booking: Booking, now: datetime) -> date:
    """The day on which the booking was accepted or ended otherwise, by the marketplace's clocks."""
    ended = booking.steps.filter(to_state__in=OVER | LET_GO).order_by("-number").first()
    return timezone.localdate(ended.taken_at if ended else now)


def take_back(plan: PaymentPlan, booking: Booking, amount: Money, *, now: datetime) -> list[CreditNote]:
    """Credit notes of so much in all, from the newest invoice back; what was paid of it is free again."""
    notes = []
    for invoice in reversed(plan.invoices.select_for_update().order_by("pk")):
        noted = invoice.credit_notes.aggregate(sum=Sum("minor"))["sum"] or 0
        part = Money(min(amount.minor, invoice.total_minor - int(noted)), amount.currency)
        if part.minor > 0:
            notes.append(issue_note(invoice, booking, part, now=now))
            close_if_paid(invoice, now=now)
            amount -= part
    return notes


def issue_note(
    invoice: Invoice,
    booking: Booking,
    amount: Money,
    *,
    now: datetime,
    reason: str = "",
    by: User | None = None,
) -> CreditNote:
    """
    In the caller's transaction, under the locks of plan and invoice.

    It takes back what is open first, then what the marketplace has written off, then what was paid.
    """
    note = CreditNote.objects.create(
        number=f"{invoice.number}-C{invoice.credit_notes.count() + 1}",
        invoice=invoice,
        minor=amount.minor,
        reason=reason,
        issued_at=now,
        issued_by=by,
    )
    of_open = min(amount, invoice.outstanding)
    of_lost = min(amount - of_open, invoice.lost)
    if of_lost.minor:
        _take_back_loss(invoice, of_lost, note, now=now)
    if (freed := amount - of_open - of_lost).minor:
        _free(invoice, freed, note, now=now)
    told = postings.credited(
        booking_id=booking.pk,
        customer_id=invoice.customer_id,
        net=amount,
        vat=Money(0, amount.currency),
    )
    post(JournalKind.CREDIT_NOTE, note.number, told, booking=booking, now=now)
    invoice.open_minor -= of_open.minor
    invoice.lost_minor -= of_lost.minor
    invoice.save(update_fields=["open_minor", "lost_minor"])
    return note


def _take_back_loss(invoice: Invoice, amount: Money, note: CreditNote, *, now: datetime) -> None:
    """What the marketplace bore of a part that is not owed any more is no loss."""
    recovery = Recovery.objects.create(invoice=invoice, minor=amount.minor, credit_note=note, made_at=now)
    told = negated(postings.written_off(customer_id=invoice.customer_id, amount=amount))
    post(JournalKind.RECOVERY, f"recovery {recovery.pk}", told, booking=invoice.booking, now=now)


def _free(invoice: Invoice, amount: Money, note: CreditNote, *, now: datetime) -> None:
    """What had paid a part that is not owed any more is the customer's, and is sent back by bank."""
    freed = Allocation.objects.create(
        invoice=invoice,
        to=AllocatedTo.PRINCIPAL,
        minor=-amount.minor,
        ref=note.number,
        allocated_at=now,
        allocated_on=timezone.localdate(now),
    )
    told = negated(postings.allocated_to_invoices(customer_id=invoice.customer_id, amount=amount))
    post(JournalKind.ALLOCATION, f"allocation {freed.pk}", told, booking=invoice.booking, now=now)
