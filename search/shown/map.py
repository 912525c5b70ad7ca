"""Where the hits stand, for a map beside the list; nothing depends on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from search.request import Circle
from search.shown.hits import Hit


@dataclass(frozen=True)
class FinderMap:
    """`tiles` and `credit` as the site sets them; `circle` is where was asked, as latitude,longitude,km."""

    tiles: str
    credit: str
    circle: str

    @classmethod
    def of(cls, hits: Iterable[Hit], asked: Circle | None) -> FinderMap | None:
        if not settings.MAP_TILES or not any(hit.point for hit in hits):
            return None
        circle = f"{asked.latitude},{asked.longitude},{asked.radius_km or 0}" if asked else ""
        return cls(settings.MAP_TILES, settings.MAP_CREDIT, circle)
