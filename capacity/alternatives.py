"""Other periods that pass every rule: the earliest of all, and those nearest to the wanted one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from capacity.policies import Situation, Wish, broken_rules
from marketplace.periods import MINUTE, Period, at_wall_time

MOST = 5
MOST_LOOKS = 400  # how many periods are judged in one direction before giving up

# What no other period mends.
HOPELESS = frozenset({"not_operational", "too_many_units", "unqualified"})


def alternatives(wish: Wish, situation: Situation, limit: int = MOST) -> list[Period]:
    """
    Up to `limit` passing periods, the earliest first, then by distance from the wanted start.

    They last as long as was wanted, or as much longer or shorter as the policy demands, and do not
    overlap each other. Only the situation's window is searched.
    """
    length = _allowed_length(wish.period, situation)
    if any(rule.code in HOPELESS for rule in broken_rules(wish, situation)):
        return []
    earliest = next(_passing(wish.units, length, situation, situation.now), None)
    if earliest is None:
        return []
    found = [earliest]
    near = _passing(wish.units, length, situation, max(wish.period.starts_at - length, situation.now))
    for period in near:
        if len(found) == limit:
            break
        if not any(period.overlaps(other) for other in found):
            found.append(period)
    wanted = wish.period.starts_at
    return [earliest, *sorted(found[1:], key=lambda period: abs(period.starts_at - wanted))]


def _allowed_length(period: Period, situation: Situation) -> timedelta:
    """The wanted length, brought within the policy's limits and onto its grid."""
    limits = situation.limits
    grid = limits.grid_minutes * MINUTE
    length = max(period.duration, (limits.minimum_minutes or 0) * MINUTE)
    length += -length % grid
    longest = limits.maximum_minutes
    return length if longest is None or length <= longest * MINUTE else longest * MINUTE // grid * grid


def _passing(
    units: int, length: timedelta, situation: Situation, earliest: datetime
) -> Iterator[Period]:
    """Passing periods from a moment on, each after the one before."""
    if not length:
        return
    looks = 0
    earliest = max(earliest, situation.now + situation.limits.notice_minutes * MINUTE)
    for hours in situation.open_periods:
        start = _on_grid(max(hours.starts_at, earliest), situation)
        while start + length <= hours.ends_at:
            looks += 1
            if looks > MOST_LOOKS:
                return
            period = Period(start, start + length)
            codes = {rule.code for rule in broken_rules(Wish(period, units), situation)}
            if "beyond_horizon" in codes:
                return
            if not codes:
                yield period
            start = _on_grid(_next_start(period, codes, situation), situation)


def _next_start(period: Period, codes: set[str], situation: Situation) -> datetime:
    """Where it is worth looking next: after the period, past what is in the way, or the next day."""
    if not codes:
        return period.ends_at
    if "taken" in codes:
        during = situation.with_buffers(period)
        in_the_way = [
            claim.ends_at + situation.limits.set_up_minutes * MINUTE
            for claims in situation.occupied.values()
            for claim in claims
            if claim.overlaps(during)
        ]
        return max(min(in_the_way), period.starts_at + MINUTE)
    if "per_day" in codes:
        day = period.in_zone(situation.zone).starts_at.date() + timedelta(days=1)
        return at_wall_time(day, time(), situation.zone)
    return period.starts_at + situation.limits.grid_minutes * MINUTE


def _on_grid(moment: datetime, situation: Situation) -> datetime:
    wall = moment.astimezone(situation.zone)
    past = wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment + -past % (situation.limits.grid_minutes * MINUTE)
