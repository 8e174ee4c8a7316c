"""Putting given names at places as the product does: the names of a text become mentions, which are grounded.

Reading and finding the names is not asked for here, as in the field's own figures for place resolution. What a
demonym names ("Turkish") is its country, as TR-News codes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from marsad.areas import Area
from marsad.claims.drafts import Mention, PlaceMention
from marsad.claims.lang.en.tables import table
from marsad.evaluation.geonames_ids import GeoNamesIds
from marsad.evaluation.resolution import Resolved
from marsad.evaluation.toponyms import ResolvedText, Toponym
from marsad.grounding.places import Settled
from marsad.model import ClaimedPlace


def resolve_all(texts: Iterable[ResolvedText], area: Area, ids: GeoNamesIds) -> Iterator[Resolved]:
    """Every toponym of ``texts`` with the place that grounding against ``area`` gives it."""
    everywhere = getattr(area, "gazetteer", None) is not None
    for text in texts:
        for toponym, found in zip(text.toponyms, resolve(text, area), strict=True):
            entry = ids.entry(found.id)
            held = None if toponym.geonames is None else ids.holds(toponym.geonames, everywhere)
            yield Resolved(toponym, found, entry, held, getattr(found, "confidence", None))


def resolve(text: ResolvedText, area: Area) -> Iterator[ClaimedPlace]:
    """The place of each toponym of ``text`` in order, each with those before it as its report."""
    settled = Settled(area)
    for toponym in text.toponyms:
        found = settled.ground(_mention(toponym, area))
        settled.add(found)
        yield found


def _mention(toponym: Toponym, area: Area) -> PlaceMention:
    name = _country_of().get(toponym.name.casefold(), toponym.name)
    candidates = tuple(each.id for each in area.places_named(name))
    return PlaceMention(Mention(toponym.start, toponym.end, toponym.name), name, candidates)


@cache
def _country_of() -> dict[str, str]:
    """The country of each demonym, in lower case: "turkish", "turks" as far as the reader's table has them."""
    return {
        str(form).casefold(): str(country)
        for country, _, adjectives in table("countries").values()
        for adjective in adjectives
        for form in (adjective, f"{adjective}s")
    }
