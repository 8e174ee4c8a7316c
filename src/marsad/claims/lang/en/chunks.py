"""Noun phrases, verb groups and the words that link them, in order: the skeleton of a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from marsad.claims.lang.en.names import Name
from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.tables import VerbForm, table
from marsad.claims.lang.en.timing import TimeWords
from marsad.claims.lang.en.tokens import Token
from marsad.claims.lang.en.word_classes import (
    Tag,
)
from marsad.model import Modality

if TYPE_CHECKING:
    from marsad.claims.lang.en.entities import Proper

QUOTES = frozenset("\"'“”‘’`«»")


@dataclass(slots=True, unsafe_hash=True)
class Chunk:
    """Tokens ``[start, end)`` of the sentence: ``kind`` np, vg, prep, sub, rel, and, comma, mark, time or adv."""

    kind: Final[str]
    start: Final[int]
    end: Final[int]
    low: Final[str] = ""  # the head of a phrase, the word of a preposition, the lemma of a verb


@dataclass(slots=True, unsafe_hash=True)
class VerbGroup(Chunk):
    """A main verb with its auxiliaries. ``governor`` is the index of the verb group that it depends on."""

    main: Final[int] = 0
    form: Final[str] = "finite"  # finite | part | ing | inf
    passive: Final[bool] = False
    modal: Final[str] = ""
    negated: Final[bool] = False
    perfect: Final[bool] = False
    present: Final[bool] = False
    particle: Final[str] = ""
    governor: Final[int | None] = None


@dataclass(slots=True)
class Sentence:
    """A sentence with its names, times and chunks. Indices of chunks are what every later step speaks in."""

    number: int
    tokens: tuple[Token, ...]
    names: tuple[Name, ...]
    times: tuple[TimeWords, ...]
    tags: list[Tag]
    forms: list[VerbForm | None]
    analysis: Analysis
    chunks: list[Chunk] = field(default_factory=list)
    propers: tuple[Proper, ...] | None = None  # unknown names, once found
    low_words: tuple[str, ...] = field(init=False)  # its tokens in lower case
    cues: dict[int, tuple[Modality, tuple[int, int] | None]] = field(default_factory=dict)  # of verbs, once found

    def __post_init__(self) -> None:
        """Keep the words that every later step asks for."""
        self.low_words = tuple([token.low for token in self.tokens])

    @property
    def is_title(self) -> bool:
        """Whether its words are capitalised as in a headline."""
        texts = [token.text for token in self.tokens]
        firsts = [text[0] for text in texts if len(text) > 3 and text[0].isalpha()]
        if len(firsts) < 4 or sum([first.isupper() for first in firsts]) <= 0.7 * len(firsts):
            return False
        verbs = (t for t, tag in zip(self.tokens, self.tags, strict=True) if tag is Tag.VERB and len(t.text) > 3)
        stopped = self.tokens[-1].text == "."  # "The X captured Y.": a sentence of long names
        return not stopped or all(token.capitalised for token in verbs)

    def lows(self, start: int, end: int) -> str:
        """The words of a range, in lower case, one space apart."""
        return " ".join(self.low_words[start:end])

    def words_of(self, chunk: Chunk) -> tuple[str, ...]:
        """The words of a chunk, in lower case."""
        return self.low_words[chunk.start : chunk.end]


@cache
def class_words(name: str) -> frozenset[str]:
    """The class ``name`` of ``frames.yaml``, in lower case."""
    return frozenset(str(word) for word in table("frames")["classes"][name])
