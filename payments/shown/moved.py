"""What was really taken and paid back for a booking, by the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce

from capacity.models import Booking
from marketplace.money import Money
from payments.enums import AccountKind, JournalKind
from payments.models import Entry


@dataclass(frozen=True)
class Moved:
    amount: Money
    at: datetime


def came_back(booking: Booking) -> Money:
    """What was sent back to the customer and could not be taken there."""
    entries = Entry.objects.filter(journal__booking=booking, account__kind=AccountKind.REFUND_OWED)
    failed = entries.filter(journal__kind=JournalKind.REFUND_FAILURE).aggregate(sum=Sum("minor"))["sum"]
    return Money(-int(failed or 0), booking.currency)


def moved(booking: Booking) -> dict[JournalKind, Moved]:
    """
    Amount and latest moment of each kind of journal that moved what is held for the booking.

    What was reversed did not move it.
    """
    entries = Entry.objects.filter(journal__booking=booking, account__kind=AccountKind.CLEARING)
    rows = (
        entries.annotate(kind=Coalesce("journal__reverses__kind", "journal__kind"))
        .values("kind", "currency")
        .annotate(sum=Sum("minor"), at=Max("posted_at"))
        .order_by()
    )
    return {
        JournalKind(row["kind"]): Moved(Money(abs(int(row["sum"])), row["currency"]), row["at"])
        for row in rows
        if row["sum"]
    }
