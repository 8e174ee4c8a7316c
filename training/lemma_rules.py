"""Lemma exceptions and ending rules, counted from trees."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from marsad.claims.lang.en.pipeline.lemmas import LONGEST_ENDING, NAMES, Lemmas
from marsad.claims.lang.en.pipeline.words import PLAIN
from training.treebank import Tree


def learnt(trees: Iterable[Tree]) -> Lemmas:
    """Small tables that give the lemmas of ``trees``: rules by ending and tag, exceptions where those fail."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for tree in trees:
        for word, tag, lemma in zip(tree.words, tree.tags, tree.lemmas, strict=True):
            if lemma == "_" or (word.isupper() and len(word) > 1 and tag not in NAMES):
                continue
            plain = word.translate(PLAIN)
            low = plain if tag in NAMES else plain.lower()
            seen[low, tag][lemma.translate(PLAIN) if tag in NAMES else lemma.translate(PLAIN).lower()] += 1
    best = {key: min(found, key=lambda lemma: (-found[lemma], lemma)) for key, found in seen.items()}
    endings = _endings(best)
    ruled = Lemmas({}, endings)
    exceptions = {
        (word, tag): lemma
        for (word, tag), lemma in sorted(best.items())
        if tag not in NAMES and ruled.lemma(word, tag) != lemma and _worth(word, lemma)
    }
    return Lemmas(exceptions, endings)


def _worth(word: str, lemma: str) -> bool:
    return bool(lemma) and "\t" not in lemma and (word.isalpha() or "'" in word)


def _endings(best: dict[tuple[str, str], str]) -> dict[tuple[str, str], tuple[int, str]]:
    """For each (ending, tag) the commonest change, where three words show it and a shorter ending errs."""
    changes: dict[tuple[str, str], Counter[tuple[int, str]]] = defaultdict(Counter)
    for (word, tag), lemma in best.items():
        if tag in NAMES or not word.isalpha() or not lemma.isalpha():
            continue
        common = 0
        while common < min(len(word), len(lemma)) and word[common] == lemma[common]:
            common += 1
        change = (len(word) - common, lemma[common:])
        if change[0] > LONGEST_ENDING or common == 0:
            continue
        for size in range(min(LONGEST_ENDING, len(word) - 1) + 1):
            changes[word[len(word) - size :], tag][change] += 1
    rules: dict[tuple[str, str], tuple[int, str]] = {}
    for (ending, tag), found in sorted(changes.items(), key=lambda each: (len(each[0][0]), each[0])):
        change, many = min(found.items(), key=lambda each: (-each[1], each[0]))
        if many >= 3 and many > found.total() / 2 and change != _shorter(rules, ending, tag):
            rules[ending, tag] = change
    return rules


def _shorter(rules: dict[tuple[str, str], tuple[int, str]], ending: str, tag: str) -> tuple[int, str]:
    for cut in range(1, len(ending) + 1):
        if (ending[cut:], tag) in rules:
            return rules[ending[cut:], tag]
    return (0, "")
