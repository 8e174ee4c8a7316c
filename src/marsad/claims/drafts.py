"""Drafts: what a reader takes from a report before names, days and numbers are resolved.

A draft keeps the report's own words as exact spans. Resolving them is the work of ``marsad.grounding``; nothing
here knows how a reader works inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from marsad.model import ClaimType, Degree, Issue, Modality, PlaceKind, Sector


class Nearness(StrEnum):
    """How a place mention stands to what it locates."""

    AT = "at"  # the place itself
    NEAR = "near"  # outside it, on its outskirts, towards it
    DIRECTION = "direction"  # "south-east of" it
    PART = "part"  # "parts of", "the suburbs of", "the eastern half of" it; "around" it


@dataclass(slots=True, unsafe_hash=True)
class Mention:
    """A stretch of the report that names or stands for something: ``report.text[start:end] == text``."""

    start: Final[int]
    end: Final[int]
    text: Final[str]


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Who a draft names. ``candidates`` are actor ids of the area, best first; () where it knows nobody so named.

    ``name`` is how the report itself best names whoever a pronoun or "the group" stands for.
    """

    mention: Mention
    name: str
    candidates: tuple[str, ...] = ()
    by_reference: bool = False  # found through an antecedent or the context, not named here


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Where a draft says something is. ``candidates`` are place ids of the area, best first."""

    mention: Mention
    name: str
    candidates: tuple[str, ...] = ()
    kind: PlaceKind | None = None  # from the words: "the town of X", "X military airport"
    nearness: Nearness = Nearness.AT
    sector: Sector | None = None  # of "south-east of X"
    by_reference: bool = False
    inside: tuple[str, ...] = ()  # candidate ids of the place that the words put it in: "X district of Y"
    between: tuple[PlaceMention, ...] = ()  # the two ends of the way that it is on: "the road from X to Y"
    border: bool = False  # what is named is the border of a country


@dataclass(frozen=True, slots=True)
class CountDraft:
    """A number of people in the report's words: "at least five", "more than 310,000", "dozens"."""

    mention: Mention
    whose: str = ""  # the noun counted: "civilians", "people", "rebel fighters"
    also: tuple[Mention, ...] = ()  # the numbers of others to be added: "and a teacher"
    single: bool = False  # one person named or told of: "General X", "the commander"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which row of which table made a draft, and on which words; what ``marsad read --explain`` shows.

    ``frame`` names the row or rule ("verb capture.take"). What a reader does not know stays empty.
    """

    frame: str
    trigger: Mention
    needs: tuple[str, ...] = ()  # the conditions of the row, all of which held
    slots: tuple[tuple[str, Mention], ...] = ()  # the clause as it was read: ("subj", "the rebels")
    how: Mention | None = None  # the words that make it planned, possible or denied
    speech: tuple[Mention, ...] = ()  # the words of speech, outermost first: "the Observatory said"
    sentence: Mention | None = None
    sureness: tuple[tuple[str, float], ...] = ()  # what the confidence was first made of


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Words that a row of a table knows, where no row made a draft, and the first thing that each row lacked."""

    trigger: Mention
    sentence: Mention
    lacked: tuple[tuple[str, str], ...]  # (row, what it lacked): ("verb capture.take", "obj is place")
    slots: tuple[tuple[str, Mention], ...] = ()


NOBODY: Mapping[Sector, tuple[ActorMention, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """One thing that the report says, in its words. ``places`` holds one for each claim to be made of it."""

    type: ClaimType
    start: int
    end: int
    provenance: Provenance
    agents: tuple[ActorMention, ...] = ()
    targets: tuple[ActorMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    route: tuple[PlaceMention, PlaceMention] | None = None
    sides: Mapping[Sector, tuple[ActorMention, ...]] = field(default_factory=lambda: NOBODY)
    degree: Degree | None = None
    when: Mention | None = None  # the time expression that dates it
    when_written_out: str | None = None  # of shorthand such as "thurs" or "05/02", which grounding does not know
    present: bool = False  # "now", a present state: holds on the day of publication
    killed: CountDraft | None = None
    injured: CountDraft | None = None
    displaced: CountDraft | None = None
    victims: str | None = None
    cumulative: bool = False
    means: str | None = None
    attribution: tuple[str, ...] = ()  # outermost first
    modality: Modality = Modality.ASSERTED
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class ReadReport:
    """All that one reader took from one report, in order of start, and what it could not read."""

    report_id: str
    drafts: tuple[ClaimDraft, ...]
    issues: tuple[Issue, ...]
    reader: str  # "frames-en 0.2.0"
    passed_over: tuple[PassedOver, ...] = ()  # in order of their triggers; () of a reader that does not say
