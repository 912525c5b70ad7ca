"""A booking with its two sides, and short words for what is posted about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from capacity.models import Booking
from capacity.operations import holds
from capacity.operations.assessments import Order
from marketplace.accounts.enums import Role
from marketplace.money import Money
from payments.enums import AccountKind, JournalKind
from payments.ledger import AccountKey, Postings
from payments.ledger.postings import captured, refunded, settled, transferred
from payments.models import Journal
from payments.operations.posting import post
from tests.factories import NOW, member, offer, organisation, period

NOTHING = Money(0, "CNY")
_numbers = count(1)


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


def new_ref() -> str:
    return f"txn_{next(_numbers):06}"


def new_booking() -> Booking:
    buyer = member(organisation(), Role.BUYER)
    return holds.hold(offer=offer(), order=Order(period()), by=buyer, now=NOW)


@dataclass(frozen=True)
class Told:
    """What is told of one booking, in fen."""

    booking: Booking

    @property
    def clearing(self) -> AccountKey:
        return AccountKey(AccountKind.CLEARING, "CNY", booking_id=self.booking.pk)

    @property
    def payable(self) -> AccountKey:
        return AccountKey(AccountKind.PAYABLE, "CNY", owner_id=self.booking.provider_id)

    def capture(self, minor: int, *, fee: int = 0, ref: str = "", now: datetime = NOW) -> Journal:
        postings = captured(booking_id=self.booking.pk, amount=yuan(minor), fee=yuan(fee))
        return self.post(JournalKind.CAPTURE, postings, ref=ref, now=now)

    def settle(self, minor: int, *, commission: int = 0, ref: str = "", now: datetime = NOW) -> Journal:
        postings = settled(
            booking_id=self.booking.pk,
            provider_id=self.booking.provider_id,
            used=yuan(minor),
            commission=yuan(commission),
        )
        return self.post(JournalKind.SETTLEMENT, postings, ref=ref, now=now)

    def transfer(self, minor: int, *, ref: str = "", now: datetime = NOW) -> Journal:
        postings = transferred(provider_id=self.booking.provider_id, amount=yuan(minor))
        return self.post(JournalKind.TRANSFER, postings, ref=ref, now=now)

    def refund(self, minor: int, *, ref: str = "", now: datetime = NOW) -> Journal:
        postings = refunded(booking_id=self.booking.pk, amount=yuan(minor))
        return self.post(JournalKind.REFUND, postings, ref=ref, now=now)

    def post(self, kind: JournalKind, postings: Postings, *, ref: str = "", now: datetime = NOW) -> Journal:
        return post(kind, ref or new_ref(), postings, booking=self.booking, now=now)
