"""The interest of an invoice by day: what was charged as it was paid late, and what runs on still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.money import Money, total
from payments.enums import AllocatedTo
from payments.models import AgreedTerms, Invoice
from payments.policies.prompt_payment import LateRate


def rate_of(terms: AgreedTerms) -> LateRate:
    return LateRate(terms.late_ppm, terms.late_basis_points)


@dataclass(frozen=True)
class Stretch:
    """So much was overdue from one day to another, both counted; `is_running` is what grows by the day."""

    first: date
    last: date
    base: Money
    days: int
    interest: Money
    is_running: bool


@dataclass(frozen=True)
class Reckoning:
    stretches: tuple[Stretch, ...]
    currency: str

    @property
    def charged(self) -> Money:
        return total((each.interest for each in self.stretches if not each.is_running), self.currency)

    @property
    def running(self) -> Money:
        return total((each.interest for each in self.stretches if each.is_running), self.currency)

    @property
    def whole(self) -> Money:
        return self.charged + self.running


def reckon(invoice: Invoice, today: date) -> Reckoning:
    """A row for each amount that was paid late, and one for what is still open."""
    return Reckoning(tuple(_stretches(invoice, today)), invoice.currency)


def _stretches(invoice: Invoice, today: date) -> Iterator[Stretch]:
    first = invoice.due_on + timedelta(days=1)
    late = invoice.allocations.filter(to=AllocatedTo.PRINCIPAL, interest__isnull=False)
    late = late.filter(undoes__isnull=True, undone_by__isnull=True)
    for allocation in late.select_related("interest").order_by("pk"):
        charge = allocation.interest
        base, interest = (Money(minor, invoice.currency) for minor in (charge.base_minor, charge.minor))
        last = invoice.due_on + timedelta(days=charge.days)
        yield Stretch(first, last, base, charge.days, interest, is_running=False)
    if days := invoice.days_late(today):
        interest = rate_of(invoice.terms).interest(invoice.outstanding, days)
        yield Stretch(first, today, invoice.outstanding, days, interest, is_running=True)
