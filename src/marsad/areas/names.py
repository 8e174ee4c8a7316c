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
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


@lru_cache(maxsize=65_536)
def normalised(name: str) -> str:
    """``name`` without case, accents, apostrophes, hyphens, spaces or a leading article.

    Arabic: alef, ya and ta marbuta folded, tashkeel and the article dropped. ``al-Bab``, ``Al Bab`` and
    ``El-Bab`` give ``bab``; ``الباب`` gives ``باب``.
    """
    stripped = unicodedata.normalize("NFKD", name.strip().translate(_ARABIC_FOLD))
    stripped = "".join(char for char in stripped if not unicodedata.combining(char) and char not in _APOSTROPHES)
    without_article = _ARTICLE.sub("", stripped) or stripped
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
