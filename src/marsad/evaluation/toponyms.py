"""Corpora of place names that people resolved by hand: TR-News and GeoWebNews, each one XML file.

Both are read as hostile input: no entity of theirs is ever expanded and no document type accepted. A name whose
offsets do not read as the name itself is looked for nearby (TR-News counts some texts from one character late),
and left out, counted, where it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from marsad.errors import UsageError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_MB = 64
OFF_BY = 12  # characters from the given offset within which a name is looked for


class Standing(StrEnum):
    """How a name of a place stands in its sentence, after Gritta and others (2019)."""

    LITERAL = "literal"  # the place itself: "in Aleppo", also where it qualifies what is there
    ASSOCIATIVE = "associative"  # what belongs to it: a government, a people, a team, a part of another name


# GeoWebNews names fourteen kinds. Those of names alone are listed; common nouns ("the city") are no toponyms.
STANDINGS = {
    "Literal": Standing.LITERAL,
    "Literal_Modifier": Standing.LITERAL,
    "Mixed": Standing.LITERAL,
    "Coercion": Standing.LITERAL,
    "Embedded_Literal": Standing.LITERAL,
    "Metonymic": Standing.ASSOCIATIVE,
    "Demonym": Standing.ASSOCIATIVE,
    "Language": Standing.ASSOCIATIVE,
    "Homonym": Standing.ASSOCIATIVE,
    "Non_Literal_Modifier": Standing.ASSOCIATIVE,
    "Embedded_Non_Lit": Standing.ASSOCIATIVE,
}


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name at ``text[start:end]``, and where people put it; degrees, None where they did not say."""

    start: int
    end: int
    name: str
    lat: float | None = None
    lon: float | None = None
    geonames: int | None = None
    standing: Standing | None = None  # None: the corpus does not say


@dataclass(frozen=True, slots=True)
class ResolvedText:
    """A text and its toponyms in order. ``misplaced``: how many were left out for their offsets."""

    id: str
    text: str
    toponyms: tuple[Toponym, ...]
    misplaced: int = 0


def read_toponyms(path: Path) -> tuple[ResolvedText, ...]:
    """Every text of a corpus in the form of TR-News or of GeoWebNews.

    Raises UsageError naming the file where it is too large, no XML, has entities or a document type, or where
    an article lacks its text.
    """
    texts = tuple(_text(path, number, article) for number, article in enumerate(_root(path).iter("article"), 1))
    if not texts:
        raise UsageError(f"{path}: holds no article; expected is the form of TR-News or GeoWebNews")
    return texts


def _root(path: Path) -> Element:
    from defusedxml import DefusedXmlException  # noqa: PLC0415  for this command alone
    from defusedxml.ElementTree import ParseError, parse  # noqa: PLC0415

    try:
        if path.stat().st_size > LARGEST_MB * 1_000_000:
            raise UsageError(f"{path}: larger than {LARGEST_MB} MB, which no corpus of place names is")
        root = parse(path, forbid_dtd=True).getroot()
    except ParseError as error:
        raise UsageError(f"{path}: is not XML ({error})") from error
    except DefusedXmlException as error:
        raise UsageError(f"{path}: has a document type or entities, which are not read ({error})") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    if root is None:
        raise UsageError(f"{path}: is empty")
    return root


def _text(path: Path, number: int, article: Element) -> ResolvedText:
    text, name = article.findtext("text"), article.get("docid") or article.get("file") or str(number)
    if not text:
        raise UsageError(f"{path}: article {name} has no text")
    try:
        named = [_toponym(each, text) for each in article.iter("toponym")]
    except ValueError as error:
        raise UsageError(f"{path}: article {name}: {error}") from error
    placed = sorted((each for each in named if each), key=lambda each: (each.start, -each.end))
    return ResolvedText(name, text, tuple(placed), named.count(None))


def _toponym(row: Element, text: str) -> Toponym | None:
    """The toponym of a row; None where the text has no such name near there."""
    name = row.findtext("phrase") or row.findtext("extractedName") or ""
    start = _start(text, name, int(_said(row, "start") or -1))
    if start is None:
        return None
    tag = row.find("gaztag")
    where, lat, lon = (row, "latitude", "longitude") if tag is None else (tag, "lat", "lon")
    said_id = _said(row, "geonamesID") if tag is None else tag.get("geonameid")
    return Toponym(
        start=start,
        end=start + len(name),
        name=name,
        lat=_degrees(where, lat, 90),
        lon=_degrees(where, lon, 180),
        geonames=int(said_id) if said_id else None,
        standing=STANDINGS.get(row.findtext("type") or ""),
    )


def _start(text: str, name: str, start: int) -> int | None:
    if not name or start < 0:
        return None
    found = _occurrences(text, name, max(0, start - OFF_BY), start + len(name) + OFF_BY)
    return min(found, key=lambda each: (abs(each - start), each), default=None)


def _occurrences(text: str, name: str, start: int, end: int) -> Iterator[int]:
    at = text.find(name, start, end)
    while at >= 0:
        yield at
        at = text.find(name, at + 1, end)


def _said(row: Element, field: str) -> str:
    return (row.findtext(field) or "").strip()


def _degrees(row: Element, field: str, most: float) -> float | None:
    said = _said(row, field)
    if not said:
        return None
    value = float(said)
    if not -most <= value <= most:
        raise ValueError(f"{field} {value} is not on earth")
    return value
