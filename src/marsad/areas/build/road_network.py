"""The full road network of an area, in arrays and in one compact file beside the tables.

The file (``roads.npz``) names roads and draws them; links are computed from the extract, never from it.
``docs/areas.md`` says what it holds.
"""

from __future__ import annotations

import csv
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from marsad.errors import AreaError

NETWORK_FILE = "roads.npz"
FORMAT = "marsad road network 1"
DEGREES = 10_000_000  # coordinates are whole numbers of ten-millionths of a degree, as in OpenStreetMap
FILE_DEGREES = 1_000_000  # and of millionths (0.1 m) in the file
Integers: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Highway:
    """What OpenStreetMap's tag ``highway`` says of a road: our class, and what a kilometre of it costs.

    ``cost_percent`` ranks roads that lead to the same place, as those who know neither choose: 80 for a
    motorway, 200 for a track.
    """

    tag: str
    road_class: str
    cost_percent: int


class Mark(IntFlag):
    """What else is known of a road. Marks can be combined."""

    BRIDGE = 1
    TUNNEL = 2
    FORD = 4
    FERRY = 8
    RESTRICTED = 16  # tagged as closed to the public: access no, private or military


@cache
def highways() -> dict[str, Highway]:
    """The table ``highways.csv``: drivable roads by their tag, in order; other ways are no roads here."""
    with (Path(__file__).parent / "highways.csv").open(encoding="utf-8", newline="") as table:
        rows = [
            Highway(row["highway"], row["road_class"], int(row["cost_percent"])) for row in csv.DictReader(table)
        ]
    return {row.tag: row for row in rows}


@dataclass(frozen=True, slots=True, eq=False)
class RoadNetwork:
    """Roads as they run. The points of road ``i`` are those from ``starts[i]`` up to ``starts[i + 1]``.

    ``lat`` and ``lon`` are in ten-millionths of a degree. ``highway`` numbers the rows of ``highways.csv``;
    ``marks`` combines :class:`Mark`; ``label`` and ``crossing`` number ``names`` (-1: none): the road's number or
    name, and the bridge, dam or ferry on it.
    """

    lat: Integers
    lon: Integers
    starts: NDArray[np.int64]
    highway: NDArray[np.uint8]
    marks: NDArray[np.uint8]
    label: Integers
    crossing: Integers
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.highway)

    def road(self, number: int) -> list[tuple[float, float]]:
        """The course of road ``number``: lat, lon in degrees, point after point."""
        part = slice(int(self.starts[number]), int(self.starts[number + 1]))
        pairs = zip(self.lat[part].tolist(), self.lon[part].tolist(), strict=True)
        return [(lat / DEGREES, lon / DEGREES) for lat, lon in pairs]

    def named(self, name: str) -> Iterator[int]:
        """The numbers of the roads that bear ``name`` as their number or name."""
        wanted = [number for number, each in enumerate(self.names) if each == name]
        return iter(np.flatnonzero(np.isin(self.label, wanted)).tolist())


def write_network(network: RoadNetwork, path: Path, source: str, attribution: str) -> None:
    """Write the network into the file at ``path``: the same network gives the same bytes on every machine."""
    head = {"format": FORMAT, "source": source, "attribution": attribution}
    step = DEGREES // FILE_DEGREES
    arrays = {
        "head": _text(json.dumps(head, ensure_ascii=False, sort_keys=True)),
        "names": _text(json.dumps(network.names, ensure_ascii=False)),
        "lat": _differences(np.rint(network.lat / step).astype(np.int32)),
        "lon": _differences(np.rint(network.lon / step).astype(np.int32)),
        "points": np.diff(network.starts).astype(np.int32),
        "highway": network.highway,
        "marks": network.marks,
        "label": network.label,
        "crossing": network.crossing,
    }
    buffer = BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    path.write_bytes(buffer.getvalue())


def read_network(path: Path) -> RoadNetwork:
    """The network in the file at ``path``. Raises AreaError where it is none, or damaged."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            if head["format"] != FORMAT:
                raise AreaError(f"{path.name}: is a {head['format']!r}; this marsad reads {FORMAT!r}")
            return _checked(path, _network(arrays))
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        if isinstance(error, AreaError):
            raise
        raise AreaError(f"{path.name}: no road network, or a damaged one; build the area anew") from error


def _network(arrays: dict[str, NDArray[np.int32]]) -> RoadNetwork:
    step = DEGREES // FILE_DEGREES
    return RoadNetwork(
        lat=np.cumsum(arrays["lat"], dtype=np.int32) * np.int32(step),
        lon=np.cumsum(arrays["lon"], dtype=np.int32) * np.int32(step),
        starts=np.concatenate([[0], np.cumsum(arrays["points"], dtype=np.int64)]).astype(np.int64),
        highway=arrays["highway"].astype(np.uint8),
        marks=arrays["marks"].astype(np.uint8),
        label=arrays["label"],
        crossing=arrays["crossing"],
        names=tuple(json.loads(arrays["names"].tobytes())),
    )


def _checked(path: Path, network: RoadNetwork) -> RoadNetwork:
    roads = len(network)
    columns = (network.marks, network.label, network.crossing, network.starts[1:])
    whole = all(len(column) == roads for column in columns) and network.starts[-1] == len(network.lat)
    known = roads == 0 or (
        int(network.highway.max()) < len(highways())
        and max(int(network.label.max()), int(network.crossing.max())) < len(network.names)
    )
    if not whole or not known or len(network.lat) != len(network.lon):
        raise AreaError(f"{path.name}: its columns do not fit each other; build the area anew")
    return network


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _differences(values: Integers) -> Integers:
    """Each value less the one before: small numbers, which pack well."""
    return np.diff(values, prepend=np.int32(0))
