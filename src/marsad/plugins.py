"""The whole contract of plug-ins. Each is one file and one entry point; nothing else is ever looked up.

Groups: ``marsad.readers`` (a class per reader of a language).
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from marsad.areas import Area
    from marsad.claims.drafts import ReadReport
    from marsad.model import Report

READERS = "marsad.readers"


class Reader(Protocol):
    """Reads what a report says, in one language. Pure: the same report and area give the same drafts, anywhere.

    Law (``tests/contracts``): every draft's span lies in the text, spans are exact, drafts come in order of
    their start, and no text makes it raise.
    """

    name: str  # "frames-en"
    version: str  # of its method: a change of version means that claims may change
    languages: tuple[str, ...]  # ISO 639-1

    def read(self, report: Report, area: Area) -> ReadReport:
        """What ``report`` says, with names not yet resolved, and what could not be read."""
        ...


@lru_cache(maxsize=64)
def reader_for(language: str) -> Reader | None:
    """The reader of that language, or None; the first by name where several offer it."""
    for point in sorted(entry_points(group=READERS), key=lambda each: each.name):
        reader = cast("Reader", point.load()())
        if language in reader.languages:
            return reader
    return None
