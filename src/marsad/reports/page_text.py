"""The plain text of a saved web page, without its scripts, styles and navigation, and where it stands in it."""

from __future__ import annotations

import codecs
import html
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import starmap

from marsad.reports.arrival import Location
from marsad.reports.markup import RAW, Tag, Text, tokens
from marsad.reports.page_head import FROM_META, from_linked_data

_SILENT = {
    "script", "style", "template", "noscript", "nav", "header", "footer", "aside", "svg", "iframe", "object",
    "form", "button", "select", "textarea", "noembed", "noframes",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th",
    "title", "tr", "ul",
}  # fmt: skip
_VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "base", "col", "embed", "track"}
_HEADLINES = {"h1"}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,9};?|#[xX][0-9a-fA-F]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_RUN = re.compile(r"\S+(?:\s\S+)*")
_RUN_OF_A_LINE = re.compile(r"\S+(?:[^\S\n]\S+)*")
_SPACE = re.compile(r"\s")
HEAD_BYTES = 4_096
MOST_TOKENS = 400_000  # a page of a megabyte has 20,000


@dataclass
class PageText:
    """What a page says: its text, where that stands in the markup, and what its head says of it.

    ``headlines`` are the offsets in the text at which a first heading stands, ``raw`` the spans of the markup that
    are scripts, styles and the like.
    """

    text: str
    fields: dict[str, str] = field(default_factory=dict)
    locations: tuple[Location, ...] = ()
    headlines: tuple[int, ...] = ()
    raw: tuple[tuple[int, int], ...] = ()


def declared_charset(content: bytes) -> str | None:
    """The encoding that the page's head names, if Python knows it as one for text."""
    found = _CHARSET.search(content[:HEAD_BYTES])
    return known_charset(found[1].decode("ascii")) if found else None


def known_charset(name: str) -> str | None:
    """Python's name of the encoding called ``name``; None where it is none for text that Python knows."""
    name = name.strip().lower()
    if name in ("iso-8859-1", "latin1", "us-ascii", "ascii"):
        return "windows-1252"  # what every browser takes these to be (WHATWG Encoding, 4.2)
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return known.name if getattr(known, "_is_text_encoding", True) else None


def read_page(markup: str) -> PageText:
    """The text of ``markup``, and its title, language, publication, publisher and address.

    A blank line stands between any two blocks (headings, paragraphs, items, cells), so that nothing reads on from
    a headline into a byline; a ``<br>`` breaks the line. No mark is put in that the page does not have. Raises
    ValueError where there are more tags than a page has.
    """
    page = _Page(markup)
    for number, token in enumerate(tokens(markup)):
        if number + page.references > MOST_TOKENS:
            raise ValueError(f"has more than {MOST_TOKENS} tags and character references, which no page has")
        if isinstance(token, Tag):
            page.tag(token)
        else:
            page.words(token)
    fields = dict(page.fields)
    title = " ".join("".join(page.title).split())
    if title:
        fields.setdefault("title", title)
    locations = tuple(starmap(Location, page.flow.runs))
    return PageText("".join(page.flow.pieces), fields, locations, tuple(page.headlines), tuple(page.raw))


@lru_cache(maxsize=1_024)
def _character(reference: str) -> str:
    return html.unescape(reference)


