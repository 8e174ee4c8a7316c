"""Plain text and Markdown, to the letter, with front matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from marsad.reports.arrival import Arrival, Location
from marsad.reports.decoding import decoded
from marsad.reports.form import Fields, Receipt, Received, fields_from, received
from marsad.reports.formats.content import by_name, content_of
from marsad.reports.front_matter import split_front_matter
from marsad.reports.lines import shown


class Text:
    """One report: the text as it stands, after any front matter."""

    name = "text"
    version = "1"
    title = "text, with or without front matter"
    suffixes = (".txt", ".text", ".md", ".markdown")

    def takes(self, name: str, head: bytes) -> int:
        """By its name."""
        return by_name(name, self.suffixes)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received]:
        """The one report. Raises ValueError where it is not text."""
        content = content_of(file)
        whole = decoded(content)
        said, start = split_front_matter(whole, Fields.model_fields)
        text = whole[start:]
        if not text.strip():
            raise ValueError("has no text after its front matter")
        arrival = Arrival(locations=(Location(0, len(text), start),))
        yield received(text, fields_from(said), (content, shown(file.name)), given, arrival=arrival)
