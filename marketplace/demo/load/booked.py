"""One booking of the load and the steps it took."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from capacity.enums import BookingState, Side, Step
from capacity.operations.trail import ALPHABET
from marketplace.demo.load.catalogue import Listed
from marketplace.periods import Period

_ROWS = (
    ("", Step.HOLD, BookingState.HELD),
    (BookingState.HELD, Step.CONFIRM, BookingState.CONFIRMED),
    (BookingState.CONFIRMED, Step.CHECK_IN, BookingState.IN_USE),
    (BookingState.IN_USE, Step.DELIVER, BookingState.DELIVERED),
    (BookingState.DELIVERED, Step.COMPLETE, BookingState.COMPLETED),
)


@dataclass(frozen=True)
class Booked:
    """A booking: its id, its machine, who booked it, and when."""

    pk: int
    machine: Listed
    customer_id: int
    period: Period
    now: datetime

    @property
    def reference(self) -> str:
        """Told apart from real ones by its letters, and from each other by the id."""
        digits, rest = "", self.pk
        while rest:
            rest, digit = divmod(rest, len(ALPHABET))
            digits = ALPHABET[digit] + digits
        return f"LD-{digits.rjust(7, ALPHABET[0])}"

    @property
    def is_over(self) -> bool:
        return self.period.ends_at < self.now

    @property
    def state(self) -> BookingState:
        return BookingState.COMPLETED if self.is_over else BookingState.CONFIRMED

    @property
    def held_at(self) -> datetime:
        return min(self.period.starts_at - timedelta(days=3), self.now - timedelta(hours=1))

    def steps(self) -> Iterator[Taken]:
        moments = [self.held_at, self.held_at + timedelta(minutes=4)]
        if self.is_over:
            ends_at = self.period.ends_at
            moments += [self.period.starts_at, ends_at, ends_at + timedelta(hours=2)]
        for number, (at, row) in enumerate(zip(moments, _ROWS, strict=False), start=1):
            yield Taken(at, self, number, *row)


@dataclass(frozen=True)
class Taken:
    """One step of a booking."""

    at: datetime
    booking: Booked
    number: int
    from_state: str
    step: Step
    to_state: BookingState

    @property
    def side(self) -> Side:
        return Side.PROVIDER if self.step is Step.DELIVER else Side.CUSTOMER
