"""Many machines for measuring: the demo's, over and over, at sites around its cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from capacity.enums import OfferKind, RateUnit, RevisionState
from capacity.models import (
    CancellationTier,
    ListingRevision,
    Offer,
    OpeningRule,
    Policy,
    Rate,
    Resource,
    Site,
    Specification,
    Unit,
)
from capacity.policies import Limits
from marketplace.accounts.enums import SizeClass
from marketplace.accounts.models import Organisation, User
from marketplace.demo.load.copying import copy_objects, first_id
from marketplace.demo.machines import machines
from marketplace.demo.reading import providers

MACHINES_EACH = 50
CUSTOMERS = 40
OPENS, CLOSES = time(8), time(20)
LIMITS = Limits(minimum_minutes=60, grid_minutes=60, no_show_minutes=60)
HOUR_MINOR = 20_000
NOTICE_MINUTES, WHOLE = 2880, 10_000  # two days before the start everything is returned


@dataclass(frozen=True)
class Cast:
    """Who lists and who books."""

    sites: Sequence[Site]
    customers: Sequence[Organisation]
    booker: User
    scheduler: User


def make_cast(resources: int, now: datetime) -> Cast:
    """One provider for fifty machines, forty customers, and two people who do all the work."""
    count = -(-resources // MACHINES_EACH)
    first = first_id(Organisation, count + CUSTOMERS)
    firms = Organisation.objects.bulk_create(
        Organisation(
            pk=first + number,
            slug=f"load-{first + number}",
            name_zh=f"负载企业 {first + number}",
            name_en=f"Load firm {first + number}",
            size_class=SizeClass.MEDIUM if number < count else SizeClass.SMALL,
            is_provider=number < count,
        )
        for number in range(count + CUSTOMERS)
    )
    booker, scheduler = User.objects.bulk_create(
        User(email=f"{role}-{first}@load.rongtong.example", full_name=role, joined_at=now)
        for role in ("booker", "scheduler")
    )
    sites = Site.objects.bulk_create(_site(number, firm) for number, firm in enumerate(firms[:count]))
    return Cast(sites, firms[count:], booker, scheduler)


def _site(number: int, firm: Organisation) -> Site:
    """Around the cities of the demo, each a kilometre or two further."""
    model = providers()[number % len(providers())]
    lap = number // len(providers())
    return Site(
        provider=firm,
        name_zh=f"{model.city.zh} {number} 号厂",
        name_en=f"{model.city.en} plant {number}",
        city_zh=model.city.zh,
        city_en=model.city.en,
        latitude=model.latitude + lap % 40 * 0.01,
        longitude=model.longitude + lap // 40 * 0.01,
    )


@dataclass(frozen=True)
class Listed:
    """The ids that the bookings of one machine need."""

    resource_id: int
    unit_id: int
    offer_id: int
    revision_id: int
    provider_id: int


def list_machines(cast: Cast, first_number: int, count: int, now: datetime) -> list[Listed]:
    """So many machines with all that makes them bookable, one unit each."""
    firsts = {model: first_id(model, count) for model in (Resource, Unit, ListingRevision, Offer)}
    listed = [
        Listed(
            resource_id=firsts[Resource] + number,
            unit_id=firsts[Unit] + number,
            offer_id=firsts[Offer] + number,
            revision_id=firsts[ListingRevision] + number,
            provider_id=_site_of(cast, first_number + number).provider_id,
        )
        for number in range(count)
    ]
    copy_objects([_resource(cast, first_number + number, each) for number, each in enumerate(listed)])
    copy_objects([Unit(pk=each.unit_id, resource_id=each.resource_id, number=1) for each in listed])
    copy_objects([_revision(cast, number, each, now) for number, each in enumerate(listed, first_number)])
    _copy_details(listed, first_number)
    return listed


def _site_of(cast: Cast, number: int) -> Site:
    return cast.sites[number // MACHINES_EACH]


def _resource(cast: Cast, number: int, each: Listed) -> Resource:
    model = machines()[number % len(machines())]
    return Resource(
        pk=each.resource_id,
        provider_id=each.provider_id,
        site=_site_of(cast, number),
        slug=f"load-{each.resource_id}",
        resource_class=model.resource_class,
        model=model.model,
        year_built=model.year_built,
        published_revision_id=each.revision_id,
    )


def _revision(cast: Cast, number: int, each: Listed, now: datetime) -> ListingRevision:
    model = machines()[number % len(machines())]
    return ListingRevision(
        pk=each.revision_id,
        resource_id=each.resource_id,
        number=1,
        state=RevisionState.APPROVED,
        title_zh=f"{model.title.zh} #{number}",
        title_en=f"{model.title.en} #{number}",
        text_zh=model.text.zh,
        text_en=model.text.en,
        created_by=cast.scheduler,
        submitted_at=now - timedelta(days=100),
        decided_at=now - timedelta(days=99),
    )


def _copy_details(listed: Sequence[Listed], first_number: int) -> None:
    """Opening hours, limits, the offer with its rate and tiers, specifications."""
    rules = [
        OpeningRule(resource_id=each.resource_id, weekday=weekday, opens_at=OPENS, closes_at=CLOSES)
        for each in listed
        for weekday in range(1, 8)
    ]
    _copy_new(rules)
    _copy_new([Policy(resource_id=each.resource_id, **asdict(LIMITS)) for each in listed])
    copy_objects([_offer(each) for each in listed])
    _copy_new([Rate(offer_id=each.offer_id, unit=RateUnit.HOUR, amount_minor=HOUR_MINOR) for each in listed])
    _copy_new(
        [
            CancellationTier(offer_id=each.offer_id, notice_minutes=NOTICE_MINUTES, refund_basis_points=WHOLE)
            for each in listed
        ]
    )
    _copy_new(
        [
            Specification(
                revision_id=each.revision_id,
                kind=value.kind,
                minimum=value.minimum,
                maximum=value.maximum,
                text_zh=value.text.zh,
                text_en=value.text.en,
            )
            for number, each in enumerate(listed, first_number)
            for value in machines()[number % len(machines())].values
        ]
    )


def _offer(each: Listed) -> Offer:
    return Offer(
        pk=each.offer_id,
        resource_id=each.resource_id,
        kind=OfferKind.BARE_RENTAL,
        name_zh="裸机租用",
        name_en="Bare rental",
        is_instant=True,
    )


def _copy_new(
    objects: Sequence[OpeningRule | Policy | Rate | CancellationTier | Specification],
) -> None:
    """The same for objects that still need an id."""
    if not objects:
        return
    first = first_id(type(objects[0]), len(objects))
    for number, each in enumerate(objects):
        each.pk = first + number
    copy_objects(objects)
