"""Fit the weights by which grounding chooses among namesakes, from places that people resolved by hand.

    python training/fit_choice.py ../shared/data/geoparsing ../shared/gold tests/golden/coded/seen [--write]

A conditional logit: of the candidates of one name and of one more option, that none of them is meant, exactly one
is right. The corpora of place names are read against the area ``world``, the coded reports against ``syria``.
Prints the weights, and the calibration and accuracy of five folds, none of which holds a document that it was
fitted on.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from marsad.areas import Area, load_area
from marsad.areas.index import Candidate
from marsad.areas.tables import great_circle_km
from marsad.claims import read
from marsad.claims.drafts import Mention, PlaceMention
from marsad.evaluation.matching import names_agree
from marsad.evaluation.toponyms import Standing, read_toponyms
from marsad.grounding.choice import FEATURES, weigh
from marsad.grounding.kinds import as_said, inside
from marsad.grounding.surroundings import Surroundings
from marsad.model import PlaceKind, Report

TABLE = Path("src/marsad/grounding/choice.csv")
FOLDS = 5
PENALTY = 1.0  # on the square of a weight
WITHIN_KM = {PlaceKind.COUNTRY: 1500.0, PlaceKind.PROVINCE: 300.0, PlaceKind.REGION: 300.0}
SETTLEMENT_KM = 15.0
OF_WAR = 4.0  # what a name of a coded report counts for: there are fewer of them, and they are what is read
BINS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)


@dataclass(frozen=True, slots=True)
class Case:
    """One name of one document: the features of its candidates, and which is right; -1: none."""

    document: str
    rows: np.ndarray
    right: int
    weight: float = 1.0


def right_of(candidates: Sequence[Candidate], lat: float, lon: float, geonames: int | None = None) -> int:
    """The candidate that is the place at a point: by its GeoNames id, else the nearest that is near enough."""
    for number, each in enumerate(candidates):
        if geonames is not None and each.place.id == f"plc_gn_{geonames}":
            return number
    apart = [great_circle_km(each.place.lat, each.place.lon, lat, lon) for each in candidates]
    near = [
        (km, number)
        for number, (km, each) in enumerate(zip(apart, candidates, strict=True))
        if km <= WITHIN_KM.get(each.place.kind, SETTLEMENT_KM)
    ]
    return min(near)[1] if near else -1


def case_of(
    document: str,
    mention: PlaceMention,
    around: Surroundings,
    area: Area,
    lat: float,
    lon: float,
    geonames: int | None,
) -> Case | None:
    """The case of one mention; None where nothing bears the name."""
    found = inside(as_said(around.candidates(mention), mention, around), mention, area)
    if not found:
        return None
    weighed, rows = weigh(found, mention.name, around, end=mention.mention.end)
    return Case(document, np.array(rows), right_of(weighed, lat, lon, geonames))


def of_corpora(folder: Path, area: Area) -> Iterator[Case]:
    """The literal place names of TR-News and GeoWebNews."""
    for path in sorted(folder.glob("*.xml")):
        for text in read_toponyms(path):
            said = [
                each
                for each in text.toponyms
                if each.standing in {None, Standing.LITERAL} and each.lat is not None
            ]
            mentions = [PlaceMention(Mention(each.start, each.end, each.name), each.name) for each in said]
            around = Surroundings(area, text.text, mentions)
            for toponym, mention in zip(said, mentions, strict=True):
                assert toponym.lat is not None
                assert toponym.lon is not None
                found = case_of(
                    f"{path.name} {text.id}", mention, around, area, toponym.lat, toponym.lon, toponym.geonames
                )
                if found is not None:
                    yield found


def of_reports(folder: Path, area: Area) -> Iterator[Case]:
    """The places that our reader takes from coded reports, where the coder gave the name a coordinate."""
    for path in sorted(folder.glob("*.json")):
        coded = json.loads(path.read_text(encoding="utf-8"))
        if "claims" not in coded:
            continue
        report = Report("rep_x", coded["text"], published=date.fromisoformat(coded["published"]), language="en")
        drafts = read(report, area).drafts
        mentions = [each for draft in drafts for each in (*draft.places, *(draft.route or ()))]
        around = Surroundings(area, report.text, mentions)
        named = {(each.name, each.candidates): each for each in mentions if not each.by_reference}
        for mention in named.values():
            for place in coded["places"].values():
                if place.get("lat") is not None and names_agree([mention.name], place["names"]):
                    found = case_of(path.stem, mention, around, area, place["lat"], place["lon"], None)
                    if found is not None:
                        yield replace(found, weight=OF_WAR)
                    break


def fitted(cases: Sequence[Case]) -> np.ndarray:
    """The weights that make the right options likeliest, by Newton's method with a penalty on large ones."""
    weights = np.zeros(len(FEATURES))
    for _ in range(30):
        gradient, curvature = PENALTY * weights, PENALTY * np.eye(len(weights))
        for case in cases:
            shares = shares_of(case, weights)
            middle = shares @ case.rows
            pull = middle - (case.rows[case.right] if case.right >= 0 else 0.0)
            bend = (case.rows * shares[:, None]).T @ case.rows - np.outer(middle, middle)
            gradient, curvature = gradient + case.weight * pull, curvature + case.weight * bend
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def shares_of(case: Case, weights: np.ndarray) -> np.ndarray:
    """How likely each candidate is; what is left to one is that of none."""
    scores = case.rows @ weights
    top = max(0.0, float(scores.max()))
    parts = np.exp(scores - top)
    shares: np.ndarray = parts / (parts.sum() + np.exp(-top))
    return shares


