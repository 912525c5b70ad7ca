"""How far apart two points are, the same in both engines and in the database."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

# The mean radius (IUGG), which Elasticsearch reckons with.
EARTH_METRES = 6_371_008.7714


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great circle between two points in WGS-84 degrees (haversine)."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    height = sin((other_phi - phi) / 2) ** 2
    width = sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(height + cos(phi) * cos(other_phi) * width)))
