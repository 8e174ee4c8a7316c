"""Statements: claims that say the same in the same words of the trade, before they are compared with others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from marsad.areas.names import normalised
from marsad.events.families import families
from marsad.model import Claim, ClaimedPlace, ClaimType, Days, Degree, PlacePrecision, Report, TimePrecision

FIRM_DAYS = 4  # a claim that spans more days, or has an open end, is loose: it joins events, it links none
# What is said of the ground near a place is of another place than it: "advanced towards" is not "entered".
POSITIONS = frozenset({ClaimType.CAPTURE, ClaimType.CONTROL, ClaimType.WITHDRAWAL, ClaimType.ADVANCE})
SIEGES = frozenset({ClaimType.SIEGE, ClaimType.SIEGE_LIFTED})  # "besieged a base near X" is no siege of X
# A thousand dead in one event is nearly always the toll of a battle or a war; of the single attacks of recent wars
# that killed as many there are so few that a desk knows each. The bound errs towards adding too little.
LARGE = 1_000
EARLIEST = date.min.isoformat()


@dataclass(frozen=True, slots=True)
class Statement:
    """Claims that agree in type, place, days, agents, targets and manner; ``days`` as :func:`bounded` gives."""

    type: ClaimType
    where: tuple[str, ...]  # place id or name; two for a route
    near: bool  # a position said to be taken, held, gained or besieged near the place, not in it
    cumulative: bool
    manner: str  # "partial" siege, cut by "fire", "6 digits" of dead; such differences make different events
    days: Days
    agents: frozenset[str]
    targets: frozenset[str]
    row: tuple[str, ...] = ()  # the dataset of coded events and the report that is the row of it; else empty
    claims: tuple[Claim, ...] = ()
    _block: tuple[str, ...] = field(
        default=(), init=False, repr=False, compare=False
    )  # found once, when asked for
    _order: tuple[str, ...] = field(default=(), init=False, repr=False, compare=False)

    @property
    def block(self) -> tuple[str, ...]:
        """Only statements of one block are ever compared."""
        if not self._block:
            name = families()[self.type].name
            total = "total" if self.cumulative else ""
            block = (name, *self.where, "near" if self.near else "", total, self.manner)
            object.__setattr__(self, "_block", block)
        return self._block

    @property
    def firm(self) -> bool:
        """Whether its days are few enough to tell one event from the next."""
        start, end = self.days.start, self.days.end
        return start is not None and end is not None and (end - start).days <= FIRM_DAYS

    @property
    def order(self) -> tuple[str, ...]:
        """A total order by content."""
        if not self._order:
            start, end = self.days.start, self.days.end
            order = (
                start.isoformat() if start else EARLIEST,
                end.isoformat() if end else "9999",
                self.type.value,
                ",".join(sorted(self.agents)),
                ",".join(sorted(self.targets)),
                *self.row,
            )
            object.__setattr__(self, "_order", order)
        return self._order

    @property
    def certain(self) -> date | None:
        """The first day on which it is certain, None where not even publication bounds it."""
        return self.days.last or self.days.start

    def said_by(self, claims: Sequence[Claim]) -> Statement:
        """The same, with the claims that say so."""
        return Statement(
            self.type, self.where, self.near, self.cumulative, self.manner, self.days, self.agents, self.targets,
            self.row, tuple(claims),
        )  # fmt: skip

    def apart_from(self, other: Statement) -> bool:
        """Whether the two are of different rows of one dataset: its coders hold them to be two events."""
        return bool(self.row) and self.row[:1] == other.row[:1] and self.row != other.row


def statements(claims: Iterable[Claim], reports: Mapping[str, Report]) -> tuple[Statement, ...]:
    """The claims, gathered into statements, in order of content."""
    gathered: dict[Statement, list[Claim]] = {}
    for claim in claims:
        gathered.setdefault(statement_of(claim, reports[claim.report]), []).append(claim)
    made = (form.said_by(sorted(alike, key=lambda claim: claim.id)) for form, alike in gathered.items())
    return tuple(sorted(made, key=lambda statement: (statement.block, statement.order)))


def bounded(claim: Claim, report: Report) -> Days:
    """The claim's days with publication as the bound by which it was known; a start is never made up.

    A claim without any time is known by its publication day, ``[None, published + 1)``; one with a start
    alone is known to have lasted until then.
    """
    known_by = report.published + timedelta(days=1) if report.published else None
    start, end = claim.days.start, claim.days.end
    if end is not None or known_by is None or (start is not None and start >= known_by):
        return claim.days
    return Days(start, known_by, claim.days.precision if start else TimePrecision.NONE)


def statement_of(claim: Claim, report: Report) -> Statement:
    """What ``claim`` states, in a form that is equal for claims that state the same; without the claim itself."""
    return Statement(
        type=claim.type,
        where=where(claim),
        near=near(claim),
        cumulative=claim.cumulative,
        manner=" ".join(filter(None, (manner(claim.type, claim.degree, claim.means), magnitude(claim)))),
        days=bounded(claim, report),
        agents=frozenset(actor.id or f"name:{normalised(actor.name)}" for actor in claim.agents),
        targets=frozenset(actor.id or f"name:{normalised(actor.name)}" for actor in claim.targets),
        row=_row(report),
    )


def _row(report: Report) -> tuple[str, ...]:
    if report.row is None or not report.row.coded:
        return ()
    return (f"{report.row.form} {normalised(report.publisher or '')}", report.id)


def manner(kind: ClaimType, degree: Degree | None, means: str | None) -> str:
    """``partial`` for a siege that leaves a way, ``fire`` for a road that is cut by fire alone, else empty."""
    if kind is ClaimType.SIEGE and degree is Degree.PARTIAL:
        return "partial"
    if kind is ClaimType.ROUTE_CUT and means is not None and "fire" in means.casefold():
        return "fire"
    return ""


def magnitude(claim: Claim) -> str:
    """How many digits a running total of dead has, or any count of a thousand or more; else empty.

    The dead of a war and those of one campaign in it are two totals, and no two words on one event.
    """
    if claim.killed is None or not (claim.cumulative or claim.killed.low >= LARGE):
        return ""
    return f"{len(str(claim.killed.low))} digits"


def near(claim: Claim) -> bool:
    """Whether it says that a position near its place, not in it, was taken, held, gained or left."""
    precision = claim.place.precision if claim.place is not None else PlacePrecision.PLACE
    beside = precision is PlacePrecision.NEAR and claim.type in POSITIONS | SIEGES
    return beside or (precision is PlacePrecision.AREA and claim.type in POSITIONS)


def where(claim: Claim) -> tuple[str, ...]:
    """The keys of its place, or of the two ends of its road in order."""
    if claim.route is not None:
        return tuple(sorted(_place_key(each) for each in claim.route))
    if claim.place is not None:
        return (_place_key(claim.place),)
    return ("",)


def _place_key(place: ClaimedPlace) -> str:
    return place.id or f"name:{normalised(place.name)}"
