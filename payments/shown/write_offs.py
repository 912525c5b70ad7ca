"""The operators' desk of invoices that are not paid: to confirm, to decide about, and not made good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from marketplace.money import Money
from payments.models import Invoice, WriteOff
from payments.operations.banking.unapplied import free_credit
from payments.policies.writing_off import BORNE_AFTER

MOST = 50


@dataclass(frozen=True)
class Old:
    invoice: Invoice
    days_late: int


@dataclass(frozen=True)
class Lost:
    """`free` is what its customer has here, which could make good."""

    invoice: Invoice
    free: Money


class WriteOffsPage:
    def __init__(self, *, today: date) -> None:
        self.today = today

    @property
    def least_days(self) -> int:
        return BORNE_AFTER

    @cached_property
    def waiting(self) -> list[WriteOff]:
        """For a second operator, the longest waiting first."""
        return list(WriteOff.objects.waiting().for_desk()[:MOST])

    @cached_property
    def old(self) -> list[Old]:
        """What could be written off, the oldest first."""
        rows = Invoice.objects.overdue(self.today - timedelta(days=BORNE_AFTER)).for_page()
        waiting = WriteOff.objects.waiting().values("invoice")
        found = rows.exclude(pk__in=waiting).oldest_due_first()[:MOST]
        return [Old(invoice, invoice.days_late(self.today)) for invoice in found]

    @cached_property
    def lost(self) -> list[Lost]:
        """What was written off and nobody has made good, the largest first."""
        found = Invoice.objects.lost().for_page().order_by("-lost_minor", "pk")[:MOST]
        owing = {(each.customer_id, each.currency): each.customer for each in found}
        free = {(pk, currency): free_credit(who, currency) for (pk, currency), who in owing.items()}
        return [Lost(each, free[each.customer_id, each.currency]) for each in found]
