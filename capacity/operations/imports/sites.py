"""The sites that a list speaks of: found by name among the provider's, or made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from capacity.models import Site
from capacity.uniquip import Field, Row
from capacity.uniquip.identity import folded
from marketplace.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Place:
    """Where new sites stand, since a list says neither: IANA time zone, point in degrees WGS-84."""

    time_zone: str = "Asia/Shanghai"
    latitude: float | None = None
    longitude: float | None = None


def missing_sites(provider: Organisation, rows: Iterable[Row]) -> list[str]:
    """The places of the list that are no site of the provider yet, as the list writes them."""
    known = _known(provider)
    places = {folded(place): place for place in (row.values[Field.SITE_LOCATION] for row in rows)}
    return [place for name, place in places.items() if name not in known]


def ensure_sites(*, provider: Organisation, rows: Iterable[Row], place: Place) -> Mapping[str, Site]:
    """
    Make the sites that are missing, with the coordinates of the list where it has some.

    Returns every site of the provider by its folded names.
    """
    rows = list(rows)
    points = {folded(row.values[Field.SITE_LOCATION]): row.coordinates for row in rows if row.coordinates}
    missing = missing_sites(provider, rows)
    Site.objects.bulk_create(_site(provider, name, place, points.get(folded(name))) for name in missing)
    return _known(provider)


def _site(provider: Organisation, name: str, place: Place, point: tuple[Decimal, Decimal] | None) -> Site:
    """A site of that name, which is taken for the town's as well until a person says more."""
    name_en = name if name.isascii() else ""
    latitude, longitude = map(float, point) if point else (place.latitude, place.longitude)
    return Site(
        provider=provider,
        name_zh=name,
        name_en=name_en,
        city_zh=name,
        city_en=name_en,
        latitude=latitude,
        longitude=longitude,
        time_zone=place.time_zone,
    )


def _known(provider: Organisation) -> dict[str, Site]:
    sites = Site.objects.filter(provider=provider).order_by("-pk")
    return {folded(name): site for site in sites for name in (site.name_zh, site.name_en) if name}
