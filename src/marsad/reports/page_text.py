"""The plain text of a saved web page, without its scripts, styles and navigation."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = {
    "script", "style", "template", "noscript", "nav", "header", "footer", "aside", "svg", "iframe", "object",
    "form", "button", "select",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th",
    "title", "tr", "ul",
}  # fmt: skip
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "base", "col", "embed", "track"}
_META = {
    "article:published_time": "published",
    "datepublished": "published",
    "og:site_name": "publisher",
    "og:title": "title",
}
_BLANK_LINES = re.compile(r"\n{3,}")
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
    """The text of ``markup``, and its title, language, publication and publisher.

    A blank line stands between any two blocks (headings, paragraphs, items, cells), so that nothing reads on from
    a headline into a byline; a ``<br>`` breaks the line. No mark is put in that the page does not have.
    """
    parser = _Page()
    parser.feed(markup)
    parser.close()
    lines = "\n".join(" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    fields = dict(parser.fields)
    title = " ".join("".join(parser.title).split())
    if title:
        fields.setdefault("title", title)
    return WebPage(_BLANK_LINES.sub("\n\n", lines).strip("\n"), fields)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.title: list[str] = []
        self.fields: dict[str, str] = {}
        self._open: list[str] = []  # elements begun and not ended, outermost first
        self._depth: Counter[str] = Counter()  # how many of each name are among them
        self._silent = 0  # how many of them are not text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._meta({key: value or "" for key, value in attrs})
        elif tag == "html":
            self._language(dict(attrs).get("lang") or "")
        self._break_at(tag)
        if tag not in _VOID:
            self._end("title")  # an element within a title means that its end was forgotten
            self._open.append(tag)
            self._depth[tag] += 1
            self._silent += tag in _SILENT

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take ``<nav/>`` as browsers do: the slash says nothing, except within drawings, which are silent."""
        self.handle_starttag(tag, attrs)
        if self._depth["svg"]:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._end(tag)
        self._break_at(tag)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._depth["title"]:
            self.title.append(data)
        elif self._depth["pre"]:
            self.pieces.append(data)
        else:
            # A line break in the markup is a space; only blocks and <br> break lines.
            self.pieces.append(data.replace("\r", " ").replace("\n", " "))

    def _end(self, tag: str) -> None:
        """End the nearest element of that name with all within it; an end without a beginning ends nothing."""
        ended = None
        while self._depth[tag] and ended != tag:
            ended = self._open.pop()
            self._depth[ended] -= 1
            self._silent -= ended in _SILENT

    def _break_at(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n\n")
        elif tag == "br":
            self.pieces.append("\n")

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
