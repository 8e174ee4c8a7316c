"""The area's links and roads, written beside its places; what people made of ``links.csv`` stays.

Beside ``links.csv`` lies ``links_built.csv``, the same table as the last build wrote it: rows that only the former
holds, or holds with other cells, are a person's; those that only the latter holds a person deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from marsad.areas.build.barriers import read_borders
from marsad.areas.build.kept import Row, read_rows, write_rows
from marsad.areas.build.osm_file import Progress, silent
from marsad.areas.build.report import Outcome, ReportRow
from marsad.areas.build.road_network import NETWORK_FILE, write_network
from marsad.areas.build.roads import ATTRIBUTION, LINK_COLUMNS, RoadDoubt, roads
from marsad.areas.tables import read_places

BORDERS = "borders.csv"
MOST_NAMED = 3  # places of an island that its line of the report names


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of the links: whether the table changed, and what about them is doubtful."""

    changed: bool
    doubts: tuple[ReportRow, ...]


def write_links(folder: Path, extracts: Sequence[Path], progress: Progress = silent) -> Linked:
    """Contract the roads of ``extracts`` to the places in ``folder``; write links.csv, links_built.csv, roads.npz.

    ``borders.csv`` in the folder says which borders are open or closed. Without extracts nothing is written.
    Raises AreaError naming file and row where an extract or a table cannot be read.
    """
    if not extracts:
        return Linked(changed=False, doubts=())
    old = (folder / "links.csv").read_bytes()
    places = read_places(folder)
    borders = read_borders(folder / BORDERS) if (folder / BORDERS).is_file() else {}
    graph = roads(extracts, places, borders, progress=progress)
    built = {_ends(row): row for row in graph.rows()}
    there = read_rows(folder / "links.csv", LINK_COLUMNS)
    before = {_ends(row): row for row in read_rows(folder / "links_built.csv", LINK_COLUMNS)}
    write_rows(folder / "links.csv", LINK_COLUMNS, _merged(there, before, built))
    write_rows(folder / "links_built.csv", LINK_COLUMNS, built.values())
    source = ", ".join(path.name for path in extracts)
    write_network(graph.network, folder / NETWORK_FILE, source, ATTRIBUTION)
    changed = (folder / "links.csv").read_bytes() != old
    return Linked(changed, tuple(_report_row(doubt) for doubt in graph.doubts))


def _ends(row: Row) -> tuple[str, str]:
    return (row["a"], row["b"]) if row["a"] <= row["b"] else (row["b"], row["a"])


def _merged(
    there: Sequence[Row], before: dict[tuple[str, str], Row], built: dict[tuple[str, str], Row]
) -> Iterator[Row]:
    """Rows by hand first, as they stand; then the new ones, less those between ends that a person decided on."""
    by_hand = [row for row in there if row != before.get(_ends(row))]
    decided = {_ends(row) for row in by_hand} | (before.keys() - {_ends(row) for row in there})
    yield from by_hand
    yield from (row for ends, row in built.items() if ends not in decided)


def _report_row(doubt: RoadDoubt) -> ReportRow:
    names = ", ".join(doubt.places[:MOST_NAMED])
    more = f" and {len(doubt.places) - MOST_NAMED} more" if len(doubt.places) > MOST_NAMED else ""
    return ReportRow(Outcome.DOUBTFUL, doubt.places[0], "osm", f"links.csv {names}{more}", doubt.reason)
