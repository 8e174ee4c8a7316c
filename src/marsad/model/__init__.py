"""The nouns of Marsad, as frozen dataclasses without IO or clock."""

from marsad.model.assessments import (
    Control,
    DefinitionVerdict,
    Held,
    Holding,
    Isolation,
    Reason,
    ReportedSiege,
    RoadAssessment,
    SiegeVerdict,
    Toll,
)
from marsad.model.claims import Claim, ClaimedActor, ClaimedPlace, Count
from marsad.model.events import Event, Origin, Testimony
from marsad.model.geography import Actor, BaselineHolding, Lifeline, Link, Outlet, Place, Relation, Role
from marsad.model.reports import Issue, Report, Row, Source
from marsad.model.terms import (
    ActorKind,
    ClaimType,
    Degree,
    Grade,
    IsolationLevel,
    Modality,
    PlaceKind,
    PlacePrecision,
    RelationKind,
    Reliability,
    RoadState,
    Sector,
    SourceKind,
    Stage,
    TimePrecision,
)
from marsad.model.time import Days

__all__ = [
    "Actor", "ActorKind", "BaselineHolding", "Claim", "ClaimType", "ClaimedActor", "ClaimedPlace", "Control",
    "Count", "Days", "DefinitionVerdict", "Degree", "Event", "Grade", "Held", "Holding", "Isolation",
    "IsolationLevel", "Issue", "Lifeline", "Link", "Modality", "Origin", "Outlet", "Place", "PlaceKind",
    "PlacePrecision", "Reason", "Relation", "RelationKind", "Reliability", "Report", "ReportedSiege",
    "RoadAssessment", "RoadState", "Role", "Row", "Sector", "SiegeVerdict", "Source", "SourceKind", "Stage",
    "Testimony", "TimePrecision", "Toll",
]  # fmt: skip
