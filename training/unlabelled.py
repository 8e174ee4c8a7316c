"""Sentences about war without trees, from open collections, cut by Marsad's own rules."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from marsad.claims.lang.en.tokens import sentences_of

SHORTEST, LONGEST = 4, 60  # tokens of a sentence taken
Sentence = tuple[str, ...]


def sentences(data: Path) -> list[Sentence]:
    """The different sentences of FA-KES, of the event-location corpus and of re3d, in order, below ``data``."""
    found: dict[Sentence, None] = {}
    for text in _texts(data):
        for tokens in sentences_of(text):
            sentence = tuple(token.text for token in tokens)
            if (
                SHORTEST <= len(sentence) <= LONGEST
                and sum(word.isalpha() for word in sentence) > len(sentence) / 2
            ):
                found[sentence] = None
    return list(found)


def _texts(data: Path) -> Iterator[str]:
    with (data / "fa-kes" / "FA-KES-Dataset.csv").open(encoding="latin-1", newline="") as rows:
        for row in csv.DictReader(rows):
            yield row["article_title"]
            yield row["article_content"]
    with (data / "event-location" / "verb_location.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]
    for path in sorted((data / "re3d").glob("*/documents.json")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)["text"]
