"""Sentences and tokens with exact offsets. One pass, no backtracking: any text, of any size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from marsad.claims.lang.en.plain_text import PlainText, plain
from marsad.claims.lang.en.tables import words

LONGEST_SENTENCE = 160  # tokens; a longer one is cut: no news sentence is, and every later step stays bounded
TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?![^\W_])"  # 310,000  3.5  6th
    r"|(?:[A-Z]\.){2,}"  # U.N.
    r"|(?:St|Ste|Mt|Ft)\.(?= [A-Z])"  # St. Petersburg
    r"|(?:[Cc]ounter|[Rr]e|[Cc]o|[Ee]x)-[^\W\d_]+"  # counter-attacked
    r"|[Ss]o-called\b"
    r"|(?:(?<=-)[‘’ʿ'`])?[^\W_]+(?:['’ʿ`‘][^\W\d_]+)*"  # words, with inner apostrophes: Bza'a, Al-‘Eis
    r"|\.{2,}|[^\w\s]|_"
)
ABBREVIATIONS = words("abbreviations")
AYN = frozenset("‘’ʿ'`")  # how the first letter of "‘Eis" is written
CLOSERS = frozenset("\"'”’)]»")
ENDING = frozenset(".!?…")  # with which a mark begins that may end a sentence


@dataclass(slots=True, unsafe_hash=True)
class Token:
    """A word, number or mark at ``report.text[start:end]``: ``text`` as it is seen, ``low`` its lower case.

    The span and the text differ only by what is not said: a zero-width space inside a name, the mark of "Al-‘Eis".
    """

    start: Final[int]
    end: Final[int]
    text: Final[str]
    low: Final[str]

    @property
    def capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of ``text`` in order; "army's" gives two, "Turkish-backed" three, "Bza'a" one."""
    for match in TOKEN.finditer(text):
        word = match.group()
        start, end = match.span()
        if word[-1] in "sS" and len(word) > 2 and word[-2] in "'’":
            yield Token(start, end - 2, word[:-2], word[:-2].lower())
            yield Token(end - 2, end, word[-2:], "'s")
        else:
            word = word[1:] if word[0] in AYN and len(word) > 1 else word  # the Eis of "Al-‘Eis"
            yield Token(start, end, word, _lower(word))


@lru_cache(maxsize=65_536)
def _lower(word: str) -> str:
    low = word.lower().replace("’", "'")
    return low.replace("-", "") if low.startswith("counter-") else low


def sentences_of(text: str) -> Iterator[tuple[Token, ...]]:
    """The sentences of ``text`` in order, each as its tokens. A blank line always ends one."""
    seen = plain(text)
    for sentence in _sentences_of(seen.text):
        yield tuple(_placed(token, seen) for token in sentence) if seen.starts else sentence


def _placed(token: Token, seen: PlainText) -> Token:
    """``token`` of the text as it is seen, at its place in the report."""
    return replace(token, start=seen.starts[token.start], end=seen.ends[token.end - 1])


def _sentences_of(text: str) -> Iterator[tuple[Token, ...]]:
    sentence: list[Token] = []
    ended, last_end = False, 0
    for token in tokens_of(text):
        apart = ended or token.start - last_end > 1 or len(sentence) >= LONGEST_SENTENCE
        if apart and sentence and (_parted(text, sentence[-1], token, ended) or len(sentence) >= LONGEST_SENTENCE):
            yield tuple(sentence)
            sentence = []
        closing = ended and token.text in CLOSERS and bool(sentence) and token.start == last_end
        if not closing:
            ended = token.text[0] in ENDING and _ends(text, sentence, token)
        sentence.append(token)
        last_end = token.end
    if sentence:
        yield tuple(sentence)


def _parted(text: str, last: Token, token: Token, ended: bool) -> bool:
    gap = text[last.end : min(token.start, last.end + 400)]
    if gap.count("\n") > 1 or (ended and "\n" in gap):
        return True
    return ended and bool(gap or last.text in "!?") and not token.text[0].islower()  # Arabic has no capitals


def _ends(text: str, sentence: list[Token], token: Token) -> bool:
    if token.text in {"!", "?", "…"} or token.text.startswith(".."):
        return True
    if token.text != "." or not sentence:
        # "U.S." or "p.m." closes a sentence only at the end of a line
        return False
    before = sentence[-1]
    if before.end == token.start and (
        before.low in ABBREVIATIONS or (len(before.text) == 1 and before.capitalised)
    ):
        return text[token.end : token.end + 1] == "\n"
    return True
