"""Machines of a provider: adding them, correcting their facts, taking them off the marketplace."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from capacity.enums import Regime
from capacity.models import ListingRevision, Policy, Resource, Site, Unit
from capacity.operations.listing_log import tell_listing
from capacity.operations.locking import lock_tree
from capacity.operations.ownership import check_lister
from capacity.operations.refusals import NotAllowed, Refused
from capacity.operations.sites import FAR
from capacity.operations.versions import tell_calendars
from capacity.policies.permissions import may_list
from capacity.taxonomy import CLASSES
from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.periods import Period

MOST_UNITS = 200


class BadResource(Refused):
    """The class, the site or the number of units will not do."""


@dataclass(frozen=True, kw_only=True)
class ResourceFacts:
    """What a machine is and where it stands; `resource_class` is a key of capacity.taxonomy."""

    site: Site
    resource_class: str
    maker: str = ""
    model: str = ""
    serial_number: str = ""
    year_built: int | None = None
    regime: Regime = Regime.COMMERCIAL
    asset_number: str = ""

    def fields(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def create_resource(
    *, facts: ResourceFacts, title_zh: str, title_en: str = "", units: int = 1, by: Actor, now: datetime
) -> Resource:
    """
    Add a machine with its units, a policy without limits, and a first draft of its listing.

    :raises NotAllowed: the actor does not list for an organisation
    :raises BadResource: unknown class, another organisation's site, or too many units
    """
    if not may_list(by) or by.organisation is None:
        raise NotAllowed
    _check(facts, by.organisation)
    if not 1 <= units <= MOST_UNITS:
        raise BadResource(_("A machine has from 1 to %(most)s units.") % {"most": MOST_UNITS})
    with transaction.atomic():
        resource = Resource.objects.create(
            provider=by.organisation, slug=_new_slug(facts), created_at=now, **facts.fields()
        )
        Policy.objects.create(resource=resource)
        Unit.objects.bulk_create(Unit(resource=resource, number=n) for n in range(1, units + 1))
        ListingRevision.objects.create(
            resource=resource,
            number=1,
            title_zh=title_zh,
            title_en=title_en,
            created_by=by.user,
            created_at=now,
        )
        Organisation.objects.filter(pk=by.organisation.pk).update(is_provider=True)
        tell_listing(resource.pk, change="created", now=now)
        resource.refresh_from_db()
        return resource


def _new_slug(facts: ResourceFacts) -> str:
    words = slugify(f"{facts.maker} {facts.model}") or slugify(facts.resource_class.replace("_", " "))
    return f"{words[:70].strip('-')}-{secrets.token_hex(3)}"


def _check(facts: ResourceFacts, organisation: Organisation) -> None:
    if facts.resource_class not in CLASSES:
        raise BadResource(_("“%(key)s” is not a class of machines.") % {"key": facts.resource_class})
    if facts.site.provider_id != organisation.pk:
        raise BadResource(_("The site is not one of yours."))


def update_resource(*, resource: Resource, facts: ResourceFacts, by: Actor, now: datetime) -> Resource:
    """
    Correct what a machine is and where it stands.

    The class says which specifications readers compare, so it is fixed once operators approved it.

    :raises NotAllowed: the actor does not list for the provider
    :raises BadResource: another organisation's site, or another class for a published machine
    """
    check_lister(resource, by)
    _check(facts, resource.provider)
    with transaction.atomic():
        stored = lock_tree(resource.pk).resource
        if stored.published_revision_id and facts.resource_class != stored.resource_class:
            raise BadResource(_("The class of a public listing is fixed; add the machine anew instead."))
        moved = facts.site.time_zone != stored.site.time_zone
        Resource.objects.filter(pk=resource.pk).update(**facts.fields())
        if moved:
            tell_calendars([resource.pk], cause="zone", periods=[Period(now, now + FAR)], now=now)
        else:
            tell_listing(resource.pk, change="facts", now=now)
        resource.refresh_from_db()
        return resource


def retire_resource(*, resource: Resource, by: Actor, now: datetime) -> Resource:
    """Take the machine off the marketplace: nobody finds or books it any more; what is booked stands."""
    return _set_retired(resource, now, change="retired", by=by, now=now)


def bring_back(*, resource: Resource, by: Actor, now: datetime) -> Resource:
    """Put a retired machine on the marketplace again, with the listing it had."""
    return _set_retired(resource, None, change="brought_back", by=by, now=now)


def _set_retired(
    resource: Resource, retired_at: datetime | None, *, change: str, by: Actor, now: datetime
) -> Resource:
    check_lister(resource, by)
    with transaction.atomic():
        lock_tree(resource.pk)
        Resource.objects.filter(pk=resource.pk).update(retired_at=retired_at)
        tell_listing(resource.pk, change=change, now=now)
        resource.refresh_from_db()
        return resource
