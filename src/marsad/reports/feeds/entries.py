"""The entries of an RSS or Atom feed, from its bytes: texts, addresses, days with their zones. No network here.

Read by expat with every bound that hostile feeds need (no entities, no depth without end), in time linear in their
length, which general feed parsers do not promise. What feeds get wrong most (HTML entities, a bare &, control
characters) is mended first; a feed that is no XML even then is refused, for a part of it may have been lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import escape
from html.entities import html5
from urllib.parse import urljoin
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from marsad.reports.arrival import address
from marsad.reports.decoding import BYTE_ORDER_MARKS
from marsad.reports.page_text import read_page

MOST_ENTRIES = 2_000
MOST_LEVELS = 100
MOST_OF_A_TITLE = 20_000  # characters
MOST_AMPERSANDS = 300_000  # in a feed that is mended
_DECLARED = re.compile(r"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_PROLOGUE = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>\s*")
_AMPERSAND = re.compile(
    r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(?:([A-Za-z][A-Za-z0-9]{1,30});)?"
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAGS = re.compile(rb"<(?:(/)(?:item|entry)>|(?:item|entry)[\s>])")
_MINUTES = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_SHORTENED = re.compile(r"(?:\[(?:…|\.\.\.|&#8230;)\]|…|\.\.\.)\s*(?:</?\w[^>]{0,200}>\s*)*\Z")
_ENTRIES = frozenset({"item", "entry"})
_ROOTS = frozenset({"rss", "feed", "RDF"})
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``said`` is when, as a file of reports would give it; ``whole`` whether this is its full text."""

    number: int  # from 1, as it stands in the feed
    key: str  # its own id, else its address
    title: str | None
    markup: str
    whole: bool
    url: str | None
    said: str | None
    original: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed: its title, its entries, and how often it says that it changes (minutes; None where it does not)."""

    title: str | None
    entries: tuple[Entry, ...]
    minutes: float | None
    more: int = 0  # entries beyond the most that are taken


def read_feed(content: bytes, content_type: str, url: str) -> FeedDocument:
    """The feed in ``content``, found at ``url``.

    Raises ValueError where it is none, declares entities, or is not in the encoding that it declares: nothing is
    guessed or replaced.
    """
    found = _elements(_PROLOGUE.sub("", _decoded(content, content_type)))
    if found.root not in _ROOTS:
        raise ValueError("is no RSS or Atom feed; check its address")
    exact = _exact(content, found.count)
    entries = tuple(_entry(number, each, exact[number - 1], url) for number, each in enumerate(found.entries, 1))
    return FeedDocument(_line(found.feed.get("title")), entries, _minutes(found.feed), found.count - len(entries))


def _elements(text: str) -> _Elements:
    """The parts of a feed as it stands, or as it stands once mended."""
    try:
        return _parsed(text)
    except ParseError:
        pass
    try:
        return _parsed(_mended(text))
    except ParseError as error:
        raise ValueError(
            f"is no XML at line {error.position[0]}; check its address, or tell its makers"
        ) from error


def _parsed(text: str) -> _Elements:
    found = _Elements()
    parser = XMLParser(target=found, forbid_entities=True, forbid_external=False)
    try:
        parser.feed(text)
        parser.close()
    except DefusedXmlException as error:
        raise ValueError("declares entities of its own, and no feed needs them") from error
    return found


def _decoded(content: bytes, content_type: str) -> str:
    """By the byte order mark, else by the header, else as the document declares (RFC 7303), else UTF-8."""
    marked = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    header = _CHARSET.search(content_type)
    declared = _DECLARED.search(content[:400].decode("latin-1"))
    for encoding in [marked] if marked else [header and header[1], declared and declared[1], "utf-8"]:
        try:
            return content.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    raise ValueError("is not in the encoding that it declares; ask its makers to mend it")


def _mended(text: str) -> str:
    """The document with HTML's entities as characters and bare ampersands as such, CDATA left alone."""
    pieces: list[str] = []
    at, clean = 0, _CONTROLS.sub("", text)
    if clean.count("&") > MOST_AMPERSANDS:
        raise ValueError("is no XML, and too much of it would have to be mended")
    while at < len(clean):
        begin = clean.find("<![CDATA[", at)
        begin = len(clean) if begin < 0 else begin
        end = clean.find("]]>", begin)
        end = len(clean) if end < 0 else end + 3
        pieces += [_AMPERSAND.sub(_as_xml, clean[at:begin]), clean[begin:end]]
        at = end
    return "".join(pieces)


def _as_xml(found: re.Match[str]) -> str:
    named = html5.get(f"{found[1]};") if found[1] else None
    return escape(named) if named else "&amp;" + found[0][1:]


