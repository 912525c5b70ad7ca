"""
The real list that `make run REAL=list.csv` starts with: whose it is, and terms to try it under.

A list has no prices and no opening hours. So that its machines can be found and booked in the demo,
they get hours and a rate that say in their name that they are not the owner's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.text import slugify

from capacity.enums import OfferKind, RevisionState
from capacity.models import CancellationTier, ListingRevision, Offer, OpeningRule, Rate, Resource
from marketplace.accounts.enums import Role, SizeClass
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.demo.shapes import Words

OPENS, CLOSES, WORKDAYS = time(9), time(17), range(1, 6)
DAY = 24 * 60
TIERS = ((2 * DAY, 10_000), (DAY, 5_000))  # minutes before the start, basis points returned
RATE_MINOR = 5_000  # 50.00 an hour
RATE_NAME = Words("演示价（不是设备所有者的价格）", "Demo rate, not the owner's")


@dataclass(frozen=True)
class RealList:
    """What a list does not say of itself; the point is WGS-84."""

    slug: str
    name: Words
    city: Words
    source: str
    licence: str = ""
    time_zone: str = "Asia/Shanghai"
    point: str = ""
    currency: str = "CNY"
    tax_basis_points: int = 1300


ST_ANDREWS = RealList(
    slug="st-andrews",
    name=Words("圣安德鲁斯大学", "University of St Andrews"),
    city=Words("圣安德鲁斯", "St Andrews"),
    source="University of St Andrews: equipment.csv",
    licence="CC0-1.0",
    time_zone="Europe/London",
    point="56.3398,-2.7967",
    currency="GBP",
    tax_basis_points=2000,
)


def known_list(file: Path) -> RealList:
    """What is known of a list by its name; of others, that somebody in China keeps it."""
    stem = file.stem
    if stem.startswith("st_andrews_equipment"):
        return ST_ANDREWS
    slug = f"list-{slugify(stem)}"[:80].strip("-")
    return RealList(slug=slug, name=Words(f"清单 {stem}", f"List {stem}"), city=Words("", ""), source=stem)


def provider_of(real: RealList, *, lister: User) -> Organisation:
    """The owner of the list, for whom the lister may act from now on. Nobody has verified it."""
    provider, _made = Organisation.objects.get_or_create(
        slug=real.slug,
        defaults={
            "name_zh": real.name.zh,
            "name_en": real.name.en,
            "city_zh": real.city.zh,
            "city_en": real.city.en,
            "size_class": SizeClass.INSTITUTION,
            "is_provider": True,
        },
    )
    roles = [Role.LISTER.value, Role.SCHEDULER.value]
    Membership.objects.get_or_create(user=lister, organisation=provider, defaults={"roles": roles})
    return provider


def publish(provider: Organisation, real: RealList, *, operator: User, now: datetime) -> int:
    """
    Give hours, a rate and approval to the machines that nobody has worked on yet; how many there were.

    A fixed number of statements, whatever the length of the list.
    """
    with transaction.atomic():
        resources = list(_untouched(provider, real).order_by("pk").select_for_update(no_key=True))
        _open(resources)
        _price(resources, real)
        _approve(resources, operator, now)
    return len(resources)


def _untouched(provider: Organisation, real: RealList) -> QuerySet[Resource]:
    of_it = {"resource": OuterRef("pk")}
    return Resource.objects.filter(
        Exists(ListingRevision.objects.filter(**of_it, number=1, state=RevisionState.DRAFT)),
        ~Exists(Offer.objects.filter(**of_it)),
        ~Exists(OpeningRule.objects.filter(**of_it)),
        provider=provider,
        source=real.source,
        published_revision=None,
        retired_at=None,
    )


def _open(resources: Iterable[Resource]) -> None:
    OpeningRule.objects.bulk_create(
        OpeningRule(resource=resource, weekday=day, opens_at=OPENS, closes_at=CLOSES)
        for resource in resources
        for day in WORKDAYS
    )


def _price(resources: Iterable[Resource], real: RealList) -> None:
    offers = Offer.objects.bulk_create(
        Offer(
            resource=resource,
            kind=OfferKind.BARE_RENTAL,
            name_zh=RATE_NAME.zh,
            name_en=RATE_NAME.en,
            currency=real.currency,
            tax_basis_points=real.tax_basis_points,
        )
        for resource in resources
    )
    Rate.objects.bulk_create(Rate(offer=offer, amount_minor=RATE_MINOR) for offer in offers)
    CancellationTier.objects.bulk_create(
        CancellationTier(offer=offer, notice_minutes=notice, refund_basis_points=returned)
        for offer in offers
        for notice, returned in TIERS
    )


def _approve(resources: Iterable[Resource], operator: User, now: datetime) -> None:
    """As the operators would, one by one, if they had the week for it."""
    ids = [resource.pk for resource in resources]
    first = ListingRevision.objects.filter(resource__in=ids, number=1)
    first.update(state=RevisionState.APPROVED, submitted_at=now, decided_at=now, decided_by=operator)
    approved = ListingRevision.objects.filter(resource=OuterRef("pk"), number=1).values("pk")
    Resource.objects.filter(pk__in=ids).update(published_revision=Subquery(approved))
