"""Sentences of war reports made from templates, as trees: constructions that the treebanks show too seldom."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from training.augment import name
from training.treebank import Tree

NOTHING = "~"
TABLE = Path(__file__).parent / "templates.yaml"


@dataclass(slots=True)
class _Part:
    """Words with their tags, heads (-1 at the head of the part) and relations."""

    words: list[str]
    tags: list[str]
    heads: list[int]
    relations: list[str]


@cache
def _table() -> tuple[dict[str, list[str]], list[str]]:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return table["slots"], table["sentences"]


def sentences(many: int, chance: random.Random) -> list[Tree]:
    """``many`` sentences from the templates, each template as likely as another."""
    _, templates = _table()
    return [_tree(_phrase(iter(chance.choice(templates).split()), chance)) for _ in range(many)]


def _tree(part: _Part) -> Tree:
    words = [part.words[0][:1].upper() + part.words[0][1:], *part.words[1:]]
    relations = ["root" if head < 0 else label for head, label in zip(part.heads, part.relations, strict=True)]
    return Tree(tuple(words), tuple(part.tags), tuple(words), tuple(part.heads), tuple(relations))


def _phrase(symbols: Iterator[str], chance: random.Random) -> _Part:
    """The next subtree: "( ... )", a word or a slot."""
    return _body(next(symbols), symbols, chance)


def _body(symbol: str, symbols: Iterator[str], chance: random.Random) -> _Part:
    if symbol == "(":
        return _joined(_items(symbols, chance))
    if symbol.startswith("<"):
        return _phrase(iter(chance.choice(_table()[0][symbol[1:-1]]).split()), chance)
    word, tag = symbol.rsplit("/", 1)
    if word == "NAME":
        word = name(chance)
    elif word == "NUMBER":
        word = str(chance.choice((2, 3, 4, 7, 11, 16, 20, 35, 50, 120, 400, "1,200", "40,000")))
    return _Part([word], [tag], [-1], ["root"])


def _items(symbols: Iterator[str], chance: random.Random) -> Iterator[tuple[str, _Part]]:
    """The items up to the closing bracket, each with its relation, "*" for the head."""
    for symbol in symbols:
        if symbol == ")":
            return
        if symbol.startswith("<"):
            yield from _items(iter(chance.choice(_table()[0][symbol[1:-1]]).split()), chance)
        elif symbol.startswith("*"):
            yield "*", _body(symbol[1:], symbols, chance)
        elif symbol != NOTHING:
            relation, body = symbol.split("=", 1)
            yield relation, _body(body, symbols, chance)


def _joined(items: Iterator[tuple[str, _Part]]) -> _Part:
    found = _Part([], [], [], [])
    tops: list[tuple[int, str]] = []
    for relation, part in items:
        start = len(found.words)
        tops.append((start + part.heads.index(-1), relation))
        found.words += part.words
        found.tags += part.tags
        found.heads += [head + start if head >= 0 else -1 for head in part.heads]
        found.relations += part.relations
    (head,) = (top for top, relation in tops if relation == "*")
    for top, relation in tops:
        if top != head:
            found.heads[top], found.relations[top] = head, relation
    return found
