"""The life-line of a booking: what was, what is, and what comes when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from capacity.enums import BookingState, Step
from capacity.lifecycle import EXITS, LIFE_LINE
from capacity.models import Booking, BookingStep
from capacity.operations.clock import ACCEPTANCE
from marketplace.pages.formats import clock_text, short_day_text


@dataclass(frozen=True)
class LifeStep:
    state: str
    at: str
    place: str


@dataclass(frozen=True)
class Life:
    """`exit` is the state in which the booking left the line, nothing while it is on it."""

    steps: list[LifeStep]
    exit: str = ""
    exit_note: str = ""


def life_of(booking: Booking, trail: Sequence[BookingStep], now: datetime) -> Life:
    zone, state = booking.resource.site.zone, booking.state_at(now)
    reached = _reached(trail)
    line = [
        each for each in LIFE_LINE if each != BookingState.REQUESTED or not _skips_request(booking, reached)
    ]
    if state in EXITS:
        done = [LifeStep(each, _told(reached[each], zone), "done") for each in line if each in reached]
        left_at = reached.get(state) or booking.deadline
        return Life(done, f"booking.{state}", _told(left_at, zone) if left_at else "")
    here = line.index(state)
    return Life([_step(booking, each, index, here, reached, zone) for index, each in enumerate(line)])


def _reached(trail: Sequence[BookingStep]) -> dict[str, datetime]:
    """When each state was entered first."""
    reached: dict[str, datetime] = {}
    for step in trail:
        if step.from_state != step.to_state:
            reached.setdefault(step.to_state, step.taken_at)
    return reached


def _skips_request(booking: Booking, reached: dict[str, datetime]) -> bool:
    """An offer that confirms at once asks nobody."""
    if BookingState.REQUESTED in reached:
        return False
    return booking.offer.is_instant or BookingState.CONFIRMED in reached


def _step(
    booking: Booking,
    state: BookingState,
    index: int,
    here: int,
    reached: dict[str, datetime],
    zone: ZoneInfo,
) -> LifeStep:
    place = "done" if index < here else "now" if index == here else "later"
    if state == BookingState.COMPLETED and index == here:
        place = "done"
    at = reached.get(state)
    return LifeStep(state, _told(at, zone) if at and index <= here else _coming(booking, state, zone), place)


def _coming(booking: Booking, state: BookingState, zone: ZoneInfo) -> str:
    """When a state is due: a date where it has one, a deadline where it has not."""
    match state:
        case BookingState.REQUESTED if booking.held_until:
            return _by(booking.held_until, zone)
        case BookingState.CONFIRMED if booking.answer_by:
            return _by(booking.answer_by, zone)
        case BookingState.IN_USE:
            return _told(booking.period.starts_at, zone)
        case BookingState.DELIVERED:
            return _told(booking.period.ends_at, zone)
        case BookingState.COMPLETED:
            return _by(booking.accept_by or booking.period.ends_at + ACCEPTANCE, zone, with_clock=False)
    return ""


def _told(moment: datetime, zone: ZoneInfo) -> str:
    return f"{short_day_text(moment.astimezone(zone).date())} {clock_text(moment, zone)}"


def _by(moment: datetime, zone: ZoneInfo, *, with_clock: bool = True) -> str:
    told = _told(moment, zone) if with_clock else short_day_text(moment.astimezone(zone).date())
    return _("by %(moment)s") % {"moment": told}


def last_step(trail: Sequence[BookingStep], *steps: Step) -> BookingStep | None:
    """The latest of these steps in the trail."""
    return next((step for step in reversed(trail) if step.step in steps), None)
