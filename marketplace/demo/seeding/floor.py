"""The shop floor while it is filled: what is open, what is taken, and which machines hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from capacity import opening
from capacity.models import OpeningException, OpeningRule, Resource, Unit
from capacity.policies import Limits
from marketplace.periods import MINUTE, Period

Minutes = tuple[int, int]  # since the epoch, half-open: quicker to compare than datetimes
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# How long people book machines of a family, in minutes.
LENGTHS: dict[str, tuple[int, ...]] = {
    "cutting": (120, 180, 240, 240, 300, 360, 480, 480, 600, 720),
    "sheet": (60, 90, 120, 180, 240, 300, 480),
    "additive": (240, 360, 480, 720, 960, 1440, 1800),
    "moulding": (240, 360, 480, 600, 960, 1440, 2880),
    "heat": (240, 360, 480, 600, 720, 960),
    "metrology": (60, 90, 120, 120, 180, 240, 300),
    "lab": (30, 60, 90, 120, 180, 240),
}


@dataclass(frozen=True)
class Occupied:
    """A unit that a claim takes, for real or as a shadow on what it is part of."""

    unit_id: int
    resource_id: int
    is_shadow: bool


@dataclass
class Stand:
    """One resource on the floor."""

    resource: Resource
    family: str
    limits: Limits
    unit_ids: list[int]
    open_periods: list[Period]
    needs_pass: bool = False
    parts: list[int] = field(default_factory=list)

    def claimed(self, period: Period) -> Period:
        """With set-up and clean-up."""
        return period.widened(
            before=self.limits.set_up_minutes * MINUTE, after=self.limits.clean_up_minutes * MINUTE
        )


class Floor:
    def __init__(self, stands: Iterable[Stand]) -> None:
        self.stands = {stand.resource.pk: stand for stand in stands}
        self.by_slug = {stand.resource.slug: stand for stand in self.stands.values()}
        self._taken: defaultdict[int, list[Minutes]] = defaultdict(list)
        for stand in self.stands.values():
            if stand.resource.parent_id:
                self.stands[stand.resource.parent_id].parts.append(stand.resource.pk)

    def free_units(self, stand: Stand, during: Period) -> list[int]:
        """The units without a claim; a whole is free only where all of its parts are."""
        wanted = _minutes(during)
        if not all(
            self._is_free(unit, wanted) for part in stand.parts for unit in self.stands[part].unit_ids
        ):
            return []
        return [unit for unit in stand.unit_ids if self._is_free(unit, wanted)]

    def _is_free(self, unit_id: int, wanted: Minutes) -> bool:
        starts, ends = wanted
        return not any(first < ends and starts < last for first, last in self._taken[unit_id])

    def occupy(self, stand: Stand, unit_ids: Sequence[int], during: Period) -> list[Occupied]:
        """Take the units, the parts' too, and cast the shadow on the whole."""
        taken = [Occupied(unit, stand.resource.pk, is_shadow=False) for unit in unit_ids]
        for part in stand.parts:
            taken += [Occupied(unit, part, is_shadow=False) for unit in self.stands[part].unit_ids]
        if above := stand.resource.parent_id:
            taken += [Occupied(unit, above, is_shadow=True) for unit in self.stands[above].unit_ids]
        for each in taken:
            self._taken[each.unit_id].append(_minutes(during))
        return taken

    def gap(
        self,
        stand: Stand,
        chance: Random,
        window: Period,
        *,
        units: int = 1,
        reaching: datetime | None = None,
    ) -> tuple[Period, list[int]] | None:
        """
        A period that begins in the window, obeys length, grid and opening hours, and is free.

        `reaching` asks for one that has begun and goes on at that moment.
        """
        for _attempt in range(6):
            period = self._guess(stand, chance, window)
            if period is None or (reaching and not period.contains(reaching)):
                continue
            free = self.free_units(stand, stand.claimed(period))
            if len(free) >= units:
                return period, free[:units]
        return None

    def _guess(self, stand: Stand, chance: Random, window: Period) -> Period | None:
        hours = [inside for hours in stand.open_periods if (inside := hours.intersection(window))]
        if not hours:
            return None
        chosen = chance.choice(hours)
        grid = stand.limits.grid_minutes
        first = -(-_minutes(chosen)[0] // grid)
        starts_at = EPOCH + chance.randint(first, max(first, _minutes(chosen)[1] // grid - 1)) * grid * MINUTE
        closes_at = next((each.ends_at for each in stand.open_periods if each.contains(starts_at)), None)
        if closes_at is None:
            return None
        room = (closes_at - starts_at) // MINUTE
        limits = (stand.limits.minimum_minutes or 0, min(stand.limits.maximum_minutes or room, room))
        lengths = [each for each in LENGTHS[stand.family] if limits[0] <= each <= limits[1]]
        if not lengths:
            return None
        minutes = chance.choice(lengths) // grid * grid
        return Period(starts_at, starts_at + minutes * MINUTE) if minutes else None


def _minutes(period: Period) -> Minutes:
    return (period.starts_at - EPOCH) // MINUTE, (period.ends_at - EPOCH) // MINUTE


def open_floor(resources: Iterable[Resource], families: dict[str, str], now: datetime) -> Floor:
    """Everything that can be booked, with its opening hours from three months ago to two ahead."""
    window = Period(now - timedelta(days=100), now + timedelta(days=60))
    hours = _Hours(window)
    units: defaultdict[int, list[int]] = defaultdict(list)
    for unit in Unit.objects.order_by("resource_id", "number"):
        units[unit.resource_id].append(unit.pk)
    return Floor(
        Stand(
            resource,
            families[resource.slug],
            Limits.of(resource.policy),
            units[resource.pk],
            hours.of(resource),
            needs_pass=bool(resource.policy.required_qualifications.all()),
        )
        for resource in resources
    )


class _Hours:
    """Opening hours, worked out once for all machines that share them."""

    def __init__(self, window: Period) -> None:
        self._window = window
        self._rules: defaultdict[int, list[opening.Weekly]] = defaultdict(list)
        self._exceptions: defaultdict[int, list[opening.Dated]] = defaultdict(list)
        for rule in OpeningRule.objects.all():
            weekly = opening.Weekly(rule.weekday, rule.opens_at, rule.closes_at)
            self._rules[rule.resource_id].append(weekly)
        for exception in OpeningException.objects.all():
            dated = opening.Dated(exception.on, exception.opens_at, exception.closes_at)
            self._exceptions[exception.resource_id].append(dated)
        self._known: dict[tuple[object, ...], list[Period]] = {}

    def of(self, resource: Resource) -> list[Period]:
        rules, exceptions = self._rules[resource.pk], self._exceptions[resource.pk]
        key = (*rules, *exceptions, resource.site.time_zone)
        if key not in self._known:
            self._known[key] = opening.open_periods(rules, exceptions, resource.zone, self._window)
        return self._known[key]
