"""The lines of a PDF's pages, as JSON, one page a line. Run as a process of its own, which may be stopped.

A PDF is a program of sorts, and some are made to run for ever, to fill the memory, or to break what reads them. So
nothing of Marsad is in this process, and it has no more memory and
time than it is given.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MAX_MEMORY_BYTES = 900_000_000
MAX_CPU_S = 8
MAX_PAGES = 2_000
MAX_CHARS = 5_000_000


def main(path: str) -> None:
    """Print what is in the PDF at ``path``: ``{"pages", "title"}``, or ``{"error"}``, then each page's lines.

    A line is ``[text, left, right, top, bottom, size]`` in points from the page's lower left: top of its first
    character, bottom of its last, size of one between them. All are 0 where a page does not tell.
    """
    _take_no_more_than(MAX_MEMORY_BYTES, MAX_CPU_S)
    import pypdfium2  # noqa: PLC0415  in the extra feeds

    try:
        document = pypdfium2.PdfDocument(path)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        _say({"error": "locked" if "password" in str(error).lower() else "broken"})
        return
    try:
        title = document.get_metadata_value("Title")
    except (pypdfium2.PdfiumError, ValueError):
        title = ""
    _say({"pages": count, "title": title})
    left = MAX_CHARS
    for number in range(min(count, MAX_PAGES)):
        try:
            page = document[number]
            lines = _lines(page.get_textpage())
            page.close()
        except (pypdfium2.PdfiumError, ValueError):
            lines = []
        left -= sum(len(line[0]) for line in lines)
        if left < 0:
            _say({"error": "large"})
            return
        _say(lines)


def _lines(page: Any) -> list[list[Any]]:  # noqa: ANN401
    text = page.get_text_range()
    boxed = len(text) == page.count_chars()
    lines, start = [], 0
    for line in text.split("\r\n"):
        if line.strip():
            end = start + len(line.rstrip()) - 1
            first = start + len(line) - len(line.lstrip())
            box = _box(page, first, end) if boxed else [0.0] * 5
            lines.append([line.strip(), *box])
        start += len(line) + 2
    return lines


def _box(page: Any, first: int, last: int) -> list[float]:  # noqa: ANN401
    one, other = page.get_charbox(first, loose=True), page.get_charbox(last, loose=True)
    middle = page.get_charbox((first + last) // 2, loose=True)  # the first may be a bullet of another font
    size = middle[3] - middle[1]
    return [round(each, 1) for each in (min(one[0], other[0]), max(one[2], other[2]), one[3], other[1], size)]


def _say(what: Any) -> None:  # noqa: ANN401
    sys.stdout.write(json.dumps(what) + "\n")


def _take_no_more_than(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    main(sys.argv[1])
