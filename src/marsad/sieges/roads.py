"""Roads: the state of every link on a day, from what reports say first, else from who holds its ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from marsad.areas import Area
from marsad.model import (
    ClaimType,
    Control,
    Degree,
    Event,
    Grade,
    Holding,
    Issue,
    Link,
    Origin,
    RoadAssessment,
    RoadState,
    Stage,
)
from marsad.model.wording import day_words, listed
from marsad.sieges.stretches import Placed, Stretch, Stretches
from marsad.sieges.terrain import Terrain
from marsad.sieges.wording import actor_name, actor_names, origin_names, place_name

Ends = tuple[str, str]
PASSAGE_DAYS = 3  # a way said to be "left" up to three days after a cut speaks against a full cut
SAME_CUT_DAYS = 3  # two reports of a cut so many days apart are of one road, where one does not say which
WORSE = (RoadState.OPEN, RoadState.UNKNOWN, RoadState.CONTESTED, RoadState.UNDER_FIRE, RoadState.CUT)


def assess_roads(
    events: Iterable[Event], control: Control, area: Area, as_of: date
) -> Mapping[Ends, RoadAssessment]:
    """The state of every link of the place graph on the day ``as_of``, by its two ends in sorted order.

    For many days use one :class:`RoadBook`, which finds only once where each reported cut lies.
    """
    return RoadBook(events, control, area).on(as_of)


class RoadBook:
    """What reports say of roads, put on links once, and the state of every link on any day.

    A reported cut stands from the last day of the time that sources give until the road is reported open, or
    until an end of its stretch passes to another side. By fire, it is under fire. Where sources differ,
    severed or under fire or a passage left, it is taken to be under fire, and the dispute is said; where one
    denies the cut altogether, it is contested. A report of a cut never makes a road better than its ends do.
    """

    def __init__(
        self,
        events: Iterable[Event],
        control: Control,
        area: Area,
        terrain: Terrain | None = None,
        placed: Placed | None = None,
    ) -> None:
        """Put the events about roads on links; the arguments must not change afterwards, but for ``placed``."""
        self.control, self.area = control, area
        terrain, placed = terrain or Terrain(area), placed or Placed()
        self.allegiances = terrain.allegiances
        self._passages: dict[str | None, list[tuple[date, Event, tuple[Origin, ...]]]] = {}  # by place
        self._stretches: dict[Ends, list[Stretch]] = {}
        self._by_ends_known: dict[Ends, tuple[Holding | None, Holding | None, bool, RoadAssessment]] = {}
        self.unplaced: list[Event] = []  # reports of roads that name no place on the place graph, or no day
        finder = Stretches(control, terrain, placed)
        standing = [event for event in events if event.grade is not Grade.RETRACTED]
        about_roads = [event for event in standing if event.type in (ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED)]
        ordered = sorted(about_roads, key=lambda event: event.id)
        for event in ordered:
            if event.route is not None:
                self._put(event, finder.of(event))
        out_of = self._cuts_by_place()
        for event in ordered:
            if event.route is None:
                self._put(event, _known_way_out(event, out_of) or finder.of(event))
        placed.let_go(len(ordered))
        for event in standing:
            if event.type is ClaimType.SIEGE and event.days.last is not None:
                who = event.origins if event.degree is Degree.PARTIAL else event.disputed_by
                self._passages.setdefault(event.place, []).append((event.days.last, event, who))

    def _put(self, event: Event, stretch: Stretch | None) -> None:
        if stretch is not None:
            self._stretches.setdefault(stretch.ends, []).append(stretch)
        else:
            self.unplaced.append(event)

    def _cuts_by_place(self) -> dict[str, list[Stretch]]:
        """The cuts of roads of which both ends are said, by each of these ends."""
        found: dict[str, list[Stretch]] = {}
        for stretch in (each for stretches in self._stretches.values() for each in stretches):
            for place in set(stretch.event.route or ()) if stretch.event.type is ClaimType.ROUTE_CUT else ():
                found.setdefault(place, []).append(stretch)
        return found

    @property
    def issues(self) -> tuple[Issue, ...]:
        """One issue for each report of a road that could not be put on the place graph."""
        reason = "no road of the place graph could be found for this report of a road: it changes no road's state"
        return tuple(Issue(Stage.ASSESS, reason, subjects=(event.id,)) for event in self.unplaced)

    def on(self, as_of: date) -> Mapping[Ends, RoadAssessment]:
        """The state of every link on the day ``as_of``."""
        held = {place: self.control.at(place, as_of) for place in self.area.links_of}
        roads: dict[Ends, RoadAssessment] = {}
        for link in self.area.links:
            roads[link.ends] = self._assess(link, held, as_of)
        return roads

    def _assess(self, link: Link, held: Mapping[str, Holding | None], as_of: date) -> RoadAssessment:
        by_ends = self._remembered(link, held, as_of)
        said = [each for each in self._stretches.get(link.ends, ()) if self._stands(each, held, as_of)]
        return self._by_reports(by_ends, said, as_of) if said else by_ends

    def _remembered(self, link: Link, held: Mapping[str, Holding | None], as_of: date) -> RoadAssessment:
        """The state by the ends; found anew only when an end changed hands or friends fell out."""
        a, b = held[link.a], held[link.b]
        friends = (
            a is not None and b is not None and a.holder is not None and b.holder is not None
            and self.allegiances.friendly(a.holder, b.holder, as_of)
        )  # fmt: skip
        known = self._by_ends_known.get(link.ends)
        if known is not None and known[0] is a and known[1] is b and known[2] == friends:
            return known[3]
        state, reason = self._by_ends(link, held, as_of)
        assessed = RoadAssessment(link, state, explicit=False, grade=Grade.INFERRED, reason=reason)
        self._by_ends_known[link.ends] = (a, b, friends, assessed)
        return assessed

    def _by_ends(self, link: Link, held: Mapping[str, Holding | None], as_of: date) -> tuple[RoadState, str]:
        a, b = held[link.a], held[link.b]
        if (a is not None and a.contested) or (b is not None and b.contested):
            fought = [end for end, h in ((link.a, a), (link.b, b)) if h is not None and h.contested]
            return RoadState.CONTESTED, f"{self._places(fought)} {_are(fought)} contested."
        if a is None or b is None or a.holder is None or b.holder is None:
            unheld = [end for end, h in ((link.a, a), (link.b, b)) if h is None or h.holder is None]
            return RoadState.UNKNOWN, f"Who holds {self._places(unheld)} is not known."
        one, other = actor_name(self.area, a.holder), actor_name(self.area, b.holder)
        names = place_name(self.area, link.a), place_name(self.area, link.b)
        if a.holder == b.holder:
            return RoadState.OPEN, f"{names[0]} and {names[1]} are both held by {one}."
        ends = f"{names[0]} is held by {one}, {names[1]} by {other}"
        if self.allegiances.friendly(a.holder, b.holder, as_of):
            return RoadState.OPEN, f"{ends}, who are friends."
        return RoadState.CUT, f"{ends}: a front line runs across."

    def _stands(self, stretch: Stretch, held: Mapping[str, Holding | None], as_of: date) -> bool:
        if stretch.day > as_of:
            return False
        return all(self._same_side(end, stretch.day, held[end], as_of) for end in stretch.ends)

    def _same_side(self, place: str, then: date, now: Holding | None, as_of: date) -> bool:
        before = self.control.at(place, then)
        if before is None or now is None or before.holder is None or now.holder is None:
            return (before and before.holder) == (now and now.holder)
        return self.allegiances.friendly(before.holder, now.holder, as_of)

    def _by_reports(self, by_ends: RoadAssessment, said: Sequence[Stretch], as_of: date) -> RoadAssessment:
        opened = [each for each in said if each.event.type is ClaimType.ROUTE_OPENED]
        last_opened = max((each.day for each in opened), default=None)
        cuts = [
            each
            for each in said
            if each.event.type is ClaimType.ROUTE_CUT and (last_opened is None or each.day >= last_opened)
        ]
        if not cuts:
            return self._opened(by_ends, [each for each in opened if each.day == last_opened])
        rivals = [each for each in opened if each.day == last_opened and any(c.day == last_opened for c in cuts)]
        return self._cut(by_ends, cuts, rivals, as_of)

    def _opened(self, by_ends: RoadAssessment, opened: Sequence[Stretch]) -> RoadAssessment:
        day = opened[0].day
        who = _who(each.event for each in opened)
        return RoadAssessment(
            link=by_ends.link,
            state=RoadState.OPEN,
            explicit=True,
            grade=_grade(opened, disputed=False),
            since=day,
            claims=_claims(opened),
            reason=f"Reported open since {day_words(day)} by {who}.",
        )

    def _cut(
        self, by_ends: RoadAssessment, cuts: Sequence[Stretch], rivals: Sequence[Stretch], as_of: date
    ) -> RoadAssessment:
        by_fire = [each for each in cuts if "fire" in (each.event.means or "").casefold()]
        severed = [each for each in cuts if each not in by_fire]
        passages = self._passages_left(cuts, severed, as_of) if severed else []
        denied = any(each.event.disputed_by for each in cuts) or bool(rivals)
        differ = bool(severed) and (bool(passages) or _other_origins(by_fire, severed))
        if denied:
            state = RoadState.CONTESTED
        else:
            state = RoadState.UNDER_FIRE if by_fire or passages else RoadState.CUT
        if WORSE.index(by_ends.state) > WORSE.index(state):
            return replace(by_ends, claims=_claims([*cuts, *rivals], passages))
        since = min(each.day for each in cuts)
        return RoadAssessment(
            link=by_ends.link,
            state=state,
            explicit=True,
            grade=_grade([*cuts, *rivals], disputed=denied or differ),
            since=since,
            claims=_claims([*cuts, *rivals], passages),
            reason=self._cut_words(severed, by_fire, passages, [e.event for e in cuts if e.event.disputed_by]),
        )

    def _passages_left(self, cuts: Sequence[Stretch], severed: Sequence[Stretch], as_of: date) -> list[Event]:
        """Sieges of the place that others than who says it is severed say leave a way out, or deny."""
        places = {place for each in cuts for place in (*(each.event.route or ()), each.event.place)}
        cutters = {origin.key for each in severed for origin in each.event.origins}
        since = min(each.day for each in cuts)
        until = as_of + timedelta(days=PASSAGE_DAYS)
        return [
            event
            for place in sorted(places, key=str)
            for last, event, origins in self._passages.get(place, ())
            if since <= last <= until and any(origin.key not in cutters for origin in origins)
        ]

    def _cut_words(
        self,
        severed: Sequence[Stretch],
        by_fire: Sequence[Stretch],
        passages: Sequence[Event],
        denied: Sequence[Event],
    ) -> str:
        """Who says what of the stretch, and how the road is taken to be where they differ."""
        said = []
        if severed:
            said.append(f"Reported cut{self._by(severed)} {_told(each.event for each in severed)}.")
        if by_fire:
            said.append(f"Reported under fire{self._by(by_fire)} {_told(each.event for each in by_fire)}.")
        if passages:
            who = {o for e in passages for o in (e.origins if e.degree is Degree.PARTIAL else e.disputed_by)}
            said.append(f"A passage is left, according to {origin_names(who)}.")
        if denied:
            said.append(f"Denied by {origin_names(o for event in denied for o in event.disputed_by)}.")
        if severed and (by_fire or passages) and not denied:
            said.append("Sources differ, so it is taken to be under fire.")
        return " ".join([*said, (by_fire or severed)[0].why]).strip()

    def _by(self, cuts: Sequence[Stretch]) -> str:
        agents = sorted({agent for each in cuts for agent in each.event.agents})
        since = min(each.day for each in cuts)
        by = f" by {actor_names(self.area, agents)}" if agents else ""
        return f"{by} since {day_words(since)},"

    def _places(self, places: Iterable[str]) -> str:
        return listed(place_name(self.area, each) for each in places)


def _known_way_out(event: Event, out_of: Mapping[str, Sequence[Stretch]]) -> Stretch | None:
    """A cut of the way out of a place, no more being said, is of the road out of it reported cut that week."""
    day = event.days.last or event.days.start
    if event.type is not ClaimType.ROUTE_CUT or day is None:
        return None
    for known in out_of.get(event.place or "", ()):
        if abs((known.day - day).days) <= SAME_CUT_DAYS:
            return replace(known, event=event, day=day)
    return None


def _told(events: Iterable[Event]) -> str:
    return f"according to {_who(events)}"


def _who(events: Iterable[Event]) -> str:
    return origin_names(origin for event in events for origin in event.origins)


def _are(things: Sequence[str]) -> str:
    return "is" if len(things) == 1 else "are"


def _other_origins(some: Iterable[Stretch], others: Iterable[Stretch]) -> bool:
    """Whether both are said, and not by one origin alone."""
    keys = [{o.key for each in group for o in each.event.origins} for group in (some, others)]
    return bool(keys[0] and keys[1]) and len(keys[0] | keys[1]) > 1


def _grade(said: Iterable[Stretch], *, disputed: bool) -> Grade:
    origins: set[Origin] = {origin for each in said for origin in each.event.origins}
    if disputed:
        return Grade.DISPUTED
    return Grade.CORROBORATED if len({origin.key for origin in origins}) > 1 else Grade.REPORTED


def _claims(said: Iterable[Stretch], others: Iterable[Event] = ()) -> tuple[str, ...]:
    events = [*(each.event for each in said), *others]
    return tuple(sorted({claim for event in events for claim in event.claims}))
