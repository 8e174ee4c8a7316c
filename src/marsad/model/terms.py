"""Closed sets of the trade, as enums whose members carry their definition.

Claim types and their definitions follow the coding guide of the project's gold reports; crosswalks to
ACLED, UCDP and PLOVER are tables, not members.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A member of a closed set. ``member.definition`` is the sentence that the product shows to people."""

    definition: str

    def __new__(cls, value: str, definition: str = "") -> Self:
        """Make a member out of its value and its definition."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member


class ClaimType(Term):
    """What kind of thing a source says."""

    CAPTURE = (
        "capture",
        "An actor gains control of a place: captures, retakes, seizes it, or it falls to them.",
    )
    WITHDRAWAL = "withdrawal", "An armed actor leaves a place: retreats, pulls out."
    ADVANCE = "advance", "An actor moves towards or into a place or makes gains; its capture is not stated."
    CONTROL = "control", "A state: an actor holds a place at that time."
    SIEGE = "siege", "A place, or a force in it, is surrounded or blockaded."
    SIEGE_LIFTED = "siege_lifted", "A siege ends: it is broken, lifted or eased."
    ROUTE_CUT = (
        "route_cut",
        "A road, supply line, bridge or crossing is severed, closed or under fire control.",
    )
    ROUTE_OPENED = "route_opened", "A road, supply line, bridge or crossing is opened or reopened."
    CLASH = "clash", "Ground combat between armed sides."
    ASSAULT = "assault", "A ground attack or offensive by one side; who holds the place after is not said."
    AIR_STRIKE = "air_strike", "A strike from aircraft, helicopter or drone."
    SHELLING = "shelling", "Artillery, mortar, rocket, missile or tank fire."
    BOMBING = "bombing", "A car bomb, suicide bomb, mine or improvised explosive device."
    VIOLENCE_AGAINST_CIVILIANS = (
        "violence_against_civilians",
        "Execution, massacre, shooting of civilians, torture, sexual violence.",
    )
    ABDUCTION = "abduction", "Kidnapping, arrest, detention, disappearance."
    PROPERTY_DESTRUCTION = "property_destruction", "Looting, burning, demolition, other than by a strike."
    DISPLACEMENT = "displacement", "Civilians flee or are forced out."
    EVACUATION = "evacuation", "Negotiated or organised leaving of civilians, wounded or fighters."
    AID_DELIVERY = "aid_delivery", "Aid reaches a place."
    AID_BLOCKED = "aid_blocked", "Aid is refused, looted or cannot enter."
    CEASEFIRE = "ceasefire", "A truce or agreement enters into force or is agreed."
    SUPPORT = "support", "An actor backs another with troops, air cover, artillery or arms."
    CASUALTIES = "casualties", "Killed, injured or missing in numbers, where no attack is named, or totals."


class Modality(Term):
    """How a source says it."""

    ASSERTED = "asserted", "Said to be so."
    DENIED = "denied", "Said not to be so."
    PLANNED = "planned", "Announced, intended, ordered or threatened; not said to have happened."
    POSSIBLE = "possible", "Said to be possible, likely, feared or risked; not said to have happened."


class Degree(Term):
    """How complete a siege is said to be."""

    COMPLETE = "complete", "No way in or out is said to be left."
    PARTIAL = "partial", "A way in or out is said to be left."


class TimePrecision(Term):
    """The unit in which a source gives a time. Never finer than its words."""

    DAY = "day", "To the day."
    WEEK = "week", "To the week."
    MONTH = "month", "To the month."
    YEAR = "year", "To the year."
    NONE = "none", "The source gives no time."


class PlacePrecision(Term):
    """How closely a claim's place is known. Never finer than the source's words."""

    PLACE = "place", "Exactly the named place."
    NEAR = (
        "near",
        "Near the named place, not in it: outside it, at its edge, in a direction or within 20 km from it.",
    )
    AREA = "area", "Somewhere in the named part, countryside or region, or farther from the named place."
    ADMIN2 = "admin2", "Somewhere in the named district."
    ADMIN1 = "admin1", "Somewhere in the named governorate or province."
    COUNTRY = "country", "Somewhere in the named country."


class PlaceKind(Term):
    """What a place is."""

    CITY = "city", "A large settlement."
    TOWN = "town", "A middling settlement."
    VILLAGE = "village", "A small settlement."
    NEIGHBOURHOOD = "neighbourhood", "A part of a city or town."
    CAMP = "camp", "A camp of displaced people or refugees."
    AIRBASE = "airbase", "A military airfield."
    AIRPORT = "airport", "A civil airfield."
    MILITARY_BASE = "military_base", "A barracks, depot, school or base without an airfield."
    DAM = "dam", "A dam."
    BRIDGE = "bridge", "A bridge."
    OILFIELD = "oilfield", "An oil or gas field, or a plant on it."
    HILL = "hill", "A hill or mountain."
    CROSSING = "crossing", "A border crossing."
    PORT = "port", "A sea port."
    JUNCTION = "junction", "A meeting of roads that people name."
    SITE = "site", "Another named spot: hospital, silo, factory, prison, quarry."
    SUBDISTRICT = "subdistrict", "An administrative unit of the third level."
    DISTRICT = "district", "An administrative unit of the second level."
    PROVINCE = "province", "An administrative unit of the first level."
    REGION = "region", "A part of a country that people name: northern Syria, the eastern countryside."
    COUNTRY = "country", "A country."


class ActorKind(Term):
    """What an actor is."""

    STATE_FORCE = "state_force", "A state, its government or its armed forces."
    REBEL = "rebel", "An armed opposition group or alliance of groups."
    MILITIA = "militia", "An armed group at a state's or a party's side."
    POLITICAL = "political", "A party, council or political body without forces of its own."
    CIVILIAN = "civilian", "Civilians or a body of civilians."
    INTERNATIONAL = "international", "An international or humanitarian body."


class RelationKind(Term):
    """What two actors are to each other, for a time."""

    ALLIED = "allied", "They fight on one side and share ground."
    BACKS = "backs", "The first supports the second with forces, fire or arms."
    HOSTILE = "hostile", "They fight each other."
    CEASEFIRE = "ceasefire", "A truce between them is in force."
    PART_OF = "part_of", "The first is a part or a member of the second."


class SourceKind(Term):
    """What kind of source tells."""

    MONITOR = "monitor", "A monitoring group with a network of its own."
    AGENCY = "agency", "A news agency."
    OUTLET = "outlet", "A newspaper, site, channel or magazine."
    FIELD = "field", "A person or team on the ground. Always confidential."
    OFFICIAL = "official", "A government, army, armed group or office speaking for itself."
    HUMANITARIAN = "humanitarian", "A humanitarian or international body."
    DATASET = "dataset", "A table of coded events or a published map."
    UNKNOWN = "unknown", "Not registered."


class Reliability(Term):
    """How far a source can be relied on, as a person judged it: the Admiralty scale's letters (NATO AJP-2.1)."""

    A = "A", "Completely reliable."
    B = "B", "Usually reliable."
    C = "C", "Fairly reliable."
    D = "D", "Not usually reliable."
    E = "E", "Unreliable."
    F = "F", "Its reliability cannot be judged."


