"""The plain text of a saved web page, without its scripts, styles and navigation."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = {"script", "style", "template", "noscript", "nav", "svg", "iframe", "object", "form", "button", "select"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre",
    "section", "table", "td", "th", "tr", "ul", "title", "head",
}  # fmt: skip
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "base", "col", "embed", "track"}
_META = {
    "article:published_time": "published",
    "datepublished": "published",
    "og:site_name": "publisher",
    "og:title": "title",
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
HEAD_BYTES = 4_096


@dataclass
class WebPage:
    """What a page says: its text, and what its head says of it."""

    text: str
    fields: dict[str, str] = field(default_factory=dict)


def declared_charset(content: bytes) -> str | None:
    """The encoding that the page's head names, if Python knows it as one for text."""
    found = _CHARSET.search(content[:HEAD_BYTES])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    if name in ("iso-8859-1", "latin1", "us-ascii"):
        return "windows-1252"  # what every browser takes these to be (WHATWG Encoding, 4.2)
    try:
        known = codecs.lookup(name)
    except LookupError:
        return None
    return known.name if getattr(known, "_is_text_encoding", True) else None


def read_page(markup: str) -> WebPage:
    """The text of ``markup``, one paragraph a line, and its title, language, publication and publisher."""
    parser = _Page()
    parser.feed(markup)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    fields = dict(parser.fields)
    title = " ".join("".join(parser.title).split())
    if title:
        fields.setdefault("title", title)
    return WebPage("\n".join(line for line in lines if line), fields)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.title: list[str] = []
        self.fields: dict[str, str] = {}
        self._silent: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._meta({key: value or "" for key, value in attrs})
        elif tag == "html":
            self._language(dict(attrs).get("lang") or "")
        elif tag in _SILENT:
            self._silent.append(tag)
        self._in_title = tag == "title" or (self._in_title and tag in _VOID)
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        if tag == "title":
            self._in_title = False
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._in_title:
            self.title.append(data)
        else:
            # A line break in the markup is a space; only blocks break lines.
            self.pieces.append(data.replace("\r", " ").replace("\n", " "))

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass over ``<![...>`` as browsers do; the standard library stops with an AssertionError there."""
        return self.rawdata.find(">", i) + 1 or -1

    def _meta(self, attributes: dict[str, str]) -> None:
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        if name in _META and attributes.get("content", "").strip():
            self.fields.setdefault(_META[name], attributes["content"].strip())

    def _language(self, code: str) -> None:
        language = re.split(r"[-_]", code.strip().lower())[0]
        if re.fullmatch(r"[a-z]{2,3}", language):
            self.fields.setdefault("language", language)
