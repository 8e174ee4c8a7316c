"""Cutting a long report into passages on sentence ends, each with its place in the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CONTEXT_CHARS = 800  # what stands before a passage, sent with it so that "the town" can be understood
_END = re.compile(r"\n\s*\n|[.!?…][\"'”’)\]]*\s+(?=[^\W_a-z]|[\"'“‘(\[])|\n")


@dataclass(frozen=True, slots=True)
class Passage:
    """``report.text[start:end]`` is to be read; ``report.text[context:start]`` only to be understood."""

    start: int
    end: int
    context: int


def passages_of(text: str, longest_chars: int, limit_chars: int) -> Iterator[Passage]:
    """The passages of ``text[:limit_chars]`` in order: whole sentences, none longer than ``longest_chars``.

    Together they are that text, without gap or overlap, but for those without a letter or digit. A sentence
    longer than ``longest_chars`` is cut between words, and where it has none, anywhere.
    """
    start, stop = 0, min(len(text), limit_chars)
    while start < stop:
        end = _end(text, start, min(start + longest_chars, stop), stop)
        if any(map(str.isalnum, text[start:end])):
            yield Passage(start, end, _context(text, start))
        start = end


def halves(text: str, passage: Passage) -> tuple[Passage, Passage] | None:
    """``passage`` as two on the sentence end nearest its middle; None where it is one sentence."""
    middle = (passage.start + passage.end) // 2
    ends = [match.end() for match in _END.finditer(text, passage.start, passage.end) if match.end() < passage.end]
    if not ends:
        return None
    cut = min(ends, key=lambda end: (abs(end - middle), end))
    return Passage(passage.start, cut, passage.context), Passage(cut, passage.end, _context(text, cut))


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the sentence or sentences of ``text[start:end]``; one without end is cut, at the distance of
    the context.
    """
    earliest, latest = max(0, start - CONTEXT_CHARS), min(len(text), end + CONTEXT_CHARS)
    first = max((match.end() for match in _END.finditer(text, earliest, start)), default=earliest)
    last = next((match.end() for match in _END.finditer(text, max(start, end - 1), latest)), latest)
    return first, first + len(text[first:last].rstrip())


def _end(text: str, start: int, furthest: int, stop: int) -> int:
    if furthest >= stop:
        return stop
    ends = [match.end() for match in _END.finditer(text, start, furthest) if match.end() > start]
    if ends:
        return ends[-1]
    space = max(text.rfind(" ", start + 1, furthest), text.rfind("\n", start + 1, furthest))
    return space + 1 if space > start else furthest


def _context(text: str, start: int) -> int:
    earliest = max(0, start - CONTEXT_CHARS)
    if earliest == 0:
        return 0
    ends = [match.end() for match in _END.finditer(text, earliest, start) if match.end() < start]
    return ends[0] if ends else start
