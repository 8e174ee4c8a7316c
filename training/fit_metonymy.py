"""Fit the weights of ``marsad.evaluation.metonymy`` and say how good they are on articles they were not fitted on.

usage: python training/fit_metonymy.py GWN.xml [--write]

Five folds by article (number modulo five): fitted on four, scored on the fifth. ``--write`` fits on every second
article, the first among them, and writes ``src/marsad/evaluation/metonymy.csv``, keeping what it says of each
feature; ``marsad eval`` scores on the other half.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from marsad.evaluation.metonymy import beside, features
from marsad.evaluation.toponyms import ResolvedText, Standing, read_toponyms

OUT = Path(__file__).resolve().parents[1] / "src" / "marsad" / "evaluation" / "metonymy.csv"
FOLDS = 5
RIDGE = 1.0
ROUNDS = 30
Matrix = NDArray[np.float64]


def examples(texts: Sequence[ResolvedText]) -> tuple[list[dict[str, float]], Matrix]:
    """The features of every name of a place, and 1 where it means the place itself."""
    named = [(text, each) for text in texts for each in text.toponyms if each.standing]
    rows = [features(beside(text.text, each.start, each.end)) for text, each in named]
    return rows, np.array([float(each.standing is Standing.LITERAL) for _, each in named])


def matrix(rows: Sequence[dict[str, float]], names: Sequence[str]) -> Matrix:
    """The features as columns in the order of ``names``."""
    return np.array([[row.get(name, 0.0) for name in names] for row in rows])


def fitted(x: Matrix, y: Matrix) -> Matrix:
    """Logistic regression with a ridge on all but the first weight, by Newton's method."""
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 0.0
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - penalty * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        weights += np.linalg.solve(hessian, gradient)
    return weights


def f1(right: int, said: int, coded: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * right / max(1, said + coded)


def main() -> None:
    """Print the scores of five folds; write the weights where asked to."""
    texts = read_toponyms(Path(sys.argv[1]))
    every, _ = examples(texts)
    names = ["always", *sorted({name for row in every for name in row} - {"always"})]
    guesses, truth = [], []
    for fold in range(FOLDS):
        kept = [text for number, text in enumerate(texts) if number % FOLDS != fold]
        out = [text for number, text in enumerate(texts) if number % FOLDS == fold]
        (rows, y), (other, z) = examples(kept), examples(out)
        guesses.append(1 / (1 + np.exp(-matrix(other, names) @ fitted(matrix(rows, names), y))))
        truth.append(z)
    p, z = np.concatenate(guesses), np.concatenate(truth)
    for title, said, coded in (("associative", p < 0.5, z == 0), ("literal", p >= 0.5, z == 1)):
        right = int((said & coded).sum())
        score = f1(right, int(said.sum()), int(coded.sum()))
        print(f"{title}: precision {right / said.sum():.3f} recall {right / coded.sum():.3f} F1 {score:.3f}")
    print(f"accuracy {((p >= 0.5) == (z == 1)).mean():.3f} of {len(z)}; Brier {np.mean((p - z) ** 2):.3f}")
    half, y = examples(texts[::2])
    weights = fitted(matrix(half, names), y)
    for name, weight in sorted(zip(names, weights, strict=True), key=lambda each: each[1]):
        print(f"{name:18} {weight:+.2f}")
    if "--write" in sys.argv:
        write(dict(zip(names, weights, strict=True)))


def write(weights: dict[str, float]) -> None:
    """Put the weights into the table, in its order."""
    with OUT.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    with OUT.open("w", encoding="utf-8", newline="") as table:
        out = csv.DictWriter(table, ("feature", "weight", "meaning"), lineterminator="\n")
        out.writeheader()
        for row in rows:
            out.writerow({**row, "weight": f"{weights.get(row['feature'], 0.0):.2f}"})


if __name__ == "__main__":
    main()
