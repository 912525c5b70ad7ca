"""
What the parties are told of their money: recorded in the transaction that makes it so, and therefore once.

What the ledger posts is told by its journal; the rest is what no journal knows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from capacity.models import Booking
from marketplace.events import log
from marketplace.money import Money
from payments.enums import Failure, JournalKind, OperationKind, OperationState
from payments.events import FundsHeld, FundsReleased, MoneyPosted, PaymentFailed
from payments.ledger import Postings
from payments.models import Journal, PaymentOperation
from payments.operations.asking import WITHDRAWN
from payments.operations.posting import enter

TOLD = frozenset(
    {
        JournalKind.CAPTURE,
        JournalKind.ALLOCATION,
        JournalKind.REFUND,
        JournalKind.REFUND_FAILURE,
        JournalKind.TRANSFER,
        JournalKind.TRANSFER_REVERSAL,
    }
)
FAILURES = {
    OperationKind.CAPTURE: Failure.CAPTURE,
    OperationKind.REFUND: Failure.REFUND,
    OperationKind.TRANSFER: Failure.PAYOUT,
    OperationKind.REVERSAL: Failure.TAKING_BACK,
}
OF_PROVIDER = (Failure.PAYOUT, Failure.TAKING_BACK)


def post_and_tell(
    kind: JournalKind, ref: str, postings: Postings, *, booking: Booking | None = None, now: datetime
) -> Journal:
    """As `posting.post`; where money came from a party or went to one, that is told the first time."""
    journal, is_new = enter(kind, ref, postings, booking=booking, now=now)
    if is_new and kind in TOLD:
        log.record(MoneyPosted(journal_id=journal.pk), now=now)
    return journal


def tell_of_hold(booking: Booking, amount: Money, *, now: datetime) -> None:
    log.record(FundsHeld(**_about(booking.customer_id, booking, amount)), now=now)


def tell_of_release(booking: Booking, amount: Money, *, now: datetime) -> None:
    log.record(FundsReleased(**_about(booking.customer_id, booking, amount)), now=now)


def tell_of_failure(
    what: Failure, organisation_id: int, booking: Booking | None, amount: Money, *, now: datetime
) -> None:
    log.record(PaymentFailed(what=what.value, **_about(organisation_id, booking, amount)), now=now)


def tell_if_refused(
    operation: PaymentOperation, state: OperationState, error_code: str, *, now: datetime
) -> None:
    """The gateway said no, and somebody waits for that money; what is asked anew is not told."""
    what = FAILURES.get(OperationKind(operation.kind))
    if what is None or state not in (OperationState.FAILED, OperationState.STUCK) or error_code in WITHDRAWN:
        return
    booking = operation.plan.booking
    firm_id = booking.provider_id if what in OF_PROVIDER else booking.customer_id
    tell_of_failure(what, firm_id, booking, operation.amount, now=now)


def _about(organisation_id: int, booking: Booking | None, amount: Money) -> dict[str, Any]:
    return {
        "organisation_id": organisation_id,
        "booking_id": booking.pk if booking else None,
        "minor": amount.minor,
        "currency": amount.currency,
    }
