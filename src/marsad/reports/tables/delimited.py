"""Tables as text: any delimiter, any encoding with its mark; read row by row, never whole."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from marsad.reports.decoding import BYTE_ORDER_MARKS
from marsad.reports.tables.cells import TableRow

DELIMITERS = ",;\t|،؛^~\x1f:"  # the first wins where two fit as well
MOST_IN_A_ROW = 1_000_000  # characters; a line that is longer holds no row of a table
MOST_IN_A_CELL = 131_072  # characters, the bound of Python's csv; more is an unclosed quotation mark
SAMPLE = 65_536  # bytes that the delimiter is judged by
SEPARATOR_LINE = "sep="  # what Excel writes first in some languages: the delimiter follows


def delimited_rows(path: Path) -> Iterator[TableRow]:
    """The rows of the text file at ``path``, in order; a row that cannot be read says why in ``wrong``.

    Raises ValueError where the file is not text in UTF-8, UTF-16 or UTF-32 (the latter two by their mark), or has
    no delimiter.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE)
        encoding = encoding_of(head)
        file.seek(0)
        delimiter = delimiter_of(sample_of(head, encoding))
        with io.TextIOWrapper(file, encoding=encoding, newline="") as text:
            try:
                yield from _records(text, delimiter)
            except UnicodeDecodeError as error:
                raise ValueError(_not_text(encoding, path)) from error


def encoding_of(head: bytes) -> str:
    """The encoding that the mark at the beginning says; UTF-8 where there is none. ValueError for binary files."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS if head.startswith(mark)), None)
    if marked is None and b"\0" in head:
        raise ValueError(f"is not text: byte {head.index(0)} is zero; save it as CSV in UTF-8, or as .xlsx")
    return marked or "utf-8"


def sample_of(head: bytes, encoding: str) -> str:
    """The text that ``head`` begins with; a character that is cut at its end is left out."""
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)


def delimiter_of(sample: str) -> str:
    """The delimiter under which the rows of ``sample`` agree best on how many cells they have, two at least.

    Raises ValueError where there is none: one column is no table.
    """
    first = sample.splitlines()[0] if sample.strip() else ""
    if first.lower().startswith(SEPARATOR_LINE) and len(first) == len(SEPARATOR_LINE) + 1:
        return first[-1]
    fitting = [(_agreement(sample, each), -at, each) for at, each in enumerate(DELIMITERS) if each in sample]
    best = max(fitting, default=None)
    if best is None or best[0] <= 0:
        raise ValueError(
            "is no table: no comma, semicolon, tab or bar divides its lines; save it again as CSV or .xlsx"
        )
    return best[2]


def _agreement(sample: str, delimiter: str) -> float:
    """The share of rows that have the commonest number of cells, weighed a little by that number; 0 for one."""
    try:
        rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return 0.0
    rows = rows[:-1] if len(rows) > 1 and not sample.endswith(("\n", "\r")) else rows  # the last one is cut
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda each: (each[1], each[0]))
    return count / widths.total() + min(width, 50) / 1_000


def _records(text: TextIO, delimiter: str) -> Iterator[TableRow]:
    taken: list[str] = []
    reader = csv.reader(_lines(text, taken), delimiter=delimiter)
    number = 0
    while True:
        taken.clear()
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield TableRow(number, (), wrong=_too_long())
            continue
        raw = "".join(taken)
        if number == 1 and raw.strip().lower() == f"{SEPARATOR_LINE}{delimiter}".strip():
            cells = []
        elif len(raw) > MOST_IN_A_ROW:
            yield TableRow(number, (), wrong=_too_long())
            continue
        yield TableRow(number, tuple(cells), raw)


def _lines(text: TextIO, taken: list[str]) -> Iterator[str]:
    """The lines of ``text``, noted in ``taken``; of one that is too long only the beginning is kept."""
    while line := text.readline(MOST_IN_A_ROW + 1):
        taken.append(line)
        if len(line) > MOST_IN_A_ROW and not line.endswith(("\n", "\r")):
            while (rest := text.readline(MOST_IN_A_ROW)) and not rest.endswith(("\n", "\r")):
                pass
            yield ""
        else:
            yield line.replace("\0", "\ufffd")


def _too_long() -> str:
    return (
        f"a cell is longer than {MOST_IN_A_CELL:,} characters or a row longer than {MOST_IN_A_ROW:,}; look for a"
        ' quotation mark (") that is opened and not closed'
    )


def _not_text(encoding: str, path: Path) -> str:
    with path.open("rb") as file:
        decoder = codecs.getincrementaldecoder(encoding)()
        line = 1
        for part in iter(lambda: file.read(SAMPLE), b""):
            try:
                line += decoder.decode(part).count("\n")
            except UnicodeDecodeError as error:
                line += part.count(b"\n", 0, error.start)
                break
    return (
        f"is not {encoding.upper()} from about line {line} on; save it again as CSV in UTF-8 from the program that"
        " wrote it, or convert it with iconv -f ITS-ENCODING -t UTF-8 (windows-1256 for Arabic, windows-1252 for"
        " Western languages)"
    )
