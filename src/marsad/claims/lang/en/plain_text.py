"""The text as a person sees it: no invisible marks, no left-over mark-up, each character with its place.

Pages and messages leave behind zero-width spaces and direction marks inside names, soft hyphens inside words,
accents apart from their letters, full-width letters, pictures, tags and character references. The reader works on
the plain text; what it quotes is always a stretch of the report itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
PICTURES = "\u2600-\u27bf\U0001f000-\U0001faff"
ACCENTS = "\u0300-\u036f"
LOOKALIKES = "\ufb00-\ufb06\uff01-\uff5e"  # ligatures and full-width letters
REFERENCE = r"&(?:amp;)?(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});"
TAG_NAMES = "p|br|div|li|ul|ol|tr|td|th|h[1-6]|b|i|u|em|strong|a|span|font|img|table|blockquote|sup|sub"
TAG = rf"</?(?:{TAG_NAMES})\b[^<>]{{0,300}}>"
ODD = re.compile(rf"[{UNSEEN}]+|.?[{ACCENTS}]+|[{PICTURES}]+|[{LOOKALIKES}]|{REFERENCE}|{TAG}", re.IGNORECASE)
SURROGATES = re.compile("[\ud800-\udfff]")
BREAKING = re.compile(r"</?(?:p|br|div|li|tr|h[1-6]|blockquote|table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text as it is seen. Character ``n`` stands at ``[starts[n], ends[n])`` of the report; () as it is."""

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()


def plain(text: str) -> PlainText:
    """``text`` as it is seen. What is not seen belongs to the character before it."""
    if ODD.search(text) is None:
        return PlainText(text)
    seen: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, shown in _runs(text):
        as_it_is = shown == text[start:end]
        starts += range(start, end) if as_it_is else [start] * len(shown)
        ends += range(start + 1, end + 1) if as_it_is else [end] * len(shown)
        if ends and not shown:
            ends[-1] = end
        seen.append(shown)
    return PlainText("".join(seen), starts, ends)


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """The runs of ``text`` in order with what is seen of them."""
    last = 0
    for match in ODD.finditer(text):
        if match.start() > last:
            yield last, match.start(), text[last : match.start()]
        yield match.start(), match.end(), _seen(match.group())
        last = match.end()
    yield last, len(text), text[last:]


def _seen(odd: str) -> str:
    """What a person sees of an odd run: a tag is a space or a break, a reference the character it stands for."""
    if odd[0] == "<" and len(odd) > 2:
        return "\n\n" if BREAKING.match(odd) else " "
    if odd[0] == "&" and len(odd) > 2:
        meant = unescape(unescape(odd))
        return SURROGATES.sub(" ", meant) if meant != odd else odd
    if re.fullmatch(f"[{UNSEEN}]+", odd):
        return ""
    if re.fullmatch(f"[{PICTURES}]+", odd):
        return " "
    return unicodedata.normalize("NFKC", odd)
