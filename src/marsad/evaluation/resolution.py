"""Scores of place resolution: whether each name was put at the right place, exactly and within distances.

As the field counts it (Gritta and others 2018, 2019): the names are given, and each is put somewhere or nowhere;
what is put nowhere is wrong. *Exact* asks for the very entry of GeoNames, whose distance is then 0. 161 km is a
hundred miles, the field's usual circle; Al-Bab and Tadef are 2.5 km apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from marsad.areas.tables import great_circle_km
from marsad.evaluation.score import Tally
from marsad.evaluation.toponyms import Toponym
from marsad.model import ClaimedPlace

WITHIN_KM = (5, 20, 161)
CONFIDENCE_STEPS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


@dataclass(frozen=True, slots=True)
class Resolved:
    """One name with where people put it and where we did. ``held``: our gazetteer has the right place."""

    toponym: Toponym
    found: ClaimedPlace | None
    entry: int | None  # of GeoNames, of what was found
    held: bool | None  # None: the corpus gives no id by which to tell
    confidence: float | None = None

    @property
    def exact(self) -> bool | None:
        """Whether the very entry was found; None where the corpus gives none."""
        return None if self.toponym.geonames is None else self.entry == self.toponym.geonames

    @property
    def km(self) -> float | None:
        """The distance between the two; None where it was put nowhere, or where the corpus gives no coordinate."""
        if self.exact:
            return 0.0
        here, there = self.found, self.toponym
        if here is None or here.lat is None or here.lon is None or there.lat is None or there.lon is None:
            return None
        return great_circle_km(here.lat, here.lon, there.lat, there.lon)


@dataclass(frozen=True, slots=True)
class ResolutionScores:
    """Shares of names put right, ``exact`` over those with an id, ``within`` over those with a coordinate."""

    exact: Tally
    within: dict[int, Tally]
    errors_km: tuple[float, ...] = field(default=(), repr=False)

    def row(self) -> Iterator[str]:
        """Exact, each distance, and how many names the shares are of."""
        yield f"{self.exact.recall:.3f}" if self.exact.coded else "–"
        yield from (f"{self.within[km].recall:.3f}" if self.within[km].coded else "–" for km in WITHIN_KM)


def score_resolution(resolved: Iterable[Resolved]) -> ResolutionScores:
    """The scores of ``resolved``. Tallies: right, put somewhere, all."""
    rows = list(resolved)
    with_id = [each for each in rows if each.exact is not None]
    placed = [each for each in rows if each.toponym.lat is not None or each.exact]
    return ResolutionScores(
        Tally(sum(bool(each.exact) for each in with_id), _answered(with_id), len(with_id)),
        {
            km: Tally(sum(_is_within(each, km) for each in placed), _answered(placed), len(placed))
            for km in WITHIN_KM
        },
        tuple(each.km for each in placed if each.km is not None),
    )


def _answered(rows: Sequence[Resolved]) -> int:
    return sum(each.found is not None and each.found.id is not None for each in rows)


def _is_within(row: Resolved, km: int) -> bool:
    return row.km is not None and row.km <= km


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of what was put somewhere with a confidence from ``low`` to below ``high``: how many, and how many right."""

    low: float
    high: float
    said: float  # the mean confidence
    right: int
    all: int

    @property
    def share(self) -> float:
        """The share that is right, which should be what was said."""
        return self.right / self.all


def reliability(rows: Iterable[tuple[float, bool]]) -> Iterator[Reliability]:
    """The table of calibration of (confidence, right), without its empty rows."""
    said = list(rows)
    for low, high in pairwise(CONFIDENCE_STEPS):
        inside = [(confidence, right) for confidence, right in said if low <= confidence < high]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            yield Reliability(low, min(high, 1.0), mean, sum(right for _, right in inside), len(inside))


def calibration_error(rows: Iterable[tuple[float, bool]]) -> float:
    """The expected calibration error: by how much what is said and what is so differ, weighed by how often."""
    said = list(rows)
    return sum(abs(each.said - each.share) * each.all for each in reliability(said)) / max(1, len(said))
