"""Which language a report is in, as far as it takes to say whether there is a reader for it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

TABLE = Path(__file__).with_name("languages.yaml")
LOOKED_AT_CHARS = 4_000
MIXED_LOOKED_AT_CHARS = 40_000
LEAST_SHARE_OF_MIXED = 0.1
FEWEST_WORDS = 20  # a shorter text, such as a telegraphic message, may well have none of the common words
FEWEST_IN_ANOTHER = 8  # words of Latin letters that make a sentence among those of another script
COMMON_SHARE = 0.08  # in running text a third of all words are common ones
SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "ru", "HEBREW": "he", "ETHIOPIC": "am", "MYANMAR": "my"}
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _common_words() -> Mapping[str, frozenset[str]]:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {language: frozenset(words) for language, words in table.items()}


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language ``text`` is in; None where it cannot be told.

    By script where most letters are of one that settles it (Cyrillic counts as Russian: no reader depends on which
    language it is), else by the share of common words. Text in such a script with a sentence of English in it
    counts as English: its reader reads that sentence and says that the others are unread.
    """
    words = _WORD.findall(text[:LOOKED_AT_CHARS].casefold())
    letters = [word[0] for word in words]
    latin = [word for word in words if word.isascii()]
    english = len(latin) >= FEWEST_IN_ANOTHER and _share(latin, "en") >= COMMON_SHARE
    for script, language in () if english else SCRIPTS.items():
        if sum(unicodedata.name(letter, "").startswith(script) for letter in letters) * 2 > len(letters):
            return language
    if english and len(latin) * 2 < len(words):
        return "en"
    if len(words) < FEWEST_WORDS:
        return None
    shares = {language: _share(words, language) for language in _common_words()}
    best = max(sorted(shares), key=shares.__getitem__)
    return best if shares[best] >= COMMON_SHARE else None


def languages_in(text: str) -> tuple[str, ...]:
    """The languages of the paragraphs of ``text`` that can be told, the one of most characters first.

    One that takes less than a tenth of these characters is left out: a quotation does not make a report mixed.
    """
    length: Counter[str] = Counter()
    for paragraph in re.split(r"\n\s*\n", text[:MIXED_LOOKED_AT_CHARS]):
        if language := language_of(paragraph):
            length[language] += len(paragraph)
    least = LEAST_SHARE_OF_MIXED * length.total()
    return tuple(language for language, chars in sorted(length.items(), key=_most_first) if chars >= least)


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _share(words: Sequence[str], language: str) -> float:
    return sum(word in _common_words()[language] for word in words) / len(words)
