"""Many machines for measuring: the demo's, over and over, at sites around its cities or the country's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

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
from marketplace.accounts.enums import SizeClass
from marketplace.accounts.models import Organisation, User
from marketplace.demo.load import variety
from marketplace.demo.load.characters import Character, plain
from marketplace.demo.load.copying import copy_objects, first_id
from marketplace.demo.load.variety import varied
from marketplace.demo.reading import providers

MACHINES_EACH = 50
CUSTOMERS = 40
WEEKEND = [6, 7]
NAMES = {
    OfferKind.BARE_RENTAL: ("裸机租用", "Bare rental"),
    OfferKind.PROCESSING: ("来料加工", "Processing"),
}
NOTICE_MINUTES, WHOLE = 2880, 10_000  # two days before the start everything is returned


@dataclass(frozen=True)
class Cast:
    """
    Who lists and who books; with `is_varied` no two machines are quite the same.

    `first_number` is that of the first machine at the first site.
    """

    is_varied: bool
    first_number: int
    sites: Sequence[Site]
    customers: Sequence[Organisation]
    booker: User
    scheduler: User


def make_cast(resources: int, now: datetime, *, is_varied: bool = False, first_number: int = 0) -> Cast:
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
            certificates=variety.certificates(number) if is_varied and number < count else [],
        )
        for number in range(count + CUSTOMERS)
    )
    booker, scheduler = User.objects.bulk_create(
        User(email=f"{role}-{first}@load.rongtong.example", full_name=role, joined_at=now)
        for role in ("booker", "scheduler")
    )
    make_site = _varied_site if is_varied else _site
    first_site = first_number // MACHINES_EACH
    sites = Site.objects.bulk_create(
        make_site(number, firm) for number, firm in enumerate(firms[:count], first_site)
    )
    return Cast(is_varied, first_number, sites, firms[count:], booker, scheduler)


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


def _varied_site(number: int, firm: Organisation) -> Site:
    found = variety.spot(number)
    return Site(
        provider=firm,
        name_zh=f"{found.place.name_zh} {number} 号厂",
        name_en=f"{found.place.name_en} plant {number}",
        city_zh=found.place.name_zh,
        city_en=found.place.name_en,
        latitude=found.latitude,
        longitude=found.longitude,
    )


@dataclass(frozen=True)
class Listed:
    """A machine of the load, by its number in it, with the ids that its bookings need."""

    number: int
    character: Character

    resource_id: int
    unit_id: int
    offer_id: int
    revision_id: int
    provider_id: int


def list_machines(cast: Cast, first_number: int, count: int, now: datetime) -> list[Listed]:
    """So many machines with all that makes them bookable, one unit each."""
    firsts = {model: first_id(model, count) for model in (Resource, Unit, ListingRevision, Offer)}
    character_of = varied if cast.is_varied else plain
    listed = [
        Listed(
            number=first_number + number,
            character=character_of(first_number + number),
            resource_id=firsts[Resource] + number,
            unit_id=firsts[Unit] + number,
            offer_id=firsts[Offer] + number,
            revision_id=firsts[ListingRevision] + number,
            provider_id=_site_of(cast, first_number + number).provider_id,
        )
        for number in range(count)
    ]
    copy_objects([_resource(cast, each) for each in listed])
    copy_objects([Unit(pk=each.unit_id, resource_id=each.resource_id, number=1) for each in listed])
    copy_objects([_revision(cast, each, now) for each in listed])
    _copy_details(listed)
    return listed


def _site_of(cast: Cast, number: int) -> Site:
    return cast.sites[(number - cast.first_number) // MACHINES_EACH]


def _resource(cast: Cast, each: Listed) -> Resource:
    machine = each.character.machine
    return Resource(
        pk=each.resource_id,
        provider_id=each.provider_id,
        site=_site_of(cast, each.number),
        slug=f"load-{each.resource_id}",
        resource_class=machine.resource_class,
        model=machine.model,
        year_built=machine.year_built,
        published_revision_id=each.revision_id,
    )


def _revision(cast: Cast, each: Listed, now: datetime) -> ListingRevision:
    machine = each.character.machine
    return ListingRevision(
        pk=each.revision_id,
        resource_id=each.resource_id,
        number=1,
        state=RevisionState.APPROVED,
        title_zh=f"{machine.title.zh} #{each.number}",
        title_en=f"{machine.title.en} #{each.number}",
        text_zh=machine.text.zh,
        text_en=machine.text.en,
        created_by=cast.scheduler,
        submitted_at=now - timedelta(days=100),
        decided_at=now - timedelta(days=99),
    )


def _copy_details(listed: Sequence[Listed]) -> None:
    """Opening hours, limits, the offer with its rates and tiers, specifications."""
    _copy_new([rule for each in listed for rule in _opening_rules(each)])
    _copy_new([Policy(resource_id=each.resource_id, **asdict(each.character.limits)) for each in listed])
    copy_objects([_offer(each) for each in listed])
    _copy_new([rate for each in listed for rate in _rates(each)])
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
            for each in listed
            for value in each.character.values
        ]
    )


def _opening_rules(each: Listed) -> Iterator[OpeningRule]:
    for weekday in each.character.hours.weekdays:
        for opens, closes in each.character.hours.opened:
            yield OpeningRule(resource_id=each.resource_id, weekday=weekday, opens_at=opens, closes_at=closes)


def _rates(each: Listed) -> Iterator[Rate]:
    for customer_class, amount in each.character.hour_minor.items():
        yield Rate(
            offer_id=each.offer_id, unit=RateUnit.HOUR, amount_minor=amount, customer_class=customer_class
        )
    if each.character.weekend_minor is not None:
        amount = each.character.weekend_minor
        yield Rate(offer_id=each.offer_id, unit=RateUnit.HOUR, amount_minor=amount, weekdays=WEEKEND)


def _offer(each: Listed) -> Offer:
    name_zh, name_en = NAMES[each.character.kind]
    return Offer(
        pk=each.offer_id,
        resource_id=each.resource_id,
        kind=each.character.kind,
        name_zh=name_zh,
        name_en=name_en,
        is_instant=each.character.is_instant,
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
