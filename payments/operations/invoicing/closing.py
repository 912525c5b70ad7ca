"""An invoice comes to its end once it is wholly paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from marketplace.events.log import record
from marketplace.money import Money
from payments.enums import AllocatedTo
from payments.events import InvoicePaid
from payments.models import Invoice


@dataclass(frozen=True)
class Came:
    """What of the customer's money was put to an invoice: for itself, and for interest on it."""

    principal: Money
    interest: Money

    @property
    def whole(self) -> Money:
        return self.principal + self.interest


def came_of(invoice: Invoice) -> Came:
    """With what made good for a loss that the marketplace had borne."""
    put = dict(invoice.allocations.values_list("to").annotate(Sum("minor")))
    recovered = invoice.recoveries.filter(credit_note__isnull=True).aggregate(sum=Sum("minor"))["sum"]
    principal = int(put.get(AllocatedTo.PRINCIPAL, 0)) + int(recovered or 0)
    interest = int(put.get(AllocatedTo.INTEREST, 0))
    return Came(Money(principal, invoice.currency), Money(interest, invoice.currency))


def close_if_paid(invoice: Invoice, *, now: datetime) -> None:
    """
    In the caller's transaction, with the invoice locked: both sides are told, once.

    What was taken back whole was never paid, and ends without a word; so does what was given up, of which
    both were told by that.
    """
    left = invoice.open_minor + invoice.interest_minor + invoice.lost_minor
    if invoice.paid_at is not None or left or not came_of(invoice).whole.minor:
        return
    invoice.paid_at = now
    invoice.save(update_fields=["paid_at"])
    record(InvoicePaid(invoice_id=invoice.pk), now=now)
