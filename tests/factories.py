"""Rows for tests: small, typed, deterministic; every argument has a plain default."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from capacity.enums import OfferKind, RevisionState
from capacity.models import (
    CancellationTier,
    ListingRevision,
    Offer,
    OpeningRule,
    Policy,
    Rate,
    Resource,
    Site,
    Unit,
)
from marketplace.accounts.actor import Actor
from marketplace.accounts.enums import Role, SizeClass
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.periods import Period, at_wall_time

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Monday morning in Suzhou, 10:24: the day of the pictures.
NOW = datetime(2027, 3, 1, 10, 24, tzinfo=SHANGHAI)

_numbers = count(1)


def user(email: str = "", **fields: Any) -> User:
    return User.objects.create_user(
        email or f"person{next(_numbers)}@firm.example", "correct horse", **fields
    )


def organisation(slug: str = "", **fields: Any) -> Organisation:
    slug = slug or f"firm-{next(_numbers)}"
    defaults = {"name_zh": f"企业 {slug}", "name_en": f"Firm {slug}", "size_class": SizeClass.SMALL}
    return Organisation.objects.create(slug=slug, **(defaults | fields))


def provider(slug: str = "", **fields: Any) -> Organisation:
    return organisation(slug, **({"is_provider": True, "size_class": SizeClass.MEDIUM} | fields))


def member(firm: Organisation, *roles: Role, person: User | None = None, **fields: Any) -> Actor:
    membership = Membership.objects.create(
        user=person or user(), organisation=firm, roles=[str(role) for role in roles], **fields
    )
    return Actor.of(membership)


def operator(**fields: Any) -> Actor:
    return Actor.without_organisation(user(is_operator=True, **fields))


def site(firm: Organisation | None = None, **fields: Any) -> Site:
    defaults = {"name_zh": "一号厂", "name_en": "Plant 1", "city_zh": "苏州", "city_en": "Suzhou"}
    return Site.objects.create(provider=firm or provider(), **(defaults | fields))


def resource(
    firm: Organisation | None = None,
    *,
    units: int = 1,
    opens: time = time(8),
    closes: time = time(20),
    weekdays: Sequence[int] = range(1, 8),
    policy: dict[str, Any] | None = None,
    at: Site | None = None,
    is_published: bool = True,
    title: str = "五轴加工中心",
    title_en: str = "5-axis centre",
    **fields: Any,
) -> Resource:
    """A bookable machine: units, opening hours, a policy and, unless told otherwise, an approved listing."""
    place = at or site(firm)
    number = next(_numbers)
    defaults = {"slug": f"machine-{number}", "resource_class": "five_axis", "model": "DMU 50"}
    machine = Resource.objects.create(provider=place.provider, site=place, **(defaults | fields))
    Unit.objects.bulk_create(Unit(resource=machine, number=n) for n in range(1, units + 1))
    OpeningRule.objects.bulk_create(
        OpeningRule(resource=machine, weekday=day, opens_at=opens, closes_at=closes) for day in weekdays
    )
    Policy.objects.create(resource=machine, **(policy or {}))
    if is_published:
        publish(machine, title, title_en)
    return machine


def publish(
    machine: Resource, title: str = "五轴加工中心", title_en: str = "5-axis centre"
) -> ListingRevision:
    revision = ListingRevision.objects.create(
        resource=machine,
        number=machine.revisions.count() + 1,
        state=RevisionState.APPROVED,
        title_zh=title,
        title_en=title_en,
        decided_at=timezone.now(),
    )
    machine.published_revision = revision
    machine.save(update_fields=["published_revision"])
    return revision


def offer(machine: Resource | None = None, *, amount_minor: int = 38_000, **fields: Any) -> Offer:
    """Processing at a rate per hour, with full and half refunds two days and one day before."""
    defaults = {"kind": OfferKind.PROCESSING, "name_zh": "来料加工", "name_en": "Processing"}
    made = Offer.objects.create(resource=machine or resource(), **(defaults | fields))
    Rate.objects.create(offer=made, amount_minor=amount_minor)
    CancellationTier.objects.create(offer=made, notice_minutes=2880, refund_basis_points=10_000)
    CancellationTier.objects.create(offer=made, notice_minutes=1440, refund_basis_points=5_000)
    return made


def period(hours: tuple[float, float] = (9, 12), *, days: int = 3, zone: ZoneInfo = SHANGHAI) -> Period:
    """From and to these hours, `days` after the day of NOW, in the wall time of the zone."""
    day: date = NOW.astimezone(zone).date() + timedelta(days=days)
    first, last = (at_wall_time(day, time(), zone) + timedelta(hours=hour) for hour in hours)
    return Period(first, last)
