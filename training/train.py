"""Train the English pipeline and write its weights file.

A teacher learns from the treebanks and analyses reports that have no trees. The student, whose weights are
written, starts from the teacher and learns from the treebanks, those silver trees and sentences made by templates.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from marsad.claims.lang.en.pipeline import PIPELINE_VERSION, Pipeline
from marsad.claims.lang.en.pipeline.lemmas import Lemmas
from marsad.claims.lang.en.pipeline.weights import Weights, read
from training import lemma_rules, silver, templates, unlabelled
from training.augment import varied
from training.batches import Encoder, Vocabulary, batches, vocabulary
from training.export import file_of, quantised, restored, written
from training.model import Params, Shape, fresh, loss
from training.scores import scores_of
from training.treebank import Tree, all_trees

TRAIN = ("en_ewt-train", "en_gum_open-train")
DEV = ("en_ewt-dev", "en_gum_open-dev")
TEACHERS = 1
MADE = 2000  # sentences from templates in each pass of the student


@dataclass(frozen=True, slots=True)
class Course:
    """What one model learns from and how: ``epochs`` passes at a learning rate that falls from ``pace``.

    Every pass takes all ``trees``, a random half of ``silver`` and as many sentences ``made`` from templates.
    Training begins at ``start`` where it is given.
    """

    trees: Sequence[Tree]
    words: Vocabulary
    lemmas: Lemmas
    epochs: int
    seed: int
    pace: float
    dropout: float
    silver: Sequence[Tree] = ()
    made: int = 0
    start: Weights | None = None

    def passes(self, encoder: Encoder) -> Iterator[tuple[int, Any]]:
        """The batches of all passes with the number of their pass, each pass with its own variations."""
        for number in range(self.epochs):
            chance = random.Random(f"{self.seed}-{number}")
            half = chance.sample(self.silver, len(self.silver) // 2)
            made = templates.sentences(self.made, chance)
            trees = [varied(tree, chance) for tree in (*self.trees, *half, *made)]
            for batch in batches(trees, encoder, chance):
                yield number, batch

    def steps(self) -> int:
        """About how many batches all passes make."""
        trees = [*self.trees, *self.silver[: len(self.silver) // 2]]
        return self.epochs * sum(1 for _ in batches(trees, Encoder(self.words), random.Random(0)))


@partial(jax.jit, static_argnames=("shape", "rate"), donate_argnums=(0, 1))
def step(
    params: Params, moments: Any, batch: Any, key: Any, pace: Any, count: Any, *, shape: Shape, rate: float
) -> Any:
    """One step of Adam, and of the running mean of the parameters that is kept in the end."""
    value, slope = jax.value_and_grad(loss)(params, shape, batch, key, rate)
    first, second, mean = moments
    norm = jnp.sqrt(sum(jnp.sum(each**2) for each in jax.tree.leaves(slope)))
    slope = jax.tree.map(lambda each: each * jnp.minimum(1.0, 4.0 / (norm + 1e-9)), slope)
    first = jax.tree.map(lambda old, new: 0.9 * old + 0.1 * new, first, slope)
    second = jax.tree.map(lambda old, new: 0.98 * old + 0.02 * new**2, second, slope)
    one, two = 1 - 0.9**count, 1 - 0.98**count
    params = jax.tree.map(
        lambda old, up, var: old - pace * (up / one) / (jnp.sqrt(var / two) + 1e-8), params, first, second
    )
    keep = jnp.minimum(0.998, (1 + count) / (10 + count))
    mean = jax.tree.map(lambda old, new: keep * old + (1 - keep) * new, mean, params)
    return params, (first, second, mean), value


def pace_at(done: int, steps: int, top: float) -> float:
    """The learning rate: up over 200 steps, then down in a straight line to a hundredth."""
    return float(top * min(1.0, (done + 1) / 200) * max(0.01, 1 - done / steps))


def learnt(course: Course, out: Path, dev: dict[str, list[Tree]]) -> bytes:
    """The weights file of a model that took ``course``; ``out`` holds its latest state meanwhile."""
    shape, words = Shape(), course.words
    encoder = Encoder(words)
    steps = course.steps()
    if course.start:
        params = {name: jnp.asarray(each) for name, each in restored(course.start, words.features).items()}
    else:
        params = fresh(shape, len(words.features), len(words.tags), len(words.relations), course.seed)
    moments = (*(jax.tree.map(jnp.zeros_like, params) for _ in range(2)), jax.tree.map(jnp.array, params))
    key = jax.random.key(course.seed, impl="rbg")
    began, last, total = time.perf_counter(), 0, 0.0
    for done, (epoch, batch) in enumerate(course.passes(encoder)):
        if epoch != last:
            report(f"pass {last + 1}: loss {total * course.epochs / steps:.3f}", began)
            last, total = epoch, 0.0
            if epoch % 4 == 0:
                save(out, moments[2], shape, course, dev)
        params, moments, value = step(
            params,
            moments,
            batch,
            jax.random.fold_in(key, done),
            pace_at(done, steps, course.pace),
            done + 1,
            shape=shape,
            rate=course.dropout,
        )
        total += float(value)
    report(f"pass {last + 1}: loss {total * course.epochs / steps:.3f}", began)
    return save(out, moments[2], shape, course, dev)


def save(out: Path, params: Params, shape: Shape, course: Course, dev: dict[str, list[Tree]]) -> bytes:
    """Write the weights file; print what it scores on the development sets."""
    arrays = quantised({name: np.asarray(each) for name, each in params.items()}, shape)
    words = course.words
    content = file_of(
        arrays, list(words.features), list(words.tags), list(words.relations), course.lemmas, PIPELINE_VERSION
    )
    written(out, content)
    pipeline = Pipeline(read(content))
    for name, trees in dev.items():
        print(f"  {name}: {scores_of(pipeline, trees)}", flush=True)
    print(f"  {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}", flush=True)
    return content


def report(line: str, began: float) -> None:
    """A line of progress with the seconds since ``began``."""
    print(f"{line} ({time.perf_counter() - began:.0f} s)", flush=True)


def main() -> None:
    """Read the treebanks, train the teachers, then the student."""
    options = parsed()
    began = time.perf_counter()
    options.work.mkdir(parents=True, exist_ok=True)
    latest = options.work / "latest.npz"
    gold = all_trees(options.data / "ud" / f"{name}.conllu" for name in TRAIN)
    dev = {name: all_trees([options.data / "ud" / f"{name}.conllu"]) for name in DEV}
    lemmas = lemma_rules.learnt(gold)
    report(f"{len(gold)} gold trees", began)
    words = vocabulary(gold)
    teachers = []
    for number in range(1, TEACHERS + 1):
        path = options.work / f"teacher-{number}.npz"
        if not path.exists():
            course = Course(gold, words, lemmas, options.teacher_epochs, options.seed + number, 2e-3, 0.25)
            written(path, learnt(course, latest, dev))
        teachers.append(read(path.read_bytes()))
        report(f"teacher {number}", began)
    more = list(silver.trees(teachers, unlabelled.sentences(options.data)))
    report(f"{len(more)} silver trees", began)
    words = vocabulary([*gold, *more])
    course = Course(
        gold, words, lemmas, options.epochs, options.seed, 1e-3, 0.2, silver=more, made=MADE, start=teachers[0]
    )
    written(options.out, learnt(course, latest, dev))
    report("done", began)


def parsed() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with ud/, fa-kes/, event-location/ and re3d/"
    )
    parser.add_argument("--out", type=Path, required=True, help="weights file to write (english.npz)")
    parser.add_argument(
        "--work",
        type=Path,
        default=Path("training-work"),
        help="folder for the teacher and the latest state; a teacher found here is not trained again",
    )
    parser.add_argument("--teacher-epochs", type=int, default=12, help="passes of the teacher over the treebanks")
    parser.add_argument(
        "--epochs",
        type=int,
        default=7,
        help="passes of the student over the treebanks, half the silver trees and templates",
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of every random choice")
    return parser.parse_args()


if __name__ == "__main__":
    main()
