"""What happens in payments and others may want to know."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.events.log import DomainEvent


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(DomainEvent):
    invoice_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceReminded(DomainEvent):
    """`day` is how many days after the due date; below nothing before it."""

    invoice_id: int
    day: int
