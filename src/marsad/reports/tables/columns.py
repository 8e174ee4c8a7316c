"""Which column of somebody's spreadsheet says what: guessed from headings and cells, or given by the user."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from marsad.areas.build.sources.columns import CONSTANT, bare
from marsad.errors import UsageError
from marsad.reports.tables.cells import Cell, words
from marsad.reports.tables.days import Forms, Order

DATES, ZONE, SHEET, SKIP, SHAPE = (
    "dates",
    "zone",
    "sheet",
    "skip",
    "shape",
)  # settings of a table that are no columns of it
SETTINGS = {
    DATES: "In which order day and month stand: dmy or mdy.",
    ZONE: "The zone of its hours: +03:00, or Asia/Damascus.",
    SHEET: "Take the sheet of this name alone.",
    SKIP: "yes: a table that holds no reports; leave it out.",
    SHAPE: "plain: a table of reports, though its headings are those of coded events.",
}
DAYS = ("date", "published")
MOSTLY = 0.6  # of the cells that say anything: then a column is what its heading says
HALF = 0.5  # enough of a column of degrees: a heading such as Latitude means nothing else
SURELY = 0.9  # then it is that without a heading that says so
FEWEST_WORDS = 4.0  # on average, of a column that is taken for the text without a heading that says so
Columns = Mapping[str, str]  # field -> heading, or CONSTANT and a value for every row; settings by their names


@dataclass(slots=True)
class Seen:
    """What the cells of one column look like, over the rows that were looked at."""

    filled: int = 0
    words: int = 0
    urls: int = 0
    degrees: int = 0  # numbers from -180 to 180
    forms: Forms = field(default_factory=Forms)
    example: str = ""

    def see(self, cell: Cell, row: int) -> None:
        """Count one cell."""
        said = words(cell)
        if not said:
            return
        self.filled += 1
        self.words += len(said.split())
        self.urls += said.lower().startswith(("http://", "https://", "www."))
        self.degrees += degrees_of(said) is not None
        self.forms.see(cell, row)
        self.example = self.example or " ".join(said.split())

    def share(self, count: float) -> float:
        """``count`` as a share of the cells that say anything."""
        return count / self.filled if self.filled else 0.0


def degrees_of(said: str) -> float | None:
    """A coordinate in decimal degrees, with point or comma; None where it is none."""
    try:
        value = float(said.replace(",", ".").replace("°", "").replace("\u2212", "-"))
    except ValueError:
        return None
    return value if -180 <= value <= 180 else None


@lru_cache(maxsize=1)
def fields() -> Mapping[str, str]:
    """Each field that a column may hold, with what it is, in the order in which they are shown."""
    return {row["field"]: row["what"] for row in _rows()}


@lru_cache(maxsize=1)
def known_headings() -> Mapping[str, tuple[str, ...]]:
    """Field -> the headings that are taken for it, best first (``columns.csv``)."""
    return {row["field"]: tuple(map(bare, row["headers"].split(";"))) for row in _rows()}


@lru_cache(maxsize=1)
def every_heading() -> frozenset[str]:
    """All headings that are known for any field."""
    return frozenset(heading for headings in known_headings().values() for heading in headings)


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / "columns.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def guessed(names: Sequence[str], seen: Sequence[Seen], given: Columns) -> dict[str, str]:
    """Field -> heading. What is ``given`` holds; else headings that are known, where the cells bear them out.

    A text, days and addresses are also found by their cells alone. Each column serves one field; a given field
    with an empty heading stays out. Raises UsageError for a given heading that is not there.
    """
    _check(given, names)
    columns = {name: said for name, said in given.items() if said}
    looks = dict(zip(names, seen, strict=True))
    free = [name for name in names if name not in columns.values() and looks[name].filled]
    for wanted, known in known_headings().items():
        if wanted in given:
            continue
        fitting = [name for name in free if bare(name) in known and _borne_out(wanted, looks[name])]
        if fitting:
            columns[wanted] = min(fitting, key=lambda name: _rank(wanted, name, known, looks[name]))
            free.remove(columns[wanted])
    for wanted, name in _by_cells(free, looks, columns, given):
        columns[wanted] = name
    if ("lat" in columns) != ("lon" in columns) and not {"lat", "lon"} & given.keys():
        columns.pop("lat", None)  # one alone says nothing
        columns.pop("lon", None)
    if "point" in columns and {"lat", "lon"} <= columns.keys() and "point" not in given:
        del columns["point"]
    return columns


def _check(given: Columns, names: Sequence[str]) -> None:
    for wanted, said in given.items():
        if wanted not in fields() and wanted not in SETTINGS:
            raise UsageError(f"no field is called {wanted!r}; there are {', '.join((*fields(), *SETTINGS))}")
        if wanted in fields() and said and not said.startswith(CONSTANT) and said not in names:
            raise UsageError(f"no column is called {said!r}; there are {', '.join(map(repr, names))}")
    if given.get(DATES, Order.DMY) not in set(Order):
        raise UsageError(f"dates={given[DATES]}: it is dmy (day first) or mdy (month first)")


def _borne_out(wanted: str, look: Seen) -> bool:
    """Whether the cells are what the heading says."""
    match wanted:
        case "date" | "published":
            return look.forms.share >= MOSTLY
        case "lat" | "lon":
            return look.share(look.degrees) >= HALF
        case "url":
            return look.share(look.urls) >= MOSTLY
        case "text":
            return look.share(look.degrees) < MOSTLY and look.forms.share < MOSTLY
        case "place" | "source" | "title":
            return (
                look.share(look.degrees) < MOSTLY and look.forms.share < MOSTLY and look.words <= 25 * look.filled
            )
        case _:
            return True


def _rank(wanted: str, name: str, known: Sequence[str], look: Seen) -> tuple[float, int]:
    """Which of several columns serves a field: the text with most to say, else the best known heading."""
    most_said = -round(look.share(look.words)) if wanted == "text" else 0
    return most_said, known.index(bare(name))


def _by_cells(
    free: Sequence[str], looks: Mapping[str, Seen], columns: Mapping[str, str], given: Columns
) -> Iterable[tuple[str, str]]:
    left = list(free)
    wanted = [name for name in ("date", "url", "text") if name not in columns and name not in given]
    for name in wanted:
        if name == "date" and "published" in columns:
            continue
        sure = [each for each in left if _sureness(name, looks[each]) > 0]
        if sure:
            best = max(sure, key=lambda each: (_sureness(name, looks[each]), -left.index(each)))
            left.remove(best)
            yield name, best


def _sureness(wanted: str, look: Seen) -> float:
    if wanted == "date":
        return look.forms.share if look.forms.days and look.forms.share >= SURELY else 0.0
    if wanted == "url":
        return look.share(look.urls) if look.share(look.urls) >= SURELY else 0.0
    average = look.share(look.words)
    return average if average >= FEWEST_WORDS and look.share(look.urls) < MOSTLY else 0.0


def parsed(text: str) -> dict[str, str]:
    """``text=Notes,date=Day`` as field -> heading; a value for every row is ``language==ar``, none is ``place=``.

    A heading that holds a comma is taken whole where it stands in quotation marks: ``text="Notes, long"``. Raises
    UsageError for any other form or an unknown field.
    """
    said: dict[str, str] = {}
    for part in _divided(text):
        wanted, equals, heading = part.partition("=")
        wanted = wanted.strip().lower()
        if not equals or (wanted not in fields() and wanted not in SETTINGS):
            known = ", ".join((*fields(), *SETTINGS))
            raise UsageError(f"{part.strip()!r} is no part such as text=Notes; the fields are {known}")
        said[wanted] = heading.strip()
    return said


def _divided(text: str) -> list[str]:
    """The parts between the commas that stand outside of quotation marks, without the marks."""
    parts, inside = [""], False
    for char in text:
        if char == '"':
            inside = not inside
        elif char == "," and not inside:
            parts.append("")
        else:
            parts[-1] += char
    return parts
