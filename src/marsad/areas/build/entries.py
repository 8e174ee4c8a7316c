"""One row of any source of places, before rows of the same place are joined: an ``Entry``, or a ``Refusal``.

A source (a GeoNames dump, an OpenStreetMap extract, OCHA's boundaries, a spreadsheet of one's own) is read by a
function ``entries(path, ...) -> Iterator[Entry | Refusal]``. A row that cannot be true alone is refused and
reported; a file that cannot be read at all raises :class:`marsad.errors.AreaError` naming file and row.
"""

from __future__ import annotations

from dataclasses import dataclass

from marsad.model.terms import PlaceKind


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row of a source says of one place. Degrees are WGS 84; ``None``: the source does not say.

    ``ref`` is the place's id in that source and never changes between its releases: ids of an area hold on to
    it. ``admin1`` to ``admin3`` are English names from the first level (province) down; ``pcode`` is OCHA's code
    of the place or unit itself.
    """

    source: str  # which source: "geonames", "osm", "ocha", "opensyria", or a name of the user's own
    ref: str
    name: str
    kind: PlaceKind
    lat: float
    lon: float
    name_ar: str | None = None
    names: tuple[str, ...] = ()  # other spellings, in any script
    country: str | None = None  # ISO 3166-1 alpha-2
    admin1: str | None = None
    admin2: str | None = None
    admin3: str | None = None
    pcode: str | None = None
    population: int | None = None
    row: str = ""  # where it stands, for messages: "SY.txt line 12"
    refs: tuple[str, ...] = ()  # the same place elsewhere: "geonames:163843", "wikidata:Q233914"
    unit: str | None = None  # p-code of the smallest administrative unit that it lies in
    part_of: str | None = None  # for neighbourhoods: the p-code or the name of their settlement


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that does not go into the area, and why. ``row`` says where it stands: "SY.txt line 12"."""

    source: str
    row: str
    reason: str
