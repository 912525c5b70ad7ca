"""Other periods of the wanted length that pass every rule."""

from __future__ import annotations

from capacity.policies import Situation, Wish, broken_rules
from marketplace.periods import MINUTE, Period


def alternatives(wish: Wish, situation: Situation, limit: int = 5) -> list[Period]:
    """The earliest passing period first."""
    found: list[Period] = []
    for hours in situation.open_periods:
        start = max(hours.starts_at, situation.now)
        while start + wish.period.duration <= hours.ends_at and len(found) < limit:
            candidate = Period(start, start + wish.period.duration)
            if not broken_rules(Wish(candidate, wish.units), situation):
                found.append(candidate)
            start += situation.limits.grid_minutes * MINUTE
    return found
