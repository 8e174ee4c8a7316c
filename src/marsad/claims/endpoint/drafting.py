"""From an answer to drafts: each word is looked up in the report; what is not there is refused or left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from marsad.claims.drafts import (
    ActorMention,
    ClaimDraft,
    CountDraft,
    Mention,
    Nearness,
    PlaceMention,
    Provenance,
)
from marsad.claims.endpoint.answers import ClaimAnswer, NamedActor, NamedPlace, Refused
from marsad.claims.endpoint.cast import Cast
from marsad.claims.endpoint.passages import Passage, sentence_around
from marsad.claims.endpoint.wording import LONGEST_WORDS, Wording
from marsad.model import ClaimType, Issue, PlaceKind, Sector, Stage

LONGEST_QUOTE = 800  # characters; a longer one is no passage but the report
SHORTEST_QUOTE = 4
COUNT_REACH = 400  # characters from the quote within which the number of its dead, and its sides, must stand
KIND_REACH = 40  # characters from a name within which a word must say its kind, or from a quote its direction
SHOWN_CHARS = 60  # of words that a service made up
FIRE_CONTROL = "fire control"
STATES = frozenset(
    {ClaimType.CONTROL, ClaimType.SIEGE, ClaimType.ROUTE_CUT, ClaimType.AID_BLOCKED, ClaimType.SUPPORT}
)
# Not calibrated: how far the words of a claim stand from one another is all that is known of how sure it is.
SURE = ("a claim of the model whose words stand in the report", 0.6)
REACHING = ("words from outside its sentence", -0.15)


@dataclass(slots=True)
class Drafting:
    """Makes drafts of one report's answers. ``issues`` collects what was refused or left open, in order."""

    report_id: str
    wording: Wording
    cast: Cast
    secret: Callable[[str], bool] = lambda words: False  # whether words hold what must never be shown
    issues: list[Issue] = field(default_factory=list)

    def drafts(self, answers: Iterable[tuple[Passage, ClaimAnswer | Refused]]) -> list[ClaimDraft]:
        """The drafts that ``answers`` make, in order of start; each claim with a quote of its own passage."""
        placed: list[tuple[ClaimAnswer, Mention]] = []
        for passage, answer in answers:
            if isinstance(answer, Refused):
                self._issue(answer.reason, passage.start, passage.end, answer.words)
            elif quote := self._quote(answer, passage):
                placed.append((answer, quote))
        in_area = any(self._speaks_of_area(answer) for answer, _ in placed)
        drafts = [draft for each in placed if (draft := self._draft(*each, in_area=in_area)) is not None]
        return sorted(drafts, key=lambda draft: (draft.start, -draft.end, draft.type.value))

    def _quote(self, answer: ClaimAnswer, passage: Passage) -> Mention | None:
        if not SHORTEST_QUOTE <= len(answer.quote.strip()) <= LONGEST_QUOTE:
            why = (
                f"a claim ({answer.type.value}) was refused: its quote is too short or too long to be its evidence"
            )
        elif found := self.wording.within(answer.quote, passage.start, passage.end):
            return found
        else:
            why = f"a claim ({answer.type.value}) was refused: the words it quotes are not in the passage"
        self._issue(why, passage.start, passage.end, answer.quote)
        return None

    def _speaks_of_area(self, answer: ClaimAnswer) -> bool:
        named = (words for each in (*answer.places, *answer.route) for words in (each.name, each.mention) if words)
        return any(self.cast.speaks_of(self.cast.places(words)) for words in named)

    def _draft(self, answer: ClaimAnswer, quote: Mention, *, in_area: bool) -> ClaimDraft | None:
        said_by = self._speakers(answer, quote)
        if said_by is None:
            return None
        claim = _Claim(self, answer.type, quote, self._sentence(quote), in_area=in_area)
        route = tuple(claim.places(answer.route))
        places = tuple(claim.places(answer.places))
        if len(route) < 2:  # a road of which one end is named is a road at that end
            places, route = (*places, *route), ()
        siege = answer.type is ClaimType.SIEGE
        when = claim.words(answer.when, "time")
        killed, injured = claim.count(answer.killed), claim.count(answer.injured)
        if killed == injured:
            injured = killed  # one number for both, as in "neutralised 21"
        agents, targets = tuple(claim.actors(answer.agents)), tuple(claim.actors(answer.targets))
        sides = dict(claim.sides(answer)) if siege else {}
        displaced, means = claim.count(answer.displaced), claim.means(answer.means)
        sureness = (SURE, REACHING) if claim.reached else (SURE,)
        return ClaimDraft(
            type=answer.type,
            start=quote.start,
            end=quote.end,
            provenance=Provenance("endpoint", quote, sentence=claim.sentence, sureness=sureness),
            agents=agents,
            targets=targets,
            places=places,
            route=(route[0], route[1]) if route else None,
            sides=sides,
            degree=answer.degree if siege else None,
            when=when,
            present=answer.present and when is None and answer.type in STATES,
            killed=killed,
            injured=injured,
            displaced=displaced,
            victims=answer.victims,
            cumulative=answer.cumulative and answer.type is ClaimType.CASUALTIES,
            means=means,
            attribution=said_by,
            modality=answer.modality,
            confidence=sum(part for _, part in sureness),
        )

    def _speakers(self, answer: ClaimAnswer, quote: Mention) -> tuple[str, ...] | None:
        """Who says so, in the report's words. Else a claim with a made-up speaker becomes the report's own."""
        found = [self.nearest(words, quote) for words in answer.attribution]
        missing = [words for words, mention in zip(answer.attribution, found, strict=True) if mention is None]
        if missing:
            why = f"a claim ({answer.type.value}) was refused: who is said to say so is not in the report"
            self._issue(why, quote.start, quote.end, missing[0])
            return None
        return tuple(dict.fromkeys(mention.text for mention in found if mention))

    def _sentence(self, quote: Mention) -> Mention:
        start, end = sentence_around(self.wording.text, quote.start, quote.end)
        return Mention(start, end, self.wording.text[start:end])

    def nearest(self, words: str, quote: Mention) -> Mention | None:
        """Where ``words`` stand in the report: in the quote, else before it, else after it; None where nowhere."""
        return self.wording.nearest(words, quote.start, quote.end) if len(words) <= LONGEST_WORDS else None

    def left_open(self, kind: ClaimType, role: str, quote: Mention, words: str) -> None:
        """Note that a role of a claim was left open."""
        why = f"the {role} of a claim ({kind.value}) was left open: the words given for it are not in the report"
        self._issue(why, quote.start, quote.end, words)

    def _issue(self, reason: str, start: int, end: int, words: str | None) -> None:
        self.issues.append(
            Issue(Stage.READ, f"endpoint: {reason}", self.report_id, None, self._shown(words), start, end)
        )

    def _shown(self, words: str | None) -> str | None:
        """The first of some words, in one printable line; None where they hold what must not be shown."""
        if words is None or self.secret(words):
            return None
        line = " ".join("".join(char if char.isprintable() else " " for char in words).split())
        return line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1] + "…"


