"""Which column of somebody's table says what: guessed from its headers, shown, corrected once, remembered."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from marsad.errors import AreaError

CONSTANT = "="  # "kind" -> "=village": the same value in every row
LEVELS = (3, 2, 1)  # administrative levels below the country, lowest first
Columns = Mapping[str, str]  # field -> header of the table, or CONSTANT and a value


@lru_cache(maxsize=1)
def known_headers() -> Mapping[str, tuple[str, ...]]:
    """Field -> the headers that are taken for it, best first (``columns.csv``)."""
    with (Path(__file__).parent / "columns.csv").open(encoding="utf-8", newline="") as table:
        return {row["field"]: tuple(row["headers"].split(";")) for row in csv.DictReader(table)}


def bare(header: str) -> str:
    """``header`` in small letters without blanks and marks, as ``columns.csv`` writes them."""
    return re.sub(r"[\W_]+", "", header.casefold())


def guessed(headers: Sequence[str], given: Columns | None = None) -> Columns:
    """Field -> header. What is ``given`` holds; each remaining header serves one field at most.

    Raises AreaError where a given header is not in the table or a given field is unknown.
    """
    columns = dict(given or {})
    _check_given(columns, headers)
    free = {bare(header): header for header in reversed(headers) if header not in columns.values()}
    for field, known in known_headers().items():
        match = next((name for name in known if name in free), None)
        if field not in columns and match is not None:
            columns[field] = free.pop(match)
    if "name_ar" in columns and "name" not in columns and columns["name_ar"] in headers:
        columns["name"] = columns["name_ar"]
    return columns


def _check_given(columns: Columns, headers: Iterable[str]) -> None:
    there = list(headers)
    for field, header in columns.items():
        if field not in known_headers():
            raise AreaError(f"no field is called {field!r}; there are {', '.join(known_headers())}")
        if not header.startswith(CONSTANT) and header not in there:
            raise AreaError(f"no column is called {header!r}; there are {', '.join(map(repr, there))}")


def cell(record: Mapping[str, str], columns: Columns, field: str) -> str:
    """What ``record`` says for ``field``; empty where its table has no such column."""
    header = columns.get(field)
    if header is None:
        return ""
    return header.removeprefix(CONSTANT) if header.startswith(CONSTANT) else (record.get(header) or "").strip()


def own_level(columns: Columns) -> int | None:
    """The administrative level of a table of units (3 subdistrict, 2 district, 1 province, 0 country, 4 below).

    ``None`` where the headers do not say. Tables with columns of their own name stand below the lowest unit that
    they name; tables without are of that level.
    """
    named = [level for level in (4, *LEVELS, 0) if _names_level(columns, level)]
    if "name" in columns and columns["name"] not in {columns.get(f"admin{level}") for level in LEVELS}:
        return (max(named) + 1) if named else 0
    return max(named) if named else None


def _names_level(columns: Columns, level: int) -> bool:
    if level == 4:
        return "part_of" in columns and "pcode" in columns
    if level == 0:
        return "country" in columns
    return f"admin{level}" in columns or f"admin{level}_pcode" in columns
