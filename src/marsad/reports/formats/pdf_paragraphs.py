"""Paragraphs out of the lines of a PDF's pages: what runs on is joined, what stands on every page is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from marsad.reports.arrival import Location

FEWEST_PAGES = 3  # on which a line must stand to be a heading of pages
_FEW_GAPS = 6  # between lines: too few for most of them to be those within paragraphs
_EDGE_LINES = 2  # lines at the head and at the foot of a page that may be one
_HYPHEN = re.compile("([^\\W\\d_]*)[\x02\ufffe](\\w)")
_JOINING = {"anti", "cease", "co", "counter", "cross", "ex", "multi", "non", "north", "post", "pre", "pro", "self",
            "semi", "south"}  # fmt: skip
_UNPRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\xad\ufffe\uffff\ud800-\udfff]")
_BULLET = re.compile(r"[•●▪■◦‣–·*-]\s|\(?\d{1,2}[.)]\s")
_ENDED = re.compile(r"[.!?…؟۔。:][\"'”’»)\]]*$")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; lengths in points, 0 where the page does not tell. ``size`` is that of its letters."""

    text: str
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0  # of its first character, from the page's foot
    bottom: float = 0.0  # of its last
    size: float = 0.0


def text_of(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[Location, ...], bool]:
    """The text of the pages, the page of each stretch of it, and whether repeated lines were left out.

    Blank lines stand between paragraphs. A paragraph that a page breaks in two is one; so is a word that a line
    breaks in two.
    """
    shown = without_repeated([[replace(line, text=_clean(line.text)) for line in page] for page in pages])
    pieces: list[str] = []
    locations: list[Location] = []
    length = 0
    for number, page in enumerate(shown, start=1):
        start = length
        for paragraph in paragraphs(page):
            if pieces:
                runs_on = length == start and not _ENDED.search(pieces[-1]) and paragraph[:1].islower()
                pieces.append(" " if runs_on else "\n\n")
                length += len(pieces[-1])
                start = length if start + len(pieces[-1]) == length else start
            pieces.append(paragraph)
            length += len(paragraph)
        if start < length:
            locations.append(Location(start, length, f"page {number}"))
    return "".join(pieces), tuple(locations), sum(map(len, shown)) < sum(map(len, pages))


def _clean(text: str) -> str:
    whole = _HYPHEN.sub(lambda found: found[1] + ("-" if _keeps_hyphen(found) else "") + found[2], text)
    return " ".join(_UNPRINTED.sub("", whole).split())


def _keeps_hyphen(found: re.Match[str]) -> bool:
    return found[1].lower() in _JOINING or not found[2].islower()


def without_repeated(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without the lines at their heads and feet that stand on half of them, whatever their numbers."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_but_for_numbers(page[at]) for at in _edge(len(page))})
    often = max(FEWEST_PAGES, (len(pages) + 1) // 2)
    return [list(_but_for(often, edges, page)) for page in pages]


def _but_for(often: int, edges: Mapping[str, int], page: Sequence[Line]) -> Iterator[Line]:
    edge = _edge(len(page))
    return (line for at, line in enumerate(page) if at not in edge or edges[_but_for_numbers(line)] < often)


def _edge(lines: int) -> set[int]:
    return {*range(min(lines, _EDGE_LINES)), *range(max(0, lines - _EDGE_LINES), lines)}


def _but_for_numbers(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text.casefold())


def paragraphs(page: Sequence[Line]) -> Iterator[str]:
    """The paragraphs of one page, each on one line."""
    lines = [line for line in page if line.text]
    gaps = [one.bottom - other.top for one, other in pairwise(lines) if one.size]
    usual = median(gaps) if len(gaps) >= _FEW_GAPS else min([*gaps, lines[0].size / 2 if lines else 0.0])
    right = max((line.right for line in lines), default=0.0)
    together: list[str] = []
    for at, line in enumerate(lines):
        if together and _begins_anew(lines[at - 1], line, usual, right):
            yield " ".join(together)
            together = []
        together.append(line.text)
    if together:
        yield " ".join(together)


def _begins_anew(one: Line, other: Line, usual: float, right: float) -> bool:
    """Whether ``other`` begins a paragraph after ``one``, by what is between them, their sizes and their ends."""
    ended = _ENDED.search(one.text) is not None
    if _BULLET.match(other.text):
        return True
    if not one.size or not other.size:
        return ended and not other.text[:1].islower()
    if not 0.85 < other.size / one.size < 1.18:
        return True
    gap = one.bottom - other.top
    if gap < -2 * one.size:  # up into the next column
        return ended
    if gap > max(usual, 0) + 0.35 * one.size:
        return True
    if not ended or _RIGHT_TO_LEFT.search(one.text):
        return False
    return one.right < right - 8 * one.size or other.left > one.left + 0.8 * one.size
