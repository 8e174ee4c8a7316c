"""Events, holdings and statements as compact JSON and back, as the derived tables keep them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from marsad.events.statements import Statement
from marsad.ledger.bodies import issue_form, issue_of
from marsad.model import (
    Claim,
    ClaimType,
    Count,
    Days,
    Degree,
    Event,
    Grade,
    Holding,
    Issue,
    Origin,
    PlacePrecision,
    Sector,
    Testimony,
    TimePrecision,
)

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def written(form: object) -> str:
    """JSON without spaces; the same bytes for the same form on any machine."""
    return _ENCODER.encode(form)


def claim_kept(body: str) -> Claim:
    """The claim that :meth:`Claim.to_json` wrote, with the id that is written there: finding it anew is slow."""
    form = json.loads(body)
    claim = Claim.from_json(form)
    object.__setattr__(claim, "_id", form["id"])
    return claim


def event_written(event: Event) -> str:
    """``event`` as JSON."""
    return written(
        [
            event.id, event.type.value, event.place, event.route, _days(event.days), event.agents, event.targets,
            event.grade.value, [_testimony(each) for each in event.testimonies],
            [[sector.value, list(actors)] for sector, actors in event.sides.items()],
            event.degree, event.means, _count(event.killed), _count(event.injured), _count(event.displaced),
            event.victims, event.cumulative, event.place_name, event.precision.value,
        ]
    )  # fmt: skip


def event_kept(body: str) -> Event:
    """Read :func:`event_written` back."""
    (
        own, kind, place, route, days, agents, targets, grade, testimonies, sides, degree, means, killed, injured,
        displaced, victims, cumulative, place_name, precision,
    ) = json.loads(body)  # fmt: skip
    return Event(
        id=own,
        type=ClaimType(kind),
        place=place,
        route=(route[0], route[1]) if route else None,
        days=_days_of(days),
        agents=tuple(agents),
        targets=tuple(targets),
        grade=Grade(grade),
        testimonies=tuple(
            Testimony(claim, _origin(key, name, side, described), outlet, supports, against)
            for claim, key, name, side, described, outlet, supports, against in testimonies
        ),
        sides={Sector(sector): tuple(actors) for sector, actors in sides},
        degree=Degree(degree) if degree else None,
        means=means,
        killed=_count_of(killed),
        injured=_count_of(injured),
        displaced=_count_of(displaced),
        victims=victims,
        cumulative=cumulative,
        place_name=place_name,
        precision=PlacePrecision(precision),
    )


def holding_written(holding: Holding) -> str:
    """``holding`` as JSON."""
    return written(
        [
            holding.place, _days(holding.days), holding.holder, holding.grade.value, holding.contested,
            holding.co_holders, holding.claims, holding.events,
            [[each.key, each.name, each.allegiance, each.described] for each in holding.disputed_by], holding.note,
        ]
    )  # fmt: skip


def holding_kept(body: str) -> Holding:
    """Read :func:`holding_written` back."""
    place, days, holder, grade, contested, co_holders, claims, events, disputed_by, note = json.loads(body)
    return Holding(
        place=place,
        days=_days_of(days),
        holder=holder,
        grade=Grade(grade),
        contested=contested,
        co_holders=tuple(co_holders),
        claims=tuple(claims),
        events=tuple(events),
        disputed_by=tuple(_origin(*each) for each in disputed_by),
        note=note,
    )


def issue_written(issue: Issue) -> str:
    """``issue`` as JSON."""
    return written(issue_form(issue))


def issue_kept(body: str) -> Issue:
    """Read :func:`issue_written` back."""
    return issue_of(json.loads(body))


def statement_written(said: Statement) -> str:
    """What claims say alike, without the claims: those of one text say the same."""
    return written(
        [
            said.type.value, said.where, said.near, said.cumulative, said.manner, _days(said.days),
            sorted(said.agents), sorted(said.targets), said.row,
        ]
    )  # fmt: skip


@lru_cache(maxsize=50_000)
def statement_kept(body: str) -> Statement:
    """Read :func:`statement_written` back."""
    kind, where, near, cumulative, manner, days, agents, targets, row = json.loads(body)
    return Statement(
        ClaimType(kind),
        tuple(where),
        near,
        cumulative,
        manner,
        _days_of(days),
        frozenset(agents),
        frozenset(targets),
        tuple(row),
    )


def _testimony(said: Testimony) -> list[object]:
    origin = said.origin
    return [
        said.claim, origin.key, origin.name, origin.allegiance, origin.described, said.outlet, said.supports,
        said.against_interest,
    ]  # fmt: skip


@lru_cache(maxsize=20_000)
def _origin(key: str, name: str, allegiance: str | None, described: bool) -> Origin:
    return Origin(key, name, allegiance, described)


def _days(days: Days) -> list[object]:
    return [
        days.start.isoformat() if days.start else None,
        days.end.isoformat() if days.end else None,
        days.precision.value,
    ]


def _days_of(form: Sequence[Any]) -> Days:
    start, end, precision = form
    return _days_known(start, end, precision)


@lru_cache(maxsize=20_000)
def _days_known(start: str | None, end: str | None, precision: str) -> Days:
    return Days(
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        TimePrecision(precision),
    )


def _count(count: Count | None) -> list[int | None] | None:
    return None if count is None else [count.low, count.high]


def _count_of(form: Sequence[Any] | None) -> Count | None:
    return None if form is None else Count(form[0], form[1])
