"""What the columns of a desk's tables hold, remembered in its observatory: ``columns.csv``.

One row for each column that is used: by which headings the table is known, whose tables they are, the file that
was confirmed first, the field, and the heading (or ``=`` and a value that holds for every row, or a
setting). A person may change it; tables with these headings are read by it from then on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from marsad.errors import UsageError
from marsad.reports.lines import shown
from marsad.reports.sources import name_hash
from marsad.reports.tables.columns import SETTINGS, Columns, fields
from marsad.writing import write_whole

TABLE = "columns.csv"
HEADER = ("headings", "source", "file", "field", "column")
SOURCE_DIGITS = 12  # of the hash by which a source is told apart: the name of a confidential one is not written


@dataclass(frozen=True, slots=True)
class Remembered:
    """The columns of tables with some headings, of one source (empty: of any without a publisher given)."""

    headings: str
    source: str
    file: str
    columns: Columns


def source_key(publisher: str | None) -> str:
    """What stands for a publisher in the table; empty for none."""
    return name_hash(publisher)[:SOURCE_DIGITS] if publisher else ""


def remembered(folder: Path) -> tuple[Remembered, ...]:
    """All that the observatory in ``folder`` remembers. Raises UsageError, naming the line, for a broken table."""
    path = folder / TABLE
    if not path.is_file():
        return ()
    found: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as table:
            for number, row in enumerate(csv.DictReader(table), start=2):
                _must_be_whole(row, number)
                key = (row["headings"], row["source"])
                found.setdefault(key, (row["file"], {}))[1][row["field"]] = row["column"]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{TABLE}: cannot be read: {error}") from error
    return tuple(Remembered(*key, file, columns) for key, (file, columns) in found.items())


def _must_be_whole(row: Mapping[str, str | None], number: int) -> None:
    lacking = [name for name in HEADER if row.get(name) is None]
    if lacking or (row["field"] not in fields() and row["field"] not in {*SETTINGS}):
        raise UsageError(f"{TABLE} line {number}: needs {', '.join(HEADER)}; mend the line or delete it")


def confirmed(folder: Path, publisher: str | None) -> dict[str, Columns]:
    """The columns by the tables' headings, as far as they hold for tables of that publisher."""
    key = source_key(publisher)
    return {each.headings: each.columns for each in remembered(folder) if each.source == key}


def remember(folder: Path, new: Iterable[Remembered]) -> None:
    """Write them down; what was remembered of the same headings and source is replaced."""
    kept = {(each.headings, each.source): each for each in remembered(folder)}
    kept |= {(each.headings, each.source): each for each in new}
    _write(folder, kept.values())


def forget(folder: Path, name: str | None = None) -> tuple[Remembered, ...]:
    """Take out what is remembered of tables with that file name or those headings; of all where none is given.

    Raises UsageError where nothing of that name is remembered.
    """
    known = remembered(folder)
    gone = tuple(each for each in known if name is None or name in {each.file, each.headings})
    if not gone:
        names = ", ".join(each.file for each in known) or "none"
        raise UsageError(f"nothing is remembered of {shown(name or 'any table')}; there is: {names}")
    _write(folder, [each for each in known if each not in gone])
    return gone


def _write(folder: Path, known: Iterable[Remembered]) -> None:
    table = StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(HEADER)
    for each in known:
        writer.writerows((each.headings, each.source, each.file, *pair) for pair in each.columns.items())
    write_whole(folder / TABLE, table.getvalue().encode("utf-8"))
