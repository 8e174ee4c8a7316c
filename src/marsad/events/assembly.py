"""Assembly: one event out of the claims of one cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from marsad.events.clusters import Cluster
from marsad.events.families import families
from marsad.events.testimonies import Witness
from marsad.model import (
    Claim,
    ClaimType,
    Count,
    Days,
    Degree,
    Event,
    Grade,
    PlacePrecision,
    Report,
    Sector,
    TimePrecision,
)
from marsad.model.claims import NO_SIDES
from marsad.model.ids import content_id


def event_of(cluster: Cluster, reports: Mapping[str, Report], witness: Witness) -> Event:
    """The event that the claims of ``cluster`` speak of, not yet graded.

    Its type is the one most claims give; its days those that all share, else the hull; its tolls the range
    over all; its sides and actors all that anybody names, the most named first.
    """
    claims = sorted((claim for statement in cluster for claim in statement.claims), key=lambda claim: claim.id)
    first = min(claims, key=lambda claim: _told(claim, reports[claim.report]))
    kind = _most_said(claim.type for claim in claims)
    route = _route(claims)
    place = next((claim.place for claim in claims if claim.place is not None), None)
    one_end = _only_end(claims)
    return Event(
        id=content_id("evt", {"type": families()[kind].name, "first_claim": first.id}),
        type=kind,
        place=place.id if place else one_end,
        route=route,
        days=_shared([statement.days for statement in cluster]),
        agents=_ranked(actor.id for claim in claims for actor in claim.agents),
        targets=_ranked(actor.id for claim in claims for actor in claim.targets),
        grade=Grade.REPORTED,
        testimonies=tuple(witness(claim, True) for claim in claims),
        sides=_sides(claims),
        degree=_degree(claims),
        means="; ".join(sorted({claim.means for claim in claims if claim.means})) or None,
        killed=_range([claim.killed for claim in claims]),
        injured=_range([claim.injured for claim in claims]),
        displaced=_range([claim.displaced for claim in claims]),
        victims="; ".join(sorted({claim.victims for claim in claims if claim.victims})) or None,
        cumulative=cluster[0].cumulative,
        place_name=place.name if place and place.id is None else None,
        precision=_precision(claims),
    )


def _told(claim: Claim, report: Report) -> tuple[str, str, str]:
    """The event keeps its id when later reports join it: it is named after the claim that was told first."""
    at = report.published_at.isoformat() if report.published_at else ""
    return (report.published.isoformat() if report.published else "9999", at, claim.id)


def _most_said(types: Iterable[ClaimType]) -> ClaimType:
    said = list(types)
    if len(set(said)) == 1:
        return said[0]
    counts = Counter(said)
    return max(ClaimType, key=lambda kind: counts[kind])


def _ranked(ids: Iterable[str | None]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for each in ids:
        if each is not None:
            counts[each] = counts.get(each, 0) + 1
    return tuple(sorted(counts, key=lambda each: (-counts[each], each)))


def _route(claims: Iterable[Claim]) -> tuple[str, str] | None:
    for claim in claims:
        if claim.route is not None and claim.route[0].id is not None and claim.route[1].id is not None:
            return (claim.route[0].id, claim.route[1].id)
    return None


def _only_end(claims: Iterable[Claim]) -> str | None:
    """Where only one end of a road is known, the event is at that end."""
    for claim in claims:
        ends = [end.id for end in claim.route or () if end.id is not None]
        if len(ends) == 1:
            return ends[0]
    return None


def _shared(days: list[Days]) -> Days:
    """The days that all share, or the hull of all where they share none; the finest precision that is said."""
    starts, ends = [each.start for each in days], [each.end for each in days]
    known_starts = [start for start in starts if start is not None]
    known_ends = [end for end in ends if end is not None]
    start, end = max(known_starts, default=None), min(known_ends, default=None)
    if start is not None and end is not None and end <= start:
        start, end = min(known_starts), max(known_ends)
    return Days(start, end, min((each.precision for each in days), key=_FINEST_FIRST.__getitem__))


_FINEST_FIRST = {precision: at for at, precision in enumerate(TimePrecision)}


def _sides(claims: Iterable[Claim]) -> Mapping[Sector, tuple[str, ...]]:
    said: dict[Sector, set[str]] = {}
    for claim in claims:
        for sector, actors in claim.sides.items():
            said.setdefault(sector, set()).update(actors)
    if not said:
        return NO_SIDES
    return {sector: tuple(sorted(said[sector])) for sector in Sector if sector in said}


def _degree(claims: Iterable[Claim]) -> Degree | None:
    said = {claim.degree for claim in claims}
    if said == {None}:
        return None
    return next((degree for degree in Degree if degree in said), None)


def _range(counts: Iterable[Count | None]) -> Count | None:
    said = [count for count in counts if count is not None]
    if not said:
        return None
    highs = [count.high for count in said]
    open_end = any(high is None for high in highs)
    return Count(min(c.low for c in said), None if open_end else max(high for high in highs if high is not None))


def _precision(claims: Iterable[Claim]) -> PlacePrecision:
    said = {claim.place.precision for claim in claims if claim.place is not None}
    if len(said) == 1:
        return said.pop()
    return next((precision for precision in PlacePrecision if precision in said), PlacePrecision.PLACE)
