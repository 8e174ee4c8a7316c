"""The build itself: read, sift, join, merge, place in units, name, keep what people made, write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from marsad.areas.area import BUNDLED, bundled_areas
from marsad.areas.build.countries import Box, countries
from marsad.areas.build.entries import Entry
from marsad.areas.build.folder import replacing, write_head
from marsad.areas.build.gathering import Gathered, Progress, Sources, gathered
from marsad.areas.build.joining import Node, joined
from marsad.areas.build.kept import (
    CROSSREF_COLUMNS,
    PLACE_COLUMNS,
    Earlier,
    Row,
    crossrefs,
    earlier,
    entry_of_place,
    head_countries,
    write_rows,
)
from marsad.areas.build.kinds import SETTLEMENTS, levels
from marsad.areas.build.known_sources import known_sources
from marsad.areas.build.links import write_links
from marsad.areas.build.making import Made, made_places
from marsad.areas.build.merging import Draft
from marsad.areas.build.osm_file import silent
from marsad.areas.build.remembered import read_maps, write_maps
from marsad.areas.build.report import BuildReport, FileTally, ReportRow, report_rows, write_report
from marsad.areas.build.sources.columns import Columns
from marsad.areas.build.units import Units
from marsad.errors import AreaError, UnknownAreaError, UsageError

NO_BASELINE = date(2000, 1, 1)  # a new area's day of the baseline, until somebody writes one
CREDITS = "Names and coordinates in places.csv are facts from these sources (its column source, crossrefs.csv):"
VIEW_MARGIN = 0.1  # degrees around the settlements that a map shows first
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def build(
    name: str,
    sources: Sources,
    *,
    out: Path,
    country_codes: Iterable[str] = (),
    maps: Mapping[str, Columns] | None = None,
    start_from: str | None = None,
    baseline_date: date = NO_BASELINE,
    progress: Progress | None = None,
) -> BuildReport:
    """Make the area ``name`` in the folder ``out``, or make it anew there and keep what people changed.

    ``country_codes`` are ISO 3166-1 alpha-2; with none, those of the area's ``area.toml`` or those that the rows
    name. ``maps`` says for tables of the user's own, by file name, which column says what; it is remembered in
    ``columns.csv``. ``start_from`` names a bundled area or a folder whose tables a new area takes over as made by
    hand. Whether a file comes first or last, the same sources make the same area.

    Raises AreaError, naming file and row, where a source cannot be read or is not what it is taken for, and where
    the area's own tables break their rules; then ``out`` stays as it was.
    """
    _check_name(name)
    codes = _checked_codes(country_codes)
    base = _start_folder(start_from)
    before = earlier(out) if (out / "area.toml").is_file() or base is None else earlier(base).as_by_hand()
    codes = _agreed(codes, head_countries(out) or (head_countries(base) if base else ()))
    told = read_maps(out, maps or {})
    found = gathered(sources, codes, told, progress)
    found, units = _within_boundaries(found, before)
    nodes, removed = _nodes(found.entries, before)
    told_of = progress or silent
    groups = joined(nodes, partial(told_of, "joining"))
    made = made_places(groups, before, units, partial(told_of, "merging"))
    with replacing(out, base) as folder:
        refs = crossrefs(made.ids, made.joined, before)
        changed = _write_places(folder, made, before)
        write_rows(folder / "crossrefs.csv", CROSSREF_COLUMNS, refs)
        found_columns = {file: dict(columns) for file, columns in found.columns.items()}
        write_maps(folder, {**told, **found_columns})
        _write_credits(folder, made, start_from)
        linked = write_links(folder, sources.osm, told_of)
        changed = changed or linked.changed
        version = write_head(folder, name, found.countries, _view(made.drafts), baseline_date, changed=changed)
        rows = report_rows(
            made.ids, groups, refs=refs, refusals=found.refusals, removed=removed, before=before, units=made.units
        )
        rows = tuple(sorted({*rows, *linked.doubts}))
        write_report(rows, folder / "report.csv")
    return _report(out, name=name, version=version, made=made, before=before, found=found, rows=rows)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for an area: small letters, digits, _ and -, such as north-syria")


def _checked_codes(given: Iterable[str]) -> tuple[str, ...]:
    codes = tuple(sorted({code.upper() for code in given}))
    if unknown := [code for code in codes if code not in countries()]:
        raise UsageError(f"{', '.join(unknown)}: no country code (ISO 3166-1, two letters, such as SY)")
    return codes


def _agreed(asked: tuple[str, ...], there: tuple[str, ...]) -> tuple[str, ...]:
    """The area's countries: those of its ``area.toml``, which a build does not change."""
    if asked and there and asked != there:
        raise UsageError(
            f"the area is of {', '.join(there)}, not of {', '.join(asked)}: change countries, bounds in area.toml"
        )
    return asked or there


