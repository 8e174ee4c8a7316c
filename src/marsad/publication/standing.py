"""What stands on a day: places reported besieged, places cut off by their roads alone, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marsad.model import IsolationLevel, ReportedSiege, Sector, SiegeVerdict
from marsad.publication.content import EditionContent

CUT_OFF = frozenset({IsolationLevel.FIRE_CONTROLLED, IsolationLevel.ENCIRCLED})


def reported_besieged(verdict: SiegeVerdict) -> bool:
    """Whether a source says that the place is besieged and no later event has ended it."""
    return in_force(verdict) is not None


def in_force(verdict: SiegeVerdict) -> ReportedSiege | None:
    """The reported siege that is taken to stand; None where it has ended or was not heard of for long."""
    reported = verdict.reported
    return None if reported is None or reported.stale or verdict.ended is not None else reported


def lapsed(verdict: SiegeVerdict) -> bool:
    """Whether a siege was reported of which nothing has been heard for so long that it is not taken to stand."""
    return verdict.lapsed is not None and verdict.ended is None and in_force(verdict) is None


def cut_off(verdict: SiegeVerdict) -> bool:
    """Whether by its roads and holders alone no route is left, or only routes under fire."""
    return verdict.computed.computable and verdict.computed.level in CUT_OFF


def sides_shown(verdict: SiegeVerdict) -> Mapping[Sector, tuple[str, ...]]:
    """The sides that a map draws: as reported, else as concluded."""
    if verdict.reported is not None and verdict.reported.sides:
        return verdict.reported.sides
    return verdict.sides or verdict.computed.sides


def verdicts_on(content: EditionContent, as_of: date) -> tuple[SiegeVerdict, ...]:
    """Every verdict of that day: reported sieges first, then the most isolated, then by name."""
    found = [days[as_of] for days in content.sieges.values() if as_of in days]
    levels = list(IsolationLevel)
    return tuple(
        sorted(
            found,
            key=lambda verdict: (
                not reported_besieged(verdict),
                -levels.index(verdict.computed.level) if verdict.computed.computable else 1,
                verdict.place,
            ),
        )
    )


def besieged_on(content: EditionContent, as_of: date) -> tuple[SiegeVerdict, ...]:
    """The places that are reported besieged on that day."""
    return tuple(verdict for verdict in verdicts_on(content, as_of) if reported_besieged(verdict))


def lapsed_on(content: EditionContent, as_of: date) -> tuple[SiegeVerdict, ...]:
    """The places that were last reported besieged too long before that day to be taken as still besieged."""
    return tuple(verdict for verdict in verdicts_on(content, as_of) if lapsed(verdict))
