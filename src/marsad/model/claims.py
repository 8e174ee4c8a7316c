"""Claims: what a source says, with its passage. The public JSON form of a claim is :meth:`Claim.to_json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from marsad.model.ids import Json, content_id
from marsad.model.terms import ClaimType, Degree, Modality, PlaceKind, PlacePrecision, Sector, TimePrecision
from marsad.model.time import Days

NOT_CONTENT = frozenset({"confidence", "reader", "issues", "report_ref"})  # who read it, and how sure it is
NO_SIDES: Mapping[Sector, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ClaimedActor:
    """An actor as a claim names it. ``id`` is None where the words name nobody that the area knows."""

    id: str | None
    name: str
    mention: str

    def to_json(self) -> dict[str, Json]:
        """The actor as in the public JSON form."""
        return {"id": self.id, "name": self.name, "mention": self.mention}


@dataclass(frozen=True, slots=True)
class ClaimedPlace:
    """A place as a claim names it. ``id``, ``lat`` and ``lon`` are None where it could not be resolved.

    A place that no table knows but that the report describes has no ``id``; ``described`` holds the report's
    words, ``lat`` and ``lon`` are the middle of the region that they give. ``within_km``: how far from the point
    it may lie, where the words say so. ``confidence``: how likely it is the place meant, from 0 to 1.
    """

    id: str | None
    name: str
    mention: str
    lat: float | None
    lon: float | None
    precision: PlacePrecision
    kind: PlaceKind | None = None
    described: str | None = None
    within_km: float | None = None
    confidence: float | None = None

    def to_json(self) -> dict[str, Json]:
        """The place as in the public JSON form."""
        return {**self.content(), "confidence": self.confidence}

    def content(self) -> dict[str, Json]:
        """What is said of the place, without how sure that is; what the words do not say is left out."""
        form: dict[str, Json] = {
            "id": self.id,
            "name": self.name,
            "mention": self.mention,
            "lat": self.lat,
            "lon": self.lon,
            "precision": self.precision.value,
            "kind": self.kind.value if self.kind else None,
        }
        if self.described is not None:
            form["described"] = self.described
        if self.within_km is not None:
            form["within_km"] = self.within_km
        return form


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as a range; ``high`` None means "more than ``low``"."""

    low: int
    high: int | None

    def to_json(self) -> list[Json]:
        """``[low, high]``."""
        return [self.low, self.high]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says, with the passage it rests on: ``report.text[start_char:end_char] == quote``."""

    report: str
    type: ClaimType
    quote: str
    start_char: int
    end_char: int
    agents: tuple[ClaimedActor, ...] = ()
    targets: tuple[ClaimedActor, ...] = ()
    place: ClaimedPlace | None = None
    route: tuple[ClaimedPlace, ClaimedPlace] | None = None
    sides: Mapping[Sector, tuple[str, ...]] = field(default_factory=lambda: NO_SIDES)
    degree: Degree | None = None
    days: Days = field(default_factory=Days)
    killed: Count | None = None
    injured: Count | None = None
    displaced: Count | None = None
    victims: str | None = None
    cumulative: bool = False
    means: str | None = None
    attribution: tuple[str, ...] = ()  # outermost first; () = the report itself asserts it
    modality: Modality = Modality.ASSERTED
    confidence: float = 1.0
    reader: str = ""
    issues: tuple[str, ...] = ()
    report_ref: str | None = None
    _id: str | None = field(default=None, init=False, repr=False, compare=False)  # found once, when asked for

    @property
    def id(self) -> str:
        """``clm_`` and a hash of all that the claim says and where, but not of how sure the reader is."""
        if self._id is None:
            object.__setattr__(self, "_id", self._id_of(self._content()))
        return self._id or ""

    def to_json(self) -> dict[str, Json]:
        """The public form: one object a line; every field present, in this order; ``from``/``to`` half-open."""
        content = self._content()
        if self._id is None:
            object.__setattr__(self, "_id", self._id_of(content))
        return {"id": self._id, **content}

    def _id_of(self, form: Mapping[str, Json]) -> str:
        content = {field: form[field] for field in form if field not in NOT_CONTENT}
        content["place"] = self.place.content() if self.place else None
        content["route"] = [place.content() for place in self.route] if self.route else None
        return content_id("clm", content)

    def _content(self) -> dict[str, Json]:
        form: dict[str, Json] = {
            "report": self.report,
            "type": self.type.value,
            "quote": self.quote,
            "start_char": self.start_char,
            "end_char": self.end_char,
            "agents": [actor.to_json() for actor in self.agents],
            "targets": [actor.to_json() for actor in self.targets],
            "place": self.place.to_json() if self.place else None,
            "route": [place.to_json() for place in self.route] if self.route else None,
            "sides": {sector.value: list(self.sides[sector]) for sector in Sector if sector in self.sides},
            "degree": self.degree.value if self.degree else None,
            "from": self.days.start.isoformat() if self.days.start else None,
            "to": self.days.end.isoformat() if self.days.end else None,
            "time_precision": self.days.precision.value,
            "killed": self.killed.to_json() if self.killed else None,
            "injured": self.injured.to_json() if self.injured else None,
            "displaced": self.displaced.to_json() if self.displaced else None,
            "victims": self.victims,
            "cumulative": self.cumulative,
            "means": self.means,
            "attribution": list(self.attribution),
            "modality": self.modality.value,
            "confidence": round(self.confidence, 3),
            "reader": self.reader,
            "issues": list(self.issues),
        }
        if self.report_ref is not None:
            form["report_ref"] = self.report_ref
        return form

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Claim:
        """Read the public form back; ``Claim.from_json(c.to_json()) == c``. Raises KeyError, ValueError."""
        route = [_place(place) for place in form.get("route") or []]
        return cls(
            report=form["report"],
            type=ClaimType(form["type"]),
            quote=form["quote"],
            start_char=form["start_char"],
            end_char=form["end_char"],
            agents=tuple(ClaimedActor(**actor) for actor in form.get("agents") or []),
            targets=tuple(ClaimedActor(**actor) for actor in form.get("targets") or []),
            place=_place(form["place"]) if form.get("place") else None,
            route=(route[0], route[1]) if route else None,
            sides={Sector(sector): tuple(ids) for sector, ids in (form.get("sides") or {}).items()},
            degree=Degree(form["degree"]) if form.get("degree") else None,
            days=Days(
                date.fromisoformat(form["from"]) if form.get("from") else None,
                date.fromisoformat(form["to"]) if form.get("to") else None,
                TimePrecision(form.get("time_precision") or "none"),
            ),
            killed=_count(form.get("killed")),
            injured=_count(form.get("injured")),
            displaced=_count(form.get("displaced")),
            victims=form.get("victims"),
            cumulative=bool(form.get("cumulative")),
            means=form.get("means"),
            attribution=tuple(form.get("attribution") or ()),
            modality=Modality(form.get("modality") or "asserted"),
            confidence=float(form.get("confidence", 1.0)),
            reader=form.get("reader") or "",
            issues=tuple(form.get("issues") or ()),
            report_ref=form.get("report_ref"),
        )


def _place(form: Mapping[str, Any]) -> ClaimedPlace:
    return ClaimedPlace(
        id=form["id"],
        name=form["name"],
        mention=form["mention"],
        lat=form["lat"],
        lon=form["lon"],
        precision=PlacePrecision(form["precision"]),
        kind=PlaceKind(form["kind"]) if form.get("kind") else None,
        described=form.get("described"),
        within_km=form.get("within_km"),
        confidence=form.get("confidence"),
    )


def _count(form: list[int | None] | None) -> Count | None:
    if form is None:
        return None
    low, high = form
    return Count(low or 0, high)
