"""Money that came by bank secures a booking once all of it is there."""

from __future__ import annotations

from datetime import datetime

from capacity.enums import BookingState
from capacity.models import Booking
from marketplace.money import Money, total
from payments.enums import AccountKind, JournalKind, PaymentState, Rail
from payments.ledger import AccountKey, postings
from payments.models import PaymentPlan
from payments.operations.balances import balance_of
from payments.operations.telling import post_and_tell
from payments.policies.banking import BANK_REF


def arrived(plan: PaymentPlan) -> Money:
    """What came for the booking, and is the customer's until the rest is there."""
    parts = (part for part in plan.bank_parts.all() if part.applied_at is None)
    return total((part.amount for part in parts), plan.currency)


def missing(plan: PaymentPlan) -> Money:
    return max(plan.to_secure - arrived(plan), Money(0, plan.currency))


def cover(plan: PaymentPlan, booking: Booking, *, now: datetime) -> None:
    """
    Put what has come to the booking, if that is enough; in a transaction with both of them locked.

    What came too late, or for a booking that was paid otherwise, stays the customer's.
    """
    is_waiting = plan.rail == Rail.MANUAL and plan.state == PaymentState.CREATED
    if not is_waiting or booking.state_at(now) != BookingState.HELD or missing(plan).minor:
        return
    there = -balance_of(AccountKey(AccountKind.UNAPPLIED, plan.currency, booking.customer_id))
    if there < plan.to_secure:
        return  # it was used for something else meanwhile
    told = postings.allocated_to_booking(
        customer_id=booking.customer_id, booking_id=booking.pk, amount=plan.to_secure
    )
    plan.payment_ref = f"{BANK_REF}{plan.pk}"
    post_and_tell(JournalKind.ALLOCATION, plan.payment_ref, told, booking=booking, now=now)
    plan.bank_parts.filter(applied_at__isnull=True).update(applied_at=now)
    plan.state = PaymentState.CAPTURED
    plan.save(update_fields=["state", "payment_ref"])
