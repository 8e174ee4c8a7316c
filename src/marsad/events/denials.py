"""Denials: what is said not to be so becomes a testimony against the event it denies, never an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that a denial may answer: when it was, when it was first told of, what says so."""

    id: str
    days: Days
    told: date | None
    cluster: Cluster


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
    candidates = [Candidate(e.id, e.days, first_told(cluster, reports), cluster) for e, cluster in asserted]
    against: dict[str, list[Testimony]] = {event.id: [] for event, _ in asserted}
    unmatched: list[Claim] = []
    for denial in denials:
        answer = answered(denial, candidates, allegiances)
        counted = counting(denial, answer.cluster, reports, witness) if answer else []
        if answer:
            against[answer.id] += [witness(claim, False) for claim in counted]
        unmatched += [claim for claim in denial.claims if claim not in counted]
    events = [with_testimonies(event, against[event.id]) for event, _ in asserted]
    return events, tuple(sorted(unmatched, key=lambda claim: claim.id))


def answered(denial: Statement, candidates: Iterable[Candidate], allegiances: Allegiances) -> Candidate | None:
    """Which of ``candidates`` the denial answers: the latest that fits."""
    fitting = [
        each
        for each in candidates
        if _same_question(denial, each.cluster[0])
        and may_answer(denial, each.days, each.told)
        and all(Level.ELSE not in parties_level(denial, member, allegiances) for member in each.cluster)
    ]
    alike = [each for each in fitting if each.cluster[0].manner == denial.manner]
    if not alike and not _of_the_whole(denial):
        alike = fitting
    return max(alike, key=lambda each: (each.days.end or date.max, each.id), default=None)


def counting(denial: Statement, cluster: Cluster, reports: Mapping[str, Report], witness: Witness) -> list[Claim]:
    """The claims of a denial that count against the event made of ``cluster``, which must have its claims."""
    return [claim for claim in denial.claims if _counts(claim, cluster, reports, witness)]


def _same_question(denial: Statement, member: Statement) -> bool:
    return (
        families()[member.type].name == families()[denial.type].name
        and member.where == denial.where
        and member.near == denial.near
    )


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
