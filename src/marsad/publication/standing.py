"""What stands on a day: places reported besieged, places cut off by their roads alone, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marsad.model import IsolationLevel, Sector, SiegeVerdict
from marsad.publication.content import EditionContent

CUT_OFF = frozenset({IsolationLevel.FIRE_CONTROLLED, IsolationLevel.ENCIRCLED})


def reported_besieged(verdict: SiegeVerdict) -> bool:
    """Whether a source says that the place is besieged and no later event has ended it."""
    return verdict.reported is not None and verdict.ended is None


def cut_off(verdict: SiegeVerdict) -> bool:
    """Whether by its roads and holders alone no route is left, or only routes under fire."""
    return verdict.computed.level in CUT_OFF


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
                -levels.index(verdict.computed.level),
                verdict.place,
            ),
        )
    )


def besieged_on(content: EditionContent, as_of: date) -> tuple[SiegeVerdict, ...]:
    """The places that are reported besieged on that day."""
    return tuple(verdict for verdict in verdicts_on(content, as_of) if reported_besieged(verdict))


def cut_off_unreported(content: EditionContent, as_of: date) -> tuple[SiegeVerdict, ...]:
    """The places cut off by their roads on that day of which no report says that they are besieged."""
    return tuple(
        verdict for verdict in verdicts_on(content, as_of) if cut_off(verdict) and not reported_besieged(verdict)
    )
