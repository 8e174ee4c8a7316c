"""What the lines of a report are: prose, a heading, items under it, rows of a table, lines of a chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from marsad.claims.lang.en.tables import table

LONGEST_HEADING = 12  # words
LONGEST_HEADLINE = 24  # words
SHORTEST_HEADLINE = 3  # words
BULLET = re.compile(r"\s*(?:[-–—•*·▪◦>]\s+|\(?\d{1,2}[).]\s+|\(?[a-z]\)\s+)")
CHAT = re.compile(
    r"\s*\[?\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? +\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?\]?(?: -)?"
    r" *[^:\n]{1,30}: "
)
CELLS = "|;\t,"
LONGEST_ROW = 200  # characters of a row of headings
STOPS = frozenset('.!?…"”’»>')  # ">" of a tag left over, behind a stop


class LineKind(StrEnum):
    """What a line is by its form alone."""

    PROSE = "prose"
    HEADLINE = "headline"  # the first line, without a stop, alone or before a blank line
    HEADING = "heading"  # of items or of a table
    ITEM = "item"
    ROW = "row"
    CHAT = "chat"  # "[05/02/2017, 21:14] A: ..."


@dataclass(frozen=True, slots=True)
class Line:
    """A line ``[start, end)`` of a report. ``body`` is where its words begin, after a bullet or a time stamp."""

    start: int
    end: int
    body: int
    kind: LineKind
    mark: str = ""  # what parts the cells of a row
    opens: bool = True  # whether no prose runs into it from the line before


def lines_of(text: str) -> list[Line]:
    """The lines of ``text`` that are not blank, in order, with what they are."""
    spans = _spans(text)
    kinds = [_by_form(text, span) for span in spans]
    _mark_tables(text, spans, kinds)
    _mark_headings(text, spans, kinds)
    found = []
    for at, (span, (kind, body, mark)) in enumerate(zip(spans, kinds, strict=True)):
        opens = at == 0 or kinds[at - 1][0] is not LineKind.PROSE or _apart(text, spans, at)
        first = at == 0 and kind is LineKind.PROSE and _is_headline(text, spans)
        found.append(Line(span[0], span[1], body, LineKind.HEADLINE if first else kind, mark, opens))
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for line in text.split("\n"):
        inner = line.strip()
        if inner:
            start = at + line.index(inner[0])
            spans.append((start, start + len(inner)))
        at += len(line) + 1
    return spans


def _by_form(text: str, span: tuple[int, int]) -> tuple[LineKind, int, str]:
    line = text[span[0] : span[1]]
    chat = CHAT.match(line)
    if chat:
        return LineKind.CHAT, span[0] + chat.end(), ""
    bullet = BULLET.match(line)
    if bullet:
        return LineKind.ITEM, span[0] + bullet.end(), ""
    return LineKind.PROSE, span[0], ""


def _mark_tables(text: str, spans: Sequence[tuple[int, int]], kinds: list[tuple[LineKind, int, str]]) -> None:
    """Under a row of headings, every line that its mark parts into about as many cells is a row of the table."""
    mark, cells = "", 0
    for at, (start, end) in enumerate(spans):
        inner = text[start:end]
        if mark and abs(inner.count(mark) + 1 - cells) < 2 and mark in inner:
            kinds[at] = (LineKind.ROW, start, mark)
            continue
        short = len(inner) < LONGEST_ROW
        mark = next((each for each in CELLS if short and columns_of(inner, each)), "")
        cells = inner.count(mark) + 1 if mark else 0
        if mark:
            kinds[at] = (LineKind.ROW, start, mark)


def columns_of(line: str, mark: str) -> tuple[str, ...]:
    """What each column of a heading row is ("place", "killed", "" for others); () where it is no heading row."""
    if mark not in line:
        return ()
    found = tuple(_columns().get(" ".join(cell.lower().split()), "") for cell in line.strip(mark).split(mark))
    return found if "place" in found and sum(map(bool, found)) > 1 else ()


@cache
def _columns() -> dict[str, str]:
    return {str(name): str(kind) for kind, names in table("messages")["columns"].items() for name in names}


def _mark_headings(text: str, spans: Sequence[tuple[int, int]], kinds: list[tuple[LineKind, int, str]]) -> None:
    """A short line without a stop over an item is its heading."""
    for at, (start, end) in enumerate(spans[:-1]):
        short = len(text[start:end].split()) <= LONGEST_HEADING and text[end - 1] not in STOPS
        if kinds[at][0] is LineKind.PROSE and short and kinds[at + 1][0] is LineKind.ITEM:
            kinds[at] = (LineKind.HEADING, start, "")


def _apart(text: str, spans: Sequence[tuple[int, int]], at: int) -> bool:
    before = spans[at - 1][1]
    return text[before - 1] in STOPS or text.count("\n", before, spans[at][0]) > 1


def _is_headline(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    start, end = spans[0]
    count = len(text[start:end].split())
    alone = len(spans) == 1 or text.count("\n", end, spans[1][0]) > 1
    return alone and SHORTEST_HEADLINE <= count <= LONGEST_HEADLINE and text[end - 1] not in STOPS
