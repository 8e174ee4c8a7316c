"""The tags and text of a web page with where each stands, read in time proportional to its length.

As browsers take them (WHATWG HTML, 13.2.5), as far as it bears on text. The standard library's parser gives no
offsets of text, and a page made for it holds it up for hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

RAW = {"script", "style", "xmp", "iframe", "noembed", "noframes", "textarea"}  # their content holds no tags
_DESCRIBED = {"html", "meta", "link", "script"}  # whose attributes anybody asks for
_NAME = re.compile(r"[A-Za-z][^\s/>]{0,40}")
_REST_OF_NAME = re.compile(r"[^\s/>]*")
_ATTRIBUTE = re.compile(r"""([^\s/>=][^\s/>=]*)?(?:\s*=\s*(?:(["'])|([^\s>"'][^\s>]*)?))?""")
_BETWEEN = re.compile(r"[\s/]*")
_MOST_ATTRIBUTES = 64
# Most tags of most pages, in one match; whatever it does not take goes the long way.
_PLAIN = re.compile(
    r"""<(/?)([A-Za-z][A-Za-z0-9]{0,20})"""
    r"""((?>\s+[^\s"'<>/=]{1,100}+(?:=(?:"[^"]{0,1000}+"|'[^']{0,1000}+'|[^\s"'<>=]{1,1000}+))?)*+)\s{0,100}+(?:/\s*)?>"""
)


class Tag(NamedTuple):
    """The beginning or end of an element; ``attributes`` only of elements that describe the page."""

    name: str
    start: int
    end: int
    closing: bool = False
    attributes: Mapping[str, str] = MappingProxyType({})


class Text(NamedTuple):
    """Characters ``start`` to ``end`` of the markup, between two tags, as they stand."""

    start: int
    end: int
    raw: bool = False  # of a script or the like: no character references


def tokens(markup: str) -> Iterator[Tag | Text]:
    """Tags and text, in order; comments and declarations are passed over."""
    return _Scanner(markup).tokens()


class _Scanner:
    def __init__(self, markup: str) -> None:
        self.markup = markup
        self._gone: set[str] = set()  # characters that do not come any more

    def tokens(self) -> Iterator[Tag | Text]:
        markup, at, shown = self.markup, 0, 0
        tag: Tag | None
        while (opening := markup.find("<", at)) >= 0:
            plain = _PLAIN.match(markup, opening)
            if plain and (name := plain[2].lower()) not in _DESCRIBED:
                end, tag = plain.end(), Tag(name, opening, plain.end(), bool(plain[1]))
            elif after := self._after(opening):
                end, tag = after
            elif ">" in self._gone:  # no tag can end any more: the rest is text
                break
            else:  # a sign like any other
                at = opening + 1
                continue
            if shown < opening:
                yield Text(shown, opening)
            at = shown = end
            if tag is not None:
                yield tag
                if tag.name in RAW and not tag.closing:
                    at = shown = self._end_of_raw(tag.name, end)
                    if end < at:
                        yield Text(end, at, raw=True)
        if shown < len(markup):
            yield Text(shown, len(markup))

    def _after(self, opening: int) -> tuple[int, Tag | None] | None:
        """Where what begins at ``opening`` ends, with the tag that it is, if any; None where nothing begins."""
        markup = self.markup
        following = markup[opening + 1 : opening + 3]
        if following[:1] in ("!", "?"):
            return self._end_of_declaration(opening), None
        if following[:1] == "/":
            if not following[1:].isascii() or not following[1:].isalpha():
                return (self._past(">", opening + 2), None) if following[1:] else None
            end = self._past(">", opening)
            name = _NAME.match(markup, opening + 2)
            return end, Tag(name[0].lower() if name else "", opening, end, closing=True)
        name = _NAME.match(markup, opening + 1)
        if name is None or self._find(">", opening) < 0:
            return None
        return self._start_tag(name[0].lower(), opening, name.end())

    def _start_tag(self, name: str, opening: int, at: int) -> tuple[int, Tag]:
        markup, attributes = self.markup, dict[str, str]()
        kept = name in _DESCRIBED
        at = _end(_REST_OF_NAME.match(markup, at), at)
        while True:
            at = _end(_BETWEEN.match(markup, at), at)
            if at >= len(markup) or markup[at] == ">":
                break
            found = _ATTRIBUTE.match(markup, at)
            end, value = _end(found, at), found[3] if found else ""
            if found and (quote := found[2]):
                closing = self._find(quote, end)
                if closing < 0:  # nothing ends it: the tag ends where the next one would
                    at = self._find(">", at)
                    break
                value, end = markup[end:closing], closing + 1
            if kept and found and found[1] and len(attributes) < _MOST_ATTRIBUTES:
                attributes.setdefault(found[1].lower(), value or "")
            at = end if end > at else at + 1
        end = len(markup) if at < 0 else min(at + 1, len(markup))
        return end, Tag(name, opening, end, attributes=attributes)

    def _end_of_declaration(self, opening: int) -> int:
        markup = self.markup
        if not markup.startswith("<!--", opening):
            return self._past(">", opening)
        if markup.startswith((">", "->"), opening + 4):
            return markup.index(">", opening) + 1
        return self._past("-->", opening + 4)

    def _end_of_raw(self, name: str, start: int) -> int:
        found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.markup, start)
        return found.start() if found else len(self.markup)

    def _past(self, what: str, start: int) -> int:
        found = self._find(what, start)
        return len(self.markup) if found < 0 else found + len(what)

    def _find(self, what: str, start: int) -> int:
        """As ``str.find``; what was once not found is not looked for again."""
        if what in self._gone:
            return -1
        found = self.markup.find(what, start)
        if found < 0:
            self._gone.add(what)
        return found


def _end(match: re.Match[str] | None, otherwise: int) -> int:
    return match.end() if match else otherwise
