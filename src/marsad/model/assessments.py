"""Assessments: what Marsad concludes about control, roads and sieges, each with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from marsad.model.claims import NO_SIDES
from marsad.model.events import Origin
from marsad.model.geography import Link
from marsad.model.terms import Degree, Grade, IsolationLevel, RoadState, Sector
from marsad.model.time import Days


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of an explanation: a plain sentence and the things it rests on."""

    sentence: str
    claims: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """One state of one place over ``days``: held by ``holder``, contested, or (holder None) unknown.

    The holdings of a place are disjoint, in order and without gaps from the baseline on; the last one is open
    (``days.end`` None). ``co_holders`` are further actors who hold it together with the holder.
    """

    place: str
    days: Days
    holder: str | None  # actor id
    grade: Grade
    contested: bool = False
    co_holders: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    disputed_by: tuple[Origin, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a place on one day, without since when and what it rests on, which :class:`Holding` says."""

    holder: str | None  # actor id
    co_holders: tuple[str, ...]
    contested: bool
    grade: Grade


@dataclass(frozen=True, slots=True)
class Control:
    """Who holds what: for each place its holdings in order of time."""

    holdings: Mapping[str, tuple[Holding, ...]]

    def at(self, place: str, as_of: date) -> Holding | None:
        """The state of ``place`` on the day ``as_of``; None where nothing is known, not even a baseline."""
        for holding in self.holdings.get(place, ()):
            if as_of in holding.days:
                return holding
        return None


@dataclass(frozen=True, slots=True)
class RoadAssessment:
    """The state of one link on one day, from explicit claims first, else from who holds its ends."""

    link: Link
    state: RoadState
    explicit: bool  # from claims, rather than from its ends
    grade: Grade
    since: date | None = None
    until: date | None = None
    claims: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Isolation:
    """How cut off a place is on a day, under one reading of unknown ground.

    ``routes`` are edge-disjoint routes to lifelines, each a sequence of place ids from the place outward.
    ``sides`` maps each bearing sector to the actors at the hostile edge of the place's enclave there.
    """

    level: IsolationLevel
    routes: tuple[tuple[str, ...], ...]
    sides: Mapping[Sector, tuple[str, ...]]
    enclave: tuple[str, ...]  # places that can be reached from it over friendly ground
    last_route: tuple[str, ...] | None = None
    computable: bool = True  # False: ``level`` says nothing and is not to be shown
    why_not: str = ""  # why it could not be computed: "who holds it is not known"


@dataclass(frozen=True, slots=True)
class ReportedSiege:
    """What sources say about a siege on a day, and who disputes it.

    ``stale``: nobody has said so for longer than a siege is taken to stand unsaid; it is history, not current.
    ``left_out`` are actors whom sources name as besiegers and who hold the place themselves, or are friends of
    its holder; they are neither in ``besiegers`` nor in ``sides``.
    """

    degree: Degree | None
    besiegers: tuple[str, ...]
    besieged: tuple[str, ...]
    sides: Mapping[Sector, tuple[str, ...]]
    since: date | None  # the first day on which a source says it stood
    grade: Grade
    origins: tuple[Origin, ...]
    outlets: tuple[str, ...]
    disputed_by: tuple[Origin, ...]
    claims: tuple[str, ...]
    disputing_claims: tuple[str, ...]
    last_reported: date | None = None  # the last day up to the verdict's for which one of ``claims`` says it stood
    stale: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionVerdict:
    """Whether one published definition of a siege is met: yes, no, or None where the evidence cannot tell."""

    definition: str  # key in the definitions table
    name: str
    met: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class SiegeVerdict:
    """Whether a place is besieged on ``as_of``: as reported, and as its roads say, side by side.

    ``computed`` is the likely reading of unknown ground; ``optimistic`` takes unknown and disputed ground as
    passable, ``pessimistic`` as not; both say nothing where ``computed.computable`` is False. ``differences`` say
    plainly where reports and roads do not agree. A siege that was reported and of which nothing has been heard
    for too long is in ``lapsed``, with ``stale`` set, and ``reported`` is then None. ``outdated`` is empty, or a
    sentence that says since when nothing is known of the place and its surroundings.
    """

    place: str
    as_of: date
    holder: str | None
    reported: ReportedSiege | None
    computed: Isolation
    optimistic: IsolationLevel
    pessimistic: IsolationLevel
    roads: tuple[RoadAssessment, ...]  # links out of the enclave, and explicitly cut ones on routes from it
    differences: tuple[str, ...]
    definitions: tuple[DefinitionVerdict, ...]
    reasons: tuple[Reason, ...]
    headline: str  # one plain sentence: "Al-Bab is reported completely besieged as of 6 February 2017 ..."
    ended: date | None = None  # the day a siege that stood before had ended by
    sides: Mapping[Sector, tuple[str, ...]] = field(default_factory=lambda: NO_SIDES)
    lapsed: ReportedSiege | None = None
    outdated: str = ""


@dataclass(frozen=True, slots=True)
class Toll:
    """Deaths or injuries at one place (or in all), never counted twice; running totals are kept apart.

    ``why_apart`` says of a running total why it is added to nothing; empty for sums of incidents.
    """

    scope: str
    days: Days
    killed_low: int
    killed_high: int | None
    events: tuple[str, ...] = ()
    cumulative: bool = False
    claims: tuple[str, ...] = field(default=())
    why_apart: str = ""
