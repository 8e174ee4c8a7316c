"""Nouns that stand for a place named before, and what they can stand for: "the town", "the quarter", "the dam"."""

from __future__ import annotations

from marsad.claims.lang.en.noted import Seen
from marsad.model import PlaceKind

CLASSES = (
    frozenset({"city", "town", "capital", "settlement"}),
    frozenset({"neighbourhood", "neighborhood", "district", "quarter", "suburb"}),
    frozenset({"province", "governorate", "state", "region", "oblast"}),
    frozenset({"airport", "airbase", "base", "airfield"}),
    frozenset({"ridge", "height", "heights", "hill", "hilltop"}),
)
CLASS = {noun: at for at, nouns in enumerate(CLASSES, 1) for noun in nouns}


def class_of(seen: Seen) -> int:
    """The class of nouns that calls a place so: by its noun, else by the last word of its name."""
    return CLASS.get(seen.noun) or CLASS.get(seen.name.lower().split()[-1], 0)


def is_so_called(seen: Seen, noun: str) -> bool:
    """Whether a place named "the district X" can be "the quarter" in what follows."""
    return seen.noun == noun or (bool(seen.noun) and class_of(seen) == CLASS.get(noun, -1))


KINDS = {
    "city": PlaceKind.CITY,
    "town": PlaceKind.TOWN,
    "village": PlaceKind.VILLAGE,
    "province": PlaceKind.PROVINCE,
    "governorate": PlaceKind.PROVINCE,
    "state": PlaceKind.PROVINCE,
    "district": PlaceKind.DISTRICT,
}
SETTLEMENTS = {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE}
FITTING = {
    "city": {PlaceKind.CITY, PlaceKind.TOWN},
    "town": SETTLEMENTS,
    "village": {PlaceKind.VILLAGE, PlaceKind.TOWN},
    "settlement": SETTLEMENTS,
    "stronghold": SETTLEMENTS,
    "bastion": SETTLEMENTS,
    "province": {PlaceKind.PROVINCE},
    "suburb": {PlaceKind.NEIGHBOURHOOD, PlaceKind.TOWN, PlaceKind.VILLAGE},
    "neighbourhood": {PlaceKind.NEIGHBOURHOOD},
    "neighborhood": {PlaceKind.NEIGHBOURHOOD},
    "airport": {PlaceKind.AIRPORT, PlaceKind.AIRBASE},
    "airbase": {PlaceKind.AIRBASE, PlaceKind.AIRPORT},
    "base": {PlaceKind.AIRBASE, PlaceKind.MILITARY_BASE, PlaceKind.AIRPORT},
    "height": {PlaceKind.HILL},
    "heights": {PlaceKind.HILL},
    "ridge": {PlaceKind.HILL},
    "hilltop": {PlaceKind.HILL},
    "hill": {PlaceKind.HILL, PlaceKind.VILLAGE},
    "dam": {PlaceKind.DAM},
    "bridge": {PlaceKind.BRIDGE},
    "crossing": {PlaceKind.CROSSING},
    "oilfield": {PlaceKind.OILFIELD},
    "field": {PlaceKind.OILFIELD},
    "camp": {PlaceKind.CAMP},
}
