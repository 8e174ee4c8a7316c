"""The tables beside this code: codes of datasets, and what they mean here."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table, by its name."""
    with (FOLDER / table).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def precisions(table: str) -> Mapping[tuple[str, str], str]:
    """Column and code -> the precision that it means."""
    return {(row["column"], row["code"]): row["precision"] for row in rows(table)}


def code(said: str) -> str:
    """A code as the tables have it: spreadsheets and statistics programs turn ``1`` into ``1.0``."""
    whole, point, rest = said.strip().partition(".")
    return whole if point and whole.lstrip("-").isdecimal() and not rest.strip("0") else said.strip()


def number(said: str) -> int | None:
    """A number of people; None where nothing is said. Raises ValueError for what is none: words, ``-9``, 2.5."""
    bare = code(said)
    if not bare:
        return None
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 9):
        raise ValueError(said)
    return int(bare)
