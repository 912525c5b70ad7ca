"""What a machine of the load is like, before any of it becomes a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from capacity.enums import OfferKind
from capacity.policies import Limits
from marketplace.demo.machines import machines
from marketplace.demo.shapes import Machine, Value

LIST = ""  # the price of everybody
EVERY_DAY = range(1, 8)
HOUR_MINOR = 20_000


@dataclass(frozen=True)
class Hours:
    """Open on each of the weekdays from the first to the second of each pair; 00:00 ends at midnight."""

    weekdays: range
    opened: tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Character:
    """`hour_minor` by customer class, with the list's; `weekend_minor` is the list's of both days of it."""

    machine: Machine
    values: tuple[Value, ...]
    hours: Hours
    limits: Limits
    hour_minor: Mapping[str, int]
    weekend_minor: int | None = None
    kind: OfferKind = OfferKind.BARE_RENTAL
    is_instant: bool = True


LIMITS = Limits(minimum_minutes=60, grid_minutes=60, no_show_minutes=60)
DAY = Hours(EVERY_DAY, ((time(8), time(20)),))


def plain(number: int) -> Character:
    """One of the demo's machines in turn; hours, limits and price are the same for all."""
    machine = machines()[number % len(machines())]
    return Character(machine, machine.values, DAY, LIMITS, {LIST: HOUR_MINOR})
