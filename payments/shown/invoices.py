"""The invoices of a firm: how old what is open is, by whom, and the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from capacity.enums import Side
from capacity.shown.names import machine_name
from marketplace.accounts.models import Organisation
from marketplace.money import Money, total
from payments.enums import AgeBand
from payments.models import Invoice
from payments.models.invoicing import InvoiceQuerySet
from payments.operations.invoicing.reckoning import rate_of
from payments.policies.prompt_payment import BANDS
from payments.shown.invoice import pill_of

PAGE_SIZE = 30
OPEN, OVERDUE, PAID, FORGONE = "open", "overdue", "paid", "forgone"
TABS = {
    OPEN: _("Open"),
    OVERDUE: _("Overdue"),
    PAID: _("Paid"),
    FORGONE: _("Given up or written off"),
}


@dataclass(frozen=True)
class Aged:
    """What one firm owes, or is owed, in one currency, by how long it has been overdue."""

    firm: Organisation | None
    bands: tuple[Money, ...]
    interest: Money
    total: Money

    @property
    def overdue(self) -> Money:
        """All bands but the first, which is not due yet."""
        return total(self.bands[1:], self.total.currency)


@dataclass(frozen=True)
class Row:
    invoice: Invoice
    other: Organisation
    machine: str
    pill: str
    days_late: int
    interest: Money


def within(band: AgeBand, today: date) -> Q:
    """Which invoices are of this age."""
    youngest, oldest = BANDS[band]
    kept = Q()
    if youngest is not None:
        kept &= Q(due_on__lte=today - timedelta(days=youngest))
    if oldest is not None:
        kept &= Q(due_on__gte=today - timedelta(days=oldest))
    return kept


class InvoicesPage:
    def __init__(self, firm: Organisation, side: Side, asked: Mapping[str, Any], *, today: date) -> None:
        self.firm, self.side, self.today = firm, side, today
        self.tab: str = asked.get("tab") if asked.get("tab") in TABS else OPEN  # type: ignore[assignment]
        self._asked = asked

    @property
    def owes(self) -> bool:
        """Whether these are what the firm has to pay."""
        return self.side is Side.CUSTOMER

    @property
    def _own(self) -> InvoiceQuerySet:
        found = Invoice.objects
        return found.owed_by(self.firm) if self.owes else found.owed_to(self.firm)

    # --- the aged board ---

    @property
    def bands(self) -> list[tuple[str, Any]]:
        return [(band.value, band.label) for band in AgeBand]

    @cached_property
    def board(self) -> list[Aged]:
        """A row for each firm on the other side and currency, the largest debts first."""
        other = "provider" if self.owes else "customer"
        rows = list(self._summed(other, "currency"))
        firms = Organisation.objects.in_bulk([row[other] for row in rows])
        told = [_aged(firms[row[other]], row) for row in rows]
        return sorted(told, key=lambda aged: (aged.total.currency, -aged.total.minor))

    @cached_property
    def sums(self) -> list[Aged]:
        """The whole, for each currency."""
        return [_aged(None, row) for row in self._summed("currency").order_by("currency")]

    @cached_property
    def lost(self) -> list[Money]:
        """What the marketplace bears for the firm, by currency; only who owes it is told."""
        if not self.owes:
            return []
        sums = self._own.lost().values_list("currency").annotate(Sum("lost_minor")).order_by("currency")
        return [Money(int(minor), currency) for currency, minor in sums]

    def _summed(self, *by: str) -> Any:
        sums = {
            f"band_{index}": Sum("open_minor", filter=within(band, self.today), default=0)
            for index, band in enumerate(AgeBand)
        }
        open_ones = self._own.unpaid().values(*by)
        return open_ones.annotate(**sums, interest=Sum("interest_minor")).order_by()

    # --- the list ---

    @property
    def tabs(self) -> list[tuple[str, Any]]:
        return list(TABS.items())

    @cached_property
    def page(self) -> Page[Invoice]:
        found = self._own.for_page()
        if self.tab == PAID:
            found = found.paid_in_full().order_by("-paid_at", "-pk")
        elif self.tab == FORGONE:
            found = found.not_paid_in_full().order_by("-issued_at", "-pk")
        elif self.tab == OVERDUE:
            found = found.overdue(self.today).oldest_due_first()
        else:
            found = found.unpaid().oldest_due_first()
        return Paginator(found, PAGE_SIZE).get_page(self._asked.get("page"))

    @property
    def rows(self) -> list[Row]:
        return [self._row(invoice) for invoice in self.page]

    def _row(self, invoice: Invoice) -> Row:
        late = invoice.days_late(self.today)
        running = rate_of(invoice.terms).interest(invoice.outstanding, late)
        return Row(
            invoice,
            invoice.provider if self.owes else invoice.customer,
            machine_name(invoice.booking.resource),
            pill_of(invoice, self.today),
            late,
            invoice.interest + running,
        )


def _aged(firm: Organisation | None, row: Mapping[str, Any]) -> Aged:
    currency = row["currency"]
    bands = tuple(Money(int(row[f"band_{index}"]), currency) for index, _band in enumerate(AgeBand))
    interest = Money(int(row["interest"]), currency)
    open_ones = Money(sum(band.minor for band in bands), currency)
    return Aged(firm, bands, interest, open_ones + interest)
