"""The kinds of phrase that rows ask for: "obj is fighters", "subj is aircraft", "obj is route"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from marsad.claims.drafts import PlaceMention
from marsad.claims.lang.en.chunks import class_words
from marsad.claims.lang.en.counts import NOT_PEOPLE
from marsad.claims.lang.en.heads import is_bombing_run
from marsad.claims.lang.en.homeland import countries
from marsad.claims.lang.en.names import folded
from marsad.claims.lang.en.tables import listed, table, words
from marsad.claims.lang.en.word_classes import Tag
from marsad.model import PlaceKind

if TYPE_CHECKING:
    from marsad.claims.lang.en.phrases import Noun
    from marsad.claims.lang.en.roles import Roles
    from marsad.claims.lang.en.wheres import Wheres

LAST = frozenset({"one", "only", "single", "last", "narrow", "sole"})
NO_LIFELINES = frozenset(
    {"way", "bridge", "bridges", "crossing", "crossings", "line", "lines", "access", "exit", "link", "links"}
)
NONE: frozenset[str] = frozenset()


def is_kind(roles: Roles, at: int, kind: str) -> bool:
    """Whether the phrase at ``at`` is of ``kind``: a class of words, or one that takes more to tell."""
    told = _TOLD.get(kind)
    return kind in classes_at(roles, at) if told is None else told(roles, at)


def classes_at(roles: Roles, at: int) -> frozenset[str]:
    """The classes of ``frames.yaml`` that hold the head of the phrase at ``at``, or its last two words."""
    found = roles.classes.get(at)
    if found is None:
        classes = _classes()
        found = classes.get(roles.noun(at).head, NONE) | classes.get(roles.last_two(at), NONE)
        roles.classes[at] = found
    return found


@cache
def class_names() -> frozenset[str]:
    """The kinds that are classes of words and nothing more."""
    return frozenset(table("frames")["classes"]) - _TOLD.keys()


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    """The classes of each word."""
    found: dict[str, set[str]] = {}
    for name in table("frames")["classes"]:
        for word in class_words(name):
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


# -- people -----------------------------------------------------------------------------------------------------


def are_civilians(roles: Roles, at: int) -> bool:
    """Whether the phrase names civilians or only a number of people: "8,000 residents", "thousands"."""
    noun = roles.noun(at)
    return noun.head in listed("actors", "civilians") or (roles.is_a(at, "civilians") and not noun.actors)


def is_number(roles: Roles, at: int) -> bool:
    """Whether the phrase counts something: "10 of them", "five civilians"."""
    chunk = roles.chunks[at]
    return Tag.NUM in roles.sentence.tags[chunk.start : chunk.end]


def _is_actor(roles: Roles, at: int) -> bool:
    return bool(roles.actors((at,)))


def _is_backer(roles: Roles, at: int) -> bool:
    return bool(roles.actors((at,))) or bool(roles.noun(at).owners)


def _is_civil(roles: Roles, at: int) -> bool:
    noun = roles.noun(at)
    return (
        noun.head in listed("actors", "civilians") or noun.head in words("vague") or _is_counted(roles, at, noun)
    )


def _is_counted(roles: Roles, at: int, noun: Noun) -> bool:
    """Whether the phrase is a number of people of no side."""
    apart = noun.actors or noun.place or noun.weapon or noun.head in NOT_PEOPLE
    return not apart and is_number(roles, at)


def _is_people(roles: Roles, at: int) -> bool:
    noun = roles.noun(at)
    return bool(noun.actors) or bool(noun.person) or _is_civil(roles, at)


def _is_folk(roles: Roles, at: int) -> bool:
    head = roles.noun(at).head
    return head in listed("actors", "civilians") or head in listed("tolls", "civil") or head in words("everybody")


def _is_persons(roles: Roles, at: int) -> bool:
    head = roles.noun(at).head
    civil = head in listed("actors", "civilians") or head in listed("tolls", "civil")
    return civil or head in class_words("captives")


def _is_wounded(roles: Roles, at: int) -> bool:
    said = roles.sentence.words_of(roles.chunks[at])
    return not class_words("wounded").isdisjoint(said) or "wounded" in classes_at(roles, at)


def _is_none(roles: Roles, at: int) -> bool:
    return roles.sentence.low_words[roles.chunks[at].start] in {"no", "zero"}


# -- places and roads -------------------------------------------------------------------------------------------


def _is_place(roles: Roles, at: int) -> bool:
    if roles.places((at,)):
        return True
    noun = roles.noun(at)
    return noun.refers and noun.head in _ground()


@cache
def _ground() -> frozenset[str]:
    """What names no place and yet is one, to be taken or held: "the area", "territory"."""
    kinds = (listed("places", kind) for kind in ("parts", "references", "strongholds"))
    return frozenset.union(*kinds) - words("no_ground")


def _is_locality(roles: Roles, at: int) -> bool:
    return any(_is_known(roles, each) for each in roles.places((at,)))


def _is_spot(roles: Roles, at: int) -> bool:
    """A locality that is no country."""
    found = [each for each in roles.places((at,)) if _is_known(roles, each)]
    return bool(found) and not any(_is_country(roles, each) for each in found)


def _is_country(roles: Roles, place: PlaceMention) -> bool:
    return (
        place.name.lower() in countries()
        or place.kind is PlaceKind.COUNTRY
        or PlaceKind.COUNTRY in {roles.phrases.memory.area.places[each].kind for each in place.candidates}
    )


def _is_known(roles: Roles, place: PlaceMention) -> bool:
    """Whether tables or the report say that the name is a place's: "Crude came under fire" names none."""
    known = place.candidates or place.kind or place.by_reference
    return bool(known) or roles.phrases.memory.classes.get(folded(place.name)) == "place"


