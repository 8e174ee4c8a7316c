"""Scores of a pipeline on trees: what the model card reports."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from marsad.claims.lang.en.pipeline import Pipeline
from marsad.claims.lang.en.pipeline.weights import read
from training.treebank import Tree, trees_of

SETS = ("en_ewt-dev", "en_gum_open-dev", "en_ewt-test", "en_gum_open-test", "en_pud-test")


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares in percent; ``uas`` and ``las`` leave out punctuation, ``tags`` and ``lemmas`` count every token."""

    uas: float
    las: float
    tags: float
    lemmas: float
    words: int

    def __str__(self) -> str:
        parsed = f"UAS {self.uas:.2f} LAS {self.las:.2f}"
        return f"{parsed} tags {self.tags:.2f} lemmas {self.lemmas:.2f} ({self.words} tokens)"


def scores_of(pipeline: Pipeline, trees: Sequence[Tree]) -> Scores:
    """The scores on gold tokens and sentences. Lemmas compare without regard to capitals."""
    heads = labels = counted = tags = lemmas = words = 0
    for tree, found in zip(trees, pipeline.analysed([tree.words for tree in trees]), strict=True):
        words += len(tree.words)
        for at, relation in enumerate(tree.relations):
            tags += tree.tags[at] == found.tags[at]
            lemmas += tree.lemmas[at].lower() == found.lemmas[at].lower()
            if relation == "punct":
                continue
            counted += 1
            if tree.heads[at] == found.heads[at]:
                heads += 1
                labels += relation == found.relations[at]
    return Scores(100 * heads / counted, 100 * labels / counted, 100 * tags / words, 100 * lemmas / words, words)


def main() -> None:
    """Print the scores of a weights file on every development and test set, in our tokens and its own."""
    parser = argparse.ArgumentParser(
        description="Score a weights file on the treebanks' development and test sets."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ud/*.conllu")
    parser.add_argument("--weights", type=Path, required=True, help="weights file (english.npz)")
    options = parser.parse_args()
    pipeline = Pipeline(read(options.weights.read_bytes()))
    for name in SETS:
        path = options.data / "ud" / f"{name}.conllu"
        print(f"{name}: {scores_of(pipeline, trees_of(path))}")
        print(f"  in its own tokens: {scores_of(pipeline, trees_of(path, recut=False))}")


if __name__ == "__main__":
    main()
