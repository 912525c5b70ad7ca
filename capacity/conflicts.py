"""What is in the way of a wish: the occupied time on each unit, without saying whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from capacity.policies import Situation, Wish
from marketplace.periods import Period, merge

MOST = 50


@dataclass(frozen=True, order=True)
class Conflict:
    """On the unit of this id; the period has set-up and clean-up inside."""

    unit_id: int
    period: Period


def conflicts(wish: Wish, situation: Situation) -> list[Conflict]:
    """The claims that overlap the wish and its buffers, merged; nothing where enough units are free."""
    during = situation.with_buffers(wish.period)
    if len(situation.free_units(wish.period)) >= wish.units:
        return []
    return [
        Conflict(unit_id, period)
        for unit_id, claimed in situation.occupied.items()
        for period in merge(claimed)
        if period.overlaps(during)
    ][:MOST]
