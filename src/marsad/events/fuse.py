"""Fusing: the claims of all reports become events, each with everyone who says so and who disputes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.events.assembly import event_of
from marsad.events.clusters import clusters
from marsad.events.contradictions import contradicted
from marsad.events.denials import denied_events
from marsad.events.origins import Origins
from marsad.events.statements import statements
from marsad.events.testimonies import graded, witness_of
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
    by_modality = {modality: [c for c in known if c.modality is modality] for modality in Modality}
    allegiances = Allegiances(area)
    witness = witness_of(Origins(sources, area, copied_from, reports), reports, allegiances)
    found = clusters(statements(by_modality[Modality.ASSERTED], reports, area), allegiances)
    asserted = [(event_of(cluster, reports, witness), cluster) for cluster in found]
    denials = statements(by_modality[Modality.DENIED], reports, area)
    events, unmatched = denied_events(asserted, denials, reports, witness, allegiances)
    events, disputes = contradicted(events, allegiances, distinct)
    return Fusion(
        events=tuple(sorted((graded(event) for event in events), key=_by_time)),
        issues=tuple(issues + disputes),
        announced=tuple(by_modality[Modality.PLANNED] + by_modality[Modality.POSSIBLE]),
        denied=unmatched,
    )


def _without_report(claim: Claim) -> Issue:
    return Issue(Stage.FUSE, "the claim's report is not known, so it was left out", claim.report, claim.id)


def _by_time(event: Event) -> tuple[str, str, str]:
    start, last = event.days.start, event.days.last
    by = last or start
    return (by.isoformat() if by else "", start.isoformat() if start else "", event.id)