class _Flow:
    """Text as it is put together: runs of words with their locations, and the white space between them."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.runs: list[tuple[int, int, int, int | None]] = []  # start, end, at, width
        self.length = 0
        self._breaks = 0
        self._space = False

    def breaks(self, lines: int) -> None:
        self._breaks = min(2, self._breaks + lines)

    def next_at(self) -> int:
        """The offset that the next word will have."""
        return self.length + (self._breaks or int(self._space)) if self.length else 0

    def words(self, text: str, at: int, width: int | None = None, *, lines: bool = False) -> None:
        """Put in ``text``, which stands at ``at`` and takes ``width`` there; ``lines`` keeps its line breaks."""
        if text.isspace():
            self._gap(text, lines)
            return
        done = 0
        for run in (_RUN_OF_A_LINE if lines else _RUN).finditer(text):
            self._gap(text[done : run.start()], lines)
            done = run.end()
            said = run[0]
            if not said.isalnum():
                said = _SPACE.sub(" ", said)
            self._put(said, at if width else at + run.start(), width)
        self._gap(text[done:], lines)

    def _gap(self, space: str, lines: bool) -> None:
        if space:
            self._space = True
            if lines:
                self.breaks(space.count("\n"))

    def _put(self, run: str, at: int, width: int | None) -> None:
        if self.length and (self._breaks or self._space):
            between = "\n" * self._breaks or " "
            self.pieces.append(between)
            self.length += len(between)
        self._breaks, self._space = 0, False
        self.pieces.append(run)
        start, self.length = self.length, self.length + len(run)
        if width is None and self.runs:
            before, end, there, wide = self.runs[-1]
            if end == start and wide is None and there + end - before == at:
                self.runs[-1] = (before, self.length, there, None)
                return
        self.runs.append((start, self.length, at, width))


class _Page:
    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.flow = _Flow()
        self.title: list[str] = []
        self.fields: dict[str, str] = {}
        self.headlines: list[int] = []
        self.references = 0
        self.raw: list[tuple[int, int]] = []
        self._open: list[str] = []  # elements begun and not ended, outermost first
        self._depth: Counter[str] = Counter()  # how many of each name are among them
        self._silent = 0  # how many of them are not text
        self._linked_data = False

    def tag(self, tag: Tag) -> None:
        if tag.closing:
            self._end(tag.name)
            self._break_at(tag.name)
            return
        self._describe(tag)
        self._break_at(tag.name)
        if tag.name in _HEADLINES and not self._silent:
            self.headlines.append(self.flow.next_at())
        if tag.name not in _VOID:
            self._end("title")  # an element within a title means that its end was forgotten
            self._open.append(tag.name)
            self._depth[tag.name] += 1
            self._silent += tag.name in _SILENT
            # A slash says nothing (WHATWG HTML, 13.1.2.1), except within drawings, which are silent.
            if self._depth["svg"] and self.markup[tag.end - 2 : tag.end] == "/>" and tag.name not in RAW:
                self._end(tag.name)

    def words(self, token: Text) -> None:
        if token.raw:
            self.raw.append((token.start, token.end))
            if self._linked_data:
                from_linked_data(self.markup[token.start : token.end], self.fields)
            return
        if self._silent:
            return
        at = token.start
        said_there = self.markup[token.start : token.end]
        if "&" not in said_there:
            self._put(said_there, at, None)
            return
        for reference in _REFERENCE.finditer(self.markup, token.start, token.end):
            said = _character(reference[0])
            self.references += 1
            if self.references > MOST_TOKENS:
                return
            if said != reference[0]:
                self._put(self.markup[at : reference.start()], at, None)
                self._put(said, reference.start(), reference.end() - reference.start())
                at = reference.end()
        self._put(self.markup[at : token.end], at, None)

    def _put(self, text: str, at: int, width: int | None) -> None:
        if not text:
            return
        if self._depth["title"]:
            self.title.append(text)
        else:
            self.flow.words(text, at, width, lines=bool(self._depth["pre"]))

    def _describe(self, tag: Tag) -> None:
        said = tag.attributes
        self._linked_data = tag.name == "script" and "ld+json" in said.get("type", "").lower()
        if tag.name == "meta":
            name = html.unescape(said.get("property") or said.get("name") or said.get("itemprop") or "").lower()
            content = html.unescape(said.get("content", "")).strip()
            if name in FROM_META and content:
                self.fields.setdefault(FROM_META[name], content)
        elif tag.name == "link" and "canonical" in said.get("rel", "").lower().split():
            self.fields.setdefault("url", html.unescape(said.get("href", "")).strip())
        elif tag.name == "html":
            self._language(said.get("lang", ""))

    def _language(self, code: str) -> None:
        language = re.split(r"[-_]", code.strip().lower())[0]
        if re.fullmatch(r"[a-z]{2,3}", language):
            self.fields.setdefault("language", language)

    def _end(self, name: str) -> None:
        """End the nearest element of that name with all within it; an end without a beginning ends nothing."""
        ended = None
        while self._depth[name] and ended != name:
            ended = self._open.pop()
            self._depth[ended] -= 1
            self._silent -= ended in _SILENT

    def _break_at(self, name: str) -> None:
        if name in _BLOCKS:
            self.flow.breaks(2)
        elif name == "br":
            self.flow.breaks(1)
