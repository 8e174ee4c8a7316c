"""Which column says what in tables of the user's own, remembered in the area's folder: ``columns.csv``.

One row for each column that is used: the file, the field, and the header, or ``=`` and a value that holds for
every row. A person may change it; the next build goes by it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from marsad.areas.build.sources.columns import Columns, known_headers
from marsad.errors import AreaError, UsageError

TABLE = "columns.csv"
HEADER = ("file", "field", "header")


def read_maps(folder: Path, given: Mapping[str, Columns]) -> dict[str, dict[str, str]]:
    """What the area in ``folder`` remembers, overlaid with what is ``given`` now, by file."""
    maps: dict[str, dict[str, str]] = {}
    for row in _rows(folder / TABLE):
        maps.setdefault(row["file"], {})[row["field"]] = row["header"]
    for file, columns in given.items():
        maps.setdefault(file, {}).update(columns)
    return maps


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as table:
            rows = list(csv.DictReader(table))
    except (UnicodeDecodeError, csv.Error) as error:
        raise AreaError(f"{TABLE}: cannot be read: {error}") from error
    for number, row in enumerate(rows, start=2):
        if any(not row.get(column) for column in HEADER):
            raise AreaError(f"{TABLE} line {number}: needs file, field and header; delete the line or mend it")
    return rows


def write_maps(folder: Path, maps: Mapping[str, Columns]) -> None:
    """Write ``columns.csv`` where there is anything to remember."""
    rows = [(file, field, header) for file, columns in sorted(maps.items()) for field, header in columns.items()]
    if rows:
        with (folder / TABLE).open("w", encoding="utf-8", newline="") as table:
            writer = csv.writer(table, lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(rows)


def parsed_maps(texts: Iterable[str], files: Sequence[str]) -> dict[str, dict[str, str]]:
    """``villages.csv:name=Dorf`` as file -> field -> header; with one file, its name may be left out.

    Raises UsageError for any other form, an unknown field or a file that is not among ``files``.
    """
    maps: dict[str, dict[str, str]] = {}
    for text in texts:
        left, equals, header = text.partition("=")
        file, colon, field = left.rpartition(":")
        if not equals or not header or field not in known_headers():
            known = ", ".join(known_headers())
            raise UsageError(f"{text!r} is no mapping such as villages.csv:name=Dorf; the fields are {known}")
        if not colon and len(files) != 1:
            raise UsageError(f"{text!r} does not say which table it is for: write FILE:{text}")
        if colon and file not in files:
            raise UsageError(
                f"{file} is none of the tables given with --csv: {', '.join(files) or 'there are none'}"
            )
        maps.setdefault(file or files[0], {})[field] = header
    return maps
