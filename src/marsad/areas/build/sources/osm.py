"""Places of an OpenStreetMap extract: settlements, airfields, dams, crossings, bases, and administrative units.

The tags that make a place stand in ``osm_kinds.csv``, first match first; which administrative level is a province
or a district stands in ``osm_levels.csv``, by country. What has no name is no place.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.osm_file import Element, Progress, Tags, check_extract, elements, silent
from marsad.areas.build.road_reading import COUNTRY_TAGS
from marsad.model.terms import PlaceKind

SOURCE = "osm"
ENGLISH = ("name:en", "int_name")
OTHER_NAMES = ("name", "int_name", "official_name", "short_name", "alt_name", "old_name", "loc_name")
LANGUAGES = ("en", "ar", "ku", "tr", "fa", "he", "uk", "ru", "fr")  # of ``name:xx`` and ``alt_name:xx``
MILITARY = frozenset({"military", "airfield"})  # of ``aerodrome:type`` and ``military``: an airbase
ADMIN_COLUMNS = {PlaceKind.PROVINCE: "admin1", PlaceKind.DISTRICT: "admin2", PlaceKind.SUBDISTRICT: "admin3"}
UNITS = (PlaceKind.COUNTRY, *ADMIN_COLUMNS)
LEAST_SHARE = 0.5  # of a boundary's ways
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class _Unit:
    """An administrative unit: its own entry and its outline. ``shape`` is a polygon of shapely."""

    entry: Entry
    shape: Any


@dataclass(slots=True)
class _Outline:
    """A relation that draws an administrative unit, or a site such as an airfield, with its ways as they run."""

    tags: Tags
    kind: PlaceKind
    ways: list[int]
    lines: list[list[tuple[float, float]]] = field(default_factory=list)


def entries(path: Path, country: str | None = None, progress: Progress = silent) -> Iterator[Entry | Refusal]:
    """Every named place of the extract, and every named administrative unit whose boundary is whole.

    ``country`` is the ISO 3166-1 code for places that lie in no country's boundary of the extract. Places get the
    units they lie in. Raises AreaError naming the file where it cannot be read.
    """
    check_extract(path)
    outlines = dict(_outlines(path, country, progress))
    members: dict[int, list[_Outline]] = {}
    for outline in outlines.values():
        for way in outline.ways:
            members.setdefault(way, []).append(outline)
    found = list(_points_and_lines(path, members, country, progress))
    units, refused = _units(path, outlines, country)
    within = _Within(units)
    for each in chain(found, _sites(path, outlines, country), (unit.entry for unit in units)):
        yield within.filled(each) if isinstance(each, Entry) else each
    yield from refused


@cache
def _kinds() -> dict[tuple[str, str], PlaceKind]:
    with (Path(__file__).parent / "osm_kinds.csv").open(encoding="utf-8", newline="") as table:
        return {(row["key"], row["value"]): PlaceKind(row["kind"]) for row in csv.DictReader(table)}


@cache
def _levels() -> dict[tuple[str, str], PlaceKind]:
    with (Path(__file__).parent / "osm_levels.csv").open(encoding="utf-8", newline="") as table:
        return {(row["country"], row["level"]): PlaceKind(row["kind"]) for row in csv.DictReader(table)}


def kind_of(tags: Tags) -> PlaceKind | None:
    """What kind of place the tags of an element make; None for none of ours."""
    kind = next((kind for (key, value), kind in _kinds().items() if tags.get(key) == value), None)
    if kind is PlaceKind.AIRPORT and MILITARY & {tags.get("aerodrome:type"), tags.get("military")}:
        return PlaceKind.AIRBASE
    return kind


def _outlines(path: Path, country: str | None, progress: Progress) -> Iterator[tuple[int, _Outline]]:
    for relation, tags in elements(path, (*_keys(), "boundary"), progress, relations_only=True):
        kind = _unit_kind(tags, country) or kind_of(tags)
        if kind is not None and _title(tags):
            ways = [each.ref for each in relation.members if each.type == "w" and each.role in ("outer", "")]
            yield relation.id, _Outline(tags, kind, ways)


def _unit_kind(tags: Tags, country: str | None) -> PlaceKind | None:
    """Which administrative unit a relation draws; None for none."""
    if tags.get("boundary") != "administrative":
        return None
    level = tags.get("admin_level", "")
    return _levels().get((_country(tags) or country or "", level)) or _levels().get(("", level))


def _keys() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key, _ in _kinds()))


def _points_and_lines(
    path: Path, members: Mapping[int, list[_Outline]], country: str | None, progress: Progress
) -> Iterator[Entry | Refusal]:
    """Places drawn as nodes and ways; the lines of ways that relations draw with go to their outlines."""

    def take_line(way: Element) -> None:
        for outline in members.get(way.id, ()):
            outline.lines.append([(node.lon, node.lat) for node in way.nodes if node.location.valid()])

    for each, tags in elements(path, (*_keys(), "boundary"), progress, other_way=take_line if members else None):
        if each.is_relation():
            continue
        if each.is_way():
            take_line(each)
        kind = kind_of(tags) if _title(tags) else None
        if kind is None:
            continue
        row = f"{path.name} {'node' if each.is_node() else 'way'} {each.id}"
        spot = _spot(each)
        if spot is None:
            yield Refusal(SOURCE, row, "its coordinates are missing or not on earth")
        else:
            yield _entry(row, tags, kind, spot, country)


def _spot(each: Element) -> tuple[float, float] | None:
    """Where an element lies: lat, lon; of a way the middle of its nodes."""
    locations = [each.location] if each.is_node() else [node.location for node in each.nodes]
    if each.is_way() and len(locations) > 1 and each.is_closed():
        locations = locations[1:]
    valid = [location for location in locations if location.valid()]
    if not valid:
        return None
    return sum(each.lat for each in valid) / len(valid), sum(each.lon for each in valid) / len(valid)


def _entry(row: str, tags: Tags, kind: PlaceKind, spot: tuple[float, float], country: str | None) -> Entry:
    title, arabic = _title(tags), _arabic(tags)
    population = _NUMBER.fullmatch(tags.get("population", "").replace(",", "").replace(" ", ""))
    return Entry(
        source=SOURCE,
        ref="/".join(row.split()[-2:]),
        name=title,
        kind=kind,
        lat=round(spot[0], 6),
        lon=round(spot[1], 6),
        name_ar=arabic,
        names=tuple(name for name in _other_names(tags) if name not in (title, arabic)),
        country=_country(tags) or country,
        population=int(population[0]) if population else None,
        row=row,
        refs=(f"wikidata:{tags['wikidata']}",) if "wikidata" in tags else (),
    )


def _title(tags: Tags) -> str:
    """The name for pages: English where there is one, else as on the ground."""
    found = (tags[tag] for tag in (*ENGLISH, "name") if tag in tags)
    return " ".join(next(found, "").split())


def _arabic(tags: Tags) -> str | None:
    name = tags.get("name:ar") or tags.get("name", "")
    return name.strip() if _ARABIC.search(name) else None


def _other_names(tags: Tags) -> dict[str, None]:
    """Other names in the order of their tags; several in one tag are separated by ``;``."""
    spoken = [f"{tag}:{language}" for tag in ("name", "alt_name") for language in LANGUAGES]
    cells = (tags[tag] for tag in (*OTHER_NAMES, *spoken) if tag in tags)
    return dict.fromkeys(" ".join(name.split()) for cell in cells for name in cell.split(";") if name.strip())


def _country(tags: Tags) -> str | None:
    code = next((tags[tag] for tag in (*COUNTRY_TAGS, "is_in:country_code") if tag in tags), None)
    code = code or tags.get("ISO3166-2", "").split("-")[0]
    return code.upper() if re.fullmatch(r"[A-Za-z]{2}", code) else None


def _units(path: Path, outlines: Mapping[int, _Outline], country: str | None) -> tuple[list[_Unit], list[Refusal]]:
    """The units whose outline closes, and a refusal for each other; both in order of the relations' ids.

    Of those of which the extract holds but a small part, neighbours of what it is about, nothing is said.
    """
    import shapely  # noqa: PLC0415  of the extra area-build

    units: list[_Unit] = []
    refused: list[Refusal] = []
    for number, outline in sorted(outlines.items()):
        few = len(outline.lines) < LEAST_SHARE * len(outline.ways)
        if outline.kind not in UNITS or few or not outline.ways:
            continue
        row = f"{path.name} relation {number}"
        lines = [shapely.LineString(line) for line in outline.lines if len(line) > 1]
        whole = len(outline.lines) == len(outline.ways)
        shape = shapely.union_all(list(shapely.polygonize(lines).geoms)) if whole and lines else None
        if shape is None or shape.is_empty:
            refused.append(Refusal(SOURCE, row, "its boundary is not whole in this extract"))
            continue
        middle = shape.representative_point()
        entry = _entry(row, outline.tags, outline.kind, (middle.y, middle.x), country)
        units.append(_Unit(entry, shape))
    return units, refused


def _sites(path: Path, outlines: Mapping[int, _Outline], country: str | None) -> Iterator[Entry]:
    """Sites and settlements that relations draw, in the middle of their points."""
    for number, outline in sorted(outlines.items()):
        points = [point for line in outline.lines for point in line]
        if outline.kind not in UNITS and points:
            spot = (sum(lat for _, lat in points) / len(points), sum(lon for lon, _ in points) / len(points))
            yield _entry(f"{path.name} relation {number}", outline.tags, outline.kind, spot, country)


class _Within:
    """Which units hold a point."""

    def __init__(self, units: Sequence[_Unit]) -> None:
        import shapely  # noqa: PLC0415  of the extra area-build

        self._units, self._point = units, shapely.Point
        self._tree = shapely.STRtree([unit.shape for unit in units])

    def filled(self, entry: Entry) -> Entry:
        """The entry with the names of the larger units, and the country, that it lies in."""
        found = self._tree.query(self._point(entry.lon, entry.lat), predicate="within")
        for unit in (self._units[int(number)].entry for number in sorted(found.tolist())):
            if unit.kind is PlaceKind.COUNTRY:
                entry = replace(entry, country=entry.country or unit.country)
            elif _larger(unit.kind, entry.kind):
                entry = replace(entry, **{ADMIN_COLUMNS[unit.kind]: unit.name})  # type: ignore[arg-type]
        return entry


def _larger(unit: PlaceKind, kind: PlaceKind) -> bool:
    return kind not in UNITS or UNITS.index(unit) < UNITS.index(kind)
