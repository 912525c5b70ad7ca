"""What of a booking is the provider's, in the ledger: more as it becomes certain, less where it goes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from capacity.models import Booking
from marketplace.money import Money
from payments.enums import AccountKind, JournalKind
from payments.ledger import AccountKey, postings
from payments.models import Entry, Journal, PaymentPlan
from payments.operations.balances import balance_of
from payments.operations.posting import post
from payments.policies.charging import commission_on

KINDS = (JournalKind.SETTLEMENT, JournalKind.UNSETTLEMENT)


@dataclass(frozen=True)
class Earned:
    """What was settled of a booking so far."""

    gross: Money
    commission: Money

    @property
    def net(self) -> Money:
        return self.gross - self.commission


@dataclass(frozen=True)
class Settled:
    """What of a booking is the provider's now, and by how much that fell or rose just now."""

    net: Money
    fell: Money
    rose: Money


def earned_so_far(booking: Booking) -> Earned:
    moved = dict(_moved(booking))
    nothing = Money(0, booking.currency)
    gross = moved.get(AccountKind.CLEARING, nothing)
    return Earned(gross, -moved.get(AccountKind.COMMISSION, nothing))


def _moved(booking: Booking) -> Iterator[tuple[AccountKind, Money]]:
    entries = Entry.objects.filter(journal__booking=booking, journal__kind__in=KINDS)
    for kind, minor in entries.values_list("account__kind").annotate(Sum("minor")).order_by():
        yield AccountKind(kind), Money(int(minor), booking.currency)


def earn(plan: PaymentPlan, booking: Booking, gross: Money, *, now: datetime) -> Settled | None:
    """
    Settle up to this much in all, or take back what was settled beyond.

    Only what has reached our balance is anybody's: nothing is told while the gateway's books are behind.
    """
    before = earned_so_far(booking)
    commission = commission_on(gross, plan.commission_basis_points)
    change, of_it = gross - before.gross, commission - before.commission
    if change.minor > 0:
        if -_held(booking).minor < change.minor:
            return None
        told = postings.settled(
            booking_id=booking.pk, provider_id=booking.provider_id, used=change, commission=of_it
        )
        post(JournalKind.SETTLEMENT, _ref(booking), told, booking=booking, now=now)
    elif change.minor < 0:
        told = postings.unsettled(
            booking_id=booking.pk, provider_id=booking.provider_id, amount=-change, commission=-of_it
        )
        post(JournalKind.UNSETTLEMENT, _ref(booking), told, booking=booking, now=now)
    if change.minor and plan.settled_at is None:
        plan.settled_at = now
        plan.save(update_fields=["settled_at"])
    net, nothing = gross - commission, Money(0, booking.currency)
    return Settled(net, fell=max(before.net - net, nothing), rose=max(net - before.net, nothing))


def _held(booking: Booking) -> Money:
    return balance_of(AccountKey(AccountKind.CLEARING, booking.currency, booking_id=booking.pk))


def _ref(booking: Booking) -> str:
    """Under the lock of the plan: each change has its number."""
    earlier = Journal.objects.filter(booking=booking, kind__in=KINDS).count()
    return f"{booking.reference}/{earlier + 1}" if earlier else booking.reference
