"""Saved web pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from marsad.reports.arrival import Arrival
from marsad.reports.decoding import decoded
from marsad.reports.form import Fields, Receipt, Received, fields_from, received
from marsad.reports.formats.content import by_name, content_of
from marsad.reports.lines import shown
from marsad.reports.main_text import main_text
from marsad.reports.page_text import declared_charset, read_page
from marsad.reports.published import published_from

MAX_PAGE_BYTES = 10_000_000  # with pictures in it


@dataclass(frozen=True, slots=True)
class Page:
    """A page's bytes with what is known of it from outside: address, encoding, when it was fetched."""

    content: bytes
    original: tuple[bytes, str]  # the bytes that are kept, and their name
    url: str | None = None
    charset: str | None = None
    notes: tuple[str, ...] = ()


class WebPage:
    """One report: the main text of the page."""

    name = "web-page"
    version = "2"
    title = "saved web page"
    suffixes = (".html", ".htm", ".xhtml")

    def takes(self, name: str, head: bytes) -> int:
        """By its name."""
        return by_name(name, self.suffixes)

    def reports(self, file: Path, given: Receipt) -> Iterator[Received]:
        """The one report. Raises ValueError where the page has no text."""
        content = content_of(file, MAX_PAGE_BYTES)
        yield report_of_page(Page(content, (content, shown(file.name))), given)


def report_of_page(page: Page, given: Receipt) -> Received:
    """The report on a web page. Raises ValueError where the page has no text.

    A day of publication that cannot be read or cannot be is left out, with a note: the reader of a saved page
    cannot mend it. Its own address goes after the one it was fetched from.
    """
    markup = decoded(page.content, page.charset or declared_charset(page.content))
    whole = read_page(markup)
    if not whole.text:
        raise ValueError("has no text; save the page again once it is shown in full")
    main, how = main_text(whole, markup)
    notes = [*page.notes, how]
    said = dict(main.fields)
    try:
        if published := said.get("published"):
            published_from(published, given.today)
    except ValueError:
        del said["published"]
        notes.append("the page's own day of publication cannot be read, and was left out")
    fields = fields_from({name: value for name, value in said.items() if name in Fields.model_fields})
    arrival = Arrival(url=page.url, locations=main.locations, notes=tuple(notes))
    return received(main.text, fields, page.original, given, arrival=arrival)
