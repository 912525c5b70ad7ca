"""Other periods that pass every rule: the earliest of all, and those nearest to the wanted one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import chain, islice, takewhile

from capacity.policies import Situation, Wish, broken_rules
from marketplace.periods import MINUTE, Period, at_wall_time, subtract

MOST = 5
MOST_LOOKS = 1_000  # how many periods are judged in one direction before giving up
ONE_DAY = timedelta(days=1)

# What no other period mends, and what no later one does.
HOPELESS = frozenset({"not_operational", "too_many_units", "unqualified"})
FINAL = frozenset({"beyond_horizon", "qualification_ended"})
# What stands until another day begins, or the off-peak hours that relax it.
STANDING = frozenset({"too_short", "too_long", "per_day", "future_bookings", "future_time"})


def alternatives(wish: Wish, situation: Situation, limit: int = MOST) -> list[Period]:
    """
    Up to `limit` passing periods, the earliest first, then by distance from the wanted start.

    They last as long as was wanted, or as much longer or shorter as the policy demands, and do not
    overlap each other. Only the situation's window is searched.
    """
    if any(rule.code in HOPELESS for rule in broken_rules(wish, situation)):
        return []
    search = _Search(wish, situation)
    wanted = wish.period.starts_at
    earliest = next(search.passing(situation.now), None)
    if earliest is None:
        return []
    before = takewhile(lambda period: period.starts_at < wanted, search.passing(wanted - ONE_DAY))
    near = chain(before, islice(search.passing(wanted - search.length), limit))
    by_distance = sorted(near, key=lambda period: (abs(period.starts_at - wanted), period))
    return list(islice(_apart([earliest, *by_distance]), limit))


def _apart(periods: Iterable[Period]) -> Iterator[Period]:
    """Leave out what overlaps one that came before."""
    kept: list[Period] = []
    for period in periods:
        if not any(period.overlaps(other) for other in kept):
            kept.append(period)
            yield period


class _Search:
    """Looking for periods of one length: first where units are free, then by the rules."""

    def __init__(self, wish: Wish, situation: Situation) -> None:
        self.situation = situation
        self.units = wish.units
        self.length = _allowed_length(wish.period, situation)
        self.room = _room(self.length, wish.units, situation) if self.length else []

    def passing(self, earliest: datetime) -> Iterator[Period]:
        """Periods that pass, from a moment on, each after the one before."""
        situation, looks = self.situation, 0
        earliest = max(earliest, situation.now + situation.limits.notice_minutes * MINUTE)
        for first, last in self.room:
            start = _on_grid(max(first, earliest), situation)
            while start <= last and looks < MOST_LOOKS:
                looks += 1
                period = Period(start, start + self.length)
                codes = {rule.code for rule in broken_rules(Wish(period, self.units), situation)}
                if codes & FINAL:
                    return
                if not codes:
                    yield period
                earliest = _next_start(period, codes, situation)
                start = _on_grid(earliest, situation)


def _allowed_length(period: Period, situation: Situation) -> timedelta:
    """The wanted length, brought within the policy's limits and onto its grid."""
    limits = situation.limits
    grid = limits.grid_minutes * MINUTE
    length = max(period.duration, (limits.minimum_minutes or 0) * MINUTE)
    length += -length % grid
    longest = limits.maximum_minutes
    return length if longest is None or length <= longest * MINUTE else longest * MINUTE // grid * grid


def _room(length: timedelta, units: int, situation: Situation) -> list[tuple[datetime, datetime]]:
    """First and last moments between which a booking may start: open, and enough units free for it."""
    limits = situation.limits
    buffers = {"before": limits.clean_up_minutes * MINUTE, "after": limits.set_up_minutes * MINUTE}
    changes: list[tuple[datetime, int]] = []
    for claims in situation.occupied.values():
        taken = [claim.widened(**buffers) for claim in claims]
        for gap in subtract(situation.open_periods, taken):
            if gap.duration >= length:
                changes += [(gap.starts_at, -1), (gap.ends_at - length, 1)]
    return list(_where_enough(units, sorted(changes)))


def _where_enough(units: int, changes: Iterable[tuple[datetime, int]]) -> Iterator[tuple[datetime, datetime]]:
    """Sweep over the units' stretches, both ends inside; a beginning (-1) sorts before an end (1)."""
    count, since = 0, None
    for moment, change in changes:
        count -= change
        if since is None and count >= units:
            since = moment
        elif since is not None and count < units:
            yield since, moment
            since = None


def _next_start(period: Period, codes: set[str], situation: Situation) -> datetime:
    """Where it is worth looking next: after what passes, or past what stands in the way."""
    if not codes:
        return period.ends_at
    if codes & STANDING:
        return _next_change(period.starts_at, situation)
    gap = (situation.limits.gap_minutes or 0) * MINUTE
    guarded = period.widened(before=gap, after=gap)
    own = [each.ends_at + gap for each in situation.own_periods if each.overlaps(guarded)]
    one_on = period.starts_at + situation.limits.grid_minutes * MINUTE
    return max(min(own), one_on) if "gap" in codes else one_on


def _next_change(moment: datetime, situation: Situation) -> datetime:
    """The next midnight at the site, or the beginning of off-peak hours before it."""
    today = moment.astimezone(situation.zone).date()
    edges = [at_wall_time(today + ONE_DAY, time(), situation.zone)]
    if situation.limits.off_peak_starts is not None:
        edges.append(at_wall_time(today, situation.limits.off_peak_starts, situation.zone))
    return min(edge for edge in edges if edge > moment)


def _on_grid(moment: datetime, situation: Situation) -> datetime:
    wall = moment.astimezone(situation.zone)
    past = wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment + -past % (situation.limits.grid_minutes * MINUTE)
