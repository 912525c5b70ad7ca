"""Places where machines stand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from capacity.models import Resource, Site
from capacity.operations.listing_log import tell_listings
from capacity.operations.locking import lock_shape_of_trees
from capacity.operations.refusals import NotAllowed, Refused
from capacity.operations.versions import tell_calendars
from capacity.policies.permissions import may_list
from marketplace.accounts.actor import Actor
from marketplace.periods import Period

FAR = timedelta(days=400)  # past every horizon: what changes a calendar for good changes this much of it


class BadSite(Refused):
    """The time zone or the point is none."""


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """What is told of a place; the street only after confirmation. The point is WGS-84, in degrees."""

    name_zh: str
    city_zh: str
    name_en: str = ""
    city_en: str = ""
    district_zh: str = ""
    district_en: str = ""
    street_zh: str = ""
    street_en: str = ""
    access_note_zh: str = ""
    access_note_en: str = ""
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str = "Asia/Shanghai"


def create_site(*, facts: SiteFacts, by: Actor) -> Site:
    """
    Add a place of the actor's organisation.

    :raises NotAllowed: the actor does not list for an organisation
    :raises BadSite: the zone is unknown, or half a point was given
    """
    if not may_list(by) or by.organisation is None:
        raise NotAllowed
    _check(facts)
    return Site.objects.create(provider=by.organisation, **asdict(facts))


def update_site(*, site: Site, facts: SiteFacts, by: Actor, now: datetime) -> Site:
    """
    Change a place. Opening hours are wall time: in another zone its machines open at other instants.

    :raises NotAllowed: it is another organisation's place, or the actor does not list
    :raises BadSite: the zone is unknown, or half a point was given
    """
    if not may_list(by) or by.organisation_id != site.provider_id:
        raise NotAllowed
    _check(facts)
    with transaction.atomic():
        lock_shape_of_trees()  # its machines may be of many trees: all of them are kept still
        before = Site.objects.filter(pk=site.pk).values(*SiteFacts.__dataclass_fields__).get()
        for name, value in asdict(facts).items():
            setattr(site, name, value)
        site.save()
        resources = list(Resource.objects.filter(site=site).order_by("pk").values_list("pk", flat=True))
        if before["time_zone"] != facts.time_zone:
            tell_calendars(resources, cause="zone", periods=[Period(now, now + FAR)], now=now)
        elif before != asdict(facts):
            tell_listings(resources, change="site", now=now)
        return site


def _check(facts: SiteFacts) -> None:
    if facts.time_zone not in available_timezones():
        raise BadSite(
            _("“%(zone)s” is not a time zone; it takes a name such as Asia/Shanghai.")
            % {"zone": facts.time_zone}
        )
    if (facts.latitude is None) != (facts.longitude is None):
        raise BadSite(_("A point needs both latitude and longitude, or neither."))
