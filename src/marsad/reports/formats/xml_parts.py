"""XML from outside, element by element, without its tricks: no entity, no document type, not too many or deep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn, Protocol
from xml.parsers import expat

MOST_ELEMENTS = 400_000
MAX_DEPTH = 1_000


class Walk(Protocol):
    """What is told of each element, by its name without its namespace."""

    def begin(self, name: str) -> None:
        """An element begins."""

    def text(self, words: str) -> None:
        """Characters stand here."""

    def end(self, name: str) -> None:
        """An element ends."""


def parse(content: Iterable[bytes], walk: Walk) -> None:
    """Tell ``walk`` what stands in ``content``, of which no more is kept than is open.

    Raises ValueError where it is not XML, or has a document type (entities come with one), more than 400,000
    elements, or more than a thousand in each other.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    left, depth = MOST_ELEMENTS, 0

    def begin(name: str, _: object) -> None:
        nonlocal left, depth
        left, depth = left - 1, depth + 1
        if not left or depth > MAX_DEPTH:
            raise ValueError(f"has more than {MOST_ELEMENTS} elements, or {MAX_DEPTH} in each other; split it")
        walk.begin(name[name.rfind("}") + 1 :])

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        walk.end(name[name.rfind("}") + 1 :])

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = walk.text
    try:
        for chunk in content:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(f"holds XML that cannot be read, at line {error.lineno} of it; save it again") from error


def _refuse(*_: object) -> NoReturn:
    raise ValueError("holds XML with a document type of its own, which can be a trap; save it again")
