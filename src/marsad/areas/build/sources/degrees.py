"""Coordinates as people write them: decimal degrees, with a comma, or degrees, minutes and seconds."""

from __future__ import annotations

import re
from math import isfinite

_SEXAGESIMAL = re.compile(
    r"(?P<deg>\d{1,3}(?:\.\d+)?)\s*°?\s*(?:(?P<min>\d{1,2}(?:\.\d+)?)\s*['′’]\s*)?"
    r"(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?:[\"″”]|'')\s*)?"
)
_HEMISPHERE = {"N": 1, "E": 1, "S": -1, "W": -1}
_POINT_WKT = re.compile(r"POINT\s*(?:Z\s*)?\(\s*(?P<lon>[-+.\deE]+)\s+(?P<lat>[-+.\deE]+)[^)]*\)", re.IGNORECASE)


def degrees(text: str) -> float:
    """``36.37``, ``36,37``, ``36°22'13"N`` or ``N 36 22.2'`` as decimal degrees; ValueError for anything else."""
    bare = text.strip().replace("−", "-")
    try:
        value = float(bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare)
    except ValueError:
        value = _sexagesimal(bare, text)
    if not isfinite(value):
        raise ValueError(f"{text!r} is not a coordinate")
    return value


def _sexagesimal(bare: str, text: str) -> float:
    letters = [char for char in bare.upper() if char in _HEMISPHERE]
    rest = re.sub(r"[NESWnesw]", "", bare).strip()
    negative = rest.startswith("-")
    found = _SEXAGESIMAL.fullmatch(rest.removeprefix("-").strip())
    if found is None or len(letters) > 1 or (negative and letters):
        raise ValueError(f"{text!r} is not a coordinate in degrees")
    minutes, seconds = float(found["min"] or 0), float(found["sec"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise ValueError(f"{text!r} is not a coordinate: 60 minutes make a degree")
    value = float(found["deg"]) + minutes / 60 + seconds / 3600
    return value * (_HEMISPHERE[letters[0]] if letters else (-1 if negative else 1))


def point(text: str) -> tuple[float, float]:
    """``36.37, 37.52`` (lat, lon) or ``POINT (37.52 36.37)`` as lat, lon; ValueError for anything else."""
    if found := _POINT_WKT.fullmatch(text.strip()):
        return degrees(found["lat"]), degrees(found["lon"])
    between = next((mark for mark in (";", ", ", ",") if text.count(mark) == 1), None)
    parts = [part.strip() for part in text.split(between) if part.strip()]
    if len(parts) != 2:
        raise ValueError(f"{text!r} is not a pair of coordinates")
    return degrees(parts[0]), degrees(parts[1])
