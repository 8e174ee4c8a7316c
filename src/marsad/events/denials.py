"""Denials: what is said not to be so becomes a testimony against the event it denies, never an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from marsad.areas.allegiances import Allegiances
from marsad.events.clusters import Cluster
from marsad.events.comparison import Level, parties_level
from marsad.events.families import families
from marsad.events.statements import Statement
from marsad.events.testimonies import Witness, with_testimonies
from marsad.model import Claim, Days, Degree, Event, Report, Testimony

ANSWER_DAYS = 3  # how long after an event a dated denial still answers it
UNDATED_ANSWER_DAYS = 14  # how long after an event a denial that gives no day still answers it


def denied_events(
    asserted: Sequence[tuple[Event, Cluster]],
    denials: Iterable[Statement],
    reports: Mapping[str, Report],
    witness: Witness,
    allegiances: Allegiances,
) -> tuple[list[Event], tuple[Claim, ...]]:
    """The events with the denials that answer them, each the latest that fits; and denials of nothing known.

    A denial by an origin that itself said so counts only if it came later: then it is a retraction.
    """
    against: dict[str, list[Testimony]] = {event.id: [] for event, _ in asserted}
    unmatched: list[Claim] = []
    for denial in denials:
        fitting = [
            (event, cluster)
            for event, cluster in asserted
            if _answers(denial, event, cluster, allegiances)
            and not _too_early(denial, event.days, first_told(cluster, reports))
        ]
        alike = [(e, cluster) for e, cluster in fitting if cluster[0].manner == denial.manner]
        if not alike and not _of_the_whole(denial):
            alike = fitting
        counted: list[Claim] = []
        if alike:
            event, cluster = max(alike, key=lambda each: (each[0].days.end or date.max, each[0].id))
            counted = [claim for claim in denial.claims if _counts(claim, cluster, reports, witness)]
            against[event.id] += [witness(claim, False) for claim in counted]
        unmatched += [claim for claim in denial.claims if claim not in counted]
    events = [with_testimonies(event, against[event.id]) for event, _ in asserted]
    return events, tuple(sorted(unmatched, key=lambda claim: claim.id))


def _answers(denial: Statement, event: Event, cluster: Cluster, allegiances: Allegiances) -> bool:
    member = cluster[0]
    same_question = (
        families()[member.type].name == families()[denial.type].name
        and member.where == denial.where
        and member.near == denial.near
    )
    if not same_question or not _while_it_matters(denial.days, event.days):
        return False
    return all(Level.ELSE not in parties_level(denial, each, allegiances) for each in cluster)


def _while_it_matters(denied: Days, happened: Days) -> bool:
    if denied.start is None and denied.end is not None and happened.end is not None:
        reach = timedelta(days=UNDATED_ANSWER_DAYS)
        return denied.overlaps(happened) and denied.end - happened.end <= reach
    later = happened.end + timedelta(days=ANSWER_DAYS) if happened.end else None
    return denied.overlaps(Days(happened.start, later, happened.precision))


def _of_the_whole(denial: Statement) -> bool:
    """Whether it denies only that a siege is complete: then it does not deny one that leaves a way."""
    return any(claim.degree is Degree.COMPLETE for claim in denial.claims)


def _too_early(denial: Statement, happened: Days, told: date | None) -> bool:
    """Whether it was said days before anyone told of the event, of which no first day is known."""
    if happened.start is not None or told is None or denial.certain is None:
        return False
    return told - denial.certain > timedelta(days=ANSWER_DAYS)


def may_answer(denial: Statement, happened: Days, told: date | None) -> bool:
    """Whether ``denial`` comes in time to answer an event of those days, first told of on the day ``told``."""
    return _while_it_matters(denial.days, happened) and not _too_early(denial, happened, told)


def first_told(cluster: Cluster, reports: Mapping[str, Report]) -> date | None:
    """The day on which the first report of the claims of ``cluster`` was published, as far as any day is known."""
    told = [reports[claim.report].published for statement in cluster for claim in statement.claims]
    return min((day for day in told if day is not None), default=None)


def _counts(denial: Claim, cluster: Cluster, reports: Mapping[str, Report], witness: Witness) -> bool:
    origin = witness(denial, False).origin.key
    claims = (claim for statement in cluster for claim in statement.claims)
    own = [_told(reports[claim.report]) for claim in claims if witness(claim, True).origin.key == origin]
    return not own or _told(reports[denial.report]) > max(own)


def _told(report: Report) -> tuple[str, str]:
    at = report.published_at.isoformat() if report.published_at else ""
    return (report.published.isoformat() if report.published else "", at)
