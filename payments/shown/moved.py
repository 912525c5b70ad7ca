"""What was really taken and paid back for a booking, by the ledger: each movement with its moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from capacity.models import Booking
from marketplace.money import Money, total
from payments.enums import AccountKind, JournalKind
from payments.models import Entry

CAME = (JournalKind.CAPTURE, JournalKind.ALLOCATION)


@dataclass(frozen=True)
class Moved:
    """`came_back` is whether a refund could not be taken where it was sent, and is with us again."""

    kind: JournalKind
    amount: Money
    at: datetime
    came_back: bool = False


def moved(booking: Booking) -> list[Moved]:
    """The oldest first. What was reversed did not move."""
    entries = Entry.objects.filter(journal__booking=booking, journal__reversed_by__isnull=True)
    kinds = entries.filter(account__kind=AccountKind.CLEARING, journal__kind__in=(*CAME, JournalKind.REFUND))
    found = [
        Moved(JournalKind(kind), Money(abs(minor), currency), at)
        for kind, minor, currency, at in kinds.in_order().values_list(
            "journal__kind", "minor", "currency", "posted_at"
        )
    ]
    failures = entries.filter(account__kind=AccountKind.REFUND_OWED, journal__kind=JournalKind.REFUND_FAILURE)
    for minor in failures.in_order().values_list("minor", flat=True):
        _mark_failed(found, -minor)
    return found


def _mark_failed(found: list[Moved], minor: int) -> None:
    """A refund comes back whole: of those of its amount the latest is meant."""
    for place in reversed(range(len(found))):
        each = found[place]
        if each.kind == JournalKind.REFUND and each.amount.minor == minor and not each.came_back:
            found[place] = Moved(each.kind, each.amount, each.at, came_back=True)
            return


def came(movements: Sequence[Moved]) -> list[Moved]:
    """What was taken, or put to the booking of what came by bank."""
    return [each for each in movements if each.kind in CAME]


def went_back(movements: Sequence[Moved]) -> list[Moved]:
    return [each for each in movements if each.kind == JournalKind.REFUND and not each.came_back]


def sum_of(movements: Sequence[Moved], currency: str) -> Money:
    return total((each.amount for each in movements), currency)
