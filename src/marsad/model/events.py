"""Events: what happened in the world, as fused from the claims of independent origins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from marsad.model.claims import NO_SIDES, Count
from marsad.model.terms import ClaimType, Degree, Grade, PlacePrecision, Sector
from marsad.model.time import Days


@dataclass(frozen=True, slots=True)
class Origin:
    """The ultimate source of a claim behind all who repeat it.

    ``key`` is a source id, an actor id, or the normalised name of a speaker that is neither; corroboration
    counts keys, never outlets.
    """

    key: str
    name: str
    allegiance: str | None = None  # actor id
    described: bool = False  # the words tell what it is ("commander in the alliance") and are no name


@dataclass(frozen=True, slots=True)
class Testimony:
    """One claim's bearing on an event: who stands behind it and through which publisher it came."""

    claim: str
    origin: Origin
    outlet: str  # the publisher's name
    supports: bool  # False: it denies or contradicts the event
    against_interest: bool = False  # said against the interest of the origin's own side


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, where, when, by whom, and who says so.

    ``days`` is the tightest interval that the supporting claims share, or the hull where they share none.
    ``testimonies`` hold every claim, for and against, in order of claim id.
    """

    id: str
    type: ClaimType
    place: str | None  # place id
    route: tuple[str, str] | None  # place ids
    days: Days
    agents: tuple[str, ...]  # actor ids
    targets: tuple[str, ...]
    grade: Grade
    testimonies: tuple[Testimony, ...]
    sides: Mapping[Sector, tuple[str, ...]] = field(default_factory=lambda: NO_SIDES)
    degree: Degree | None = None
    means: str | None = None
    killed: Count | None = None
    injured: Count | None = None
    displaced: Count | None = None
    victims: str | None = None
    cumulative: bool = False
    place_name: str | None = None  # as claimed, where ``place`` is None
    precision: PlacePrecision = PlacePrecision.PLACE  # the closest that any source gives

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of all claims, for and against."""
        return tuple(testimony.claim for testimony in self.testimonies)

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The independent origins that say it is so, by key."""
        return _distinct(testimony.origin for testimony in self.testimonies if testimony.supports)

    @property
    def disputed_by(self) -> tuple[Origin, ...]:
        """The independent origins that deny or contradict it, by key."""
        return _distinct(testimony.origin for testimony in self.testimonies if not testimony.supports)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The publishers through which it was said to be so, by name."""
        return tuple(sorted({testimony.outlet for testimony in self.testimonies if testimony.supports}))


def _distinct(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    by_key: dict[str, Origin] = {}
    for origin in origins:
        by_key.setdefault(origin.key, origin)
    return tuple(by_key[key] for key in sorted(by_key))
