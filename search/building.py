"""Listing documents from the database: many at once, in a fixed number of queries, nothing private."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db.models import Prefetch

from capacity.availability import FreeTime, free_time
from capacity.models import Offer, Resource
from capacity.operations.terms import terms_of
from capacity.taxonomy import CLASSES, GROUPS
from marketplace.periods import Period
from search import tokens
from search.documents import FAR_END, ListingDocument
from search.models import WeekPattern
from search.price_bases import Draft, drafts_of
from search.request import HORIZON_DAYS
from search.slots import Window, windows_of

HORIZON = timedelta(days=HORIZON_DAYS)
POINT_DECIMALS = 2  # about a kilometre: nobody's gate


def build(
    resource_ids: Iterable[int], now: datetime, *, as_of: Mapping[int, datetime] | None = None
) -> dict[int, ListingDocument]:
    """
    The document of each resource that is public at all, by id; nine queries however many they are.

    The version is read before what it stands for: what changes meanwhile comes with a later one.
    `as_of` gives the moments, not after `now`, from which the windows of some resources are to reach.
    """
    now = now.astimezone(UTC)
    begins = {pk: moment.astimezone(UTC) for pk, moment in (as_of or {}).items()}
    found = {each.pk: each for each in _resources(resource_ids)}
    window = Period(min([now, *begins.values()]), now + HORIZON)
    free = free_time(found, window, now=now, for_booking=True)
    drafts = {pk: _drafts(resource, now) for pk, resource in found.items()}
    patterns = {pattern for each in drafts.values() for draft in each.values() for pattern in draft.rates}
    keys = WeekPattern.objects.keys_of(patterns)
    return {
        pk: _document(resource, free[pk], drafts[pk], keys, begins.get(pk, now))
        for pk, resource in found.items()
        if pk in free  # gone meanwhile
    }


def _resources(resource_ids: Iterable[int]) -> Iterable[Resource]:
    offers = Offer.objects.active().prefetch_related("rates", "extras").order_by("pk")
    return (
        Resource.objects.published()
        .filter(pk__in=list(resource_ids))
        .select_related("provider", "site", "published_revision")
        .prefetch_related("published_revision__specifications", Prefetch("offers", offers))
        .order_by("pk")
    )


def _drafts(resource: Resource, now: datetime) -> dict[str, Draft]:
    zone = resource.site.zone
    offers = [terms_of(offer, zone) for offer in resource.offers.all()]
    return drafts_of(offers, now.astimezone(zone).date())


def _document(
    resource: Resource, free: FreeTime, drafts: Mapping[str, Draft], keys: Mapping[str, int], begin: datetime
) -> ListingDocument:
    site, revision = resource.site, resource.published_revision
    assert revision is not None
    assert revision.decided_at is not None
    titles = _told(revision.title_zh, revision.title_en)
    return ListingDocument(
        resource_id=resource.pk,
        version=resource.version,
        resource_class=resource.resource_class,
        zone=site.time_zone,
        city=site.city_zh,
        latitude=_rounded(site.latitude),
        longitude=_rounded(site.longitude),
        published_at=revision.decided_at,
        tokens=tokens.document_tokens(_texts(resource), resource_class=resource.resource_class),
        title_tokens=tokens.document_tokens(titles),
        suggestions=(*titles, *_told(f"{resource.maker} {resource.model}")),
        kinds=tuple(sorted({offer.kind for offer in resource.offers.all()})),
        certificates=tuple(sorted(map(str, resource.provider.certificates))),
        is_instant=any(offer.is_instant for offer in resource.offers.all()),
        specifications=dict(_specifications(resource)),
        prices={customer_class: draft.with_keys(keys) for customer_class, draft in drafts.items()},
        notice_minutes=free.notice_minutes,
        windows=_windows(free, begin),
    )


def _texts(resource: Resource) -> tuple[str, ...]:
    """Everything a word may be found in; no street and no contact among it."""
    site, firm, revision = resource.site, resource.provider, resource.published_revision
    assert revision is not None
    return _told(
        revision.title_zh, revision.title_en, revision.materials_zh, revision.materials_en,
        resource.maker, resource.model, firm.name_zh, firm.name_en, *_class_names(resource.resource_class),
        site.city_zh, site.city_en, site.district_zh, site.district_en,
    )  # fmt: skip


def _class_names(key: str) -> tuple[str, ...]:
    if key not in CLASSES:
        return ()
    leaf = CLASSES[key]
    group = GROUPS[leaf.parent]
    return (leaf.name_zh, leaf.name_en, group.name_zh, group.name_en)


def _told(*texts: str) -> tuple[str, ...]:
    """What says something, each once."""
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, POINT_DECIMALS)


def _specifications(resource: Resource) -> Iterator[tuple[str, tuple[Decimal, Decimal]]]:
    assert resource.published_revision is not None
    for each in resource.published_revision.specifications.all():
        if each.minimum is not None or each.maximum is not None:
            low = -FAR_END if each.minimum is None else each.minimum
            high = FAR_END if each.maximum is None else each.maximum
            yield each.kind, (low, high)


def _windows(free: FreeTime, begin: datetime) -> tuple[tuple[Window, ...], ...]:
    """The distinct calendars of the units, cut where the policy takes no bookings any more."""
    days = HORIZON_DAYS if free.horizon_days is None else min(free.horizon_days, HORIZON_DAYS)
    if not days:
        return ()
    horizon = Period(begin, begin + timedelta(days=days))
    calendars = {
        tuple(windows_of(_clipped(periods, horizon), shortest_minutes=free.minimum_minutes))
        for periods in free.units.values()
    }
    return tuple(sorted(each for each in calendars if each))


def _clipped(periods: Iterable[Period], horizon: Period) -> Iterator[Period]:
    for each in periods:
        part = each if horizon.contains(each) else each.intersection(horizon)
        if part is not None:
            yield part
