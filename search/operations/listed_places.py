"""Places that only listings know: a district or a park that no gazetteer has."""

from __future__ import annotations

from django.db.models import Avg, Q

from capacity.models import Resource
from search.places import Place


def find_listed(name: str) -> Place | None:
    """The middle of the public machines in the city or district of that name; one query."""
    called = Q()
    for field in ("city_zh", "city_en", "district_zh", "district_en"):
        called |= Q(**{f"site__{field}__iexact": name.strip()})
    middle = (
        Resource.objects.published()
        .filter(called)
        .aggregate(latitude=Avg("site__latitude"), longitude=Avg("site__longitude"))
    )
    if middle["latitude"] is None:
        return None
    return Place(name, name, middle["latitude"], middle["longitude"])
