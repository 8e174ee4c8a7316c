"""Which blocks of a web page are the report, and which are what stands around it on every page of its site."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec

from marsad.reports.arrival import Location
from marsad.reports.page_text import PageText

MAX_MARKUP_CHARS = (
    500_000  # without scripts and pictures; a longer page is taken whole: its main text would take too long
)
FEWEST_WORDS = 8  # of a block that may be a sentence of the report, whatever trafilatura makes of it
LEAST_SHARE = 0.3  # of all sentences on the page; where less is found, the finding is not to be trusted
BLOCK_BREAK = "\n\n"
_LETTERS = re.compile(r"[\W_]+")
_PICTURE = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=]*")  # within the page, as some programs save it
_YEAR = re.compile(r"\b(?:19|20)\d\d\b", re.ASCII)  # of a dateline between headline and text
_ENDED = re.compile(r"[.!?…؟。][\"'”’»)\]]*$")


def main_text(page: PageText, markup: str) -> tuple[PageText, str]:
    """``page`` with its main text alone, where that can be told, and a remark on how it was found.

    trafilatura says which blocks are the main text; they are taken from ``page`` as they stand there, with their
    locations. Kept as well are the headline, the dateline under it, and whatever reads as a sentence between the
    first and the last of them, so that no sentence of the report is lost. Without trafilatura, or where it finds
    little, all is kept.
    """
    if find_spec("trafilatura") is None:
        return page, "the whole text of the page: trafilatura, which finds the main text, is not installed"
    markup = _without(page.raw, markup)
    if len(markup) > MAX_MARKUP_CHARS:
        return page, "the whole text of the page: it is too long for its main text to be found"
    import trafilatura  # noqa: PLC0415  heavy: only when there is a page

    by = f"trafilatura {trafilatura.__version__}"
    blocks = list(_blocks(page.text))
    found = _found(page.text, blocks, _extracted(markup))
    sentences = [_reads_as_sentence(page.text[start:end]) for start, end in blocks]
    all_of_them = sum(end - start for (start, end), said in zip(blocks, sentences, strict=True) if said)
    taken = sum(end - start for (start, end), is_found in zip(blocks, found, strict=True) if is_found)
    if not any(found) or taken < LEAST_SHARE * all_of_them:
        return page, f"the whole text of the page: {by} finds no main text in it"
    first, last = found.index(True), len(found) - 1 - found[::-1].index(True)
    headline = _headline(page, blocks, first)
    kept = [
        (start, end)
        for at, (start, end) in enumerate(blocks)
        if found[at]
        or at == headline
        or (first < at < last and sentences[at])
        or (headline is not None and headline < at < first and _YEAR.search(page.text, start, end))
    ]
    left_out = len(blocks) - len(kept)
    remark = f"the main text of the page by {by}; blocks left out: {left_out} of {len(blocks)}"
    return _only(page, kept), remark


def _without(spans: Sequence[tuple[int, int]], markup: str) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces.append(markup[at:start])
        at = end
    return _PICTURE.sub("", "".join((*pieces, markup[at:])))


def _extracted(markup: str) -> str:
    from trafilatura import extract  # noqa: PLC0415

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)  # it would quote pages on standard error
    said = extract(markup, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False)
    return said or ""


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for block in text.split(BLOCK_BREAK):
        yield start, start + len(block)
        start += len(block) + len(BLOCK_BREAK)


def _found(text: str, blocks: Sequence[tuple[int, int]], extracted: str) -> list[bool]:
    """Which blocks stand in what was extracted, letters and digits alone compared, in the same order there."""
    lines = {_letters(line) for line in extracted.splitlines()}
    everything, at = _letters(extracted), 0
    found = []
    for start, end in blocks:
        letters = _letters(text[start:end])
        there = everything.find(letters, at, at + len(letters) + 5_000) if letters else -1
        if there >= 0:
            at = there + len(letters)
        found.append(there >= 0 or (letters in lines and bool(letters)))
    return found


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _reads_as_sentence(block: str) -> bool:
    return len(block.split()) >= FEWEST_WORDS and _ENDED.search(block) is not None


def _headline(page: PageText, blocks: Sequence[tuple[int, int]], first: int) -> int | None:
    """The number of the block of the last main heading at or before the first block of the main text."""
    starts = [start for start, _ in blocks]
    at = [bisect_right(starts, headline) - 1 for headline in page.headlines]
    return max((each for each in at if each <= first), default=None)


def _only(page: PageText, kept: Sequence[tuple[int, int]]) -> PageText:
    text = BLOCK_BREAK.join(page.text[start:end] for start, end in kept)
    return replace(page, text=text, locations=tuple(_moved(page.locations, kept)), headlines=())


def _moved(locations: Sequence[Location], kept: Sequence[tuple[int, int]]) -> Iterator[Location]:
    starts = [each.start for each in locations]
    length = 0
    for start, end in kept:
        for each in locations[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)]:
            yield replace(each, start=each.start - start + length, end=each.end - start + length)
        length += end - start + len(BLOCK_BREAK)
