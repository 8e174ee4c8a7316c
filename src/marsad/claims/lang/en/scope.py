"""What a report is about: the area or elsewhere, which country, which town; which names it can mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from marsad.areas import Area
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.homeland import homeland, nation_of
from marsad.claims.lang.en.names import NameKind
from marsad.claims.lang.en.noted import Seen
from marsad.model import ActorKind, PlaceKind

ADMIN = frozenset(
    {PlaceKind.PROVINCE, PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.REGION, PlaceKind.COUNTRY}
)
HEADLINE = 15  # tokens of a first sentence that may be but the headline of the second
ADMIN_NOUNS = frozenset({"province", "governorate", "state", "region", "district"})


class Scope:
    """Decided once for each report, from all places that it names."""

    def __init__(self, area: Area, places: Sequence[Seen], sentences: Sequence[Sentence]) -> None:
        """Decide from ``places``, the places of the report in order."""
        self.area = area
        self.home = homeland(sentences)
        self.in_area = self._is_about_area(places, sentences)
        self.first = next(iter(self._war_places(places)), None)
        self.topic = self._topic_of(places, 1 + bool(sentences and len(sentences[0].tokens) < HEADLINE))
        self.names_area = any(self.is_country(each) and self._of_area(each) for each in places)

    def _is_about_area(self, places: Sequence[Seen], sentences: Sequence[Sentence]) -> bool:
        """Whether a third or more of the places that the report names lie in the area, and at least one does.

        One will do where the report names a side of the area, and no other country that it could be about.
        """
        named = [each for each in places if not self.is_country(each)]
        local = sum(bool(each.candidates) and self._of_area(each) for each in named)
        if not local or 2 * local >= len(named) - local:
            return local > 0
        abroad = any(each.candidates and not self._of_area(each) for each in places)
        return not abroad and self.home in {"", *self.area.countries} and self._names_own_side(sentences)

    def _names_own_side(self, sentences: Sequence[Sentence]) -> bool:
        sides = (n for each in sentences for n in each.names if n.kind is NameKind.ACTOR and n.ids)
        return any(self.area.actors[name.ids[0]].country in self.area.countries for name in sides)

    def _of_area(self, seen: Seen) -> bool:
        return self.area.places[seen.candidates[0]].country in self.area.countries

    def is_country(self, seen: Seen) -> bool:
        """Whether a place named is a country that the area knows."""
        return bool(seen.candidates) and self.area.places[seen.candidates[0]].kind is PlaceKind.COUNTRY

    def is_admin(self, seen: Seen) -> bool:
        """Whether a place named is a province, district or region, by the area or by the words of the report."""
        kinds = {self.area.places[each].kind for each in seen.candidates if each in self.area.places}
        return (bool(kinds) and kinds <= ADMIN) or seen.noun in ADMIN_NOUNS

    def _topic_of(self, places: Sequence[Seen], lead: int) -> Seen | None:
        """The settlement or site that the report names most, the first of them; else the region or province.

        What its first ``lead`` sentences name counts as named once more. None where nothing is named twice.
        """
        sure = self._war_places(places)
        settled = [each for each in sure if not self.is_admin(each)]
        return _most_named(settled, lead) or _most_named(sure, lead)

    def _war_places(self, places: Sequence[Seen]) -> list[Seen]:
        """Those that may be where things happened: no landmark, no country, nothing outside the area."""
        sure = [each for each in places if not each.landmark and not each.doubtful and not self.is_country(each)]
        abroad = self.in_area  # "Geneva" is nowhere in it
        return [each for each in sure if not (abroad and each.candidates) or self._of_area(each)]

    def here(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Which of ``ids``, places of one name, the report can mean: the area's only if it is about it."""
        if self.in_area:
            return ids
        places, countries = self.area.places, self.area.countries
        return tuple(
            each for each in ids if places[each].country not in countries or places[each].kind is PlaceKind.COUNTRY
        )

    def means(self, label: str, ids: tuple[str, ...]) -> bool:
        """Whether a name known to the area means its actor here: "Afghan troops" may be Afghanistan's own."""
        actor = self.area.actors.get(ids[0]) if ids else None
        if self.in_area or actor is None:
            return True
        if actor.country in self.area.countries and not self.names_area:
            return False
        nation = nation_of(label)
        return not nation or (actor.kind is ActorKind.STATE_FORCE and nation == actor.country)


def _most_named(places: Sequence[Seen], lead: int) -> Seen | None:
    names = [each.candidates[:1] or each.name for each in places]
    counts = Counter(names)
    leading = {name for name, each in zip(names, places, strict=True) if each.sentence < lead}
    weights = {name: count + (name in leading) for name, count in counts.items()}
    most = max(weights.values(), default=0)
    return next((each for name, each in zip(names, places, strict=True) if weights[name] == most > 1), None)
