"""Places, links between them, actors, and what an area's tables say of them with dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marsad.model.terms import ActorKind, PlaceKind, RelationKind
from marsad.model.time import Days


@dataclass(frozen=True, slots=True)
class Place:
    """A named place with a coordinate (WGS 84 degrees). Ids look like ``plc_al_bab``."""

    id: str
    name: str
    kind: PlaceKind
    lat: float
    lon: float
    name_ar: str | None = None
    spellings: tuple[str, ...] = ()  # other Latin spellings that reports use, and other Arabic ones
    admin1: str | None = None  # English name of the governorate or province
    admin2: str | None = None
    admin3: str | None = None
    country: str = ""  # ISO 3166-1 alpha-2
    pcode: str | None = None
    within: str | None = None  # id of the settlement that this place is a part of
    source: str = ""  # where the coordinate comes from


@dataclass(frozen=True, slots=True)
class Link:
    """An edge of the place graph: a road joins the two places without passing a third. Undirected.

    ``km`` is the distance along the road where known, else the great-circle distance; ``schematic`` says
    that the line drawn for it is straight and not the road's course.
    """

    a: str
    b: str
    km: float
    road: str | None = None  # the road's name or number: "M4", "Al-Bab - Deir Hafir road"
    road_class: str = "main"  # motorway | main | secondary | track
    bridge: str | None = None
    schematic: bool = True

    @property
    def ends(self) -> tuple[str, str]:
        """The two ends in sorted order: the link's identity."""
        return (self.a, self.b) if self.a <= self.b else (self.b, self.a)


@dataclass(frozen=True, slots=True)
class Actor:
    """A party to the conflict, or a body of civilians. Ids look like ``act_syrian_government``."""

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()  # words that mean this actor only in context: "jihadists", "the army"
    adjectives: tuple[str, ...] = ()  # "Turkish", "Russian": the actor as a modifier
    parent: str | None = None  # id of the actor that it is a part of, for good
    country: str | None = None  # ISO 3166-1 alpha-2
    colour: str | None = None  # "#rrggbb": how maps paint what it holds
    source: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """What actor ``a`` is to actor ``b`` over ``days``; ALLIED, HOSTILE and CEASEFIRE hold both ways."""

    a: str
    b: str
    kind: RelationKind
    days: Days
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A name or role that an actor has for a time: ``FSA`` is ``Euphrates Shield`` from 2016-08-24."""

    actor: str
    role: str
    days: Days
    source: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper, agency or channel, and the actor whose interest it is held to share; no party itself."""

    name: str
    aliases: tuple[str, ...]
    allegiance: str  # actor id
    note: str = ""  # why: "state agency"
    source: str = ""


@dataclass(frozen=True, slots=True)
class BaselineHolding:
    """Who held a place on ``as_of``, before any report, and who says so."""

    place: str
    holder: str | None  # None: contested
    as_of: date
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lifeline:
    """A place from which ``actor`` is supplied: its hinterland, an open crossing, a port, an airfield."""

    place: str
    actor: str
    kind: str  # hinterland | crossing | port | airfield
    days: Days
    source: str = ""
