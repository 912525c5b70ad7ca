"""
How a booking on terms ends: what is certain is invoiced, and is the provider's once the customer has paid.

Told as an aim, like all settling: so much is to be invoiced, so much earned; only the difference is done.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from capacity.models import Booking
from marketplace.accounts.models import Organisation
from marketplace.money import Money, total
from payments.enums import AllocatedTo, BankTaskKind, Bearer, PaymentState
from payments.models import Allocation, PaymentPlan, Recovery, WriteOff
from payments.operations.banking.asking import ask_refund
from payments.operations.banking.settling import pay_out_by_bank
from payments.operations.banking.unapplied import free_credit
from payments.operations.earning import earn
from payments.operations.invoicing.issuing import invoiced_so_far, issue_invoice, take_back
from payments.operations.owing import Owed

# What is taken back whole may still bring the interest that it had cost.
AGREED = (PaymentState.ON_TERMS, PaymentState.CAPTURED, PaymentState.CANCELLED)


def settle_on_terms(plan: PaymentPlan, booking: Booking, owed: Owed | None, *, now: datetime) -> None:
    """
    In the caller's transaction, under the locks of booking and plan; nothing while nothing is certain.

    What is not disputed is invoiced at once, what is decided later by an invoice of its own.
    """
    if owed is None or plan.state not in AGREED:
        return
    lacking = owed.sure - invoiced_so_far(plan)
    if lacking.minor > 0:
        issue_invoice(plan, booking, lacking, now=now)
    elif lacking.minor < 0:
        # Before the invoices: who puts a customer's money to them locks it first as well.
        Organisation.objects.locked().get(pk=booking.customer_id)
        take_back(plan, booking, -lacking, now=now)
    _send_back(plan, booking, now)
    settled = earn(plan, booking, paid_so_far(plan), now=now)
    if settled is not None:
        due = settled.net + interest_paid(plan)
        pay_out_by_bank(plan, booking, due, fell=settled.fell, now=now)
    _follow_state(plan, owed)


def _send_back(plan: PaymentPlan, booking: Booking, now: datetime) -> None:
    """What had paid a part that was taken back: an operator is asked to send it, as it came, by bank."""
    freed = Allocation.objects.filter(
        invoice__plan=plan, to=AllocatedTo.PRINCIPAL, minor__lt=0, undoes__isnull=True
    )
    minor = -int(freed.aggregate(sum=Sum("minor"))["sum"] or 0)
    asked = plan.bank_tasks.filter(kind=BankTaskKind.REFUND).not_returned()
    lacking = Money(minor, plan.currency) - total((task.amount for task in asked), plan.currency)
    if lacking.minor > 0:
        customer = Organisation.objects.locked().get(pk=booking.customer_id)
        number = plan.bank_tasks.filter(kind=BankTaskKind.REFUND).count() + 1
        if (amount := min(lacking, free_credit(customer, plan.currency))).minor > 0:
            ask_refund(customer=customer, purpose=f"freed {number}", amount=amount, now=now, plan=plan)


def paid_so_far(plan: PaymentPlan) -> Money:
    """What has come of the invoices, without interest: the provider is paid when we are, or by us."""
    allocated = Allocation.objects.filter(invoice__plan=plan, to=AllocatedTo.PRINCIPAL)
    came = Money(int(allocated.aggregate(sum=Sum("minor"))["sum"] or 0), plan.currency)
    return came + _borne_by_us(plan)


def interest_paid(plan: PaymentPlan) -> Money:
    """What late payers paid for being late: the provider's, without commission."""
    allocated = Allocation.objects.filter(invoice__plan=plan, to=AllocatedTo.INTEREST)
    return Money(int(allocated.aggregate(sum=Sum("minor"))["sum"] or 0), plan.currency)


def _borne_by_us(plan: PaymentPlan) -> Money:
    """What was written off, less what turned out not to be owed; that money came for it later is ours."""
    borne = WriteOff.objects.borne_by(Bearer.MARKETPLACE).filter(invoice__plan=plan)
    not_owed = Recovery.objects.filter(invoice__plan=plan, credit_note__isnull=False)
    minor = sum(
        sign * int(rows.aggregate(sum=Sum("minor"))["sum"] or 0)
        for sign, rows in ((1, borne), (-1, not_owed))
    )
    return Money(minor, plan.currency)


def _follow_state(plan: PaymentPlan, owed: Owed) -> None:
    """It is at its end once nothing can be added any more and all of it is paid, or nothing is owed."""
    if owed.open.minor or plan.state != PaymentState.ON_TERMS:
        return
    if not plan.invoices.exclude(open_minor=0).exists():
        plan.state = PaymentState.CAPTURED if owed.sure.minor else PaymentState.CANCELLED
        plan.save(update_fields=["state"])
