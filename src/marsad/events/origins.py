"""Origins: who stands behind a claim, behind all who repeat it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from marsad.areas import Area
from marsad.areas.names import normalised
from marsad.model import Actor, ActorKind, Claim, Origin, Outlet, Report, Source, SourceKind

NO_REPORTS: Mapping[str, Report] = MappingProxyType({})
CARRIERS = frozenset({SourceKind.AGENCY, SourceKind.OUTLET, SourceKind.DATASET})
SIDES = frozenset({ActorKind.STATE_FORCE, ActorKind.REBEL, ActorKind.MILITIA, ActorKind.POLITICAL})
_WORD = re.compile(r"[^\W_]+(?:['’‘-][^\W_]+)*")
_INDEFINITE = re.compile(r"^(?:an?|one|the)\s+", re.IGNORECASE)
_PARTICLES = frozenset({"al", "el", "abu", "abd", "bin", "ibn", "um", "umm", "de", "van", "von"})


def origin_of(  # noqa: PLR0917
    claim: Claim,
    report: Report,
    sources: Mapping[str, Source],
    area: Area,
    copied_from: Mapping[str, str],
    reports: Mapping[str, Report] = NO_REPORTS,
) -> Origin:
    """Who stands behind ``claim``: the last speaker of its chain of attribution, else who published it first.

    A report that is nearly identical to an earlier one (``copied_from``: copy to first) has that one's
    publisher as its origin, so that copies add no origin. A spokesman or a person named after the body that
    he speaks for counts as that body; a person whom an agency or outlet quotes counts for himself.
    """
    return Origins(sources, area, copied_from, reports).of(claim, report)


class Origins:
    """Finds origins; built once for many claims."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        area: Area,
        copied_from: Mapping[str, str],
        reports: Mapping[str, Report] = NO_REPORTS,
    ) -> None:
        """Index the names of the registered ``sources`` and of the actors of ``area``."""
        self._sources, self._copied_from, self._reports = sources, copied_from, reports
        self._by_name: dict[str, Origin] = {}
        self._names: dict[str, Origin] = {}
        self._carriers = {each.id for each in sources.values() if each.kind in CARRIERS}
        self._adjectives: dict[str, Origin] = {}
        for source in sorted(sources.values(), key=lambda each: each.id):
            self._register(_of_source(source), (source.id, source.name, *source.aliases))
        for actor in sorted(area.actors.values(), key=lambda each: each.id):
            self._register(_of_actor(actor), (actor.id, actor.name, *actor.aliases))
            for adjective in actor.adjectives:
                self._adjectives.setdefault(_plain(adjective), _of_actor(actor))
        for outlet in area.outlets:
            self._register(_of_outlet(outlet), (outlet.name, *outlet.aliases))
            self._carriers.add(_key(outlet.name))
        self._seen: dict[tuple[str, ...], Origin] = {}

    def of(self, claim: Claim, report: Report) -> Origin:
        """The origin of ``claim``, which ``report`` carries."""
        if not claim.attribution:
            return self.of_publisher(report)
        if claim.attribution not in self._seen:
            self._seen[claim.attribution] = self._speaker(claim.attribution)
        return self._seen[claim.attribution]

    def _register(self, origin: Origin, names: tuple[str, ...]) -> None:
        for name in names:
            self._by_name.setdefault(normalised(name), origin)
            self._names.setdefault(_plain(name), origin)

    def of_publisher(self, report: Report) -> Origin:
        """Who published ``report``, or the first of those of which it is a copy."""
        first = self._copied_from.get(report.id, report.id)
        if first != report.id and first not in self._reports:
            return Origin(first, report.publisher or "an unnamed publisher")
        original = self._reports.get(first, report)
        if original.source is not None and original.source in self._sources:
            return _of_source(self._sources[original.source])
        if not original.publisher:
            return Origin(original.id, "an unnamed publisher")
        return self._by_name.get(normalised(original.publisher)) or Origin(
            _key(original.publisher), original.publisher
        )

    def _speaker(self, chain: tuple[str, ...]) -> Origin:
        last = chain[-1]
        known = self._by_name.get(normalised(last))
        if known is not None:
            return known
        words = frozenset(_plain(last).split())
        if words & _table()["spokesman"]:
            named = self._named_within(last)
            if named is not None:
                return named
        if words & _table()["spokesman"] or _is_personal_name(last):
            body = next(self._bodies(chain[:-1]), None)
            if body is not None:
                return body
        side = self._side_of(last) if words & _table()["office"] else None
        return Origin(_key(last), last, side, described=last[:1].islower())

    def _bodies(self, outer: tuple[str, ...]) -> Iterator[Origin]:
        """The organisations of the chain that speak by their people, nearest first."""
        for name in reversed(outer):
            origin = self._by_name.get(normalised(name))
            if origin is not None and origin.key not in self._carriers:
                yield origin
            elif origin is None and frozenset(_plain(name).split()) & _table()["organisation"]:
                yield Origin(_key(name), name)

    def _named_within(self, words: str, *, adjectives: bool = False) -> Origin | None:
        """The registered source or actor with the longest name among ``words``."""
        text = f" {_plain(words)} "
        names = {**self._adjectives, **self._names} if adjectives else self._names
        found = [name for name in names if len(name) > 2 and f" {name} " in text]
        return names[max(found, key=lambda name: (len(name), name))] if found else None

    def _side_of(self, description: str) -> str | None:
        named = self._named_within(description, adjectives=True)
        return named.allegiance if named else None


def _of_source(source: Source) -> Origin:
    return Origin(source.id, source.name, source.allegiance)


def _of_outlet(outlet: Outlet) -> Origin:
    return Origin(_key(outlet.name), outlet.name, outlet.allegiance)


def _of_actor(actor: Actor) -> Origin:
    return Origin(actor.id, actor.name, actor.id if actor.kind in SIDES else None)


def _key(name: str) -> str:
    return normalised(_INDEFINITE.sub("", name)) or name


def _plain(words: str) -> str:
    return " ".join(word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(words))


def _is_personal_name(name: str) -> bool:
    words = _WORD.findall(name)
    capitalised = [word for word in words if word[:1].isupper() or word.split("-")[0].casefold() in _PARTICLES]
    no_names = _table()["organisation"] | _table()["office"]
    return 2 <= len(words) <= 5 and len(capitalised) == len(words) and not {*_plain(name).split()} & no_names


@lru_cache(maxsize=1)
def _table() -> Mapping[str, frozenset[str]]:
    rows = yaml.safe_load((Path(__file__).parent / "speakers.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({kind: frozenset(words) for kind, words in rows.items()})
