"""What happens in payments, as recorded in the event log."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.events.log import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PaymentMoved(DomainEvent):
    """
    Money of a booking was secured, taken, settled, sent or returned; its parties' pages show it.

    `to_state` is the booking's own state, which stays what it was.
    """

    booking_id: int
    reference: str
    to_state: str
    payment_state: str
    customer_id: int
    provider_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(DomainEvent):
    invoice_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceReminded(DomainEvent):
    """`day` is how many days after the due date; below nothing before it."""

    invoice_id: int
    day: int


@dataclass(frozen=True, kw_only=True)
class ChargebackOpened(DomainEvent):
    """The bank of who paid has taken money of a booking back."""

    chargeback_id: int
