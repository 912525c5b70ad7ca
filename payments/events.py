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
class MoneyPosted(DomainEvent):
    """Money came from a party of a booking, or went to one; the journal says whose and how much."""

    journal_id: int


@dataclass(frozen=True, kw_only=True)
class MoneyNews(DomainEvent):
    """What no journal tells, for the finance people of a firm."""

    organisation_id: int
    booking_id: int | None
    minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class FundsHeld(MoneyNews):
    """A card holds it, and it is not taken yet."""


@dataclass(frozen=True, kw_only=True)
class FundsReleased(MoneyNews):
    """It was held, and nothing of it was due in the end."""


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(MoneyNews):
    """`what` is a `Failure`: whose money did not go where it should."""

    what: str


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(DomainEvent):
    invoice_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceReminded(DomainEvent):
    """`day` is how many days after the due date; below nothing before it."""

    invoice_id: int
    day: int


@dataclass(frozen=True, kw_only=True)
class InvoiceWrittenOff(DomainEvent):
    """Of an invoice something will not be paid; the row says how much, at whose cost and why."""

    write_off_id: int


@dataclass(frozen=True, kw_only=True)
class InvoicePaid(DomainEvent):
    """Nothing of it is open any more, neither principal nor interest, and money came for it."""

    invoice_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceReopened(DomainEvent):
    """So much of what had paid it was another's, matched by mistake."""

    invoice_id: int
    minor: int


@dataclass(frozen=True, kw_only=True)
class ChargebackOpened(DomainEvent):
    """The bank of who paid has taken money of a booking back."""

    chargeback_id: int
