"""XML from strangers: no document type, so no entity to expand; read piece by piece within bounds."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat
from xml.parsers.expat import XMLParserType

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

SMALL_PART = 50_000_000  # bytes of a part that is held whole: styles, lists of sheets
PIECE = 262_144
NOT_XML = "is damaged: a part of it is not XML, or has a document type, which no spreadsheet has; save it again"


def elements(archive: zipfile.ZipFile, part: str) -> Iterator[Element]:
    """Every element of a small part, children first. Raises ValueError where it is large or no sound XML."""
    if archive.getinfo(part).file_size > SMALL_PART:
        raise ValueError("was not opened: a list in it is larger than any spreadsheet's")
    try:
        for _, element in iterparse(BytesIO(archive.read(part)), forbid_dtd=True):
            yield element
    except (ParseError, DefusedXmlException, LookupError) as error:
        raise ValueError(NOT_XML) from error


def fed(archive: zipfile.ZipFile, part: str, prepare: Callable[[XMLParserType], None]) -> Iterator[None]:
    """Read a part of any size through a parser that ``prepare`` gives handlers; yields after each piece.

    Names come to the handlers with their prefix, as written. Raises ValueError where it is no sound XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    prepare(parser)
    try:
        with archive.open(part) as content:
            while piece := content.read(PIECE):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(NOT_XML) from error


def _refuse(*_: object) -> None:
    raise ValueError(NOT_XML)


class _Texts:
    """The text of each element called ``name``, without that of phonetic guides in it."""

    def __init__(self, name: str) -> None:
        self._name, self._inside, self._aloud = name, False, True
        self._text: list[str] = []
        self.done: list[str] = []

    def handle(self, parser: XMLParserType) -> None:
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._said

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == self._name:
            self._text.clear()
        elif name == "rPh":  # how Chinese or Japanese words are pronounced: no part of the text
            self._aloud = False
        self._inside = name == "t"

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == self._name:
            self.done.append("".join(self._text))
        elif name == "rPh":
            self._aloud = True
        self._inside = False

    def _said(self, text: str) -> None:
        if self._inside and self._aloud:
            self._text.append(text)


def parts(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[str]:
    """The text of each element called ``name`` in a part of any size, in order."""
    texts = _Texts(name)
    for _ in fed(archive, part, texts.handle):
        yield from texts.done
        texts.done.clear()
