"""Saved web pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from marsad.reports.decoding import decoded
from marsad.reports.form import Receipt, Received, fields_from, received
from marsad.reports.formats.content import by_name, content_of
from marsad.reports.lines import shown
from marsad.reports.web_page import declared_charset, read_page


class WebPage:
    """One report: the text of the page."""

    name = "web-page"
    version = "1"
    title = "saved web page"
    suffixes = (".html", ".htm")

    def takes(self, name: str, head: bytes) -> int:
        """By its name."""
        return by_name(name, self.suffixes)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received]:
        """The one report. Raises ValueError where the page has no text."""
        content = content_of(file)
        page = read_page(decoded(content, declared_charset(content)))
        if not page.text:
            raise ValueError("has no text; save the page again once it is shown in full")
        yield received(page.text, fields_from(page.fields), (content, shown(file.name)), given)
