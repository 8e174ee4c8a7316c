"""The whole picture as of one entry of the ledger, from the derived tables instead of from every claim anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from marsad.casualties.tolls import tolls
from marsad.derived.forms import claim_kept, event_kept, holding_kept, issue_kept
from marsad.derived.stepping import Step
from marsad.derived.view import AT, View
from marsad.events.fuse import Fusion, announced, time_order
from marsad.model import Claim, Control, Event, Holding, Issue, Modality, Report
from marsad.pipeline import Picture

NOT_HAPPENED = frozenset({Modality.PLANNED, Modality.POSSIBLE})


def picture_at(derived: View, now: View, step: Step, reports: Iterable[Report]) -> Picture:
    """Everything concluded as of ``now``.

    ``derived`` is the last entry before it up to which the tables hold all, ``step`` what changed from there.
    """
    claims = claims_at(now)
    events = tuple(sorted(_events(derived, step), key=time_order))
    idle = sorted(_idle_denials(derived, step))
    return Picture(
        area=now.area,
        reports=_first_of_each(reports),
        claims=claims,
        fusion=Fusion(
            events=events,
            issues=_issues(derived, step, {event.id: event for event in events}),
            announced=announced(
                sorted((c for c in claims.values() if c.modality in NOT_HAPPENED), key=lambda claim: claim.id)
            ),
            denied=tuple(claims[own] for own in idle),
        ),
        control=control_at(derived, step),
        tolls=tolls(events),
    )


def _first_of_each(reports: Iterable[Report]) -> dict[str, Report]:
    found: dict[str, Report] = {}
    for report in reports:
        found.setdefault(report.id, report)
    return found


def claims_at(now: View) -> dict[str, Claim]:
    """Every claim of the newest readings, in the order in which reports came and of their texts."""
    rows = now.rows(
        "SELECT claims.id, body FROM claims JOIN reports ON reports.id = report WHERE known_from <= :at "
        "AND known_to > :at ORDER BY seq, claims.at"
    )
    return {str(own): claim_kept(str(body)) for own, body in rows}


def control_at(derived: View, step: Step) -> Control:
    """Who holds what."""
    rows = derived.rows(f"SELECT place, body FROM control WHERE {AT} ORDER BY place, valid_from")
    held: dict[str, list[Holding]] = {}
    for place, body in rows:
        if place not in step.control:
            held.setdefault(str(place), []).append(holding_kept(str(body)))
    found = {**held, **step.control}
    return Control({place: tuple(found[place]) for place in sorted(found) if found[place]})


def _events(derived: View, step: Step) -> Iterator[Event]:
    for own, body in derived.rows(f"SELECT id, body FROM events WHERE {AT}"):
        if own not in step.events:
            yield event_kept(str(body))
    yield from (event for event in step.events.values() if event is not None)


def _idle_denials(derived: View, step: Step) -> Iterator[str]:
    for claim, question in derived.rows(f"SELECT claim, question FROM idle_denials WHERE {AT}"):
        if question not in step.answers:
            yield str(claim)
    for answer in step.answers.values():
        yield from answer.idle_denials


def _issues(derived: View, step: Step, events: Mapping[str, Event]) -> tuple[Issue, ...]:
    """In the order of fusion: by what is in question, then by place, then by the ids of the events."""
    rows = derived.rows(f"SELECT place, body FROM issues WHERE {AT}")
    found = [issue_kept(str(body)) for place, body in rows if place not in step.issues]
    found += [issue for issues in step.issues.values() for issue in issues]
    return tuple(
        sorted(
            found, key=lambda issue: (events[issue.subjects[-1]].type.value, *issue.subjects[:1], issue.subjects)
        )
    )
