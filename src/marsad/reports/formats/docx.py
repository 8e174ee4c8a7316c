"""Word documents: the text of a ``.docx``, paragraph by paragraph."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from marsad.reports.arrival import Arrival, Location
from marsad.reports.form import Receipt, Received, fields_from, received
from marsad.reports.formats.archive import UNPACKED, broken_as
from marsad.reports.formats.content import by_name, content_of
from marsad.reports.formats.xml_parts import parse
from marsad.reports.lines import shown

MAX_FILE_BYTES = 50_000_000
MAX_XML_BYTES = 40_000_000  # of one part; a novel takes ten
_DOCUMENT, _NOTES, _PROPERTIES = (
    "word/document.xml",
    ("word/footnotes.xml", "word/endnotes.xml"),
    "docProps/core.xml",
)
_UNSAID = {"delText", "instrText", "delInstrText", "del", "moveFrom", "Fallback"}  # taken back, or not text
_MARKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}


class Document:
    """One report: the paragraphs, tables and notes of the document, with accepted changes."""

    name = "docx"
    version = "1"
    title = "Word document"
    suffixes = (".docx", ".docm")

    def takes(self, name: str, head: bytes) -> int:
        """By its name, more surely where it begins as archives do."""
        return by_name(name, self.suffixes) * (2 if head.startswith(b"PK\3\4") else 1)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received]:
        """The one report. Raises ValueError where it is no Word document or has no text."""
        content = content_of(file, MAX_FILE_BYTES)
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            raise ValueError("is locked with a password or an old Word file; save it again as .docx without one")
        with (
            broken_as("is no Word document, or a broken one; open it in Word and save it again"),
            zipfile.ZipFile(file) as archive,
        ):
            parts = set(archive.namelist())
            blocks = _blocks(archive, _DOCUMENT, "")
            for each in _NOTES:
                if each in parts:
                    blocks += _blocks(archive, each, each[5:-5].rstrip("s") + " ")
            properties = _Properties()
            if _PROPERTIES in parts:
                parse(_content(archive, _PROPERTIES), properties)
        if not blocks:
            raise ValueError("has no text; if it holds pictures of text, run OCR over them first")
        text, locations = _joined(blocks)
        arrival = Arrival(locations=locations)
        yield received(
            text, fields_from({"title": properties.title}), (content, shown(file.name)), given, arrival=arrival
        )


@dataclass(slots=True)
class _Block:
    """A paragraph as it is read, and where it stands: ``paragraph 3``, ``table 1, row 2, column 3``."""

    where: str
    words: list[str] = field(default_factory=list)

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.words).split("\n"))
        return "\n".join(line for line in lines if line)


def _joined(blocks: list[tuple[str, str]]) -> tuple[str, tuple[Location, ...]]:
    locations, start = [], 0
    for where, text in blocks:
        locations.append(Location(start, start + len(text), where))
        start += len(text) + 2
    return "\n\n".join(text for _, text in blocks), tuple(locations)


def _blocks(archive: zipfile.ZipFile, part: str, before: str) -> list[tuple[str, str]]:
    """Where each paragraph of ``part`` with text in it stands, and that text. Empty paragraphs count too."""
    walk = _Walk(before)
    parse(_content(archive, part), walk)
    return walk.blocks


def _content(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The bytes of ``part``, no more of them than a document can have."""
    if archive.getinfo(part).compress_type not in UNPACKED:
        raise ValueError("is packed in a way that Word does not; open it in Word and save it again")
    left = MAX_XML_BYTES
    with archive.open(part) as stream:
        while chunk := stream.read(1 << 16):
            left -= len(chunk)
            if left < 0:
                raise ValueError(
                    f"unpacks to more than {MAX_XML_BYTES // 1_000_000} MB, which no report does; split it"
                )
            yield chunk


class _Walk:
    """Keeps what is open while a document goes by: tables, their rows and cells, paragraphs within paragraphs."""

    def __init__(self, before: str) -> None:
        self.blocks: list[tuple[str, str]] = []
        self._before = before
        self._paragraphs = self._tables = 0
        self._cells: list[list[int]] = []  # of each open table: its number, row, column
        self._open: list[_Block] = []
        self._unsaid = 0
        self._in_text = False

    def begin(self, name: str) -> None:
        """An element begins."""
        if name == "t":
            self._in_text = True
        elif name == "p":
            self._open.append(_Block(self._where()))
        elif name in _UNSAID:
            self._unsaid += 1
        elif name == "tbl":
            self._tables += 1
            self._cells.append([self._tables, 0, 0])
        elif name == "tr" and self._cells:
            self._cells[-1][1:] = [self._cells[-1][1] + 1, 0]
        elif name == "tc" and self._cells:
            self._cells[-1][2] += 1

    def text(self, words: str) -> None:
        """Characters stand here."""
        if self._in_text and self._open and not self._unsaid:
            self._open[-1].words.append(words)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "t":
            self._in_text = False
        elif name == "p":
            done = self._open.pop()
            if text := done.text():
                self.blocks.append((done.where, text))
        elif name in _UNSAID:
            self._unsaid -= 1
        elif name == "tbl":
            self._cells.pop()
        elif name in _MARKS and self._open and not self._unsaid:
            self._open[-1].words.append(_MARKS[name])

    def _where(self) -> str:
        if self._cells:
            table, row, column = self._cells[-1]
            return f"{self._before}table {table}, row {row}, column {column}"
        self._paragraphs += 1
        return f"{self._before}paragraph {self._paragraphs}"


class _Properties:
    """Keeps the title that a document's properties give."""

    def __init__(self) -> None:
        self.title = ""
        self._open = False

    def begin(self, name: str) -> None:
        """An element begins."""
        self._open = name == "title"

    def text(self, words: str) -> None:
        """Characters stand here."""
        if self._open:
            self.title += words

    def end(self, name: str) -> None:
        """An element ends."""
        self._open = False
