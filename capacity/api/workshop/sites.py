"""Places where one's own machines stand."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from capacity.api.acts import Act, Ask, endpoint
from capacity.api.lookups import check_reader
from capacity.models import Site
from capacity.operations import sites
from capacity.operations.sites import SiteFacts
from capacity.serializers.workshop.facts import SiteBody, SiteSerializer
from marketplace.api.operations import Operation
from marketplace.api.schema import PAGING

TAG = "Workshop"


def _sites(ask: Ask) -> QuerySet[Site]:
    check_reader(ask.by)
    return Site.objects.filter(provider=ask.by.organisation)


def _site(ask: Ask) -> Site:
    own = Site.objects.filter(provider=ask.by.organisation)
    site = get_object_or_404(own, pk=ask.where["site_id"])
    check_reader(ask.by)
    return site


def _add(ask: Ask) -> Site:
    return sites.create_site(facts=SiteFacts(**ask.said), by=ask.by)


def _change(ask: Ask) -> Site:
    return sites.update_site(site=_site(ask), facts=SiteFacts(**ask.said), by=ask.by, now=ask.now)


def _operation(name: str, summary: str, **others: Any) -> Operation:
    return Operation(id=name, summary=summary, tag=TAG, answers=SiteSerializer, **others)


SITES = endpoint(
    get=Act(
        _operation(
            "list_sites",
            "List sites",
            pages=True,
            asks=PAGING,
            description="The places of one's own organisation, the newest first.",
        ),
        _sites,
    ),
    post=Act(
        _operation(
            "create_site",
            "Add a site",
            sends=SiteBody,
            status=201,
            is_located=True,
            description="A place with a clock of its own: opening hours are wall time there.",
        ),
        _add,
        place=lambda site: ("site", [site.pk]),
    ),
)
SITE = endpoint(
    get=Act(_operation("read_site", "Read a site", description="A place of one's own."), _site),
    put=Act(
        _operation(
            "update_site",
            "Change a site",
            sends=SiteBody,
            description="Replaces all of it. In another zone its machines open at other instants.",
        ),
        _change,
    ),
)
