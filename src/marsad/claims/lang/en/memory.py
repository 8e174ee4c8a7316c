"""What a report has named so far: the antecedents of "the town", "the group", "they"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from marsad.areas import Area
from marsad.claims.drafts import ActorMention, Mention, PlaceMention
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.focus import Focus, seen_after, seen_before
from marsad.claims.lang.en.homeland import name_of, nation_of, people_of
from marsad.claims.lang.en.noted import NamedInReport, Seen
from marsad.claims.lang.en.scope import Scope
from marsad.claims.lang.en.tables import listed, words
from marsad.model import ActorKind, PlaceKind, RelationKind

RECENTLY = 300  # characters back within which "the army" is the army just named
GROUPS = frozenset({"group", "movement", "organisation", "organization"})
SAME_GROUP = 40  # how many groups back an antecedent is looked for
NEAR = 2  # sentences between bare "militants" and the name they may stand for, at most


class Memory:
    """The names of one report in order, and who acted last. Filled by a first pass, then sentence by sentence."""

    def __init__(self, area: Area, classes: Mapping[str, str], sentences: Sequence[Sentence], text: str) -> None:
        """Note every name of the sentences of ``text``, a report."""
        self.area, self.classes = area, classes
        named = NamedInReport(area, classes)
        for sentence in sentences:
            named.note(sentence)
        named.explain_initials()
        named.call_places()
        self._actors, self._places = named.actors, named.places
        self._groups: list[tuple[ActorMention, ...]] = []
        self._acted: list[int] = []  # the sentence in which each group acted
        self._own, self._initials = named.full_names, named.initials
        self._holder: tuple[ActorMention, ...] = ()
        # the sentence read last and who its subject is, asked for only where "they" means them
        self.leading: tuple[int, Callable[[], tuple[ActorMention, ...]]] = (-9, tuple)
        self.passage = -9  # the number of the sentence that last spoke of a passage left open
        self.besieged: tuple[int, tuple[PlaceMention, ...]] = (-9, ())  # the place last besieged, and where
        self.clause = 0  # where the clause of "the group" being read begins, as an offset
        self.places_named: frozenset[str] = frozenset()
        # "raids" are from the air in a report that speaks of aircraft
        aircraft = words("aircraft")
        self.aerial = any(token.low in aircraft for each in sentences for token in each.tokens)
        self._starts = [each.tokens[0].start for each in sentences]
        self.scope = Scope(area, self._places, sentences)
        self.in_area = self.scope.in_area
        self._places = [self._here(each) for each in self._places]
        self.focus = Focus(area, self.scope, self._places, sentences, text)
        self._actors = [self._as_meant(each) for each in self._actors]
        self.named = frozenset(each for seen in self._actors for each in seen.candidates)

    def _here(self, seen: Seen) -> Seen:
        candidates = self.scope.here(seen.candidates)
        return seen if candidates == seen.candidates else replace(seen, candidates=candidates)

    def _as_meant(self, seen: Seen) -> Seen:
        """Without the area's actor where the report, being of elsewhere, cannot mean it: "Afghan forces"."""
        if self.scope.means(seen.name, seen.candidates):
            return seen
        bare = len(seen.name.split()) == 1 and bool(nation_of(seen.name))
        return replace(seen, name=f"{seen.name} forces" if bare else seen.name, candidates=())

    def _sentence_at(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    # -- actors -------------------------------------------------------------------------------------------------

    def own_actor(self, label: str, mention: Mention) -> ActorMention:
        """An actor that only this report names, by its full name."""
        return ActorMention(mention, self._own.get(label) or self._initials.get(label, label))

    def act(self, actors: tuple[ActorMention, ...], sentence: int) -> None:
        """Note who has just been said to act: "they" in what follows."""
        if actors:
            self._groups.append(actors)
            self._acted.append(sentence)

    def hold(self, actors: tuple[ActorMention, ...]) -> None:
        """Note who has just been said to hold or take a place."""
        self._holder = actors or self._holder

    def holder(self) -> tuple[ActorMention, ...]:
        """Who was last said to hold or take a place."""
        return self._holder

    def short(self, name: str) -> str:
        """The short name that the report gives in brackets: "RSF"; else ``name``."""
        return next((short for short, full in self._own.items() if full == name), name)

    def led_by(self, adjective: str, mention: Mention) -> tuple[ActorMention, ...]:
        """The coalition of "US-led": an actor of the area so called."""
        for actor in self.area.actors.values():
            if any(name.startswith(f"{adjective}-led ") for name in (actor.name, *actor.aliases)):
                return (ActorMention(mention, actor.name, (actor.id,)),)
        return ()

    def backed(self, backer: ActorMention, mention: Mention) -> tuple[ActorMention, ...]:
        """Who the "militants" of "Turkish-backed militants" are: those that the area says it backs."""
        if not self.in_area:
            return ()
        for each in self.area.relations:
            if (
                backer.candidates
                and each.a == backer.candidates[0]
                and each.kind is RelationKind.BACKS
                and each.b in self.area.actors
            ):
                return (ActorMention(mention, self.area.actors[each.b].name, (each.b,)),)
        return ()

    def last_acting(self, but: Iterable[str] = ()) -> tuple[ActorMention, ...]:
        """The last group that acted and is none of ``but`` (names)."""
        excluded = set(but)
        for group in reversed(self._groups[-SAME_GROUP:]):
            if not excluded & {each.name for each in group}:
                return group
        return ()

    def _acted_before(self, start: int, sentence: int) -> tuple[ActorMention, ...]:
        """The last group that the sentence says to act before the offset ``start``; () for none."""
        for group, acted in zip(reversed(self._groups[-SAME_GROUP:]), reversed(self._acted), strict=False):
            if acted != sentence:
                break
            if group[0].mention.start < start:
                return group
        return ()

    def acted_near(self, sentence: int) -> bool:
        """Whether the last group acted in this sentence or the one before."""
        return bool(self._acted) and sentence - self._acted[-1] <= 1

    def country(self, sentence: int) -> PlaceMention | None:
        """The country that a sentence is about: one its paragraph has turned to, the area's, or the first."""
        abroad = self.focus.abroad(sentence)
        if abroad is not None:
            return abroad
        codes = self.area.countries[:1] if self.in_area else ()
        for place in self.area.places.values():
            if place.kind is PlaceKind.COUNTRY and place.country in codes:
                return PlaceMention(Mention(0, 0, ""), place.name, (place.id,), by_reference=True)
        for seen in self._places:
            if self.scope.is_country(seen):
                return PlaceMention(
                    Mention(seen.start, seen.start, ""), seen.name, seen.candidates, by_reference=True
                )
        if self.scope.home:
            return PlaceMention(Mention(0, 0, ""), name_of(self.scope.home), by_reference=True)
        return None

    def pronoun(self, head: str, mention: Mention, sentence: int) -> tuple[ActorMention, ...]:
        """Whom "they", "them" or "it" stands for."""
        if head not in {"they", "them", "it", "themselves", "itself", "he"}:
            return ()
        found = self._acted_before(mention.start, sentence)
        if not found:
            own = [seen for seen in seen_before(self._actors, mention.start) if seen.sentence == sentence]
            if own and head != "them":
                found = (ActorMention(mention, own[-1].name, own[-1].candidates),)
        passage = head == "it" and self.passage >= sentence - 1  # "It is within range": the passage left open
        if not found and not passage and self.leading[0] == sentence - 1:
            found = self.leading[1]()
        found = found or self.last_acting()
        return tuple(ActorMention(mention, each.name, each.candidates, by_reference=True) for each in found)

    def generic(
        self, lows: Sequence[str], mention: Mention, ids: tuple[str, ...] = (), *, definite: bool = False
    ) -> tuple[ActorMention, ...]:
        """Whom a description stands for here: "the jihadists", "government forces", "the group".

        ``definite`` where an article before ``mention`` says that it was named already.
        """
        if mention.text.lower().startswith("the same ") and self._holder:
            return tuple(
                ActorMention(mention, each.name, each.candidates, by_reference=True) for each in self._holder
            )
        ids = ids or self._ids_of(lows)
        if "suicide" in lows and not ids:
            bombers = (
                a.id for a in self.area.actors.values() if "suicide bombers" in a.generic and a.id in self.named
            )
            ids = tuple(bombers)
            if not ids:
                return (ActorMention(mention, _without_article(mention.text)),)
        sure = self.in_area and not set(lows) & words("unnamed_sides")
        known = ids if sure else tuple(each for each in ids if each in self.named)
        before = seen_before(self._actors, mention.start)
        if not sure and self.in_area and known and not (definite or self._definite(mention)):
            here = self._sentence_at(mention.start)  # "terrorists", "militants" are whoever was just named so
            near = {low for seen in self._actors if abs(here - seen.sentence) <= NEAR for low in seen.candidates}
            known = tuple(each for each in known if each in near)
        if known:
            chosen = next(
                (each for seen in reversed(before) for each in seen.candidates if each in known), known[0]
            )
            chosen = self._part_meant(chosen, mention)
            others = tuple(each for each in known if each != chosen)
            return (ActorMention(mention, self.area.actors[chosen].name, (chosen, *others)),)
        state = self._wants_state(lows)
        meant = not ids or definite or self._definite(mention)  # "soldiers" alone may be of any side
        own = self._states_own(lows, before, mention) if state and meant else ()
        if own:
            return own
        if self.in_area and state and not ids:
            army = next((each for each in self.area.actors.values() if "the army" in each.generic), None)
            if army is not None:
                return (ActorMention(mention, army.name, (army.id,)),)
        definite = (
            definite
            or self._definite(mention)
            or "suicide" in lows
            or bool(set(lows) & (listed("actors", "state_words") | {"rebel"}))
        )
        pool = [*reversed(before), *seen_after(self._actors, mention.start)]
        if set(lows) & GROUPS:  # not who acts in the same sentence
            pool.sort(key=lambda seen: seen.start >= self.clause)
        for seen in pool if definite else []:
            if state is None or self._is_state(seen) is state:
                return (ActorMention(mention, seen.name, seen.candidates, by_reference=True),)
        return (ActorMention(mention, _without_article(mention.text)),)

    def _states_own(
        self, lows: Sequence[str], before: Sequence[Seen], mention: Mention
    ) -> tuple[ActorMention, ...]:
        """The government's side of the country that a report from elsewhere is about; () where none is left.

        A force that was named in the sentence or the two before comes first, but for "the government".
        """
        if self.in_area:
            return ()
        near = [seen for seen in before if self._is_state(seen) and nation_of(seen.name)]
        recent = [seen for seen in near if mention.start - seen.start < RECENTLY]
        at_home = [seen for seen in near if nation_of(seen.name) == self.scope.home]
        ruling = bool(set(lows) & {"government", "regime", "junta", "authorities", "ministry"})
        here = self._sentence_at(mention.start)
        beside = [] if ruling else [seen for seen in recent if seen in at_home or seen.sentence == here]
        chosen = beside or at_home or recent
        if chosen:
            return (ActorMention(mention, chosen[-1].name, chosen[-1].candidates, by_reference=True),)
        if not self.scope.home or set(lows) & listed("actors", "nonstate_words"):
            return ()
        return (ActorMention(mention, f"{people_of(self.scope.home)} {lows[-1]}", by_reference=True),)

    def _part_meant(self, chosen: str, mention: Mention) -> str:
        """The FSA for "the rebels" where it alone of them is named, or where Turkey's troops stand beside them."""
        parts = {
            each for each in self.named if each in self.area.actors and self.area.actors[each].parent == chosen
        }
        if len(parts) == 1 and chosen not in self.named:
            return parts.pop()
        beside = [
            s for s in seen_before(self._actors, mention.start) if mention.start - 40 <= s.start and s.candidates
        ]
        for friend in self._friends(beside[-1].candidates[0]) if beside else ():
            if self.area.actors[friend].parent == chosen:
                return friend
        return chosen

    def _ids_of(self, lows: Sequence[str]) -> tuple[str, ...]:
        """Whom the area's generic words mean by "militant", "rebel" or "jihadist" as a modifier."""
        wanted = {f"{low.removesuffix('s')}s" for low in lows[:1] if low in listed("actors", "nonstate_words")}
        wanted -= {"groups", "fighters", "partys", "allies"}
        if not wanted:
            return ()
        return tuple(actor.id for actor in self.area.actors.values() if not wanted.isdisjoint(actor.generic))

    def at_home(self, code: str) -> bool:
        """Whether the people of a country are the area's own: "the Syrians" are no one side there."""
        return self.in_area and code in self.area.countries

    def of_nation(self, code: str, mention: Mention) -> ActorMention:
        """The state's side of a country: of the area, or "Armenian forces"."""
        name = people_of(code)
        known = self.backer(name)
        return replace(known, mention=mention) if known else ActorMention(mention, f"{name} forces")

    def backer(self, adjective: str) -> ActorMention | None:
        """The Turkey of "Turkish-backed"."""
        for actor in self.area.actors.values():
            if adjective in actor.adjectives or adjective == actor.name:
                return ActorMention(Mention(0, 0, ""), actor.name, (actor.id,))
        return None

    def is_part(self, one: str, whole: str) -> bool:
        """Whether the actor ``one`` is a part of ``whole``."""
        parts = {(each.a, each.b) for each in self.area.relations if each.kind is RelationKind.PART_OF}
        return one == whole or (one, whole) in parts

    @staticmethod
    def _definite(mention: Mention) -> bool:
        return mention.text.split(maxsplit=1)[0].lower() in {"the", "its", "their", "these", "those", "both"}

    @staticmethod
    def _wants_state(lows: Sequence[str]) -> bool | None:
        if set(lows) & listed("actors", "nonstate_words") and not set(lows) & {"government", "regime"}:
            return False
        if set(lows) & (listed("actors", "state_words") | words("state_arms")):
            return True
        return None

    def _is_state(self, seen: Seen) -> bool:
        actor = self.area.actors.get(seen.candidates[0]) if seen.candidates else None
        if actor is not None:
            return actor.kind is ActorKind.STATE_FORCE
        lows = set(seen.name.lower().split())
        if lows & (listed("actors", "nonstate_words") - {"fighters", "group"}):
            return False
        return bool(nation_of(seen.name) or lows & listed("actors", "state_words"))

    def allies(self, mention: Mention, rebel: bool) -> tuple[ActorMention, ...]:
        """ "its allies", "their rebel allies": who shares ground with whoever was named just before."""
        before = seen_before(self._actors, mention.start)
        acting = before[-1].candidates[:1] if before else ()
        for actor in acting:
            for friend in self._friends(actor):
                if not rebel or self.area.actors[friend].kind is ActorKind.REBEL:
                    return (ActorMention(mention, self.area.actors[friend].name, (friend,), by_reference=True),)
        return (ActorMention(mention, _without_article(mention.text)),)

    def _friends(self, actor: str) -> list[str]:
        """Members of the same alliance, then those it backs, then the militias allied to it."""
        wholes = {each.b for each in self.area.relations if each.a == actor and each.kind is RelationKind.PART_OF}
        fellows = [
            each.a
            for each in self.area.relations
            if each.b in wholes and each.a != actor and each.kind is RelationKind.PART_OF
        ]
        allied = [
            each
            for each in self.area.actors.values()
            if "allies" in " ".join(each.generic)
            and any({actor, each.id} == {r.a, r.b} for r in self.area.relations)
        ]
        backed = [each.b for each in self.area.relations if each.a == actor and each.kind is RelationKind.BACKS]
        return [*fellows, *(each.id for each in allied), *backed]


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in words("determiners") else text
