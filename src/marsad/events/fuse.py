"""Fusing: the claims of all reports become events, each with everyone who says so and who disputes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.events.assembly import event_of
from marsad.events.clusters import clusters
from marsad.events.contradictions import contradicted
from marsad.events.denials import denied_events
from marsad.events.families import families
from marsad.events.origins import Origins
from marsad.events.statements import near, statements, where
from marsad.events.testimonies import Witness, graded, witness_of
from marsad.model import Claim, Event, Issue, Modality, Report, Source, Stage


@dataclass(frozen=True, slots=True)
class Fusion:
    """What happened (``events``), what was only announced or feared, and denials of what nobody asserts."""

    events: tuple[Event, ...]
    issues: tuple[Issue, ...]
    announced: tuple[Claim, ...] = ()
    denied: tuple[Claim, ...] = ()


def fuse(
    claims: Iterable[Claim],
    reports: Mapping[str, Report],
    sources: Mapping[str, Source],
    area: Area,
    copied_from: Mapping[str, str],
) -> Fusion:
    """Events out of ``claims``, graded by how many independent origins say so and whether any disputes it.

    The same claims give the same events with the same ids in any order, and given twice. ``copied_from`` maps
    each report that is nearly identical to an earlier one to the first of its group. Planned and possible
    things never become events; a claim whose report is not in ``reports`` becomes an issue.
    """
    distinct = {claim.id: claim for claim in claims}
    known = [distinct[key] for key in sorted(distinct) if distinct[key].report in reports]
    issues = [_without_report(distinct[key]) for key in sorted(distinct) if distinct[key].report not in reports]
    allegiances = Allegiances(area)
    witness = witness_of(Origins(sources, area, copied_from, reports), reports, allegiances)
    questions: dict[str, list[Claim]] = {}
    for claim in known:
        questions.setdefault(question_of(claim), []).append(claim)
    answers = [answer(questions[each], reports, witness, allegiances) for each in sorted(questions)]
    events, disputes = contradicted([event for each in answers for event in each.events], allegiances, distinct)
    return Fusion(
        events=tuple(sorted((graded(event) for event in events), key=time_order)),
        issues=tuple(issues + disputes),
        announced=announced(known),
        denied=tuple(sorted((claim for each in answers for claim in each.unmatched), key=lambda claim: claim.id)),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the claims on one question make: events, not graded yet nor held against others, and idle denials."""

    events: tuple[Event, ...]
    unmatched: tuple[Claim, ...]


def question_of(claim: Claim) -> str:
    """What a claim speaks of, as a key: the family of its type, its place or road, and whether in or near it.

    Claims on two questions never make one event, nor does a denial of one answer the other.
    """
    return "\t".join((families()[claim.type].name, *where(claim), "near" if near(claim) else ""))


def answer(
    claims: Iterable[Claim],
    reports: Mapping[str, Report],
    witness: Witness,
    allegiances: Allegiances,
) -> Answer:
    """Events out of all distinct claims on one question, with the denials that answer them."""
    by_modality: dict[Modality, list[Claim]] = {modality: [] for modality in Modality}
    for claim in claims:
        by_modality[claim.modality].append(claim)
    found = clusters(statements(by_modality[Modality.ASSERTED], reports), allegiances)
    asserted = [(event_of(cluster, reports, witness), cluster) for cluster in found]
    denials = statements(by_modality[Modality.DENIED], reports)
    events, unmatched = denied_events(asserted, denials, reports, witness, allegiances)
    return Answer(tuple(events), unmatched)


def announced(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Those of ``claims``, given in order of id, that are only planned, then those that are only possible."""
    return tuple(
        claim
        for modality in (Modality.PLANNED, Modality.POSSIBLE)
        for claim in claims
        if claim.modality is modality
    )


def _without_report(claim: Claim) -> Issue:
    return Issue(Stage.FUSE, "the claim's report is not known, so it was left out", claim.report, claim.id)


def time_order(event: Event) -> tuple[str, str, str]:
    """Sorts events by the day on which each is certain, then by its first, then by id."""
    start, last = event.days.start, event.days.last
    by = last or start
    return (by.isoformat() if by else "", start.isoformat() if start else "", event.id)