@dataclass(slots=True)
class _Claim:
    """The roles of one claim. ``reached`` once a word was taken from outside its sentence."""

    drafting: Drafting
    type: ClaimType
    quote: Mention
    sentence: Mention
    in_area: bool
    reached: bool = False

    def words(self, said: str | None, role: str, *, within: int | None = None) -> Mention | None:
        if not said:
            return None
        found = self.drafting.nearest(said, self.quote)
        if found and within is not None and not self._near(found, within):
            found = None
        if found is None:
            self.drafting.left_open(self.type, role, self.quote, said)
        else:
            self._reach(found)
        return found

    def _reach(self, found: Mention) -> None:
        inside = self.sentence.start <= found.start and found.end <= self.sentence.end
        self.reached = self.reached or not inside

    def _near(self, found: Mention, reach: int) -> bool:
        return found.start >= self.quote.start - reach and found.end <= self.quote.end + reach

    def count(self, said: str | None) -> CountDraft | None:
        found = self.words(said, "number", within=COUNT_REACH)
        return CountDraft(found) if found else None

    def means(self, said: str | None) -> str | None:
        if said == FIRE_CONTROL and self.type is ClaimType.ROUTE_CUT:
            return said  # the one term of the guide that reports word in many ways
        found = self.words(said, "means")
        return found.text if found else None

    def _name(self, mention: Mention, said: str | None, role: str) -> Mention:
        """The words that name whom or what ``mention`` stands for; itself where none are there."""
        if not said or said == mention.text:
            return mention
        found = self.drafting.nearest(said, self.quote)
        if found is None:
            self.drafting.left_open(self.type, f"name of the {role}", self.quote, said)
            return mention
        self._reach(found)
        return found

    def actors(self, named: Iterable[NamedActor], role: str = "actor") -> Iterator[ActorMention]:
        for each in named:
            if mention := self.words(each.mention, role):
                name = self._name(mention, each.name, role)
                cast = self.drafting.cast
                known = cast.actors(name.text, in_area=self.in_area)
                known = known or cast.actors(mention.text, in_area=self.in_area)
                yield ActorMention(mention, _line(name.text), known, name != mention)

    def places(self, named: Iterable[NamedPlace]) -> Iterator[PlaceMention]:
        for each in named:
            if mention := self.words(each.mention, "place"):
                name = self._name(mention, each.name, "place")
                cast = self.drafting.cast
                known = cast.places(name.text) or cast.places(mention.text)
                directed = each.nearness is Nearness.DIRECTION and each.sector is not None
                sector = each.sector if directed and self._bearing(each.sector, KIND_REACH) else None
                kind = self._kind(each.kind, mention, name)
                yield PlaceMention(mention, _line(name.text), known, kind, each.nearness, sector, name != mention)

    def _kind(self, kind: PlaceKind | None, *beside: Mention) -> PlaceKind | None:
        """The kind that a word beside the name says; what the model knows by itself is not taken."""
        words = self.drafting.cast.kind_words(kind) if kind else frozenset()
        near = self.drafting.wording.any_near
        return kind if words and any(near(words, each, KIND_REACH) for each in beside) else None

    def _bearing(self, sector: Sector | None, reach: int) -> bool:
        """Whether a word for that bearing stands by the quote; an issue says so where none does."""
        words = self.drafting.cast.sector_words(sector) if sector else frozenset()
        found = self.drafting.wording.any_near(words, self.quote, reach)
        if not found and sector:
            self.drafting.left_open(self.type, "bearing", self.quote, sector.definition)
        return found

    def sides(self, answer: ClaimAnswer) -> Iterator[tuple[Sector, tuple[ActorMention, ...]]]:
        by_sector = {side.sector: side.actors for side in answer.sides}
        for sector in Sector:
            found = tuple(self.actors(by_sector.get(sector, ()), "side"))
            if found and self._bearing(sector, COUNT_REACH):
                yield sector, found


def _line(words: str) -> str:
    return " ".join(words.split())