def is_route(roles: Roles, at: int) -> bool:
    """Whether the phrase is a road or a way: "the Castello Road", "the M5", "the only way out"."""
    if roles.chunks[at].low == "it":
        return _is_it(roles, at)
    head, routes = roles.noun(at).head, listed("places", "routes")
    return (head in routes and head != "lines") or roles.last_two(at) in routes or is_road_name(head)


def is_lifeline(roles: Roles, at: int) -> bool:
    """Whether the phrase is a road that lives hang on, whatever is said of it: not any "way" or "crossing"."""
    return _is_it(roles, at) if roles.chunks[at].low == "it" else is_road(roles, at)


def is_road(roles: Wheres, at: int) -> bool:
    """Whether the words themselves say a road: not "it"."""
    head, routes = roles.noun(at).head, listed("places", "routes")
    return (head in routes and head not in NO_LIFELINES) or roles.last_two(at) in routes


def _is_it(roles: Roles, at: int) -> bool:
    """Whether a road is named before an "it"."""
    return any(roles.chunks[each].kind == "np" and is_road(roles, each) for each in range(at))


@cache
def is_road_name(low: str) -> bool:
    """Whether a word is the number of a road: "M5", "RN27", "H20"."""
    letters = low.rstrip("0123456789")
    return letters in {"m", "rn", "rp", "n", "e", "h", "nh", "r"} and 0 < len(low) - len(letters) < 4


def is_last(roles: Roles, at: int) -> bool:
    """Whether the phrase is the only one of its kind: "the last road", "only the Castello Road"."""
    chunk = roles.chunks[at]
    return not LAST.isdisjoint(roles.sentence.low_words[max(0, chunk.start - 1) : chunk.end])


def _is_last_way(roles: Roles, at: int) -> bool:
    head, two = roles.noun(at).head, roles.last_two(at)
    routes = listed("places", "routes")
    way = (head in routes and head != "lines") or two in routes or is_road_name(head)
    return way and is_last(roles, at)


def _is_bridge(roles: Roles, at: int) -> bool:
    return roles.noun(at).head in {"bridge", "bridges"}


# -- weapons ----------------------------------------------------------------------------------------------------


@cache
def listed_weapons(kind: str) -> frozenset[str]:
    """The weapons of one type of attack, and the event nouns of that type."""
    return frozenset(str(each) for each in table("frames")["weapons"][kind])


def _is_aircraft(roles: Roles, at: int) -> bool:
    return is_bombing_run(roles, at) or _is_weapon(roles, at, "air_strike")


def _is_artillery(roles: Roles, at: int) -> bool:
    return _is_weapon(roles, at, "shelling")


def _is_blast(roles: Roles, at: int) -> bool:
    if is_bombing_run(roles, at) or roles.last_two(at) in listed_weapons("air_strike"):
        return False  # a barrel bomb
    return _is_weapon(roles, at, "bombing") or roles.noun(at).head in class_words("blast")


def _is_weapon(roles: Roles, at: int, weapon: str) -> bool:
    noun, named = roles.noun(at), listed_weapons(weapon)
    return noun.weapon == weapon or noun.head in named or roles.last_two(at) in named


_TOLD: Mapping[str, Callable[[Roles, int], bool]] = {
    "any": lambda _roles, _at: True,
    "none": _is_none,
    "actor": _is_actor,
    "fighters": _is_actor,
    "backer": _is_backer,
    "backed": _is_backer,
    "people": _is_people,
    "civilians": _is_civil,
    "folk": _is_folk,
    "persons": _is_persons,
    "wounded": _is_wounded,
    "place": _is_place,
    "locality": _is_locality,
    "spot": _is_spot,
    "route": is_route,
    "lifeline": is_lifeline,
    "lastway": _is_last_way,
    "bridge": _is_bridge,
    "aircraft": _is_aircraft,
    "artillery": _is_artillery,
    "blast": _is_blast,
}
