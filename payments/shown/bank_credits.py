"""What customers have with us that is for nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import F, Sum

from marketplace.accounts.models import Organisation
from marketplace.money import Money
from payments.enums import AccountKind
from payments.models import Entry, Invoice
from payments.operations.banking.suggesting import Waiting, waiting_for_money
from payments.operations.banking.unapplied import free_credit


@dataclass(frozen=True)
class CreditRow:
    """`waiting` are the bookings of the same customer that the money could pay, `owes` its invoices."""

    customer: Organisation
    free: Money
    waiting: list[Waiting]
    owes: Money

    @property
    def for_invoices(self) -> Money:
        return min(self.free, self.owes)

    @property
    def for_bookings(self) -> list[tuple[Waiting, Money]]:
        """What each of the bookings could get."""
        return [(each, min(self.free, each.missing)) for each in self.waiting]

    @property
    def key(self) -> str:
        return f"{self.customer.pk}-{self.free.currency}"


class CreditsPage:
    """`trouble` is why something was not done."""

    def __init__(self, *, now: datetime) -> None:
        self.now, self.trouble = now, ""

    @cached_property
    def rows(self) -> list[CreditRow]:
        sums = Entry.objects.filter(account__kind=AccountKind.UNAPPLIED).values_list(
            "account__owner", "currency"
        )
        unapplied = sums.annotate(sum=Sum("minor")).filter(sum__lt=0).order_by("account__owner", "currency")
        keys = [(owner, currency) for owner, currency, _sum in unapplied]
        customers = Organisation.objects.in_bulk([owner for owner, _currency in keys])
        waiting = [each for each in waiting_for_money(self.now) if not each.is_late and each.missing.minor]
        rows = []
        for owner, currency in keys:
            customer = customers[owner]
            free = free_credit(customer, currency)
            theirs = [
                each for each in waiting if each.customer.pk == owner and each.plan.currency == currency
            ]
            if free.minor > 0:
                rows.append(CreditRow(customer, free, theirs, _owed_by(customer, currency)))
        return rows

    def row(self, key: str) -> CreditRow | None:
        return next((row for row in self.rows if row.key == key), None)


def _owed_by(customer: Organisation, currency: str) -> Money:
    unpaid = Invoice.objects.owed_by(customer).unpaid().filter(currency=currency)
    owed = unpaid.aggregate(sum=Sum(F("open_minor") + F("interest_minor")))["sum"]
    return Money(int(owed or 0), currency)
