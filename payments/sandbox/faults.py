"""Faults on purpose: what a network and a busy server do to requests and to webhooks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import TypeVar

Kind = TypeVar("Kind")


class Fault(StrEnum):
    """What happens to one request."""

    LOST = "lost"  # a timeout before Stripe has it
    UNANSWERED = "unanswered"  # a timeout after Stripe has done it
    IN_USE = "in_use"  # 409: another request under this key is not done
    TOO_MANY = "too_many"  # 429
    FAILED = "failed"  # 500, and under its key for ever


class Delivery(StrEnum):
    """What happens to one webhook."""

    LOST = "lost"
    TWICE = "twice"
    LATE = "late"  # after those that came later


@dataclass
class FaultPlan:
    """
    What happens to the next requests and webhooks, in turn; nothing happens to those after the last.

    With `chance` it goes on by drawing lots: so many of a hundred, from a seed, the same each time.
    """

    requests: deque[Fault | None] = field(default_factory=deque)
    deliveries: deque[Delivery | None] = field(default_factory=deque)
    chance: Random | None = None
    percent: int = 0

    def next_request(self) -> Fault | None:
        return self.requests.popleft() if self.requests else self._drawn(list(Fault))

    def next_delivery(self) -> Delivery | None:
        return self.deliveries.popleft() if self.deliveries else self._drawn(list(Delivery))

    def stop(self) -> None:
        """From now on all goes well."""
        self.requests.clear()
        self.deliveries.clear()
        self.chance = None

    def _drawn(self, kinds: list[Kind]) -> Kind | None:
        if self.chance is None or self.chance.randrange(100) >= self.percent:
            return None
        return self.chance.choice(kinds)


def requests(*faults: Fault | None) -> FaultPlan:
    return FaultPlan(requests=deque(faults))


def deliveries(*faults: Delivery | None) -> FaultPlan:
    return FaultPlan(deliveries=deque(faults))


def drawn(seed: int, percent: int) -> FaultPlan:
    return FaultPlan(chance=Random(seed), percent=percent)


def arriving(events: Iterable[Kind], plan: FaultPlan) -> list[Kind]:
    """These events as they arrive: some not, some twice, some after all others."""
    now: list[Kind] = []
    late: list[Kind] = []
    for event in events:
        fate = plan.next_delivery()
        if fate is Delivery.LATE:
            late.append(event)
        elif fate is not Delivery.LOST:
            now += [event, event] if fate is Delivery.TWICE else [event]
    return now + late
