"""What the words of a noun phrase say by themselves: a kind of place, a weapon, whose ground; by the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from marsad.claims.lang.en.homeland import nationals
from marsad.claims.lang.en.tables import listed, table, words
from marsad.model import PlaceKind

HEADS_OF_STATE = frozenset({"president", "minister", "premier"})
SMALL = {PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD}
IN_NAME = {
    PlaceKind.OILFIELD,
    PlaceKind.DAM,
    PlaceKind.AIRBASE,
    PlaceKind.AIRPORT,
    PlaceKind.HILL,
    PlaceKind.BRIDGE,
    PlaceKind.CROSSING,
    PlaceKind.SITE,
    PlaceKind.JUNCTION,
    PlaceKind.MILITARY_BASE,
}


@cache
def own_grounds() -> frozenset[str]:
    """What a place has of ground: the "districts" of "Aleppo's eastern districts", the "market" of "Sirte's"."""
    kinds = frozenset(str(noun) for nouns in table("places")["kinds"].values() for noun in nouns)
    return kinds.union(*(listed("places", each) for each in ("parts", "near_nouns", "references", "urban")))


@cache
def telling() -> frozenset[str]:
    """Words of which one at least stands in every phrase that, though it holds no name, stands for something."""
    kinds = ("allied_words", "describing", "force_nouns", "civilians")
    actors = {word for kind in kinds for word in listed("actors", kind)}
    weapons = {word for _, named in _weapons() for weapon in named for word in weapon.split()}
    actors |= frozenset(nationals())
    return words("pronouns") | HEADS_OF_STATE | actors | weapons | listed("places", "references")


@cache
def shading() -> frozenset[str]:
    """Words that make a part of the place that they stand before: "eastern Aleppo"."""
    return listed("places", "compass") | listed("places", "modifiers")


@cache
def owning() -> frozenset[str]:
    """Words that say whose something is: the "regime" of "regime territory"."""
    sides = listed("actors", "state_words") | listed("actors", "nonstate_words")
    return listed("actors", "describing") & (sides - {"military"})


def weapon_of(lows: Sequence[str]) -> str:
    """The type of attack that the last words of a phrase are a weapon of; "" where they are none."""
    if not lows:
        return ""
    last, two = lows[-1], " ".join(lows[-2:])
    return next((kind for kind, weapons in _weapons() if last in weapons or two in weapons), "")


@cache
def _weapons() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((str(kind), frozenset(weapons)) for kind, weapons in table("actors")["weapons"].items())


def kind_of(tail: Sequence[str]) -> PlaceKind | None:
    """The kind of place that the words at the end of a phrase say, where they say one."""
    return _kinds().get(" ".join(tail))


@cache
def _kinds() -> Mapping[str, PlaceKind]:
    """The kind of place that each noun of one or two words says."""
    return {str(noun): PlaceKind(kind) for kind, nouns in table("places")["kinds"].items() for noun in nouns}


def kind_called(noun: str) -> PlaceKind | None:
    """The kind of place that a noun says: "town" gives TOWN."""
    return kind_of([noun])
