"""What the pipeline sees of a word: its normal form, its ends and its shape. Nothing else of a word counts."""

from __future__ import annotations

import re

FEATURES = 8  # how many `features_of` gives
LONGEST_SHAPE = 6
DIGIT = re.compile(r"\d")
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
)


def normal(word: str) -> str:
    """``word`` in lower case, every digit as 0, quotes and dashes in their plain form."""
    return DIGIT.sub("0", word.lower().translate(PLAIN))


def shape(word: str) -> str:
    """The kinds of characters of ``word``, runs cut to two: "Aleppo" is "Xxx", "T-72" is "X-00"."""
    found = ""
    for char in word[:40]:
        kind = "0" if char.isdigit() else char
        if char.isalpha():
            kind = "X" if char.isupper() else "x"
        if not found.endswith(kind * 2):
            found += kind
    return found[:LONGEST_SHAPE].translate(PLAIN)


def features_of(word: str) -> tuple[str, ...]:
    """The features of ``word``, each with a letter for its kind: whole form, beginnings, endings, shape."""
    low = normal(word)
    return (
        "w" + low,
        "b" + low[:2],
        "c" + low[:3],
        "e" + low[-1:],
        "f" + low[-2:],
        "g" + low[-3:],
        "h" + low[-4:],
        "s" + shape(word),
    )
