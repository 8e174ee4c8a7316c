"""Which of several namesakes a report means, how sure that is, and why the others lost.

Each candidate is weighed by a few features: how it is called, how many live there, whether the report names its
country, how far it lies from the report's other places, whether it is of the kind that the words say. The weights
(``choice.csv``) were fitted by ``training/fit_choice.py`` as a conditional logit with one more option, that none
of the candidates is meant: the confidence of a choice is its share, and means that so many such choices are right.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log, log10
from operator import mul

from marsad.areas.area import ADMIN_KINDS
from marsad.areas.index import Candidate, Likeness
from marsad.areas.names import normalised
from marsad.grounding.surroundings import Surroundings
from marsad.model import Place, PlaceKind

LIKELY = 0.35  # of a choice below, which is none: the name stays as named
MOST = 24  # candidates that are weighed, the most populous and those in countries that the report names
FARTHEST_KM = 2_000.0  # beyond which farther makes no difference
NEAR_KM = 25.0  # below which nearer makes little difference
SHOWN = 3  # runners-up that are kept
FEATURES = (
    "any",
    "people",
    "smaller",
    "other_spelling",
    "country_named",
    "country_share",
    "country_shared",
    "beside",
    "far",
    "alone",
    "own",
    "admin",
    "country",
    "site",
    "namesakes",
)
FEWEST_PEOPLE = 100  # fewer, or as many as nobody counted, count as these
SETTLED = frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP})
UNITS = ADMIN_KINDS - {PlaceKind.COUNTRY}
ADMIN_OR_SETTLED = ADMIN_KINDS | SETTLED


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A namesake that was not chosen, how likely it is, and what told most against it."""

    place: Place
    confidence: float
    lost: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that a name most probably means; None where none of the candidates is likely enough.

    ``confidence`` is the probability that it is the place meant, or, of None, that none of them is.
    """

    place: Place | None
    confidence: float
    runners_up: tuple[RunnerUp, ...] = ()


def choose(candidates: Sequence[Candidate], name: str, around: Surroundings, *, end: int = 0) -> Choice:
    """The choice among ``candidates`` for ``name``, which ends at the offset ``end`` of the report's text."""
    weighed, rows = weigh(candidates, name, around, end=end)
    shares = _shares([sum(map(mul, row, _weights())) for row in rows])
    order = sorted(range(len(rows)), key=lambda at: (-shares[at], weighed[at].place.id))
    if not order or shares[order[0]] < LIKELY:
        runners = (RunnerUp(weighed[at].place, round(shares[at], 3), _least(rows[at])) for at in order[:SHOWN])
        return Choice(None, round(max(0.0, 1.0 - sum(shares)), 3), tuple(runners))
    best, *others = order
    lost = (RunnerUp(weighed[at].place, round(shares[at], 3), _why(rows[at], rows[best])) for at in others[:SHOWN])
    return Choice(weighed[best].place, round(shares[best], 3), tuple(lost))


def weigh(
    candidates: Sequence[Candidate], name: str, around: Surroundings, *, end: int
) -> tuple[list[Candidate], list[tuple[float, ...]]]:
    """The candidates that are weighed at all, and the features of each."""
    weighed = list(candidates)
    if len(weighed) > MOST:
        weighed.sort(key=lambda each: (each.place.country not in around.named, -each.people, each.place.id))
        weighed = weighed[:MOST]
    most = max((_size(each) for each in weighed), default=0.0)
    alike = log(len(candidates)) if candidates else 0.0
    key = normalised(name)
    return weighed, [_features(each, key, around, end=end, most=most, alike=alike) for each in weighed]


def _size(one: Candidate) -> float:
    """From nought for a hundred people to about three for a hundred million."""
    return (log10(max(one.people, FEWEST_PEOPLE)) - 2) / 2


def _shares(scores: Sequence[float]) -> list[float]:
    """The probability of each; what is left to one is that of none of them, whose score is nought."""
    parts = [exp(min(score, 50.0)) for score in scores]
    whole = 1.0 + sum(parts)
    return [part / whole for part in parts]


def _features(
    candidate: Candidate, key: str, around: Surroundings, *, end: int, most: float, alike: float
) -> tuple[float, ...]:
    """What tells for and against a candidate, in the order of ``FEATURES``; each between 0 and about 3."""
    place, size = candidate.place, _size(candidate)
    nearest, kind = around.nearest_km(place, key), place.kind
    return (
        1.0,
        size,
        most - size,
        float(candidate.likeness is Likeness.SPELLING),
        float(place.country in around.named),
        around.share_named(place.country),
        around.share_beside(place.country, key),
        float(around.says_beside(place, end)),
        0.0 if nearest is None else log(1 + min(nearest, FARTHEST_KM) / NEAR_KM) / log(1 + FARTHEST_KM / NEAR_KM),
        float(nearest is None),
        float(place.country in around.area.countries),
        float(kind in UNITS),
        float(kind is PlaceKind.COUNTRY),
        float(kind not in ADMIN_OR_SETTLED),
        alike,
    )


@cache
def coefficients() -> tuple[tuple[str, float, str], ...]:
    """Each feature, its weight, and what is said of a place that lost by it."""
    with (files("marsad.grounding") / "choice.csv").open(encoding="utf-8") as rows:
        read = {row["feature"]: (float(row["weight"]), row["lost"]) for row in csv.DictReader(rows)}
    return tuple((feature, *read[feature]) for feature in FEATURES)


@cache
def _weights() -> tuple[float, ...]:
    return tuple(weight for _, weight, _ in coefficients())


def _why(row: Sequence[float], best: Sequence[float]) -> str:
    """The feature that told most against it beside the place that was chosen."""
    against = [
        (weight * (b - a), lost) for a, b, (_, weight, lost) in zip(row, best, coefficients(), strict=True) if lost
    ]
    return max(against)[1]


def _least(row: Sequence[float]) -> str:
    """What told most against it alone."""
    against = [(-weight * a, lost) for a, (_, weight, lost) in zip(row, coefficients(), strict=True) if lost]
    worst, lost = max(against)
    return lost if worst > 0 else "nothing in the report tells for it"
