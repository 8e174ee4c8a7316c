"""Exports of an edition: claims as JSON lines, events and control as CSV, places as GeoJSON.

Cells of CSV that a spreadsheet would take for a formula are led by an apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from marsad.areas.index import place_anywhere
from marsad.model import Claim, Count
from marsad.publication.content import EditionContent
from marsad.publication.signs import shown_places
from marsad.publication.statements import Statements

EVENT_COLUMNS = ("id", "type", "place", "place_name", "precision", "route_from", "route_to", "from", "to",
                 "agents", "targets", "grade", "origins", "outlets", "disputed_by", "killed_low", "killed_high",
                 "cumulative", "claims")  # fmt: skip
CONTROL_COLUMNS = ("place", "place_name", "from", "to", "holder", "co_holders", "contested", "grade", "claims")


def exports(content: EditionContent, statements: Statements | None = None) -> Mapping[str, str]:
    """Each export's text under its path in the edition."""
    statements = statements or Statements(content)
    return {
        "data/claims.jsonl": "".join(_claim_line(content.claims[name]) for name in sorted(content.claims)),
        "data/events.csv": csv_text(EVENT_COLUMNS, _event_rows(content, statements)),
        "data/control.csv": csv_text(CONTROL_COLUMNS, _control_rows(content)),
        "data/places.geojson": json.dumps(_places(content), ensure_ascii=False, indent=0) + "\n",
    }


def _claim_line(claim: Claim) -> str:
    form = {name: value for name, value in claim.to_json().items() if name != "report_ref"}  # the desk's own id
    return json.dumps(form, ensure_ascii=False) + "\n"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV with ``\\n`` line ends, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def safe_cell(cell: object) -> str:
    """The cell as text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return (
        f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not isinstance(cell, int | float) else text
    )


def _event_rows(content: EditionContent, statements: Statements) -> Iterable[Sequence[object]]:
    for event in sorted(content.events, key=lambda each: each.id):
        place = place_anywhere(content.area, event.place) if event.place else None
        killed = event.killed or Count(0, 0)
        yield (
            event.id,
            event.type.value,
            event.place,
            place.name if place else event.place_name,
            event.precision.value if event.place or event.place_name else None,
            event.route[0] if event.route else None,
            event.route[1] if event.route else None,
            event.days.start,
            event.days.end,
            "; ".join(event.agents),
            "; ".join(event.targets),
            event.grade.value,
            "; ".join(origin.name for origin in event.origins),
            "; ".join(statements.outlets(event)),
            "; ".join(origin.name for origin in event.disputed_by),
            killed.low if event.killed else None,
            killed.high if event.killed else None,
            str(event.cumulative).lower(),
            "; ".join(event.claims),
        )


def _control_rows(content: EditionContent) -> Iterable[Sequence[object]]:
    for place in sorted(content.control.holdings):
        named = content.area.places.get(place)
        for held in content.control.holdings[place]:
            yield (
                place,
                named.name if named else None,
                held.days.start,
                held.days.end,
                held.holder,
                "; ".join(held.co_holders),
                str(held.contested).lower(),
                held.grade.value,
                "; ".join(held.claims),
            )


def _places(content: EditionContent) -> Mapping[str, object]:
    features = []
    for place in shown_places(content):
        held = content.control.at(place.id, content.as_of)
        features.append(
            {
                "type": "Feature",
                "id": place.id,
                "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
                "properties": {
                    "name": place.name,
                    "name_ar": place.name_ar,
                    "kind": place.kind.value,
                    "as_of": content.as_of.isoformat(),
                    "holder": held.holder if held else None,
                    "contested": held.contested if held else False,
                    "grade": held.grade.value if held else None,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}
