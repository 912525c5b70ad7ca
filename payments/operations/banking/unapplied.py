"""What customers have with us that is for nothing yet, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.money import Money, format_money
from payments.enums import AccountKind
from payments.ledger import AccountKey
from payments.models import BankPart, BankTask, Entry, PaymentPlan
from payments.operations import jobs
from payments.operations.balances import balance_of
from payments.operations.banking.asking import ask_refund
from payments.operations.banking.refusals import WrongAmount, WrongMatch, operator_of
from payments.operations.invoicing.allocating import Paid, pay_invoices

CREDIT = "credit"  # the reference of money that was with us before


def free_credit(customer: Organisation, currency: str) -> Money:
    """Unapplied, and neither kept for a booking that waits for the rest nor about to be sent back."""
    unapplied = -balance_of(AccountKey(AccountKind.UNAPPLIED, currency, customer.pk)).minor
    waiting = BankPart.objects.waiting().filter(customer=customer, currency=currency)
    leaving = BankTask.objects.unpaid().filter(recipient=customer, currency=currency, is_credit=True)
    taken = sum(rows.aggregate(sum=Sum("minor"))["sum"] or 0 for rows in (waiting, leaving))
    return Money(unapplied - int(taken), currency)


def put_to_booking(*, plan: PaymentPlan, amount: Money, by: Actor, now: datetime) -> BankPart:
    """
    Money that the customer has with us pays a booking, or a part of it.

    :raises WrongAmount: there is not so much
    :raises WrongMatch: it is of another currency
    """
    operator = operator_of(by)
    if amount.currency != plan.currency:
        raise WrongMatch(_("The money is in a different currency from the booking."))
    with transaction.atomic():
        PaymentPlan.objects.select_for_update().get(pk=plan.pk)  # before the customer, as the job does
        customer = Organisation.objects.locked().get(pk=plan.booking.customer_id)
        use_credit(customer, amount)
        part = BankPart.objects.create(
            customer=customer,
            plan=plan,
            minor=amount.minor,
            currency=amount.currency,
            made_by=operator,
            made_at=now,
        )
        jobs.defer_advance(plan.pk)
        return part


def return_credit(*, customer: Organisation, amount: Money, by: Actor, now: datetime) -> BankTask:
    """
    Send back what a customer has with us.

    :raises WrongAmount: there is not so much
    """
    operator_of(by)
    with transaction.atomic():
        customer = Organisation.objects.locked().get(pk=customer.pk)
        use_credit(customer, amount)
        return ask_refund(customer=customer, purpose=f"credit {uuid4()}", amount=amount, now=now)


def put_to_invoices(*, customer: Organisation, amount: Money, by: Actor, now: datetime) -> Paid:
    """
    Money that the customer has with us pays what it owes, the oldest due first; as of when it was there.

    :raises WrongAmount: there is not so much
    """
    operator_of(by)
    with transaction.atomic():
        customer = Organisation.objects.locked().get(pk=customer.pk)
        since = _there_since(customer, amount.currency)
        use_credit(customer, amount)
        return pay_invoices(customer, amount, now, ref=CREDIT, came_on=since)


def _there_since(customer: Organisation, currency: str) -> date | None:
    """The day on which the latest of it came."""
    key = AccountKey(AccountKind.UNAPPLIED, currency, customer.pk)
    latest = Entry.objects.on(key).filter(minor__lt=0).order_by("-posted_at").first()
    return timezone.localdate(latest.posted_at) if latest else None


def use_credit(customer: Organisation, amount: Money) -> None:
    """
    In the caller's transaction, with the customer locked. What was meant for a booking that is to be paid
    otherwise by now is forgotten: it would count again if that changed once more.

    :raises WrongAmount: so much is not free, or it is nothing
    """
    free = free_credit(customer, amount.currency)
    if amount.minor <= 0 or amount > free:
        raise WrongAmount(_("%(free)s is free.") % {"free": format_money(free)})
    meant = BankPart.objects.left_behind().filter(customer=customer, currency=amount.currency)
    meant.filter(line__isnull=True).delete()
    meant.update(plan=None)
