"""Who a coded event names: the area's actor of that name or alias; anybody else stays as named, unresolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from marsad.areas import Area
from marsad.areas.names import normalised
from marsad.claims.coded.spots import country
from marsad.claims.coded.tables import rows
from marsad.model import Actor, ActorKind, ClaimedActor

RULES = "government of "  # a role that begins so: it says from when to when who rules
_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")


def actor(name: str, area: Area, on: date | None) -> ClaimedActor | None:
    """Who is called ``name`` by a dataset on a day; None where it names nobody.

    A state's forces ("Government of Syria", "Military Forces of Mali (2020-2021)") are those of whoever ruled on
    that day, as far as the area's roles tell; who ruled before is not meant by them.
    """
    if not name.strip():
        return None
    form, of = _form(name)
    found: Actor | None = None
    if form == "state":
        found = _state(of, area, on)
    elif form == "civilians":
        found = next(_called("civilians", area), None)
    elif form != "named":
        found = next((each for said in _spellings(name) for each in _called(said, area)), None)
    return ClaimedActor(found.id, found.name, name) if found else ClaimedActor(None, name, name)


def actors(names: str, area: Area, on: date | None) -> tuple[ClaimedActor, ...]:
    """All whom a side names: UCDP writes allies as one side with commas between; each once."""
    whole = actor(names, area, on)
    if whole is None or whole.id is not None or "," not in names:
        return (whole,) if whole else ()
    parts = (actor(each.strip(), area, on) for each in names.split(","))
    return tuple({each.id or each.name: each for each in parts if each is not None}.values())


def _form(name: str) -> tuple[str, str]:
    for pattern, meaning in _forms():
        if match := pattern.match(name):
            return meaning, match.groupdict().get("country") or ""
    return "", ""


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["meaning"]) for row in rows("actor_forms.csv"))


@cache
def _known_as() -> dict[str, str]:
    return {row["name"].casefold(): row["known_as"] for row in rows("actor_names.csv")}


def _spellings(name: str) -> Iterator[str]:
    """The name as written, as it is better known, and without the years or the country in brackets behind it."""
    bare = _BRACKETS.sub("", name)
    for each in dict.fromkeys((name, bare)):
        yield each
        if each.casefold() in _known_as():
            yield _known_as()[each.casefold()]


def _called(name: str, area: Area) -> Iterator[Actor]:
    """The only actor with that name or alias."""
    found = area.actors_called.get(normalised(name), ())
    if len(found) == 1:
        yield found[0]


def _state(of: str, area: Area, on: date | None) -> Actor | None:
    """The forces of the country called ``of``: the only state force that is part of no other, and rules then."""
    code = country(of, area)
    forces = [
        each
        for each in area.actors.values()
        if code is not None and each.kind is ActorKind.STATE_FORCE and each.country == code
    ]
    ids = {each.id for each in forces}
    heads = [each for each in forces if each.parent not in ids and not _rules_no_more(each, area, on)]
    if len(heads) > 1:  # Iraq's own forces and the Peshmerga: the government's are meant
        heads = [
            each for each in heads if any("government" in name.lower() for name in (each.name, *each.aliases))
        ]
    return heads[0] if len(heads) == 1 else None


def _rules_no_more(force: Actor, area: Area, on: date | None) -> bool:
    ruled = [each.days for each in area.roles if each.actor == force.id and each.role.startswith(RULES)]
    return bool(ruled) and on is not None and not any(on in days for days in ruled)
