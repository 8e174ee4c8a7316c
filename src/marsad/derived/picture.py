"""The whole picture as of one entry of the ledger, from the derived tables instead of from every claim anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from marsad.casualties.tolls import tolls
from marsad.derived.forms import holding_kept
from marsad.derived.parts import Claims, Parts
from marsad.derived.stepping import Step
from marsad.derived.view import AT, View
from marsad.events.fuse import Fusion, announced, time_order
from marsad.model import Control, Event, Holding, Issue, Modality, Report
from marsad.pipeline import Picture
from marsad.sieges.stretches import Placed
from marsad.sieges.terrain import Terrain

NOT_HAPPENED = frozenset({Modality.PLANNED.value, Modality.POSSIBLE.value})


def picture_from(
    parts: Parts, step: Step, reports: Mapping[str, Report], terrain: Terrain, placed: Placed
) -> Picture:
    """Everything concluded from ``parts`` and from what changed since (``step``); reports in order of arrival."""
    claims = Claims({own: kept for report in reports for own, kept in parts.claims.get(report, ())})
    changed = {own: event for own, event in step.events.items() if event is not None}
    standing = {own: event for own, event in parts.events.items() if own not in step.events}
    events = tuple(sorted([*standing.values(), *changed.values()], key=time_order))
    return Picture(
        area=terrain.area,
        reports=reports,
        claims=claims,
        fusion=Fusion(
            events=events,
            issues=_issues(parts, step, {**standing, **changed}),
            announced=announced(claims.with_modality(NOT_HAPPENED)),
            denied=tuple(claims[own] for own in sorted(_idle_denials(parts, step))),
        ),
        control=_control({**parts.control, **step.control}),
        tolls=tolls(events),
        terrain=terrain,
        placed=placed,
    )


def control_at(derived: View, step: Step) -> Control:
    """Who holds what."""
    rows = derived.rows(f"SELECT place, body FROM control WHERE {AT} ORDER BY place, valid_from")
    held: dict[str, list[Holding]] = {}
    for place, body in rows:
        if place not in step.control:
            held.setdefault(str(place), []).append(holding_kept(str(body)))
    return _control({**{place: tuple(holdings) for place, holdings in held.items()}, **step.control})


def _control(held: Mapping[str, tuple[Holding, ...]]) -> Control:
    return Control({place: held[place] for place in sorted(held) if held[place]})


def _idle_denials(parts: Parts, step: Step) -> Iterator[str]:
    for question, claims in parts.idle_denials.items():
        if question not in step.answers:
            yield from claims
    for answer in step.answers.values():
        yield from answer.idle_denials


def _issues(parts: Parts, step: Step, events: Mapping[str, Event]) -> tuple[Issue, ...]:
    """In the order of fusion: by what is in question, then by place, then by the ids of the events."""
    found = [issue for place, issues in parts.issues.items() if place not in step.issues for issue in issues]
    found += [issue for issues in step.issues.values() for issue in issues]
    return tuple(
        sorted(
            found, key=lambda issue: (events[issue.subjects[-1]].type.value, *issue.subjects[:1], issue.subjects)
        )
    )
