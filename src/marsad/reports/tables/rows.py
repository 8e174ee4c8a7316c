"""A row of somebody's spreadsheet as a report: its text, and what other columns say of its day and place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from marsad.areas.build.sources.columns import CONSTANT
from marsad.errors import UsageError
from marsad.model import Row
from marsad.reports.arrival import Location
from marsad.reports.tables.cells import Cell, NoValue, TableRow, column_letters, words
from marsad.reports.tables.columns import DATES, ZONE, Columns, degrees_of, fields
from marsad.reports.tables.days import Order, day_of, plain

_TIME = re.compile(r"(\d{1,2})\s*[:.h]\s*(\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?")
_AT_END = re.compile(r"[T ,]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?$")


@dataclass(frozen=True, slots=True)
class Told:
    """What one row tells: the text with its locations, and what goes into the fields of its report.

    ``row`` is what its columns say beside the text: the day and place of an own row, the codes of a coded one.
    """

    text: str
    locations: tuple[Location, ...]
    said: Mapping[str, str]  # fields of a report: title, published, source, language, id
    url: str | None
    row: Row | None


NOTHING = dict.fromkeys(fields(), "")


class RowReader:
    """Reads the rows of one table by its columns."""

    def __init__(self, names: tuple[str, ...], columns: Columns, sheet: str = "") -> None:
        """Raises UsageError where a column or setting cannot be."""
        self._columns = columns
        self._at = {field: names.index(name) for field, name in columns.items() if _is_column(field, name)}
        self._order = Order(columns[DATES]) if columns.get(DATES) else None
        self._zone = zone_of(columns[ZONE]) if columns.get(ZONE) else None
        self._sheet = sheet
        self._used = tuple(field for field in fields() if columns.get(field))

    def where(self, row: TableRow, field: str | None = None) -> str:
        """``row 17, column D``, with the sheet where there are several."""
        sheet = f"sheet {self._sheet}, " if self._sheet else ""
        column = f", column {column_letters(self._at[field])}" if field in self._at else ""
        return f"{sheet}row {row.number}{column}"

    def told(self, row: TableRow) -> Told:
        """What ``row`` tells. Raises ValueError, beginning with where, for a cell that cannot be read."""
        if row.wrong is not None:
            raise ValueError(f"{self.where(row)}: {row.wrong}")
        said = {**NOTHING, **{field: self._said(row, field) for field in self._used}}
        if not said["text"]:
            raise ValueError(f"{self.where(row, 'text')}: has no text; fill the cell, or take the row out")
        day = self._day(row, "date")
        published = self._day(row, "published")
        point = self._point(row, said)
        where = [said["place"], day.isoformat() if day else ""]
        fields_ = {
            "title": said["title"] or ", ".join(filter(None, where)),
            "source": said["source"],
            "language": said["language"],
            "id": said["id"],
            "published": self._published(row, said, day, published),
        }
        return Told(
            said["text"],
            (Location(0, len(said["text"]), self.where(row, "text")),),
            {name: value for name, value in fields_.items() if value},
            said["url"] or None,
            _kept(said["place"], point, day),
        )

    def _said(self, row: TableRow, field: str) -> str:
        said = self._columns.get(field, "")
        if said.startswith(CONSTANT):
            return said.removeprefix(CONSTANT).strip()
        cell = self._cell(row, field)
        if isinstance(cell, NoValue):
            raise ValueError(f"{self.where(row, field)}: {cell.why}")
        return words(cell)

    def _cell(self, row: TableRow, field: str) -> Cell:
        at = self._at.get(field)
        return row.cells[at] if at is not None and at < len(row.cells) else None

    def _day(self, row: TableRow, field: str) -> date | None:
        said = self._said(row, field)
        if not said:
            return None
        cell = self._cell(row, field)
        try:
            day = day_of(cell if cell is not None else said, self._order)
        except ValueError as error:
            raise ValueError(f"{self.where(row, field)}: is no day of the calendar; mend it") from error
        if day is None:
            raise ValueError(f"{self.where(row, field)}: is no day that can be told; write it as 2017-02-06")
        return day

    def _point(self, row: TableRow, said: Mapping[str, str]) -> tuple[float, float] | None:
        lat, lon, field = said["lat"], said["lon"], "lat"
        if said["point"] and not (lat or lon):
            field = "point"
            parts = said["point"].replace("(", "").replace(")", "").replace(";", " ").split()
            parts = (
                said["point"].strip("() ").split(",") if len(parts) != 2 else [each.strip(",") for each in parts]
            )
            lat, lon = (parts[0].strip(), parts[1].strip()) if len(parts) >= 2 else ("", said["point"])
        if not (lat or lon):
            return None
        north, east = degrees_of(lat), degrees_of(lon)
        if north is None or east is None or not -90 <= north <= 90:
            raise ValueError(f"{self.where(row, field)}: is no coordinate in degrees, such as 36.37; mend it")
        return north, east

    def _published(self, row: TableRow, said: Mapping[str, str], day: date | None, told: date | None) -> str:
        """The day on which it was told, else on which it was; with the hour where its zone is said."""
        field = "published" if told is not None else "date"
        published = told if told is not None else day
        if published is None:
            return ""
        hour, zone = self._hour(row, field, said["time"] if field == "date" or day is None else "")
        if hour is None or zone is None:
            return published.isoformat()
        return datetime.combine(published, hour, zone).isoformat()

    def _hour(self, row: TableRow, field: str, said: str) -> tuple[time | None, tzinfo | None]:
        cell = self._cell(row, field)
        if said:
            of = self._cell(row, "time")
            hour = of if isinstance(of, time) else of.time() if isinstance(of, datetime) else time_of(said)
            if hour is None:
                raise ValueError(f"{self.where(row, 'time')}: is no hour such as 14:30; mend it")
            return hour.replace(tzinfo=None), self._zone
        if isinstance(cell, datetime):
            return (cell.time(), cell.tzinfo or self._zone) if cell.time() != time() else (None, None)
        match = _AT_END.search(plain(words(cell)))
        if not match:
            return None, None
        return time_of(match[1]), zone_of(match[2].replace("Z", "+00:00")) if match[2] else self._zone


def _is_column(field: str, name: str) -> bool:
    return field in fields() and bool(name) and not name.startswith(CONSTANT)


def _kept(place: str, point: tuple[float, float] | None, day: date | None) -> Row | None:
    """What the row says beside its text: on which day and where it was."""
    lat, lon = (repr(point[0]), repr(point[1])) if point else ("", "")
    cells = (("date", day.isoformat() if day else ""), ("lat", lat), ("lon", lon), ("place", place))
    kept = tuple((name, said) for name, said in cells if said)
    return Row("table", kept) if kept else None


def time_of(said: str) -> time | None:
    """``14:30``, ``14h30`` or ``2:30 pm`` as an hour; None where it is none."""
    match = _TIME.fullmatch(plain(said))
    if match is None:
        return None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def zone_of(said: str) -> tzinfo:
    """The zone of that name or offset. Raises UsageError where there is none."""
    if match := _OFFSET.fullmatch(said.strip()):
        away = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if away < timedelta(hours=16):
            return timezone(away if match[1] == "+" else -away)
    try:
        return ZoneInfo(said.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"{ZONE}={said}: no such zone; write +03:00, or a name such as Asia/Damascus") from error
