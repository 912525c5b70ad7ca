"""A booking's life told in memory, by the table of transitions, as the operations would leave it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from capacity.enums import BookingState, ClaimKind, Side, Step
from capacity.events import BookingMoved, CalendarChanged
from capacity.lifecycle import OCCUPYING, TRANSITIONS
from capacity.models import Booking, BookingStep, Proposal
from capacity.operations import clock
from capacity.operations.versions import windows_of
from capacity.policies import Limits
from marketplace.accounts.models import Organisation, User
from marketplace.demo.seeding.floor import Occupied
from marketplace.events.log import DomainEvent
from marketplace.periods import Period


@dataclass(frozen=True)
class Happening:
    """An event to come: it gets its version once all that happens is sorted by time."""

    at: datetime
    resource_id: int
    make: Callable[[int], DomainEvent]


@dataclass
class Offered:
    """A proposal with the units it keeps."""

    proposal: Proposal
    occupied: list[Occupied]
    during: Period


@dataclass
class Life:
    """
    A booking, the steps taken and the events they left.

    `during` is what its claims take, `occupied` where; both are cut or given up as the steps say.
    """

    booking: Booking
    booker: User
    scheduler: User
    occupied: list[Occupied]
    during: Period
    steps: list[BookingStep] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    proposals: list[Offered] = field(default_factory=list)

    @property
    def state(self) -> BookingState:
        return BookingState(self.booking.state)

    @property
    def limits(self) -> Limits:
        return Limits.from_json(self.booking.policy_terms)

    def take(
        self,
        step: Step,
        at: datetime,
        side: Side,
        *,
        reason_code: str = "",
        message: str = "",
        periods: Sequence[Period] = (),
        **fields: Any,
    ) -> None:
        """
        Take a step as `capacity.operations.trail` writes it down.

        :raises ValueError: the table has no such step from here
        """
        row, booking = TRANSITIONS[step], self.booking
        is_first = step is Step.HOLD
        if not is_first and (self.state not in row.sources or side not in row.sides):
            raise ValueError(f"{step} is not for {side} from {self.state}")
        from_state = "" if is_first else self.state.value
        before = {name: getattr(booking, name) for name in fields}
        booking.state = row.target_from(self.state)
        booking.step_count = len(self.steps) + 1
        for name, value in fields.items():
            setattr(booking, name, value)
        self.steps.append(
            BookingStep(
                booking=booking,
                number=booking.step_count,
                step=step,
                side=side,
                from_state=from_state,
                to_state=booking.state,
                taken_at=at,
                taken_by=self._person(side),
                acting_for=self._firm(side),
                reason_code=reason_code,
                message=message,
                before={name: _plain(value) for name, value in before.items()},
                after={name: _plain(value) for name, value in fields.items()},
            )
        )
        self._happen(self.steps[-1], at, periods)

    def _person(self, side: Side) -> User | None:
        return {Side.CUSTOMER: self.booker, Side.PROVIDER: self.scheduler}.get(side)

    def _firm(self, side: Side) -> Organisation | None:
        firms = {Side.CUSTOMER: self.booking.customer, Side.PROVIDER: self.booking.provider}
        return firms.get(side)

    def _happen(self, step: BookingStep, at: datetime, periods: Sequence[Period]) -> None:
        windows = windows_of(periods)
        own = self.booking.resource_id
        self.happenings.append(Happening(at, own, lambda version: self._moved(step, version, windows)))
        if periods:
            relatives = {each.resource_id for each in self.occupied} - {own}
            self.happenings += [
                Happening(at, relative, _changed(relative, "booking", windows))
                for relative in sorted(relatives)
            ]

    def _moved(self, step: BookingStep, version: int, windows: list[list[str]]) -> BookingMoved:
        booking = self.booking
        return BookingMoved(
            resource_id=booking.resource_id,
            version=version,
            booking_id=booking.pk,
            reference=booking.reference,
            step=step.step,
            step_number=step.number,
            side=step.side,
            from_state=step.from_state,
            to_state=step.to_state,
            customer_id=booking.customer_id,
            provider_id=booking.provider_id,
            windows=windows,
        )

    def cut(self, at: datetime) -> None:
        """Give back what is left of the time."""
        if at < self.during.ends_at:
            self.during = Period(self.during.starts_at, at)

    @property
    def holds_claims(self) -> bool:
        used = {BookingState.DELIVERED, BookingState.COMPLETED, BookingState.NO_SHOW}
        return self.state in OCCUPYING | used

    @property
    def claim_kind(self) -> ClaimKind:
        return ClaimKind.HOLD if self.state is BookingState.HELD else ClaimKind.BOOKING

    @property
    def claims_expire_at(self) -> datetime | None:
        return self.booking.deadline if self.state in {BookingState.HELD, BookingState.REQUESTED} else None

    def timer(self) -> tuple[str, datetime] | None:
        """What is owed to the booking, and when."""
        booking = self.booking
        match self.state:
            case BookingState.HELD | BookingState.REQUESTED:
                kind, due_at = clock.DEADLINE, booking.deadline
            case BookingState.CONFIRMED:
                kind, due_at = clock.NO_SHOW, self.limits.no_show_at(booking.period)
            case BookingState.IN_USE:
                kind, due_at = clock.DELIVER, booking.period.ends_at + clock.DELIVERY_REPORT
            case BookingState.DELIVERED:
                kind, due_at = clock.COMPLETE, booking.accept_by
            case _:
                return None
        return (kind, due_at) if due_at else None


def _changed(resource_id: int, cause: str, windows: list[list[str]]) -> Callable[[int], DomainEvent]:
    return lambda version: CalendarChanged(
        resource_id=resource_id, version=version, cause=cause, windows=windows
    )


def calendar_changed(at: datetime, resource_id: int, cause: str, periods: Sequence[Period]) -> Happening:
    return Happening(at, resource_id, _changed(resource_id, cause, windows_of(periods)))


def _plain(value: Any) -> Any:
    """As JSON holds it, the way the trail of a real step does."""
    match value:
        case datetime():
            return value.isoformat()
        case Period():
            return [value.starts_at.isoformat(), value.ends_at.isoformat()]
    return value