def held_out(cases: Sequence[Case]) -> list[tuple[float, bool, bool]]:
    """For each case the confidence of its choice, whether that is right, and whether any candidate is."""
    documents = sorted({case.document for case in cases})
    fold = {document: number % FOLDS for number, document in enumerate(documents)}
    found = []
    for number in range(FOLDS):
        weights = fitted([case for case in cases if fold[case.document] != number])
        for case in cases:
            if fold[case.document] == number:
                shares = shares_of(case, weights)
                best = int(shares.argmax())
                found.append((float(shares[best]), best == case.right, case.right >= 0))
    return found


def show(name: str, outcomes: Sequence[tuple[float, bool, bool]]) -> None:
    """Print accuracy and calibration."""
    known = [right for _, right, any_right in outcomes if any_right]
    print(f"{name}: {len(outcomes)} names with candidates, {len(known)} of them with the right one;")
    print(f"  right of these {np.mean(known):.3f}")
    for low, high in pairwise(BINS):
        inside_bin = [(sure, right) for sure, right, _ in outcomes if low <= sure < high]
        if inside_bin:
            sure, right = (np.mean([each[at] for each in inside_bin]) for at in (0, 1))
            print(f"  {low:.2f}-{min(high, 1):.2f}  n {len(inside_bin):5}  said {sure:.2f}  right {right:.2f}")


def write(weights: Iterable[float]) -> None:
    """Put the weights into the table, whose words stay."""
    with TABLE.open(encoding="utf-8") as rows:
        words = {row["feature"]: row["lost"] for row in csv.DictReader(rows)}
    with TABLE.open("w", encoding="utf-8", newline="") as rows:
        out = csv.writer(rows, lineterminator="\n")
        out.writerow(("feature", "weight", "lost"))
        for feature, weight in zip(FEATURES, weights, strict=True):
            out.writerow((feature, f"{weight:.3f}", words.get(feature, "")))


def main() -> None:
    """Fit, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("reports", type=Path, nargs="*")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    names = list(of_corpora(chosen.corpora, load_area("world")))
    coded = [case for folder in chosen.reports for case in of_reports(folder, load_area("syria"))]
    cases = [*names, *coded]
    weights = fitted(cases)
    for feature, weight in zip(FEATURES, weights, strict=True):
        print(f"{feature:16} {weight:7.3f}")
    outcomes = held_out(cases)
    show("corpora", outcomes_of(outcomes, cases, {case.document for case in names}))
    show("coded reports", outcomes_of(outcomes, cases, {case.document for case in coded}))
    if chosen.write:
        write(weights)


def outcomes_of(
    outcomes: Sequence[tuple[float, bool, bool]], cases: Sequence[Case], documents: set[str]
) -> list[tuple[float, bool, bool]]:
    """The outcomes of some documents; both are in the order of the folds."""
    order = sorted({case.document for case in cases})
    fold = {document: number % FOLDS for number, document in enumerate(order)}
    in_order = [case for number in range(FOLDS) for case in cases if fold[case.document] == number]
    return [outcome for outcome, case in zip(outcomes, in_order, strict=True) if case.document in documents]


if __name__ == "__main__":
    main()
