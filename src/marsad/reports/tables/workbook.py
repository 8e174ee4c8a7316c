"""Workbooks (.xlsx, .xlsm): which sheets there are, and their cells, row by row; formulas are never evaluated.

Read here rather than by openpyxl, which keeps something of every row it has passed, does not tell a formula
without a computed value from an empty cell, and tells merged cells only to who reads a workbook whole. The
authority is ECMA-376, part 1, 18.3 (worksheets), 18.4 (shared strings) and 18.8 (styles).
"""

from __future__ import annotations

import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import IO
from xml.etree.ElementTree import Element

from marsad.reports.tables.safe_xml import elements, parts

MOST_UNPACKED = 4_000_000_000  # bytes of one part; a million rows of twenty columns take about 1 GB
MOST_STRINGS = 1_000_000_000  # bytes of the strings that cells share
HIGHEST_RATIO = 250  # of unpacked to packed; sheets of the same few words reach 60
SMALL = 20_000_000  # bytes: below it no ratio is too high
STRINGS_IN_MEMORY = 32_000_000  # bytes; what goes over lies in a file of its own that has no name
NAMELESS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # of a number format: words, colours, fillers
DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # 18.8.30


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of a workbook: what people call it, and where in the archive it lies."""

    name: str
    path: str
    hidden: bool


class SharedStrings:
    """The strings that cells point to, by number; kept out of memory where they are many."""

    def __init__(self, spool: IO[bytes], ends: array[int]) -> None:
        self._spool, self._ends = spool, ends

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends):
            raise ValueError("is damaged: a cell points to a text that is not there; save it again")
        start = self._ends[number - 1] if number else 0
        self._spool.seek(start)
        return self._spool.read(self._ends[number] - start).decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook: its sheets, strings, and which styles show a number as a date."""

    archive: zipfile.ZipFile
    sheets: tuple[SheetPart, ...]
    strings: SharedStrings
    date_styles: frozenset[int]
    from_1904: bool


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """The workbook at ``path``. Raises ValueError where it is damaged, locked, none, or unpacks beyond reason."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.SpooledTemporaryFile(STRINGS_IN_MEMORY) as spool:
            _must_be_sound(archive)
            yield _workbook(archive, spool)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise ValueError("is damaged or is no .xlsx workbook; open it and save it again") from error


def _must_be_sound(archive: zipfile.ZipFile) -> None:
    for each in archive.infolist():
        if each.flag_bits & 1:
            raise ValueError("is locked with a password; take the password off and save it again")
        most = MOST_STRINGS if each.filename.lower().endswith("sharedstrings.xml") else MOST_UNPACKED
        packed_far = each.file_size > SMALL and each.file_size > HIGHEST_RATIO * max(each.compress_size, 1)
        if each.file_size > most or packed_far:
            raise ValueError(
                f"was not opened: it would unpack to {each.file_size / 1e6:,.0f} MB, as no spreadsheet does"
            )


def _workbook(archive: zipfile.ZipFile, spool: IO[bytes]) -> Workbook:
    names = {each.lower().lstrip("/"): each for each in archive.namelist()}
    main = _main_part(archive, names)
    book = list(elements(archive, names[main.lower()]))
    linked = _linked(archive, names, main)
    sheets = tuple(
        SheetPart(each.get("name", ""), names[target], each.get("state", "visible") != "visible")
        for each in _all(book, "sheet")
        if (target := linked.get(_relation(each), ("", ""))[1]) in names and "chartsheet" not in target
    )
    if not sheets:
        raise ValueError("is no workbook with a sheet in it")
    by_kind = {kind.rpartition("/")[2]: target for kind, target in linked.values()}
    flags = next(iter(_all(book, "workbookPr")), None)
    strings = _shared_strings(archive, names.get(by_kind.get("sharedStrings", "")), spool)
    styles = _date_styles(archive, names.get(by_kind.get("styles", "")))
    return Workbook(archive, sheets, strings, styles, flags is not None and flags.get("date1904") in {"1", "true"})


def _main_part(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    """Where the workbook itself lies, by the package's own word, or where it always does."""
    for each in _all(elements(archive, names["_rels/.rels"]), "Relationship"):
        if each.get("Type", "").endswith("/officeDocument"):
            return each.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _linked(archive: zipfile.ZipFile, names: dict[str, str], main: str) -> dict[str, tuple[str, str]]:
    """What the workbook links to: id -> kind of link, and the path in small letters."""
    folder = PurePosixPath(main).parent
    rels = names[str(folder / "_rels" / f"{PurePosixPath(main).name}.rels").lower()]
    found: dict[str, tuple[str, str]] = {}
    for each in _all(elements(archive, rels), "Relationship"):
        target = each.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(folder / target)
        found[each.get("Id", "")] = (each.get("Type", ""), path.lower())
    return found


def _shared_strings(archive: zipfile.ZipFile, part: str | None, spool: IO[bytes]) -> SharedStrings:
    ends = array("Q")
    if part is not None:
        for each in parts(archive, part, "si"):
            spool.write(each.encode("utf-8", "surrogatepass"))
            ends.append(spool.tell())
    return SharedStrings(spool, ends)


def _date_styles(archive: zipfile.ZipFile, part: str | None) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a day or an hour."""
    if part is None:
        return frozenset()
    own: dict[int, bool] = {}
    styles: list[int] = []
    inside = ""
    for each in elements(archive, part):
        name = local(each)
        if name == "numFmt" and each.get("numFmtId", "").isdigit():
            shown = NAMELESS.sub("", each.get("formatCode", "")).split(";")[0]
            own[int(each.get("numFmtId", "0"))] = DATE_LETTERS.search(shown) is not None and "0" not in shown
        inside = name if name in {"cellXfs", "cellStyleXfs"} else inside
        if name == "cellXfs":
            styles = [int(xf.get("numFmtId", "0")) for xf in each if local(xf) == "xf"]
    dates = (at for at, number in enumerate(styles) if own.get(number, number in BUILT_IN_DATES))
    return frozenset(dates)


def local(element: Element) -> str:
    """The name of an element without its namespace: makers of files differ in it."""
    return element.tag.rpartition("}")[2]


def _all(found: Iterator[Element] | list[Element], name: str) -> Iterator[Element]:
    return (each for each in found if local(each) == name)


def _relation(sheet: Element) -> str:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
