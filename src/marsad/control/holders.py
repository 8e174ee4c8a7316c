"""Who holds a place that several take together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from marsad.areas.allegiances import Allegiances
from marsad.model import ActorKind


def holder_of(agents: Sequence[str], on: date, allegiances: Allegiances) -> tuple[str, tuple[str, ...]]:
    """Holder and co-holders of what ``agents`` (at least one) took together.

    The holder is the whole that most of them are a part of on that day and the others are friends of, if
    there is one: Turkish forces and the FSA hold as Euphrates Shield. Else it is the state of the land, else
    another state's forces, else the one that most claims name; the others hold it with that one.
    """
    if len(agents) == 1:
        return agents[0], ()
    wholes = _wholes(agents, on, allegiances)
    if wholes:
        return wholes[0], tuple(sorted(agent for agent in agents if agent != wholes[0]))
    lead = min(range(len(agents)), key=lambda i: (_rank(agents[i], allegiances), i))
    return agents[lead], tuple(sorted(agent for i, agent in enumerate(agents) if i != lead))


def _wholes(agents: Sequence[str], on: date, allegiances: Allegiances) -> list[str]:
    """Actors that agents are a part of and none of them is a stranger to, the most comprising first."""
    lines = [allegiances.lineage(agent, on) for agent in agents]
    members = Counter(whole for line in lines for whole in line[1:])
    fitting = [whole for whole in members if all(allegiances.friendly(whole, agent, on) for agent in agents)]
    return sorted(fitting, key=lambda whole: (-members[whole], whole in agents, whole))


def _rank(agent: str, allegiances: Allegiances) -> int:
    actor = allegiances.area.actors.get(agent)
    if actor is None or actor.kind is not ActorKind.STATE_FORCE:
        return 2
    return 0 if actor.country in allegiances.area.countries else 1