class _Elements:
    """Takes the parser's events: the texts of a feed and of its entries, by their names without prefix."""

    def __init__(self) -> None:
        self.root: str | None = None
        self.feed: dict[str, str] = {}
        self.entries: list[dict[str, str]] = []
        self.count = 0
        self._open: list[str] = []
        self._entry: dict[str, str] | None = None
        self._entry_level = 0
        self._pieces: list[str] = []
        self._type = ""
        self._markup_level = 0  # where XHTML begins within a text; 0 outside

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, _, name = tag.rpartition("}")
        self.root = self.root or name
        self._open.append(name)
        if len(self._open) > MOST_LEVELS:
            raise ValueError("is nested deeper than any feed")
        if self._markup_level:
            self._pieces.append(f"<{name}>")
        elif name in _ENTRIES and self._entry is None:
            self._entry, self._entry_level = {}, len(self._open)
            self.count += 1
        else:
            self._begin(space.removeprefix("{"), name, attributes)

    def _begin(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        self._pieces, self._type = [], attributes.get("type", "text" if space == _ATOM else "html")
        if self._type == "xhtml":
            self._markup_level = len(self._open)
        if name == "link" and attributes.get("rel", "alternate") == "alternate" and "href" in attributes:
            self._note("link", attributes["href"])

    def data(self, text: str) -> None:
        self._pieces.append(escape(text) if self._markup_level else text)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        level = len(self._open)
        self._open.pop()
        if self._markup_level and level > self._markup_level:
            self._pieces.append(f"</{name}>")
            return
        self._markup_level = 0
        if self._entry is not None and level == self._entry_level:
            if len(self.entries) < MOST_ENTRIES:
                self.entries.append(self._entry)
            self._entry = None
        elif text := "".join(self._pieces).strip():
            self._note(name, escape(text) if self._type == "text" and name in ("summary", "content") else text)
        self._pieces = []

    def _note(self, name: str, text: str) -> None:
        """The first of a name counts, of an entry its own children alone."""
        if self._entry is None:
            self.feed.setdefault(name, text)
        elif len(self._open) <= self._entry_level + 1:
            self._entry.setdefault(name, text)

    def close(self) -> None:
        """Nothing is left to do."""


def _exact(content: bytes, count: int) -> list[bytes]:
    """The bytes of each entry as they stand in the feed; of the whole feed where they cannot be told apart."""
    found: list[bytes] = []
    begin: int | None = None
    for tag in _TAGS.finditer(content):
        if begin is None and not tag[1]:
            begin = tag.start()
        elif begin is not None and tag[1]:
            found.append(content[begin : tag.end()])
            begin = None
    return found if len(found) == count else [content] * count


def _entry(number: int, raw: Mapping[str, str], original: bytes, url: str) -> Entry:
    full = raw.get("encoded") or raw.get("content") or ""
    short = raw.get("description") or raw.get("summary") or ""
    link = _joined(url, raw.get("link") or "")
    return Entry(
        number=number,
        key=raw.get("guid") or raw.get("id") or link or raw.get("title") or "",
        title=_line(raw.get("title")),
        markup=max(full, short, key=len),
        whole=bool(full) and len(full) >= len(short) and not _SHORTENED.search(full[-2_000:]),
        url=address(link),
        said=next(
            filter(None, (_said(raw.get(name)) for name in ("pubDate", "published", "date", "updated"))), None
        ),
        original=original,
    )


def _joined(url: str, link: str) -> str:
    try:
        return urljoin(url, link) if link else ""
    except ValueError:
        return ""


def _line(markup: str | None) -> str | None:
    """A title as one line: some feeds escape HTML in it twice. What is beyond any title's length is left out."""
    markup = markup and markup[:MOST_OF_A_TITLE]
    text = read_page(markup).text if markup and ("<" in markup or "&" in markup) else markup
    return " ".join((text or "").split()) or None


def _said(text: str | None) -> str | None:
    """When, with its zone; a day alone where the hour has none; a form that no feed has, as it stands."""
    if not text:
        return None
    moment = _moment(text.strip())
    if moment is None:
        return text[:60]
    return moment.isoformat() if moment.utcoffset() is not None else moment.date().isoformat()


def _moment(text: str) -> datetime | None:
    """A moment as RFC 3339 (Atom) or RFC 822 (RSS) writes it; without a zone where none was written."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(text)
        except (ValueError, IndexError, OverflowError):
            continue
    return None


def _minutes(feed: Mapping[str, str]) -> float | None:
    """How often the feed says that it changes: its ``ttl``, or the period of the syndication module."""
    said = [_number(feed.get("ttl"))]
    if (period := (feed.get("updatePeriod") or "").lower()) in _MINUTES:
        said.append(_MINUTES[period] / max(1.0, _number(feed.get("updateFrequency")) or 1.0))
    return max(filter(None, said), default=None)


def _number(said: str | None) -> float | None:
    text = (said or "").strip()
    return float(text[:9]) if text.isascii() and text.isdecimal() else None
