"""Spreadsheets: rows received from a text and from a workbook, coded events read, memory. In time of one core."""

from __future__ import annotations

import csv
import resource
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import process_time

from marsad.areas import load_area
from marsad.pipeline import claims_of
from marsad.reports.receive import Received, receive

ROWS = 10_000
TOWNS = (("Al-Bab", 36.37, 37.51), ("Tadef", 36.35, 37.53), ("Qabasin", 36.43, 37.57), ("Manbij", 36.53, 37.95))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def log_rows() -> Iterator[list[str]]:
    """A desk's log: its number, day, town, coordinates, what it knows, who entered it."""
    yield ["Case", "Day", "Town", "Lat", "Lon", "What we know", "Entered by"]
    for number in range(ROWS):
        town, lat, lon = TOWNS[number % len(TOWNS)]
        told = f"Shelling number {number} on the market killed {number % 7 + 1} people, a resident told us."
        yield [f"N-{number}", f"{number % 28 + 1:02}/02/2017", town, f"{lat}", f"{lon}", told, "desk"]


def coded_rows() -> Iterator[list[str]]:
    """A table in ACLED's shape."""
    yield ["event_id_cnty", "event_date", "sub_event_type", "time_precision", "geo_precision", "fatalities",
           "actor1", "actor2", "location", "admin1", "country", "latitude", "longitude", "notes"]  # fmt: skip
    for number in range(ROWS):
        town, lat, lon = TOWNS[number % len(TOWNS)]
        yield [f"X{number}", f"2017-02-{number % 28 + 1:02}", "Armed clash", "1", "1", str(number % 5),
               "Military Forces of Syria (2000-2024)", "Islamic State (Syria)", town, "Aleppo", "Syria", f"{lat}",
               f"{lon}", f"The two fought at {town} for the {number}th time."]  # fmt: skip


def write_workbook(path: Path, rows: Iterator[list[str]]) -> None:
    """A workbook with one sheet, as small as one can be."""
    sheet = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    link = f'<Relationship Id="a" Type="{LINKS}/%s" Target="%s"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, target, kind in (
            ("_rels/.rels", "book.xml", "officeDocument"), ("_rels/book.xml.rels", "sheet.xml", "worksheet"),
        ):  # fmt: skip
            archive.writestr(name, f'<Relationships xmlns="{PACKAGE}">{link % (kind, target)}</Relationships>')
        sheets = '<sheets><sheet name="Log" sheetId="1" r:id="a"/></sheets>'
        archive.writestr("book.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{sheets}</workbook>')
        archive.writestr("sheet.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>')


def write_text(path: Path, rows: Iterator[list[str]]) -> None:
    """The same as text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    """Rows a second, each file read as often as receiving reads it; the peak of memory at the end."""
    area = load_area("syria")
    with tempfile.TemporaryDirectory() as folder:
        text, book, coded = (Path(folder) / name for name in ("log.csv", "log.xlsx", "events.csv"))
        write_text(text, log_rows())
        write_workbook(book, log_rows())
        write_text(coded, coded_rows())
        for what, path in (("rows of a text (CSV) received", text), ("rows of a workbook (XLSX) received", book)):
            started = process_time()
            found = sum(isinstance(each, Received) for each in receive(path, today=date(2020, 1, 1)))
            assert found == ROWS
            yield what, ROWS / (process_time() - started), "rows/s", None, True
        started = process_time()
        reports = [each.report for each in receive(coded, today=date(2020, 1, 1)) if isinstance(each, Received)]
        yield "rows of coded events received", ROWS / (process_time() - started), "rows/s", None, True
        started = process_time()
        claims = [claim for report in reports for claim in claims_of(report, area).claims]
        assert len(claims) == ROWS
        yield "rows of coded events read and resolved", ROWS / (process_time() - started), "rows/s", None, True
    yield "memory at its peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, "MB", None, False


if __name__ == "__main__":
    for what, value, unit, _, _ in measure():
        print(f"{what}: {value:,.0f} {unit}")
