"""How verdicts word days, lists, sides and names: plain English, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from marsad.areas import Area
from marsad.model import Origin, PlaceKind, Sector
from marsad.model.wording import listed

BODIES = frozenset(
    {"Army", "Council", "Front", "Coalition", "coalition", "Brigade", "Division", "Movement", "Party", "Union",
     "Forces", "Network", "Alliance", "Guard", "Guards", "Corps", "Command", "Units"}
)  # fmt: skip
ARTICLES = frozenset({"a", "an", "the", "one", "some", "two", "several", "other"})
TOWNS = frozenset({PlaceKind.CITY, PlaceKind.TOWN})
SHORT_WAY = 4  # of a way through more places than these only the towns are named


def actor_name(area: Area, actor: str) -> str:
    """The actor's name in this area as it stands within a sentence, else its id in words."""
    known = area.actors.get(actor)
    name = known.name if known else actor.removeprefix("act_").replace("_", " ")
    if name.startswith("Pro-"):
        return f"p{name[1:]}"
    return f"the {name}" if name.split()[-1] in BODIES else name


def origin_name(origin: Origin) -> str:
    """The origin as it stands in a sentence: ``a commander in the alliance``, ``residents``, ``halabtoday``."""
    first = origin.name.split()[0] if origin.name.split() else ""
    if not origin.described or first.endswith("s") or first in ARTICLES:
        return origin.name
    return f"{'an' if first[0] in 'aeiou' else 'a'} {origin.name}"


def origin_names(origins: Iterable[Origin]) -> str:
    """The origins' names, by key, as a list in words."""
    by_key = {origin.key: origin for origin in origins}
    return listed(origin_name(by_key[key]) for key in sorted(by_key))


def actor_names(area: Area, actors: Iterable[str]) -> str:
    """The actors' names, states first, as a list in words."""
    ordered = sorted(actors, key=lambda each: (_rank(area, each), each))
    return listed(actor_name(area, each) for each in ordered)


def place_name(area: Area, place: str) -> str:
    """The place's name in this area, else its id in words."""
    known = area.places.get(place)
    return known.name if known else place.removeprefix("plc_").replace("_", " ")


def way_words(area: Area, places: Sequence[str]) -> str:
    """A way in words: ``to Raqqa by way of Tadef, Deir Hafir and Maskanah``; of a long one, its towns alone."""
    if len(places) < 2:
        return f"by {place_name(area, places[0])} itself" if places else ""
    between = list(places[1:-1])
    if len(between) > SHORT_WAY:
        between = [each for each in between if each in area.places and area.places[each].kind in TOWNS]
    by_way = f" by way of {listed(place_name(area, each) for each in between)}" if between else ""
    return f"to {place_name(area, places[-1])}{by_way}"


def sides_words(area: Area, sides: Mapping[Sector, tuple[str, ...]]) -> str:
    """``by Syrian government forces from the south, by Turkey and the FSA from north, east and west``."""
    by_actors: dict[tuple[str, ...], list[Sector]] = {}
    for sector in Sector:
        if sides.get(sector):
            by_actors.setdefault(tuple(sorted(sides[sector])), []).append(sector)
    groups = sorted(by_actors.items(), key=lambda group: (len(group[1]), group[0]))
    return ", ".join(f"by {actor_names(area, actors)} from {from_words(found)}" for actors, found in groups)


def from_words(sectors: Iterable[Sector]) -> str:
    """``the south``; ``north, east and west``."""
    words = [sector.definition for sector in sectors]
    return f"the {words[0]}" if len(words) == 1 else listed(words)


def _rank(area: Area, actor: str) -> int:
    known = area.actors.get(actor)
    return 0 if known and known.kind.value == "state_force" else 1
