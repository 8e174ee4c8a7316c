"""The governments and forces of countries that an area's cast lacks: a report about another war names them too.

What the area names wins; the states of the area's own countries are its own to name, so that "the army" of its war
never becomes another's. Whoever is no state, and whoever's words leave open whether he is, stays as named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

import yaml

from marsad.areas import Area
from marsad.areas.names import normalised
from marsad.areas.tables import SafeLoader
from marsad.claims.lang.en.tables import table
from marsad.model import Actor, ActorKind, Claim, ClaimedActor


def with_states(claim: Claim, area: Area) -> Claim:
    """``claim`` with the states of other countries among those of its actors whom the area does not know."""
    if all(each.id for each in (*claim.agents, *claim.targets)):
        return claim
    agents, targets = _known(claim.agents, area), _known(claim.targets, area)
    return (
        claim
        if (agents, targets) == (claim.agents, claim.targets)
        else replace(claim, agents=agents, targets=targets)
    )


def _known(actors: tuple[ClaimedActor, ...], area: Area) -> tuple[ClaimedActor, ...]:
    """Each actor once; a state keeps the name that the report gives it."""
    found: dict[str, ClaimedActor] = {}
    for each in actors:
        state = None if each.id else state_named(each.name, area)
        actor = each if state is None else ClaimedActor(state.id, each.name, each.mention)
        found.setdefault(actor.id or actor.name.casefold(), actor)
    return tuple(found.values())


def state_named(name: str, area: Area) -> Actor | None:
    """The state that ``name`` means, by its government or forces, of a country that is none of the area's."""
    world = area.fallback
    code, others = _people_in(name.replace("'s", "").replace("\u2019s", "").lower().split())
    if world is None or code in area.countries:
        return None
    called = _called(name, world)
    if called is None:
        return _state_of(code, area, world) if _own_words().issuperset(others) else None
    if called.kind is not ActorKind.STATE_FORCE or called.country in area.countries:
        return None
    country = called.country or ""
    main = world.states.get(country) == called  # and no force beside the government's, as the Peshmerga are
    return _state_of(country, area, world) if main else called


def _state_of(code: str, area: Area, world: Area) -> Actor | None:
    """The government's side of a country, as the area has it, else as the world does."""
    return area.states.get(code) or world.states.get(code)


def _called(name: str, world: Area) -> Actor | None:
    """The actor of that name, of any kind: one whom the world knows by it is no state by its words alone."""
    called = (world.actors_called.get(normalised(short)) for short in _shorter(name))
    return next((found[0] for found in called if found), None)


def _shorter(name: str) -> Iterator[str]:
    """The name, and without the last words that only say that it is a force: "Somali National Army soldiers"."""
    yield name
    words = name.split()
    while len(words) > 2 and words[-1].lower() in _own_words():
        words.pop()
        yield " ".join(words)


def _people_in(words: list[str]) -> tuple[str, list[str]]:
    """The country of "Ukrainian units" or "military of Myanmar" and the other words; "" and all without one."""
    for count in (3, 2, 1):
        code = _peoples().get(" ".join(words[:count]))
        if code:
            return code, words[count:]
    if "of" in words:
        at = words.index("of")
        code = _peoples().get(" ".join(words[at + 1 :]).removeprefix("the "))
        if code and at:
            return code, words[:at]
    return "", words


@cache
def _peoples() -> Mapping[str, str]:
    """The code of each country by its name and what is of it, in lower case; no capitals, where others may sit."""
    return {
        str(word).lower(): str(code)
        for code, (country, _, adjectives) in reversed(table("countries").items())
        for word in (country, *adjectives)
    }


@cache
def _own_words() -> frozenset[str]:
    rows = yaml.load(files("marsad.grounding").joinpath("states.yaml").read_bytes(), Loader=SafeLoader)  # noqa: S506
    return frozenset(map(str, rows["own_words"]))
