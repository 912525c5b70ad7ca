"""Times out of use: faults and maintenance, in the past, now and to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from capacity.enums import ClaimKind, OutageKind
from capacity.models import Outage
from marketplace.demo.seeding.author import Author
from marketplace.demo.seeding.floor import Occupied, Stand
from marketplace.demo.seeding.lives import Happening, calendar_changed
from marketplace.demo.shapes import Words
from marketplace.periods import Period

REASONS: dict[OutageKind, tuple[Words, ...]] = {
    OutageKind.OUTAGE: (
        Words("主轴轴承异响，等备件", "Spindle bearing noisy, waiting for parts"),
        Words("冷水机报警，厂家已派工", "Chiller alarm, service is on its way"),
        Words("伺服驱动器故障", "Servo drive failed"),
        Words("压缩空气站检修", "Compressed-air station under repair"),
    ),
    OutageKind.MAINTENANCE: (
        Words("季度保养与精度复检", "Quarterly service and accuracy check"),
        Words("年度计量校准", "Yearly calibration"),
        Words("更换导轨刮屑板", "Way wipers replaced"),
        Words("滤芯更换与成形仓清洁", "Filters changed and chamber cleaned"),
    ),
}
# When each begins, in hours from now, and how long it lasts.
TIMES = (
    (-800, 30), (-620, 9), (-500, 60), (-410, 8), (-300, 26), (-200, 12), (-130, 48), (-60, 10),
    (-14, 40), (-6, 30), (-3, 12), (20, 8), (44, 24), (68, 10), (96, 9), (140, 30), (190, 8), (260, 48),
)  # fmt: skip
OUT_NOW = {-14: "s33-qiheng", -6: "cak6150-hengrui"}  # by the hour of their beginning


@dataclass(frozen=True)
class Trouble:
    outage: Outage
    unit_ids: list[int]
    occupied: list[Occupied]
    kind: ClaimKind


def make_troubles(author: Author) -> tuple[list[Trouble], list[Happening]]:
    """On machines by turns; on the first of several units, so that the others go on."""
    stands = list(author.floor.stands.values())
    troubles, happenings = [], []
    for number, (begins, lasts) in enumerate(TIMES):
        slug = OUT_NOW.get(begins)
        stand = author.floor.by_slug[slug] if slug else stands[(number * 37 + 11) % len(stands)]
        starts_at = (author.now + timedelta(hours=begins)).replace(minute=0, second=0, microsecond=0)
        during = Period(starts_at, starts_at + timedelta(hours=lasts))
        kind = OutageKind.MAINTENANCE if number % 2 else OutageKind.OUTAGE
        if trouble := _trouble(author, stand, during, kind, number):
            troubles.append(trouble)
            told_at = min(starts_at, author.now) - timedelta(minutes=30 + number)
            touched = {each.resource_id for each in trouble.occupied}
            happenings += [
                calendar_changed(told_at, resource_id, kind.value, [during])
                for resource_id in sorted(touched)
            ]
    return troubles, happenings


def _trouble(author: Author, stand: Stand, during: Period, kind: OutageKind, number: int) -> Trouble | None:
    unit_ids = author.floor.free_units(stand, during)[:1]
    if not unit_ids:
        return None
    reason = REASONS[kind][number % len(REASONS[kind])]
    outage = Outage(
        resource=stand.resource,
        kind=kind,
        during=during,
        reason_zh=reason.zh,
        reason_en=reason.en,
        reported_by=author.people.acting[stand.resource.provider.slug],
    )
    occupied = author.floor.occupy(stand, unit_ids, during)
    return Trouble(outage, unit_ids, occupied, ClaimKind(kind.value))


def save_troubles(troubles: list[Trouble]) -> None:
    Outage.objects.bulk_create(trouble.outage for trouble in troubles)
    through: Any = Outage.units.through
    through.objects.bulk_create(
        through(outage=trouble.outage, unit_id=unit_id)
        for trouble in troubles
        for unit_id in trouble.unit_ids
    )
