"""Which of the roads' points are at a place itself: its precinct, by the kind of the place.

A village is no point: a road that runs by its mosque at three hundred metres passes it. The radius of each kind
stands in ``precincts.csv``; kinds that are not there, such as provinces, are no places of the place graph. Where
precincts overlap, a point belongs to the place to which it is nearer in proportion to the radius.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from marsad.model.geography import Place
from marsad.model.terms import PlaceKind

CELL_DEGREES = 0.02
CELLS_AROUND = 20_000  # more than 360 degrees hold
KM_PER_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Precinct:
    """How far a kind of place extends, and how far away the nearest road may be that still serves it."""

    radius_km: float
    reach_km: float


@cache
def precincts() -> dict[PlaceKind, Precinct]:
    """The table ``precincts.csv``."""
    with (Path(__file__).parent / "precincts.csv").open(encoding="utf-8", newline="") as table:
        return {
            PlaceKind(row["kind"]): Precinct(float(row["radius_km"]), float(row["reach_km"]))
            for row in csv.DictReader(table)
        }


class PointGrid:
    """Points in cells, to be asked which are near. Not for areas across the 180th meridian."""

    def __init__(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> None:
        """``lat`` and ``lon`` in degrees."""
        self.lat, self.lon = lat, lon
        cells = np.floor(lat / CELL_DEGREES).astype(np.int64) * CELLS_AROUND
        cells += np.floor(lon / CELL_DEGREES).astype(np.int64)
        self._order = np.argsort(cells, kind="stable")
        self._cells = cells[self._order]

    def near(self, lat: float, lon: float, km: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The points at most ``km`` away, and how far, on a plane (good to a per mille over 10 km)."""
        high, wide = km / KM_PER_DEGREE, km / (KM_PER_DEGREE * max(0.01, np.cos(np.radians(lat))))
        rows = range(int(np.floor((lat - high) / CELL_DEGREES)), int(np.floor((lat + high) / CELL_DEGREES)) + 1)
        west, east = (int(np.floor((lon + side) / CELL_DEGREES)) for side in (-wide, wide))
        bounds = [(row * CELLS_AROUND + west, row * CELLS_AROUND + east) for row in rows]
        found = np.concatenate(
            [
                self._order[np.searchsorted(self._cells, a) : np.searchsorted(self._cells, b, side="right")]
                for a, b in bounds
            ]
        )
        north = (self.lat[found] - lat) * KM_PER_DEGREE
        along = (self.lon[found] - lon) * KM_PER_DEGREE * np.cos(np.radians(lat))
        distance = np.hypot(north, along)
        inside = distance <= km
        return found[inside], distance[inside]


def owners(grid: PointGrid, places: Sequence[Place]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """For each point the number of the place in whose precinct it lies (-1: none), and how far out in it.

    How far out is the distance from the place's coordinate as a share of the radius; infinite where none.
    """
    owner = np.full(len(grid.lat), -1, dtype=np.int32)
    best = np.full(len(grid.lat), np.inf)
    for number, place in enumerate(places):
        radius = precincts()[place.kind].radius_km
        found, distance = grid.near(place.lat, place.lon, radius)
        nearer = distance / radius < best[found]
        best[found[nearer]] = distance[nearer] / radius
        owner[found[nearer]] = number
    return owner, best


def middles(grid: PointGrid, owner: NDArray[np.int32], places: Sequence[Place]) -> dict[int, int]:
    """For each place with a point of its own, by its number, the one nearest to its coordinate."""
    nearest: dict[int, int] = {}
    for number, place in enumerate(places):
        found, distance = grid.near(place.lat, place.lon, precincts()[place.kind].radius_km)
        own = owner[found] == number
        if own.any():
            nearest[number] = int(found[own][np.lexsort((found[own], distance[own]))[0]])
    return nearest
