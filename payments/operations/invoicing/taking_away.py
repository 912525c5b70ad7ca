"""Money that had been put to invoices and was another firm's: they are owed again as if it had never come."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from capacity.operations.holds import lock_booking
from marketplace.events.log import record
from marketplace.money import Money, total
from payments.enums import AllocatedTo, BankTaskKind, JournalKind
from payments.events import InvoiceReopened
from payments.ledger import negated, postings
from payments.models import Allocation, InterestCharge, Invoice, PaymentPlan
from payments.operations.banking.refusals import WrongMatch
from payments.operations.earning import earned_so_far
from payments.operations.invoicing.reminding import watch_due
from payments.operations.owing import owed
from payments.operations.posting import post
from payments.operations.terms_settling import interest_paid, paid_so_far, settle_on_terms


def take_away(ref: str, *, now: datetime) -> None:
    """
    In the caller's transaction: all that was put to invoices with this reference.

    What its providers were to be sent of it is sent less at once, so that nothing is sent meanwhile.

    :raises WrongMatch: its provider was sent it, or something else was built on it
    """
    rows = Allocation.objects.filter(ref=ref, minor__gt=0, undone_by__isnull=True)
    plans = PaymentPlan.objects.filter(invoices__allocations__in=rows).distinct().select_related("booking")
    for found in plans.order_by("booking__resource", "booking"):  # as everybody locks them
        _tree, booking = lock_booking(found.booking)
        plan = PaymentPlan.objects.select_for_update().get(pk=found.pk)
        for invoice in plan.invoices.select_for_update().order_by("pk"):
            _reopen(invoice, list(rows.filter(invoice=invoice).order_by("-pk")), now)
        if paid_so_far(plan).minor < 0:
            told = {"booking": booking.reference}
            raise WrongMatch(_("Some of what it paid of %(booking)s was given back since.") % told)
        settle_on_terms(plan, booking, owed(booking, booking.state_at(now)), now=now)
        _check_not_sent(plan)


def _reopen(invoice: Invoice, came: list[Allocation], now: datetime) -> None:
    """What paid interest is taken away before the principal that had cost it."""
    if not came:
        return
    for allocation in came:
        _take_away(invoice, allocation, now)
    if invoice.interest_minor < 0:
        told = {"number": invoice.number}
        raise WrongMatch(_("The interest that it cost %(number)s was paid by other money since.") % told)
    invoice.paid_at = None
    invoice.save(update_fields=["open_minor", "interest_minor", "paid_at"])
    watch_due(invoice, now=now)
    record(InvoiceReopened(invoice_id=invoice.pk, minor=sum(each.minor for each in came)), now=now)


def _take_away(invoice: Invoice, came: Allocation, now: datetime) -> None:
    undoing = Allocation.objects.create(
        invoice=invoice,
        to=came.to,
        minor=-came.minor,
        ref=came.ref,
        allocated_at=now,
        allocated_on=came.allocated_on,
        undoes=came,
    )
    ref = f"allocation {undoing.pk}"
    back = negated(postings.allocated_to_invoices(customer_id=invoice.customer_id, amount=came.amount))
    post(JournalKind.ALLOCATION, ref, back, booking=invoice.booking, now=now)
    if came.to == AllocatedTo.INTEREST:
        back = negated(postings.interest_paid(provider_id=invoice.provider_id, amount=came.amount))
        post(JournalKind.INTEREST_PAID, ref, back, booking=invoice.booking, now=now)
        invoice.interest_minor += came.minor
        return
    invoice.open_minor += came.minor
    if charge := InterestCharge.objects.filter(allocation=came).first():
        _charge_back(invoice, charge, undoing, now)


def _charge_back(invoice: Invoice, charge: InterestCharge, undoing: Allocation, now: datetime) -> None:
    """It runs on, and is charged once it is really paid."""
    InterestCharge.objects.create(
        allocation=undoing, base_minor=-charge.base_minor, days=charge.days, minor=-charge.minor
    )
    told = postings.interest_charged(
        customer_id=invoice.customer_id,
        provider_id=invoice.provider_id,
        amount=Money(charge.minor, invoice.currency),
    )
    post(JournalKind.INTEREST, f"interest {undoing.pk}", negated(told), booking=invoice.booking, now=now)
    invoice.interest_minor -= charge.minor


def _check_not_sent(plan: PaymentPlan) -> None:
    tasks = plan.bank_tasks.filter(kind=BankTaskKind.PAYOUT).not_returned()
    asked = total((task.amount for task in tasks), plan.currency)
    if asked > earned_so_far(plan.booking).net + interest_paid(plan):
        told = {"booking": plan.booking.reference}
        raise WrongMatch(_("What it pays of %(booking)s was sent to its provider, or is about to be.") % told)
