"""How names are compared: Latin transliterations of Arabic vary, and so does Arabic spelling itself."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ARTICLES = "al|el|ar|as|ad|ash|an|at|az|ul"
_ARTICLE = re.compile(
    rf"^(?:(?i:{_ARTICLES}|the)[\s\-‑–]+|(?i:{_ARTICLES})(?=[A-Z][a-z]))"
)  # not Ankara, not ASAP
_ARABIC_FOLD = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ـ": "",
        "ک": "ك",
        "ی": "ي",
    }
)
_APOSTROPHES = "'’‘`ʿʾʼ´"
_ASCII_NOT_WORD = {code: None for code in range(128) if not chr(code).isalnum()}
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


class _WithoutMarks(dict[int, int | None]):
    """What to do with each character, found once: accents, tashkeel and apostrophes go, others stay."""

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        self[code] = None if unicodedata.combining(char) or char in _APOSTROPHES else code
        return self[code]


_WITHOUT_MARKS = _WithoutMarks()


@lru_cache(maxsize=65_536)
def normalised(name: str) -> str:
    """``name`` without case, accents, apostrophes, hyphens, spaces or a leading article.

    Arabic: alef, ya and ta marbuta folded, tashkeel and the article dropped. ``al-Bab``, ``Al Bab`` and
    ``El-Bab`` give ``bab``; ``الباب`` gives ``باب``.
    """
    plain = name.isascii()
    stripped = name.strip() if plain else unicodedata.normalize("NFKD", name.strip().translate(_ARABIC_FOLD))
    stripped = stripped.translate(_WITHOUT_MARKS)
    without_article = _ARTICLE.sub("", stripped) or stripped
    if plain:
        return without_article.lower().translate(_ASCII_NOT_WORD)
    folded = _NOT_WORD.sub("", without_article.casefold()).replace("_", "")
    return folded.removeprefix("ال") or folded


_DIGRAPHS = (
    ("kh", "x"),
    ("gh", "g"),
    ("sh", "s"),
    ("ch", "s"),
    ("th", "t"),
    ("dh", "d"),
    ("ou", "u"),
    ("ph", "f"),
)
_SAME_SOUND = str.maketrans({"q": "k", "c": "k", "z": "s", "j": "g", "p": "b", "v": "f"})


@lru_cache(maxsize=65_536)
def consonant_key(name: str) -> str:
    """The consonants of a Latin name, with digraphs and look-alike letters folded and doubles dropped.

    ``Bza'ah``, ``Bazaa`` and ``Bizaah`` share a key; many others do too, so use it with a distance filter.
    """
    key = normalised(name)
    for digraph, letter in _DIGRAPHS:
        key = key.replace(digraph, letter)
    key = key.translate(_SAME_SOUND)
    consonants = re.sub(r"[aeiouyhw]", "", key)
    return re.sub(r"(.)\1+", r"\1", consonants)
