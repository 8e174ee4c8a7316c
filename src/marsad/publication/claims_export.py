"""Claims given back to the desk: as CSV, GeoJSON or JSON lines, each with the user's own id of its report.

For the desk alone: an edition leaves these ids out, as they may lead to who told. Cells that a spreadsheet would
take for a formula are led by an apostrophe.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from marsad.errors import UsageError
from marsad.model import Claim, Report
from marsad.model.ids import Json
from marsad.publication.exports import csv_text
from marsad.writing import write_whole

COLUMNS = (
    "report_ref", "report", "publisher", "published", "claim", "type", "from", "to", "time_precision", "place",
    "place_name", "place_as_said", "lat", "lon", "place_precision", "route_from", "route_to", "agents", "targets",
    "killed_low", "killed_high", "injured_low", "injured_high", "displaced_low", "displaced_high", "victims",
    "cumulative", "means", "attribution", "modality", "confidence", "reader", "quote",
)  # fmt: skip
Row = dict[str, object]


def write_claims(path: Path, reports: Sequence[Report], claims: Sequence[Claim]) -> int:
    """Write the claims of these reports to ``path``, in the form that its ending says; how many rows it has.

    A report without claims has a row of its own, so that no id is lost. Raises UsageError for any other ending.
    """
    form = {".csv": _csv, ".geojson": _geojson, ".jsonl": _jsonl}.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"{path.name}: give the file a name that ends with .csv, .geojson or .jsonl")
    rows = list(claim_rows(reports, claims))
    write_whole(path, form(rows).encode("utf-8"))
    return len(rows)


def claim_rows(reports: Sequence[Report], claims: Sequence[Claim]) -> Iterator[Row]:
    """One row for each claim, in order of the reports; one with its report alone where it has none."""
    by_report: dict[str, list[Claim]] = {}
    for claim in claims:
        by_report.setdefault(claim.report, []).append(claim)
    for report in reports:
        for each in by_report.get(report.id, [None]):
            yield {**dict.fromkeys(COLUMNS), **_of_report(report), **(_of_claim(each) if each else {})}


def _of_report(report: Report) -> Row:
    return {
        "report_ref": report.ref,
        "report": report.id,
        "publisher": report.publisher,
        "published": report.published.isoformat() if report.published else None,
    }


def _of_claim(claim: Claim) -> Row:
    place, form = claim.place, claim.to_json()
    counts = {
        f"{name}_{end}": getattr(count, end)
        for name, count in (("killed", claim.killed), ("injured", claim.injured), ("displaced", claim.displaced))
        if count is not None
        for end in ("low", "high")
    }
    ends = [each.id or each.name for each in claim.route] if claim.route else [None, None]
    plain = ("type", "from", "to", "time_precision", "victims", "cumulative", "means", "modality", "confidence",
             "reader", "quote")  # fmt: skip
    return {
        "claim": claim.id,
        **{name: form[name] for name in plain},
        "place": place.id if place else None,
        "place_name": place.name if place else None,
        "place_as_said": place.mention if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_precision": place.precision.value if place else None,
        "route_from": ends[0],
        "route_to": ends[1],
        "agents": "; ".join(each.id or each.name for each in claim.agents),
        "targets": "; ".join(each.id or each.name for each in claim.targets),
        "attribution": "; ".join(claim.attribution),
        **counts,
    }


def _csv(rows: Sequence[Row]) -> str:
    return csv_text(COLUMNS, ([_cell(row[name]) for name in COLUMNS] for row in rows))


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _jsonl(rows: Sequence[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _geojson(rows: Sequence[Row]) -> str:
    found: Mapping[str, Json] = {"type": "FeatureCollection", "features": [_feature(row) for row in rows]}
    return json.dumps(found, ensure_ascii=False, indent=0) + "\n"


def _feature(row: Row) -> dict[str, Json]:
    """A claim at its place; one without a place has no geometry, as RFC 7946 (3.2) allows."""
    placed = row["lat"] is not None and row["lon"] is not None
    point: Json = {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if placed else None  # type: ignore[list-item]
    said = {name: value for name, value in row.items() if name not in {"lat", "lon"}}
    return {"type": "Feature", "geometry": point, "properties": said}  # type: ignore[dict-item]
