"""How much waits for a person at each place of the navigation."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from capacity.enums import BookingState
from capacity.models import Booking, ListingRevision
from marketplace.accounts.models import Organisation
from payments.models import (
    BankLine,
    BankTask,
    Chargeback,
    LineDispute,
    PaymentOperation,
    PayoutAccount,
    ReconciliationItem,
    WriteOff,
)

MOST_COUNTED = 100  # a count is a hint; the database stops there


class Asker(Protocol):
    """For which firm is counted, and when."""

    now: datetime

    @property
    def organisation(self) -> Organisation | None: ...


def bookings_to_act_on(asker: Asker) -> int:
    """Own holds to send and deliveries to accept."""
    waiting = Q(state=BookingState.HELD, held_until__gt=asker.now) | Q(state=BookingState.DELIVERED)
    return at_most(Booking.objects.booked_by(asker.organisation).filter(waiting))


def requests_to_answer(asker: Asker) -> int:
    waiting = Booking.objects.provided_by(asker.organisation).to_answer(asker.now)
    return at_most(waiting.without_open_proposals())


def revisions_to_decide(_asker: Asker) -> int:
    return at_most(ListingRevision.objects.waiting())


def money_to_look_at(asker: Asker) -> int:
    """What does not go on by itself, on any of the pages of the money desk."""
    waiting = (
        PaymentOperation.objects.stuck(asker.now),
        ReconciliationItem.objects.open(),
        BankLine.objects.open(),
        BankTask.objects.due(asker.now),
        Chargeback.objects.to_answer(),
        PayoutAccount.objects.to_confirm(),
        WriteOff.objects.waiting(),
    )
    return sum(map(at_most, waiting))


def disputes_to_settle(_asker: Asker) -> int:
    return at_most(LineDispute.objects.open())


def at_most(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST_COUNTED].count()
