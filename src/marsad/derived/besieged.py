"""The verdict on one place and day, read from the derived tables without everything that does not bear on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from marsad.derived.forms import written
from marsad.derived.kept import Derived
from marsad.derived.picture import control_at
from marsad.derived.stepping import Step
from marsad.derived.view import AT, View
from marsad.events.fuse import Fusion, time_order
from marsad.model import Claim, ClaimType, Event, SiegeVerdict
from marsad.pipeline import Picture

OF_ROADS = (ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED, ClaimType.SIEGE)  # what the book of roads is made of
# Of each place the event that tells of the latest day up to the one asked for (``last_heard``), and the day after.
_LATEST = f"""
    SELECT id, max(CASE
        WHEN end_day <= :next THEN end_day
        WHEN first_day <= :day THEN coalesce(min(end_day, :next), date(first_day, '+1 day'))
    END) AS told FROM events
    WHERE {AT} AND place IS NOT NULL AND grade <> 'retracted' AND id NOT IN (SELECT value FROM json_each(:changed))
    GROUP BY place
"""


def siege_of(derived: Derived, place: str, as_of: date, seq: int) -> tuple[SiegeVerdict, Picture]:
    """Whether the place with this id is besieged on ``as_of``, as known at entry ``seq``.

    It is what the whole picture says. With it a picture that holds the claims that the verdict names, their
    reports without texts, who held what, and the events that bear on it: it answers nothing else.
    """
    derived.kept.execute("BEGIN")  # one moment of the tables, whoever derives or rebuilds meanwhile
    try:
        before, now, step = derived.views(seq)
        picture = Picture(
            area=derived.area,
            reports=now.reports,
            claims=_Claims(now),
            fusion=Fusion(tuple(sorted(_events(before, step, place, as_of), key=time_order)), ()),
            control=control_at(before, step),
            tolls=(),
        )
        verdict = picture.siege(place, as_of)
        claims = now.claims(claim for reason in verdict.reasons for claim in reason.claims)
        reports = {claim.report: now.reports[claim.report] for claim in claims.values()}
        return verdict, replace(picture, claims=claims, reports=reports)
    finally:
        derived.kept.execute("COMMIT")


def _events(before: View, step: Step, place: str, as_of: date) -> Iterator[Event]:
    """Events of roads and sieges, those at the place, and the last heard of of each other place."""
    changed = written(sorted(step.events))
    types = ", ".join(f"'{kind.value}'" for kind in OF_ROADS)
    wanted = [f"type IN ({types})", "place = :place", "on_route"]
    bodies: dict[str, str] = {}
    for where in wanted:
        rows = before.rows(f"SELECT id, body FROM events WHERE {where} AND {AT}", place=place)
        bodies.update((own, body) for own, body in rows if own not in step.events)
    next_day = (as_of + timedelta(days=1)).isoformat()
    latest = before.rows(_LATEST, day=as_of.isoformat(), next=next_day, changed=changed)
    heard = before.events(own for own, told in latest if told is not None and own not in bodies)
    yield from (before.memory.event(body) for body in bodies.values())
    yield from heard.values()
    yield from (event for event in step.events.values() if event is not None)


class _Claims(Mapping[str, Claim]):
    """The claims as known at one entry, each looked up when it is asked for."""

    def __init__(self, now: View) -> None:
        self._now = now

    def __getitem__(self, claim: str) -> Claim:
        return self._now.claims([claim])[claim]

    def __iter__(self) -> Iterator[str]:
        return (own for (own,) in self._now.rows(f"SELECT id FROM claims WHERE {AT} ORDER BY id"))

    def __len__(self) -> int:
        return sum(1 for _ in self)
