"""The times a booking has: how long a hold lasts, until when to answer, and the timers for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from capacity.models import Booking
from marketplace.events import timers
from marketplace.periods import MINUTE, Period

HOLD = timedelta(minutes=15)
LONGEST_HOLD = timedelta(hours=24)
PAYING, LONGEST_PAYING = timedelta(minutes=40), timedelta(minutes=80)  # a payment page lasts so long
BY_BANK, BY_BANK_BEFORE_START = timedelta(days=3), timedelta(hours=24)
ANSWER = timedelta(hours=48)
ANSWER_BEFORE_START = timedelta(hours=4)
SHORTEST_ANSWER = timedelta(minutes=30)
CHOICE = timedelta(hours=24)
ACCEPTANCE = timedelta(days=7)
DELIVERY_REPORT = timedelta(hours=24)

DEADLINE, NO_SHOW, DELIVER, COMPLETE = (
    "booking_deadline",
    "booking_no_show",
    "booking_deliver",
    "booking_complete",
)


def answer_by(*, now: datetime, period: Period) -> datetime:
    """
    Until when the provider has to answer: 48 h, but at the latest four hours before the start.

    A request at short notice leaves half an hour, or the time to the start if that is less.
    """
    latest = max(period.starts_at - ANSWER_BEFORE_START, now + SHORTEST_ANSWER)
    return min(now + ANSWER, latest, max(period.starts_at, now + MINUTE))


def kept_for_bank(booking: Booking) -> datetime:
    """Until when a period is kept for money that comes by bank: three days, and a day before the start."""
    longest: datetime = booking.created_at + BY_BANK
    latest: datetime = booking.period.starts_at - BY_BANK_BEFORE_START
    return min(longest, latest)


def is_kept_long(booking: Booking) -> bool:
    """Whether a hold is kept for longer than anybody needs at a payment page."""
    return booking.held_until is not None and booking.held_until > booking.created_at + LONGEST_PAYING


def choose_by(*, now: datetime, earliest_start: datetime) -> datetime:
    """Until when the customer has to take or leave a proposal: 24 h, but before the period begins."""
    return max(min(now + CHOICE, earliest_start), now + MINUTE)


def watch_deadline(booking: Booking, due_at: datetime) -> None:
    timers.start(kind=DEADLINE, subject_id=booking.pk, due_at=due_at)


def watch_start(booking: Booking, no_show_at: datetime) -> None:
    """Once confirmed: nobody having checked in by then is a no-show."""
    timers.stop(kinds=(DEADLINE,), subject_id=booking.pk)
    timers.start(kind=NO_SHOW, subject_id=booking.pk, due_at=no_show_at)


def watch_end(booking: Booking, period: Period) -> None:
    """Once in use: without a report a day after the end, the reserved time counts as delivered."""
    timers.stop(kinds=(NO_SHOW,), subject_id=booking.pk)
    timers.start(kind=DELIVER, subject_id=booking.pk, due_at=period.ends_at + DELIVERY_REPORT)


def watch_acceptance(booking: Booking, due_at: datetime) -> None:
    timers.stop(kinds=(DELIVER,), subject_id=booking.pk)
    timers.start(kind=COMPLETE, subject_id=booking.pk, due_at=due_at)


def stop_all(booking: Booking) -> None:
    timers.stop(kinds=(DEADLINE, NO_SHOW, DELIVER, COMPLETE), subject_id=booking.pk)
