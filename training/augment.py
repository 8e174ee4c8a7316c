"""Copies of trees as war reports look: unknown names, headlines, field messages in capitals, missing stops."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import yaml

from training.treebank import Tree

NAMES = frozenset({"NNP"})
ARTICLES = ("al", "Al", "el", "El", "ar", "as", "ash", "ad", "an")
SYLLABLES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "syllables.yaml").read_text(encoding="utf-8")
)


def name(chance: random.Random) -> str:
    """A name of one word that nobody has trained on."""
    middle = chance.choice(SYLLABLES["middles"]) if chance.random() < 0.45 else ""
    return chance.choice(SYLLABLES["starts"]) + middle + chance.choice(SYLLABLES["ends"])


def varied(tree: Tree, chance: random.Random) -> Tree:
    """``tree`` as it is, most of the time, or with new names, in other letters, or without its final stop."""
    if chance.random() < 0.25:
        tree = _renamed(tree, chance)
    if len(tree.words) > 3 and tree.words[-1] == "." and chance.random() < 0.1:
        tree = _without_stop(tree)
    if chance.random() < 0.07:
        tree = _stripped(tree)
    letters = chance.random()
    if letters < 0.03:
        return replace(tree, words=tuple(word.lower() for word in tree.words))
    if letters < 0.05:
        return replace(tree, words=tuple(word.upper() for word in tree.words))
    if letters < 0.09:
        return replace(tree, words=tuple(word[:1].upper() + word[1:] for word in tree.words))
    return tree


def _without_stop(tree: Tree) -> Tree:
    return _without(tree, {len(tree.words) - 1})


def _stripped(tree: Tree) -> Tree:
    """As some collections keep their texts: no commas, no apostrophes ("the regimes capture of the town")."""
    gone = {at for at, word in enumerate(tree.words) if word == ","}
    words = list(tree.words)
    for at, tag in enumerate(tree.tags):
        if tag == "POS" and words[at].endswith("s") and tree.heads[at] == at - 1:
            words[at - 1] += "s"
            gone.add(at)
    return _without(replace(tree, words=tuple(words)), gone)


def _without(tree: Tree, gone: set[int]) -> Tree:
    """``tree`` less the words at ``gone``, or all of it where other words hang from those."""
    if not gone or gone.intersection(tree.heads) or len(gone) == len(tree.words):
        return tree
    kept = [at for at in range(len(tree.words)) if at not in gone]
    at = {old: new for new, old in enumerate(kept)} | {-1: -1}
    return Tree(
        tuple(tree.words[old] for old in kept),
        tuple(tree.tags[old] for old in kept),
        tuple(tree.lemmas[old] for old in kept),
        tuple(at[tree.heads[old]] for old in kept),
        tuple(tree.relations[old] for old in kept),
    )


def _renamed(tree: Tree, chance: random.Random) -> Tree:
    """About half the names replaced; some by a name with an article and a hyphen: three tokens."""
    words: list[str] = []
    tags: list[str] = []
    lemmas: list[str] = []
    heads: list[int] = []
    relations: list[str] = []
    at: list[int] = []  # where each word went
    for place, (word, tag) in enumerate(zip(tree.words, tree.tags, strict=True)):
        new = tag in NAMES and word[:1].isupper() and len(word) > 2 and word.isalpha() and chance.random() < 0.5
        at.append(len(words))
        head, relation = tree.heads[place], tree.relations[place]
        fresh = name(chance) if new else word
        if new and tag == "NNP" and relation not in {"flat", "compound"} and chance.random() < 0.25:
            first = len(words)
            words += [chance.choice(ARTICLES), "-", fresh]
            tags += ["NNP", "HYPH", "NNP"]
            lemmas += [words[-3], "-", fresh]
            heads += [head, -2 - (first + 2), -2 - first]
            relations += [relation, "punct", "flat"]
            continue
        words.append(fresh)
        tags.append(tag)
        lemmas.append(fresh if new else tree.lemmas[place])
        heads.append(head)
        relations.append(relation)
    moved = [-2 - head if head <= -2 else at[head] if head >= 0 else -1 for head in heads]
    return Tree(tuple(words), tuple(tags), tuple(lemmas), tuple(moved), tuple(relations))
