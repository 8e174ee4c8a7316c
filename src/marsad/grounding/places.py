"""Places: which place a mention means, never finer than its words; what no table knows stays as named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from marsad.areas import Area
from marsad.areas.index import Candidate, Likeness
from marsad.areas.names import normalised
from marsad.claims.drafts import Mention, Nearness, PlaceMention
from marsad.grounding.choice import Choice, choose
from marsad.grounding.described import (
    Region,
    described,
    inside_of,
    near_or_area,
    openers,
    reach_km,
    rivers,
    said_apart_km,
    without_kind,
)
from marsad.grounding.kinds import ADMIN, QUARTERS, SETTLEMENTS, as_said, fits, inside, is_called_after
from marsad.grounding.lines import by_border, way_between
from marsad.grounding.surroundings import Point, Surroundings, apart_km, point_of
from marsad.model import ClaimedPlace, Place, PlaceKind, PlacePrecision
from marsad.records import replace

LATELY = 30  # settled places back near which a name spelled alike is looked for
ALIKE_KM = 120.0  # from a place that the report has named to one whose name is spelled alike
ABROAD_KM = 250.0  # the same in countries that no area's table knows closely
ALIKE_IN_LETTERS, ALIKE_IN_SOUND = 0.7, 0.6  # how sure such a reading is
GREAT_CITY = 300_000  # people of a place that a report of elsewhere may name without its country
SITE_KM = 10.0  # from the place that it is called after to a site, at most
AROUND_KM = 100.0  # from the town that it is called after to the edge of a province, at most
NOT_CALLED_AFTER = SETTLEMENTS | {PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.REGION, PlaceKind.COUNTRY}
IN_CITIES = QUARTERS | {PlaceKind.SITE, PlaceKind.BRIDGE, PlaceKind.JUNCTION, PlaceKind.CAMP}
APART = frozenset({Nearness.NEAR, Nearness.DIRECTION})
WORD_BEFORE = re.compile(r"\b([A-ZÀ-Þ][\w’']{1,})[ -]$")
SMALL = 50_000  # people of a place that is only meant where the report is told of its country
UNITS = frozenset({PlaceKind.PROVINCE, PlaceKind.REGION})
UNIT_KM = 150.0  # from the middle of a province to its capital, at most
CAPITAL = 0.8  # how sure it is that a unit's capital is the largest town of it that the report names
SOLE = 0.98  # of the only place of the area that bears a name: of 37 such in coded reports none was wrong
NONE = Choice(None, 0.0)


@dataclass(frozen=True, slots=True)
class Put:
    """What a mention was put at: a place of a table, or the region that the report describes, or neither."""

    choice: Choice = NONE
    region: Region | None = None
    name: str | None = None  # as the report has it, where that is longer than what the reader took
    alike: bool = False  # nobody bears the name: the place's is spelled alike


class Settled:
    """The places of one report's names: each name is settled once, by the report as a whole."""

    def __init__(self, area: Area, text: str = "", mentions: Sequence[PlaceMention] = ()) -> None:
        """``mentions`` are all places that the report's drafts name."""
        self.area, self._text = area, text
        self._around = Surroundings(area, text, mentions)
        self._lately: list[ClaimedPlace] = []
        self._put: dict[tuple[object, ...], Put] = {}
        self._named: dict[str, list[PlaceMention]] = {}
        for each in mentions:
            if not each.by_reference:
                self._named.setdefault(each.name, []).append(each)
        self._referred: dict[tuple[str, tuple[str, ...]], ClaimedPlace] = {}  # what lay where the words put it

    def ground(self, mention: PlaceMention) -> ClaimedPlace:
        """The place of ``mention``; spoken of again, it is the one that lay where the report first put it."""
        key = (mention.name, mention.candidates)
        if mention.by_reference and mention.kind is None and key in self._referred:
            return replace(self._referred[key], mention=mention.mention.text or self._referred[key].name)
        found = self._claimed(mention, self.put(mention))
        if mention.inside and found.id and not mention.by_reference:
            self._referred[key] = found
        return found

    def add(self, *found: ClaimedPlace | None) -> None:
        """Note where a claim was put."""
        for each in found:
            if each is not None and each.id:
                self._lately.append(each)

    def put(self, mention: PlaceMention) -> Put:
        """What ``mention`` is put at, and which others were not chosen; the same each time it is asked."""
        key = (mention.name, mention.candidates, mention.kind, mention.inside, mention.between, _line(mention))
        found = self._put.get(key)
        if found is None:
            found = self._on_line(mention) or self._find(mention)
            if found.choice.place is not None or not mention.by_reference:
                self._put[key] = found
        return found

    def _on_line(self, mention: PlaceMention) -> Put | None:
        """The stretch between two places or by a border that the words put it on."""
        if mention.border:
            found = by_border(mention, self._around, self._text)
            return Put(region=found[0], name=found[1]) if found else Put()
        ends = [self.put(each).choice.place for each in mention.between]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return None
        region = way_between(self.area, ends[0], ends[1])
        return Put(region=region, name=f"stretch {region.words}") if region else None

    def _find(self, mention: PlaceMention) -> Put:
        longer = self._with_word_before(mention)
        if longer is not None:
            choice = self._choice(longer)
            alike = self._spelt_alike(longer) if choice.place is None else None
            if choice.place is not None or longer.name.split()[0] in openers():
                return Put(alike or choice, alike=alike is not None, name=longer.name)
        choice = self._choice(mention)
        if choice.place is None:
            choice = self._capital(mention) or choice
        if choice.place is not None:
            return Put(choice)
        alike = None if mention.candidates else self._spelt_alike(mention)
        if alike is not None:
            return Put(alike, alike=True)
        return Put(choice, self._described(mention) or self._called_after(mention))

    def _capital(self, mention: PlaceMention) -> Choice | None:
        """The Ramadi of "the capital of Anbar province": the largest town of the report that lies in the unit."""
        if mention.kind is not PlaceKind.CITY:
            return None
        units = [self.area.places[each] for each in mention.candidates if each in self.area.places]
        if not units or any(each.kind not in UNITS for each in units):
            return None
        named = (one for each in self._named.values() for one in self._around.candidates(each[0]))
        towns = [each for each in named if each.place.kind in SETTLEMENTS and any(_is_in(each, u) for u in units)]
        best = max(towns, key=lambda each: (each.people, each.place.id), default=None)
        return Choice(best.place, CAPITAL) if best is not None else None

    def _with_word_before(self, mention: PlaceMention) -> PlaceMention | None:
        """The Tal Afar of which the reader knows but the Afar: a longer name that a place has, in the text."""
        if mention.by_reference or mention.kind is not None or self._sole(mention) is not None:
            return None
        start, name = mention.mention.start, mention.name
        before = WORD_BEFORE.search(self._text, max(0, start - 20), start)
        if before is None or self._text[start : start + len(name)] != name:
            return None
        longer, begin = f"{before.group(1)} {name}", before.start(1)
        here = tuple(each.place.id for each in self._around.index.named(longer))
        return PlaceMention(Mention(begin, mention.mention.end, longer), longer, here)

    def _choice(self, mention: PlaceMention) -> Choice:
        """The likeliest of those that bear the name; a name of the area's own table is never left open."""
        sole = self._sole(mention)
        if sole is not None:
            return Choice(sole, SOLE)
        named = [each for each in self._around.candidates(mention) if self._may_be(each, mention.name)]
        if self._is_river(mention):
            named = [each for each in named if each.place.kind is not PlaceKind.COUNTRY]
        right = inside(as_said(named, mention, self._around), mention, self.area)
        if not right:
            return NONE
        if len(right) == 1 and mention.candidates and self._is_own(right[0].place):
            return Choice(right[0].place, SOLE)
        choice = choose(right, mention.name, self._around, end=mention.mention.end)
        own = [each for each in right if self._is_own(each.place)]
        if choice.place is None and own and mention.candidates:
            best = max(own, key=lambda each: _share(each, choice)).place
            others = tuple(each for each in choice.runners_up if each.place.id != best.id)
            return Choice(best, 0.3, others)
        return choice

    def _sole(self, mention: PlaceMention) -> Place | None:
        """The only place of the area so called, where the words say no kind."""
        if len(mention.candidates) != 1 or mention.kind is not None or mention.inside:
            return None
        place = self.area.places.get(mention.candidates[0])
        return place if place is not None and self._is_own(place) else None

    def _may_be(self, one: Candidate, name: str) -> bool:
        """Whether the report can mean it: nothing small in a country that it is not told of.

        A report that is plainly of the area means nothing abroad but what is large or whose country it names.
        """
        place = one.place
        if not self._is_own(place) and one.people < SMALL and not self._around.is_told_of(place, name):
            return False
        if place.id in self.area.places or not self._around.plain or place.country in self.area.countries:
            return True
        if place.country in self._around.named:
            return one.people >= GREAT_CITY / 10
        return one.people >= GREAT_CITY and one.likeness is Likeness.NAME

    def _spelt_alike(self, mention: PlaceMention) -> Choice | None:
        """The one place whose name is a letter or two off, or sounds the same, near where the report is."""
        if not mention.name[:1].isupper():
            return None
        alike, found = self._around.index.alike(mention.name), None
        if alike:
            near = [point_of(each.lat, each.lon) for each in self._lately[-LATELY:] if each.lat and each.lon]
            found = _only(alike, mention, near, ALIKE_KM)
        if found is None and (mention.kind is None or mention.kind in SETTLEMENTS):
            abroad = self._around.alike_abroad(mention.name)
            found = _only(abroad, mention, self._around.points(mention.name), ABROAD_KM) if abroad else None
        if found is None:
            return None
        return Choice(found.place, ALIKE_IN_LETTERS if found.likeness is Likeness.LETTERS else ALIKE_IN_SOUND)

    def _described(self, mention: PlaceMention) -> Region | None:
        """Where the report's words put it, wherever they first do."""
        named = (mention, *self._named.get(mention.name, ()))
        told = (each.mention.end for each in named if each.nearness is Nearness.AT and not each.by_reference)
        for end in dict.fromkeys(told):
            region = described(self._text, end, self._locate)
            if region is not None:
                return self._of_province(region, mention)
        return inside_of(self.area, mention.inside)

    def _of_province(self, region: Region, mention: PlaceMention) -> Region:
        """The province for what is "in Homs" and no quarter or site: villages of the province are told so too."""
        city = region.of is not None and region.of.kind is PlaceKind.CITY and region.words.startswith("in ")
        if region.of is None or not city or mention.kind in IN_CITIES:
            return region
        named = (each.place for each in self._around.index.named(region.of.name))
        province = next((each for each in named if is_called_after(each, region.of)), None)
        return replace(region, reach_km=reach_km(province), of=province) if province is not None else region

    def _called_after(self, mention: PlaceMention) -> Region | None:
        """Around the known town that a province or a site is called after: "Gondar airport"."""
        bare = without_kind(mention.name)
        unnamed = not mention.name[:1].isupper() or (mention.kind is None and bare == mention.name)
        if mention.kind in NOT_CALLED_AFTER or unnamed:
            return None
        town = self._locate(bare, mention.mention.end)
        if town is None or town.kind not in SETTLEMENTS or not self._is_told_of(town):
            return None
        reach = AROUND_KM if mention.kind is PlaceKind.PROVINCE else SITE_KM
        return Region(town.lat, town.lon, reach, f"called after {bare}", town)

    def _locate(self, name: str, end: int, kind: PlaceKind | None = None) -> Place | None:
        """The place that the report means by a name that only says where another is."""
        found = self._around.index.named(name)
        here = tuple(each.place.id for each in found if not (self._around.elsewhere and self._is_own(each.place)))
        mention = PlaceMention(Mention(end - len(name), end, name), name, here, kind)
        named = as_said(
            [each for each in self._around.candidates(mention) if self._may_be(each, name)], mention, self._around
        )
        return choose(named, name, self._around, end=end).place if named else None

    def _is_river(self, mention: PlaceMention) -> bool:
        """The Niger of "a boat on the Niger": countries of that name have no article."""
        start = mention.mention.start
        return mention.name in rivers() and self._text[max(0, start - 4) : start].lower() == "the "

    def _is_told_of(self, place: Place) -> bool:
        """Whether the report is of the country that the place lies in, or names it."""
        return place.country in self._around.named or (self._around.plain and self._is_own(place))

    def _is_own(self, place: Place) -> bool:
        return place.country in self.area.countries

    def _name_of(self, place: Place, name: str) -> str:
        """As the area's table calls it; what only the world's gazetteer knows is called as the report does."""
        own = self._around.index.in_table(place.id) or normalised(place.name) == normalised(name)
        return place.name if own or not name[:1].isupper() else name

    def _claimed(self, mention: PlaceMention, put: Put) -> ClaimedPlace:
        place, region = put.choice.place, put.region
        said, name = mention.mention.text, put.name or mention.name
        if place is None and region is None:
            return ClaimedPlace(
                None, name, said, None, None, _as_near(mention, of_kind(mention.kind)), mention.kind
            )
        if place is None:
            assert region is not None  # noqa: S101
            precision = _coarser(of_kind(mention.kind), region.precision)
            return ClaimedPlace(
                None,
                name,
                said,
                region.lat,
                region.lon,
                precision,
                mention.kind,
                region.words,
                region.reach_km,
            )
        away = said_apart_km(self._text, mention.mention.start) if mention.nearness in APART else None
        return ClaimedPlace(
            place.id,
            self._name_of(place, name),
            said or place.name,
            place.lat,
            place.lon,
            _as_near(mention, ADMIN.get(place.kind, PlacePrecision.PLACE), away),
            place.kind,
            within_km=round(away, 1) if away else None,
            confidence=put.choice.confidence,
        )