class Grade(Term):
    """How well an event or an assessment stands."""

    REPORTED = "reported", "One origin says so."
    CORROBORATED = "corroborated", "Two or more independent origins say so."
    CONFIRMED = "confirmed", "A person of the desk has judged it to be so."
    DISPUTED = "disputed", "An independent origin denies or contradicts it."
    RETRACTED = "retracted", "Its origin has taken it back."
    BASELINE = "baseline", "Taken from the area's baseline, before any report."
    INFERRED = "inferred", "Concluded from the neighbours; nobody reports it."


class RoadState(Term):
    """Whether one can travel a link of the place graph."""

    OPEN = "open", "Both ends are held by one side or by friends, and nobody says it is cut."
    CONTESTED = "contested", "An end is contested, or sources differ."
    UNDER_FIRE = "under_fire", "Within the fire of a hostile side; not physically held by it."
    CUT = "cut", "Severed: held across, or its ends are held by sides hostile to each other."
    UNKNOWN = "unknown", "Nobody says, and who holds an end is not known."


class IsolationLevel(Term):
    """How cut off a place is, by its roads and who holds their ends."""

    CONNECTED = "connected", "Two or more edge-disjoint routes lead to a lifeline."
    LAST_ROUTE = "last_route", "Exactly one route leads to a lifeline."
    FIRE_CONTROLLED = "fire_controlled", "The only routes to a lifeline are under fire or off-road."
    ENCIRCLED = "encircled", "No route leads to a lifeline."


class Sector(Term):
    """One of eight bearings from a place, each 45 degrees wide, centred on its name."""

    N = "N", "north"
    NE = "NE", "north-east"
    E = "E", "east"
    SE = "SE", "south-east"
    S = "S", "south"
    SW = "SW", "south-west"
    W = "W", "west"
    NW = "NW", "north-west"


class Stage(Term):
    """Where an issue arose."""

    RECEIVE = "receive", "While a report was received."
    READ = "read", "While claims were read."
    GROUND = "ground", "While names, dates or numbers were resolved."
    FUSE = "fuse", "While claims were fused into events."
    ASSESS = "assess", "While control, roads or sieges were assessed."
    PUBLISH = "publish", "While an edition was made."
