"""A workshop's days by unit: what is booked, held, out and open at one site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.urls import reverse

from capacity.availability.reading import FreeTime, free_time
from capacity.forms.outages import unit_name
from capacity.models import ArchivedClaim, Claim, Resource, Site, Unit
from capacity.shown.names import machine_name
from capacity.views.workshop_blocks import AnyClaim, Block, Known
from capacity.views.workshop_shown import class_name
from marketplace.accounts.models import Organisation
from marketplace.periods import Period, at_wall_time, merge

MACHINES_SHOWN = 20
USUAL_START, USUAL_END = 8, 20


@dataclass
class Row:
    """One unit with its blocks and how much of its open time is booked."""

    unit: Unit
    title: str
    note: str
    url: str
    open: list[Period] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def open_minutes(self) -> int:
        return sum(period.minutes for period in self.open)

    @property
    def booked_minutes(self) -> int:
        """Machine time inside the opening hours; set-up and clean-up are not in it."""
        booked = merge(block.period for block in self.blocks if block.counts)
        shared = (period.intersection(hours) for period in booked for hours in self.open)
        return sum(part.minutes for part in shared if part)

    @property
    def use(self) -> int | None:
        """Percent of the open time; none for a unit that is shut all the time."""
        return round(100 * self.booked_minutes / self.open_minutes) if self.open_minutes else None


class Week:
    """
    One page of the machines at a site, over some days of the site's calendar.

    Eleven queries for any number of machines, claims and days.
    """

    def __init__(
        self, organisation: Organisation, site: Site, window: Period, *, now: datetime, page: Any = None
    ) -> None:
        self.site, self.window, self.now = site, window, now
        self._organisation, self._page = organisation, page

    @cached_property
    def page(self) -> Page[Resource]:
        units = Unit.objects.filter(retired_at__isnull=True).order_by("number")
        own = Resource.objects.owned_by(self._organisation).filter(site=self.site, retired_at__isnull=True)
        found = own.select_related("published_revision").prefetch_related(Prefetch("units", units))
        return Paginator(found.order_by("pk"), MACHINES_SHOWN).get_page(self._page)

    @cached_property
    def rows(self) -> list[Row]:
        resources = list(self.page)
        free = free_time([resource.pk for resource in resources], self.window, now=self.now)
        rows = [row for resource in resources for row in _rows_of(resource, free[resource.pk])]
        by_unit = {row.unit.pk: row for row in rows}
        for unit_id, block in self._blocks(list(by_unit)):
            by_unit[unit_id].blocks.append(block)
        return rows

    def _blocks(self, unit_ids: Sequence[int]) -> Iterator[tuple[int, Block]]:
        live = Claim.objects.filter(unit_id__in=unit_ids).live(self.now).overlapping(self.window)
        past = ArchivedClaim.objects.filter(unit_id__in=unit_ids, during__overlap=self.window)
        claims: list[AnyClaim] = sorted([*live, *past], key=lambda claim: claim.during.starts_at)
        known = Known(claims)
        for claim in claims:
            block = known.block(claim, self.now)
            if block is not None:
                yield claim.unit_id, block

    @property
    def hours(self) -> tuple[int, int]:
        """From which to which whole hour days are drawn: the usual ones, wider where machines are open."""
        walls = [period.in_zone(self.site.zone) for row in self.rows for period in row.open]
        over_night = any(wall.starts_at.date() != wall.ends_at.date() for wall in walls)
        if over_night:
            return 0, 24
        starts = min([USUAL_START, *(wall.starts_at.hour for wall in walls)])
        return starts, max([USUAL_END, *(wall.ends_at.hour + (wall.ends_at.minute > 0) for wall in walls)])

    @property
    def open_minutes(self) -> int:
        return sum(row.open_minutes for row in self.rows)

    @property
    def booked_minutes(self) -> int:
        return sum(row.booked_minutes for row in self.rows)

    @property
    def booked_hours(self) -> int:
        return round(self.booked_minutes / 60)

    @property
    def open_hours(self) -> int:
        return round(self.open_minutes / 60)

    @property
    def use(self) -> int | None:
        return round(100 * self.booked_minutes / self.open_minutes) if self.open_minutes else None

    def to_json(self) -> dict[str, Any]:
        """As timeline.js reads it; times are wall times of the site."""
        blocks = [(row.unit.pk, block) for row in self.rows for block in row.blocks]
        return {
            "units": [
                {"id": row.unit.pk, "title": row.title, "note": row.note, "use": row.use} for row in self.rows
            ],
            "blocks": [self._block_json(unit_id, block) for unit_id, block in blocks],
        }

    def _block_json(self, unit_id: int, block: Block) -> dict[str, Any]:
        wall = block.period.in_zone(self.site.zone)
        return {
            "key": block.key,
            "unit": unit_id,
            "start": f"{wall.starts_at:%Y-%m-%dT%H:%M}",
            "end": f"{wall.ends_at:%Y-%m-%dT%H:%M}",
            "kind": block.kind,
            "label": block.label or block.word,
            "note": block.word if block.label else "",
            "url": block.url,
        }


def _rows_of(resource: Resource, free: FreeTime) -> Iterator[Row]:
    units = list(resource.units.all())
    url = reverse("workshop:machine", args=[resource.slug])
    for unit in units:
        title = machine_name(resource)
        if len(units) > 1:
            title = f"{title} · {unit_name(unit)}"
        yield Row(unit, title, class_name(resource.resource_class), url, open=free.open)


def window_of(first: date, last: date, site: Site) -> Period:
    """From the first day's midnight to the end of the last day, at the site."""
    ends_at = at_wall_time(last + timedelta(days=1), time(), site.zone)
    return Period(at_wall_time(first, time(), site.zone), ends_at)