def _only(named: Sequence[Candidate], mention: PlaceMention, near: Sequence[Point], km: float) -> Candidate | None:
    """The only one of ``named`` within ``km`` of a place of the report.

    One that only sounds alike counts where the words say its kind.
    """
    found = [
        each
        for each in named
        if fits(each.place.kind, mention.kind)
        and any(apart_km(point_of(each.place.lat, each.place.lon), point) <= km for point in near)
    ]
    letters = [each for each in found if each.likeness is Likeness.LETTERS]
    if len(letters or found) != 1 or (not letters and mention.kind is None):
        return None
    return (letters or found)[0]


def _is_in(town: Candidate, unit: Place) -> bool:
    """Whether a town lies in a province or region, as far as the tables say, or else near its middle."""
    place = town.place
    if place.country != unit.country:
        return False
    by_name = place.admin1 is not None and place.admin1 == (unit.admin1 or unit.name)
    return by_name or apart_km(point_of(place.lat, place.lon), point_of(unit.lat, unit.lon)) <= UNIT_KM


def _line(mention: PlaceMention) -> tuple[object, ...]:
    """What tells one mention of a border from another."""
    return (mention.nearness, mention.mention.start) if mention.border else ()


def _share(one: Candidate, choice: Choice) -> tuple[float, str]:
    found = next((each.confidence for each in choice.runners_up if each.place.id == one.place.id), 0.0)
    return found, one.place.id


def _as_near(mention: PlaceMention, known: PlacePrecision, away_km: float | None = None) -> PlacePrecision:
    """How closely a place is known whose name is so closely known, by how the words put it to that name."""
    if mention.nearness in APART:
        return _coarser(known, near_or_area(away_km))
    part = mention.nearness is Nearness.PART or mention.kind is PlaceKind.REGION
    return _coarser(known, PlacePrecision.AREA) if part else known


def of_kind(kind: PlaceKind | None) -> PlacePrecision:
    """How closely a place of that kind is known at best."""
    return ADMIN.get(kind, PlacePrecision.PLACE) if kind else PlacePrecision.PLACE


def _coarser(one: PlacePrecision, other: PlacePrecision) -> PlacePrecision:
    order = list(PlacePrecision)
    return max(one, other, key=order.index)
