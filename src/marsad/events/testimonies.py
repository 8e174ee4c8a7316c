"""Testimonies: who stands behind a claim, whether against its own side, and the grade that follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from marsad.areas.allegiances import Allegiances
from marsad.events.families import families
from marsad.events.origins import Origins
from marsad.model import Claim, ClaimType, Degree, Event, Grade, Modality, Report, Testimony

Witness = Callable[[Claim, bool], Testimony]


def witness_of(origins: Origins, reports: Mapping[str, Report], allegiances: Allegiances) -> Witness:
    """A function that makes the testimony of a claim, for (True) or against (False) an event."""

    def testimony(claim: Claim, supports: bool) -> Testimony:
        report = reports[claim.report]
        origin = origins.of(claim, report)
        outlet = report.publisher or "an unnamed publisher"
        against = _against_interest(claim, origin.allegiance, report.published or date.max, allegiances)
        return Testimony(claim.id, origin, outlet, supports, against)

    return testimony


def _against_interest(claim: Claim, side: str | None, on: date, allegiances: Allegiances) -> bool:
    """Whether an origin of ``side`` says what lowers its own side: its loss, its misdeed, its gain denied."""
    if side is None:
        return False
    family = families()[claim.type]
    denied = claim.modality is Modality.DENIED
    short_of_it = claim.type is ClaimType.SIEGE and claim.degree is Degree.PARTIAL
    lowered = family.gains if denied or short_of_it else family.loses
    raised = family.loses if denied or short_of_it else family.gains
    ours = {
        role: any(actor.id is not None and allegiances.friendly(side, actor.id, on) for actor in actors)
        for role, actors in (("agents", claim.agents), ("targets", claim.targets), ("", ()))
    }
    if not claim.agents:  # who besieges is left unsaid: the foes of the besieged do
        ours["agents"] = any(t.id is not None and allegiances.hostile(side, t.id, on) for t in claim.targets)
    return ours[lowered] and not ours[raised]


def with_testimonies(event: Event, more: Iterable[Testimony]) -> Event:
    """``event`` with further testimonies, in order of claim id."""
    more = tuple(more)
    if not more:
        return event
    by_claim = {testimony.claim: testimony for testimony in (*more, *event.testimonies)}
    return replace(event, testimonies=tuple(by_claim[key] for key in sorted(by_claim)))


def graded(event: Event) -> Event:
    """``event`` with the grade that its testimonies give.

    Retracted: all who said so have since denied it. Disputed: an independent origin, one that does not also
    support it, denies or contradicts it. Corroborated: two or more independent origins say so.
    """
    supporters = {origin.key for origin in event.origins}
    opponents = {origin.key for origin in event.disputed_by}
    if supporters <= opponents:
        grade = Grade.RETRACTED
    elif opponents - supporters:
        grade = Grade.DISPUTED
    else:
        grade = Grade.CORROBORATED if len(supporters) > 1 else Grade.REPORTED
    return event if event.grade is grade else replace(event, grade=grade)
