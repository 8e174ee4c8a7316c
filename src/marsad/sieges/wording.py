"""How verdicts word days, lists, sides and names: plain English, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from marsad.areas import Area
from marsad.model import Sector

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def day_words(day: date) -> str:
    """``6 February 2017``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def listed(words: Iterable[str]) -> str:
    """``a, b and c``."""
    parts = list(words)
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(count: int, one: str) -> str:
    """``one origin``, ``three origins``."""
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {one if count == 1 else one + 's'}"


def number(count: int) -> str:
    """``one`` to ``ten`` in words, else in digits."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def actor_name(area: Area, actor: str) -> str:
    """The actor's name in this area, else its id in words."""
    known = area.actors.get(actor)
    return known.name if known else actor.removeprefix("act_").replace("_", " ")


def actor_names(area: Area, actors: Iterable[str]) -> str:
    """The actors' names, states first, as a list in words."""
    ordered = sorted(actors, key=lambda each: (_rank(area, each), each))
    return listed(actor_name(area, each) for each in ordered)


def place_name(area: Area, place: str) -> str:
    """The place's name in this area, else its id in words."""
    known = area.places.get(place)
    return known.name if known else place.removeprefix("plc_").replace("_", " ")


def way_words(area: Area, places: Iterable[str]) -> str:
    """``Al-Bab - Tadef - Deir Hafir``."""
    return " - ".join(place_name(area, each) for each in places)


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
