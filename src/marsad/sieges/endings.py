"""How a siege that was reported ended: lifted, or by the fall of the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from marsad.areas import Area
from marsad.areas.allegiances import Allegiances
from marsad.model import (
    ClaimType,
    Control,
    Grade,
    Holding,
)
from marsad.sieges.evidence import SiegeEvidence, Statement
from marsad.sieges.freshness import known_until
from marsad.sieges.wording import actor_names


@dataclass(frozen=True, slots=True)
class Ending:
    """How a siege that was reported ended: on which day, and what was reported."""

    day: date
    sentence: str
    claims: tuple[str, ...]
    since: date
    last: date  # the last day before it on which the siege was known to stand


def last_ending(
    stood: Sequence[Statement], evidence: SiegeEvidence, control: Control, area: Area, allegiances: Allegiances
) -> Ending | None:
    """How the siege last ended, up to the day asked for: by a fall, or lifted; None if it did not."""
    if not stood:
        return None
    since = stood[0].day
    endings = [
        *_fallen(stood, evidence, control, area, allegiances),
        *_lifted(evidence, since),
    ]
    ending = max(endings, key=lambda each: each.day, default=None)
    if ending is None:
        return None
    known = (known_until(each, evidence) for each in stood if each.day <= ending.day)
    return replace(ending, last=min(max(known, default=since), ending.day))


def _lifted(evidence: SiegeEvidence, since: date) -> list[Ending]:
    return [
        Ending(event.days.last, "The siege is reported lifted", event.claims, since, since)
        for event in evidence.events
        if event.type is ClaimType.SIEGE_LIFTED
        and event.grade is not Grade.RETRACTED
        and event.days.last is not None
        and since <= event.days.last <= evidence.as_of
    ]


def _fallen(
    stood: Sequence[Statement], evidence: SiegeEvidence, control: Control, area: Area, allegiances: Allegiances
) -> list[Ending]:
    """Each day since the siege was first reported on which the place passed to another side.

    Where nobody is known to have held it at first, only a capture is a fall: a baseline or a statement that
    somebody holds it says who held it all along.
    """
    since = stood[0].day
    captures = {event.id for event in evidence.events if event.type is ClaimType.CAPTURE}
    endings = []
    held = control.at(evidence.place, since)
    side = held.holder if held else None
    for holding in control.holdings.get(evidence.place, ()):
        start = holding.days.start
        if (
            start is None
            or start <= since
            or start > evidence.as_of
            or holding.contested
            or holding.holder is None
        ):
            continue
        if side is None and captures.isdisjoint(holding.events):
            side = holding.holder
        elif side is None or not allegiances.friendly(side, holding.holder, start):
            names = actor_names(area, _takers(holding, start, allegiances))
            endings.append(Ending(start, f"It fell to {names}", holding.claims, since, since))
            side = holding.holder
    return endings


def _takers(holding: Holding, on: date, allegiances: Allegiances) -> tuple[str, ...]:
    """Who took it: the parts, where the holder is the whole of them, else the holder with those beside him."""
    holder = holding.holder or ""
    if any(holder in allegiances.lineage(each, on) for each in holding.co_holders):
        return holding.co_holders
    return (holder, *holding.co_holders)


def told_late(each: Statement, evidence: SiegeEvidence, control: Control, allegiances: Allegiances) -> bool:
    """Said of a place that its supposed besiegers hold by then: an old story told late."""
    held = control.at(evidence.place, each.day)
    if held is None or held.holder is None:
        return False
    holder = held.holder
    return any(a.id is not None and allegiances.friendly(a.id, holder, each.day) for a in each.claim.agents)
