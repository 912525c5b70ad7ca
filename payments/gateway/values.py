"""What the gateway tells: our own plain values, so that nobody above it learns how Stripe writes them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from stripe import StripeObject

from marketplace.money import Money

Metadata = dict[str, str]


class PaymentStatus(StrEnum):
    """Stripe's words for the state of a payment."""

    NEEDS_METHOD = "requires_payment_method"
    NEEDS_CONFIRMATION = "requires_confirmation"
    NEEDS_ACTION = "requires_action"
    PROCESSING = "processing"
    AUTHORISED = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELLED = "canceled"


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """A page where a payer pays or leaves a card; `url` is empty once nobody can go there."""

    id: str
    status: str  # open, complete, expired
    url: str
    is_paid: bool
    payment_id: str
    setup_id: str
    expires_at: datetime
    metadata: Metadata


@dataclass(frozen=True, kw_only=True)
class Charge:
    """`balance_transaction_id` is empty until Stripe has accounted for the charge, soon after capture."""

    id: str
    payment_id: str
    amount: Money
    captured: Money
    refunded: Money
    balance_transaction_id: str
    is_disputed: bool
    capture_before: datetime | None


@dataclass(frozen=True, kw_only=True)
class Payment:
    """While money has to come by bank, `instructions_url` is the page that tells where to send it."""

    id: str
    status: PaymentStatus
    amount: Money
    capturable: Money
    received: Money
    charge: Charge | None
    method_id: str
    customer_id: str
    error_code: str
    waits_for_bank: bool
    instructions_url: str
    transfer_group: str
    metadata: Metadata
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class SavedCard:
    """What a setup left: `method_id` is empty until the payer has left a card."""

    setup_id: str
    status: str
    method_id: str
    customer_id: str


@dataclass(frozen=True, kw_only=True)
class Refund:
    """`failure_transaction_id` names the money that came back, where a refund failed after all."""

    id: str
    status: str  # pending, requires_action, succeeded, failed, canceled
    amount: Money
    payment_id: str
    charge_id: str
    balance_transaction_id: str
    failure_transaction_id: str
    reason: str  # why it waits or failed
    metadata: Metadata
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Transfer:
    id: str
    amount: Money
    reversed: Money
    account_id: str
    charge_id: str
    transfer_group: str
    balance_transaction_id: str
    metadata: Metadata
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Reversal:
    id: str
    transfer_id: str
    amount: Money
    balance_transaction_id: str
    metadata: Metadata
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Account:
    """A firm at Stripe; transfers reach it only while `can_receive`."""

    id: str
    can_receive: bool
    status: str  # active, pending, restricted, unsupported
    metadata: Metadata


@dataclass(frozen=True, kw_only=True)
class Payout:
    id: str
    status: str  # pending, in_transit, paid, failed, canceled
    amount: Money
    arrives_at: datetime
    failure_code: str
    balance_transaction_id: str
    failure_transaction_id: str
    metadata: Metadata
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """`transaction_ids` are the balance transactions that it has made, the first when it was opened."""

    id: str
    status: str  # needs_response, under_review, won, lost, ...
    amount: Money
    charge_id: str
    payment_id: str
    reason: str
    answer_by: datetime | None
    transaction_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BalanceTransaction:
    """A line of Stripe's own books: `net` is what the balance changed by, with its sign."""

    id: str
    type: str
    amount: Money
    fee: Money
    net: Money
    source_id: str
    exchange_rate: str  # empty unless currencies were exchanged
    created_at: datetime
    available_on: datetime


@dataclass(frozen=True, kw_only=True)
class Balance:
    available: dict[str, Money]
    pending: dict[str, Money]


@dataclass(frozen=True, kw_only=True)
class Event:
    """That something became of an object; what, is read from the object itself."""

    id: str
    type: str
    object_id: str
    account_id: str
    is_live: bool
    created_at: datetime


def money(minor: int | None, currency: str) -> Money:
    return Money(minor or 0, currency.upper())


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def seconds(moment: datetime) -> int:
    """As Stripe tells time."""
    return calendar.timegm(moment.utctimetuple())


def id_of(reference: object) -> str:
    """The id, be it told alone or with its whole object, or nothing."""
    return str(getattr(reference, "id", reference) or "")


def metadata_of(told: Any) -> Metadata:
    """As plain words; none where there are none."""
    return dict(told.to_dict()) if isinstance(told, StripeObject) else dict(told or {})
