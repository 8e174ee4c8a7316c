"""Bearings and distances around a place, on a sphere; near enough within one conflict area."""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin

from marsad.areas.tables import great_circle_km
from marsad.model import Place, Sector

SECTOR_DEG = 45.0
KM_PER_DEGREE = 111.2
_SECTORS = tuple(Sector)  # clockwise from north, as the enum lists them


def bearing_deg(origin: Place, other: Place) -> float:
    """The initial great-circle bearing from one place to the other, clockwise from north, in [0, 360)."""
    lat, lat_other = radians(origin.lat), radians(other.lat)
    east = radians(other.lon - origin.lon)
    y = sin(east) * cos(lat_other)
    x = cos(lat) * sin(lat_other) - sin(lat) * cos(lat_other) * cos(east)
    return degrees(atan2(y, x)) % 360.0


def sector_of(bearing: float) -> Sector:
    """The sector that holds a bearing in degrees: 45 degrees wide, centred on its name; [337.5, 22.5) is north."""
    return _SECTORS[int(((bearing + SECTOR_DEG / 2) % 360.0) // SECTOR_DEG)]


def sector_from(origin: Place, other: Place) -> Sector:
    """The sector in which ``other`` lies as seen from ``origin``."""
    return sector_of(bearing_deg(origin, other))


def distance_km(one: Place, other: Place) -> float:
    """The great-circle distance in kilometres."""
    return great_circle_km(one.lat, one.lon, other.lat, other.lon)


def distance_to_stretch_km(point: Place, a: Place, b: Place) -> float:
    """How far ``point`` lies from the straight stretch between ``a`` and ``b``, in kilometres, on flat ground."""
    scale = cos(radians(point.lat)) * KM_PER_DEGREE
    ax, ay = (a.lon - point.lon) * scale, (a.lat - point.lat) * KM_PER_DEGREE
    bx, by = (b.lon - point.lon) * scale, (b.lat - point.lat) * KM_PER_DEGREE
    length_2 = (bx - ax) ** 2 + (by - ay) ** 2
    along = 0.0 if length_2 == 0 else max(0.0, min(1.0, -(ax * (bx - ax) + ay * (by - ay)) / length_2))
    return hypot(ax + along * (bx - ax), ay + along * (by - ay))