def _start_folder(start_from: str | None) -> Path | None:
    if start_from is None:
        return None
    folder = BUNDLED / start_from if start_from in bundled_areas() else Path(start_from)
    if not (folder / "area.toml").is_file():
        raise UnknownAreaError(
            f"no area called {start_from!r} to start from: {', '.join(bundled_areas())} or a folder"
        )
    return folder


def _within_boundaries(found: Gathered, before: Earlier) -> tuple[Gathered, Units]:
    """Refuse rows that lie in no boundary as they stand but in one with lat and lon swapped."""
    coded = sorted(
        (each for each in found.entries if each.kind in levels() and each.pcode),
        key=lambda each: (each.source != "ocha", each.source, each.ref, each.row),
    )
    by_hand = [entry_of_place(place) for place in before.places.values() if place.kind in levels()]
    called = {
        each.pcode: own
        for each in by_hand
        if each.pcode and (own := (each.admin1, each.admin2, each.admin3)[levels()[each.kind] - 1])
    }
    units = Units(tuple(found.boundaries), [*coded, *by_hand], called)
    if units.drawn:
        found.files = [(source, sift.without_swapped(units.is_swapped)) for source, sift in found.files]
    return found, units


def _nodes(entries: Iterable[Entry], before: Earlier) -> tuple[list[Node], list[tuple[Entry, str]]]:
    """What is to be joined, with the places that are there; and the rows whose place a person deleted."""
    known, nodes, removed = before.known, [], []
    for entry in entries:
        place = known.get((entry.source, entry.ref))
        if place is not None and before.deleted(place):
            removed.append((entry, place))
        else:
            nodes.append(Node(entry, place))
    nodes += [Node(entry_of_place(place), place.id) for place in before.places.values()]
    return nodes, removed


def _write_places(folder: Path, made: Made, before: Earlier) -> bool:
    """Write places.csv and built.csv; return whether places.csv changed."""
    new = {row["id"]: row for row in made.rows}
    order = [*(id_ for id_ in before.rows if id_ in new), *sorted(set(new) - set(before.rows), key=_shelf(new))]
    old = (folder / "places.csv").read_bytes()
    write_rows(folder / "places.csv", PLACE_COLUMNS, (before.merged(id_, new[id_]) for id_ in order))
    written_by_build = (id_ for id_ in order if not before.by_hand(id_))
    write_rows(folder / "built.csv", PLACE_COLUMNS, (_as_built(id_, new[id_], before) for id_ in written_by_build))
    return (folder / "places.csv").read_bytes() != old


def _as_built(id_: str, new: Row, before: Earlier) -> Row:
    """What the build says of the place: its earlier word where this build has no source for it."""
    return before.built[id_] if id_ in before.built and new == before.rows[id_] else new


def _shelf(rows: Mapping[str, Row]) -> Callable[[str], tuple[str, ...]]:
    def key(id_: str) -> tuple[str, ...]:
        row = rows[id_]
        return row["country"], row["admin1"], row["admin2"], row["admin3"], id_

    return key


def _write_credits(folder: Path, made: Made, start_from: str | None) -> None:
    """``NOTICE``: what the licences of the sources ask to be said, after what was said there before."""
    path = folder / "NOTICE"
    used = {entry.source for draft in made.drafts for entry in draft.rows}
    credits = [each.credit for each in known_sources().values() if each.credit and each.source in used]
    if start_from is not None:
        credits.append(f"the area {Path(start_from).name}, from which this one started: see the NOTICE beside it")
    said = path.read_text(encoding="utf-8").splitlines() if path.is_file() else [CREDITS, ""]
    new = [f"- {credit}" for credit in credits if f"- {credit}" not in said]
    path.write_text("\n".join([*said, *new]) + "\n", encoding="utf-8")


def _view(drafts: Sequence[Draft]) -> Box:
    """The box around the settlements, or around everything where there are none."""
    shown = [draft for draft in drafts if draft.kind in SETTLEMENTS] or drafts
    if not shown:
        raise AreaError("the sources hold no place for this area; nothing was written")
    lats, lons = [draft.lat for draft in shown], [draft.lon for draft in shown]
    return (
        max(-90.0, min(lats) - VIEW_MARGIN),
        max(-180.0, min(lons) - VIEW_MARGIN),
        min(90.0, max(lats) + VIEW_MARGIN),
        min(180.0, max(lons) + VIEW_MARGIN),
    )


def _report(
    out: Path,
    *,
    name: str,
    version: str,
    made: Made,
    before: Earlier,
    found: Gathered,
    rows: tuple[ReportRow, ...],
) -> BuildReport:
    return BuildReport(
        name=name,
        folder=out,
        version=version,
        places=len(made.ids),
        new=sum(id_ not in before.rows for id_ in made.ids),
        by_hand=sum(before.edited(id_) for id_ in made.ids if id_ in before.rows),
        files=tuple(
            FileTally(source, sift.file, len(sift.taken), len(sift.refused), sift.abroad)
            for source, sift in found.files
        ),
        rows=rows,
        columns=found.columns,
    )
