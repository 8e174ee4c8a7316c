"""OpenSyria's geography: governorates, districts, subdistricts and points of transport as JSON lists."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources.files import file_bytes, text
from marsad.errors import AreaError
from marsad.model.terms import PlaceKind

SOURCE = "opensyria"
FILES = {
    "governorates.json": PlaceKind.PROVINCE,
    "districts.json": PlaceKind.DISTRICT,
    "subdistricts.json": PlaceKind.SUBDISTRICT,
}
TRANSPORT = "transport_locations.json"
TRANSPORT_KINDS = {
    "airport": PlaceKind.AIRPORT,
    "border_crossing": PlaceKind.CROSSING,
    "seaport": PlaceKind.PORT,
    "oil_terminal": PlaceKind.PORT,
    "rail_terminal": PlaceKind.SITE,
    "road_terminal": PlaceKind.SITE,
    "terminal": PlaceKind.SITE,
}
REFS = ("geonames", "wikidata")  # ids elsewhere that other sources name too
Item = Mapping[str, Any]


def entries(path: Path) -> Iterator[Entry | Refusal]:
    """The places of the folder at ``path``, or of one file; units are named from those beside it.

    Raises AreaError where there is none of OpenSyria's files, or one is no list of its items.
    """
    folder = path if path.is_dir() else path.parent
    wanted = [path.name] if path.is_file() else [*FILES, TRANSPORT]
    there = [name for name in wanted if name in {*FILES, TRANSPORT} and (folder / name).is_file()]
    if not there:
        raise AreaError(f"{path.name}: holds none of {', '.join((*FILES, TRANSPORT))}")
    units = {
        str(item.get("id")): str(_section(item, "name").get("en") or "")
        for name in FILES
        if (folder / name).is_file()
        for item in _items(folder / name)
    }
    for name in there:
        for number, item in enumerate(_items(folder / name), start=1):
            row = f"{name} item {number}"
            try:
                yield _entry(item, FILES.get(name) or _transport_kind(item), units, row)
            except (KeyError, TypeError, ValueError) as error:
                yield Refusal(SOURCE, row, f"lacks or garbles {error}")


def _items(path: Path) -> list[Item]:
    written = text(file_bytes(path), path.name)
    try:
        items = json.loads(written)
    except (json.JSONDecodeError, RecursionError) as error:
        raise AreaError(f"{path.name}: no JSON: {error}") from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise AreaError(f"{path.name}: not a list of places")
    return items


def _transport_kind(item: Item) -> PlaceKind:
    types = item["locationTypes"]
    return next((TRANSPORT_KINDS[each] for each in TRANSPORT_KINDS if each in types), PlaceKind.SITE)


def _section(item: Item, name: str) -> Item:
    section = item.get(name)
    return section if isinstance(section, dict) else {}


def _entry(item: Item, kind: PlaceKind, units: Mapping[str, str], row: str) -> Entry:
    where = item.get("centroid") or item["coordinates"]
    above, elsewhere = {**item, **_section(item, "administrativeLocation")}, _section(item, "externalIds")
    name = str(item["name"]["en"])
    levels = {
        PlaceKind.PROVINCE: "governorateId",
        PlaceKind.DISTRICT: "districtId",
        PlaceKind.SUBDISTRICT: "subdistrictId",
    }
    if kind in levels:
        above[levels[kind]] = item["id"]
    admin = [units.get(str(above.get(column))) for column in levels.values()]
    pcode = elsewhere.get("ochaPcode")
    people = _section(item, "population").get("value")
    return Entry(
        source=SOURCE,
        ref=str(item["id"]) if kind in levels else f"transport/{item['id']}",
        name=name,
        kind=kind,
        lat=float(where["latitude"]),
        lon=float(where["longitude"]),
        name_ar=item["name"].get("ar"),
        names=tuple(str(alias["value"]) for alias in item.get("aliases", ()) if alias.get("value")),
        country="SY",
        admin1=admin[0],
        admin2=admin[1],
        admin3=admin[2],
        pcode=str(pcode) if pcode else None,
        population=people if isinstance(people, int) and kind not in levels else None,
        row=row,
        refs=tuple(f"{each}:{elsewhere[each]}" for each in REFS if elsewhere.get(each)),
    )
