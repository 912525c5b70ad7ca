"""How bookings go: each fate leads a life from its hold to the state it has today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from capacity.cancellation import TierTerms, refund_now
from capacity.enums import CancelReason, DeclineReason, Side, Step
from capacity.operations import clock
from capacity.operations.usage import usage_of
from marketplace.demo.seeding.lives import Life
from marketplace.demo.seeding.talk import CANCELS, DECLINES, DELIVERIES
from marketplace.periods import MINUTE, Period

CUSTOMER, PROVIDER, CLOCK = Side.CUSTOMER, Side.PROVIDER, Side.CLOCK


@dataclass(frozen=True)
class Teller:
    """The moment at which the story is told, and its chances."""

    now: datetime
    chance: Random

    def between(self, earliest: datetime, latest: datetime) -> datetime:
        """A moment from the earliest to the latest; the earliest if they have passed each other."""
        seconds = max(int((latest - earliest).total_seconds()), 0)
        return earliest + timedelta(seconds=self.chance.randint(0, seconds))


Fate = Callable[[Life, Teller], None]


def held(life: Life, teller: Teller) -> None:
    """An approver has given it more time, or it has just begun."""
    _hold(life)
    booking = life.booking
    if booking.created_at + clock.HOLD > teller.now + 2 * MINUTE:
        return
    at = booking.created_at + timedelta(minutes=9)
    life.take(Step.EXTEND_HOLD, at, CUSTOMER, held_until=booking.created_at + clock.LONGEST_HOLD - 5 * MINUTE)


def requested(life: Life, teller: Teller) -> None:
    _hold(life)
    _request(life, teller)


def confirmed(life: Life, teller: Teller) -> None:
    _hold(life)
    if life.booking.offer.is_instant:
        at = teller.between(life.booking.created_at + MINUTE, life.booking.created_at + 12 * MINUTE)
        life.take(Step.CONFIRM, at, CUSTOMER, periods=[life.booking.period], held_until=None)
        return
    _request(life, teller)
    asked_at = life.steps[-1].taken_at
    latest = min(_answer_by(life), asked_at + timedelta(hours=9), teller.now)
    at = teller.between(asked_at + 3 * MINUTE, latest)
    life.take(Step.ACCEPT, at, PROVIDER, periods=[life.booking.period], answer_by=None)


def in_use(life: Life, teller: Teller) -> None:
    confirmed(life, teller)
    starts_at = life.booking.period.starts_at
    since = max(starts_at - 20 * MINUTE, life.steps[-1].taken_at)
    at = teller.between(since, min(starts_at + 15 * MINUTE, teller.now))
    side = CUSTOMER if teller.chance.random() < 0.8 else PROVIDER
    life.take(Step.CHECK_IN, at, side, checked_in_at=at)


def delivered(life: Life, teller: Teller) -> None:
    in_use(life, teller)
    booking = life.booking
    until = _out(life, teller)
    at = min(until + timedelta(minutes=teller.chance.randint(2, 90)), teller.now)
    life.cut(until + life.limits.clean_up_minutes * MINUTE)
    life.take(
        Step.DELIVER,
        at,
        PROVIDER,
        message=teller.chance.choice(DELIVERIES),
        periods=[life.during],
        checked_out_at=until,
        accept_by=at + clock.ACCEPTANCE,
        usage=usage_of(booking, until=until, quantity=None),
    )


def _out(life: Life, teller: Teller) -> datetime:
    """When the machine was left: mostly on time, often early, sometimes late."""
    booking, chance = life.booking, teller.chance
    late: int = min(life.limits.late_check_out_minutes or 0, 40)
    drift: float = chance.choice((0, 0, 0, -0.05, -0.1, -0.25)) * booking.period.minutes
    if drift == 0 and late and chance.random() < 0.12:
        drift = chance.randint(5, late)
    until = booking.period.ends_at + timedelta(minutes=int(drift))
    since: datetime = booking.checked_in_at or booking.period.starts_at
    left_at: datetime = max(min(until, teller.now), since + 5 * MINUTE)
    return left_at


def completed(life: Life, teller: Teller) -> None:
    """Accepted by the customer, or by itself when the time to object was over."""
    delivered(life, teller)
    delivered_at = life.steps[-1].taken_at
    over = delivered_at + clock.ACCEPTANCE
    if over <= teller.now and teller.chance.random() < 0.3:
        life.take(Step.COMPLETE, over, CLOCK)
        return
    at = teller.between(delivered_at + 10 * MINUTE, min(delivered_at + timedelta(days=3), teller.now))
    life.take(Step.COMPLETE, at, CUSTOMER)


def cancelled(life: Life, teller: Teller) -> None:
    confirmed(life, teller)
    booking, chance = life.booking, teller.chance
    side = CUSTOMER if chance.random() < 0.85 else PROVIDER
    reason = CancelReason.MACHINE_DOWN if side is PROVIDER else chance.choice(_THEIR_REASONS)
    agreed_at = life.steps[-1].taken_at
    at = teller.between(agreed_at + 5 * MINUTE, min(booking.period.starts_at - 10 * MINUTE, teller.now))
    tiers = [TierTerms(**tier) for tier in booking.cancellation_tiers]
    refund_minor = booking.total_minor
    if side is CUSTOMER:
        refund_minor = refund_now(
            tiers, starts_at=booking.period.starts_at, total_minor=booking.total_minor, now=at
        )
    life.take(
        Step.CANCEL,
        at,
        side,
        reason_code=reason.value,
        message=CANCELS[reason],
        periods=[life.during],
        refund_minor=refund_minor,
    )


_THEIR_REASONS = [reason for reason in CancelReason if reason is not CancelReason.MACHINE_DOWN]


def declined(life: Life, teller: Teller) -> None:
    requested(life, teller)
    reason = teller.chance.choice(list(DeclineReason))
    at = teller.between(life.steps[-1].taken_at + 5 * MINUTE, min(_answer_by(life), teller.now))
    life.take(
        Step.DECLINE,
        at,
        PROVIDER,
        reason_code=reason.value,
        message=DECLINES[reason],
        periods=[life.during],
    )


def withdrawn(life: Life, teller: Teller) -> None:
    if life.booking.offer.is_instant or teller.chance.random() < 0.4:
        _hold(life)
        latest = life.booking.created_at + 13 * MINUTE
    else:
        requested(life, teller)
        latest = _answer_by(life)
    at = teller.between(life.steps[-1].taken_at + MINUTE, min(latest, teller.now))
    life.take(Step.WITHDRAW, at, CUSTOMER, periods=[life.during])


def expired(life: Life, teller: Teller) -> None:
    """Nobody went on with the hold, or nobody answered."""
    if life.booking.offer.is_instant or teller.chance.random() < 0.6:
        _hold(life)
        over = life.booking.created_at + clock.HOLD
    else:
        requested(life, teller)
        over = _answer_by(life)
    life.take(Step.EXPIRE, over, CLOCK, periods=[life.during])


def no_show(life: Life, teller: Teller) -> None:
    confirmed(life, teller)
    at = life.limits.no_show_at(life.booking.period)
    freed = [Period(at, life.during.ends_at)] if at < life.during.ends_at else []
    life.cut(at)
    life.take(Step.NO_SHOW, at, CLOCK, periods=freed)


def _hold(life: Life) -> None:
    life.take(Step.HOLD, life.booking.created_at, CUSTOMER, periods=[life.during])


def _request(life: Life, teller: Teller) -> None:
    booking = life.booking
    at = teller.between(booking.created_at + MINUTE, min(booking.created_at + 13 * MINUTE, teller.now))
    answer_by = clock.answer_by(now=at, period=booking.period)
    life.take(Step.REQUEST, at, CUSTOMER, periods=[booking.period], held_until=None, answer_by=answer_by)


def _answer_by(life: Life) -> datetime:
    """Until when the provider may answer: at the latest the start."""
    return life.booking.answer_by or life.booking.period.starts_at


FATES: dict[str, Fate] = {
    fate.__name__: fate
    for fate in (
        held, requested, confirmed, in_use, delivered, completed,
        cancelled, declined, withdrawn, expired, no_show,
    )
}  # fmt: skip
