"""
The rules: each looks at a wish in its situation and says what stands against it.

They are independent, so that a refusal names every broken limit at once. Limits that off-peak hours
relax are length and quotas, as in NIST's NEMO (policy_off_*); the rest always holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from capacity.policies.broken import BrokenRule, Minutes
from capacity.policies.wish import Situation, Wish
from marketplace.periods import MINUTE, Period

Rule = Callable[[Wish, Situation], Iterator[BrokenRule]]


def broken_rules(wish: Wish, situation: Situation) -> list[BrokenRule]:
    """Everything that stands against the wish, nothing if it may be booked."""
    off_peak = situation.is_off_peak(wish.period)
    rules = ALWAYS if off_peak else ALWAYS + RELAXED_OFF_PEAK
    return [broken for rule in rules for broken in rule(wish, situation)]


def _operational(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    if not situation.limits.is_operational:
        yield BrokenRule("not_operational")


def _notice(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    notice = situation.limits.notice_minutes
    if wish.period.starts_at < situation.now:
        yield BrokenRule("begun")
    elif wish.period.starts_at < situation.now + notice * MINUTE:
        earliest = (situation.now + notice * MINUTE).astimezone(situation.zone)
        yield BrokenRule("no_notice", {"notice": Minutes(notice), "earliest": earliest})


def _horizon(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    days = situation.limits.horizon_days
    if days is not None and wish.period.ends_at > situation.now + timedelta(days=days):
        latest = (situation.now + timedelta(days=days)).astimezone(situation.zone)
        yield BrokenRule("beyond_horizon", {"days": days, "latest": latest})


def _length(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    limits, minutes = situation.limits, wish.period.minutes
    chosen = Minutes(minutes)
    if limits.minimum_minutes and minutes < limits.minimum_minutes:
        yield BrokenRule("too_short", {"limit": Minutes(limits.minimum_minutes), "chosen": chosen})
    if limits.maximum_minutes and wish.period.duration > limits.maximum_minutes * MINUTE:
        yield BrokenRule("too_long", {"limit": Minutes(limits.maximum_minutes), "chosen": chosen})


def _grid(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    grid = situation.limits.grid_minutes
    wall = wish.period.in_zone(situation.zone)
    if any(_past_midnight(moment) % (grid * MINUTE) for moment in wall):
        start = wall.starts_at
        nearest = start - _past_midnight(start) % (grid * MINUTE)
        yield BrokenRule("off_grid", {"grid": Minutes(grid), "nearest": nearest})


def _past_midnight(moment: datetime) -> timedelta:
    return moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _opening(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    if not any(hours.contains(wish.period) for hours in situation.open_periods):
        yield BrokenRule("closed")


def _units(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    existing = len(situation.occupied)
    if wish.units > existing:
        yield BrokenRule("too_many_units", {"limit": existing, "chosen": wish.units})
        return
    free = len(situation.free_units(wish.period))
    if free < wish.units:
        yield BrokenRule("taken", {"free": free, "wanted": wish.units})


def _per_day(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    limit = situation.limits.maximum_per_day
    if limit is None:
        return
    day = wish.period.in_zone(situation.zone).starts_at.date()
    same_day = [
        period for period in situation.own_periods if period.in_zone(situation.zone).starts_at.date() == day
    ]
    if len(same_day) >= limit:
        yield BrokenRule("per_day", {"limit": limit})


def _coming(situation: Situation) -> list[Period]:
    return [period for period in situation.own_periods if period.ends_at > situation.now]


def _future_quota(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    limits, coming = situation.limits, _coming(situation)
    bookings, minutes = limits.maximum_future_bookings, limits.maximum_future_minutes
    if bookings is not None and len(coming) >= bookings:
        yield BrokenRule("future_bookings", {"limit": bookings})
    if minutes is not None and sum(p.minutes for p in coming) + wish.period.minutes > minutes:
        yield BrokenRule("future_time", {"limit": Minutes(minutes)})


def _gap(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    gap = situation.limits.gap_minutes
    if not gap:
        return
    guarded = wish.period.widened(before=gap * MINUTE, after=gap * MINUTE)
    if any(own.overlaps(guarded) for own in situation.own_periods):
        yield BrokenRule("gap", {"limit": Minutes(gap)})


def _qualified(wish: Wish, situation: Situation) -> Iterator[BrokenRule]:
    day = wish.period.in_zone(situation.zone).starts_at.date()
    for needed in situation.qualifications:
        if needed.covers(day):
            continue
        params = {"name": needed.name, "how": needed.how_to_get}
        if needed.is_granted and needed.expires_on:
            yield BrokenRule("qualification_ended", {**params, "ended": needed.expires_on})
        else:
            yield BrokenRule("unqualified", params)


ALWAYS: tuple[Rule, ...] = (_operational, _notice, _horizon, _grid, _opening, _units, _qualified)
RELAXED_OFF_PEAK: tuple[Rule, ...] = (_length, _per_day, _future_quota, _gap)
