"""Why a claim is what it is: the words and the row that made it, what each role was resolved to, what stays open.

Worked out from what reading and grounding did, never guessed afterwards: an explanation holds the very draft.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from marsad.areas import Area
from marsad.claims.drafts import ActorMention, ClaimDraft, CountDraft, Mention, PassedOver, PlaceMention
from marsad.grounding import Grounded, actors, dates
from marsad.grounding.choice import RunnerUp
from marsad.grounding.described import Region
from marsad.grounding.places import Put, Settled
from marsad.grounding.repeats import COMPARED, says_the_same
from marsad.model import Claim, ClaimedActor, ClaimedPlace, ClaimType, Days, Report
from marsad.model.ids import Json
from marsad.model.terms import Term


class Resolving(Term):
    """How a role of a claim came to its actor or place."""

    NAME = "name", "by name"
    REFERENCE = "reference", "by reference to what the report named before"
    ELSEWHERE = "elsewhere", "not said here; from the rest of the report"
    GAZETTEER = "gazetteer", "by name, in the gazetteer of the world"
    ALIKE = "alike", "by a name spelled alike"
    DESCRIBED = "described", "not known; where the report's words put it"
    UNKNOWN = "unknown", "named, but not known to the area"


class Dating(Term):
    """How a claim came to its days."""

    WORDS = "words", "from its own words"
    CARRIED = "carried", "from time words outside its sentence"
    PRESENT = "present", "a present state holds on the day of publication"
    REPEAT = "repeat", "from another passage that says the same"
    UNRESOLVED = "unresolved", "its words could not be counted"
    OPEN = "open", "the text gives no time"


@dataclass(frozen=True, slots=True)
class Filled:
    """One role of a claim, filled: ``words`` is where the report says it; None where nothing there does."""

    role: str  # agent, target, place, route, S, NE, ...
    id: str | None
    name: str
    resolving: Resolving
    words: Mention | None = None
    others: tuple[str, ...] = ()  # ids that bear the name as well and were not chosen
    lost: tuple[RunnerUp, ...] = ()  # of a place: the likeliest of those that were weighed, and why they lost
    confidence: float | None = None  # of a place: how likely it is the one meant
    region: Region | None = None  # of a described place

    def to_json(self) -> dict[str, Json]:
        """The role as data."""
        return {
            "role": self.role,
            "id": self.id,
            "name": self.name,
            "resolved": self.resolving.value,
            "words": _span(self.words),
            "others": list(self.others),
            "lost": [_lost(each) for each in self.lost],
            "sure": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why ``claim`` is what it is. ``draft`` is what the reader took, before anything was resolved."""

    claim: Claim
    draft: ClaimDraft
    sentence: Mention
    roles: tuple[Filled, ...]
    dating: Dating
    counted_from: date | None  # the day of publication, where the days depend on it
    said_again: tuple[Mention, ...]  # other passages that say the same
    left_open: tuple[str, ...]

    @property
    def sureness(self) -> tuple[tuple[str, float], ...]:
        """What the confidence is made of; the parts add up to it."""
        parts = self.draft.provenance.sureness
        rest = round(self.claim.confidence - sum(part for _, part in parts), 3)
        if not parts:
            return (("as the rule says", rest),)
        return (*parts, ("what it took over from elsewhere", rest)) if rest else parts

    def _counts(self) -> tuple[tuple[str, CountDraft | None], ...]:
        draft = self.draft
        return (("killed", draft.killed), ("injured", draft.injured), ("displaced", draft.displaced))

    def to_json(self) -> dict[str, Json]:
        """The explanation as data; spans are ``[start, end, words]`` in the report's text."""
        made = self.draft.provenance
        return {
            "row": made.frame,
            "trigger": _span(made.trigger),
            "sentence": _span(self.sentence),
            "needs": list(made.needs),
            "clause": [[name, _span(words)] for name, words in made.slots],
            "roles": [role.to_json() for role in self.roles],
            "counts": {name: _span(count.mention) for name, count in self._counts() if count is not None},
            "time_words": _span(self.draft.when),
            "dated": self.dating.value,
            "counted_from": self.counted_from.isoformat() if self.counted_from else None,
            "modality_words": _span(made.how),
            "speech_words": [_span(words) for words in made.speech],
            "confidence": [[why, round(part, 3)] for why, part in self.sureness],
            "said_again": [_span(words) for words in self.said_again],
            "left_open": list(self.left_open),
        }


def explain(grounded: Grounded, report: Report, area: Area) -> tuple[Explanation, ...]:
    """Why each claim of ``grounded`` is what it is, in the order of its claims."""
    makers = _makers(grounded)
    taken = {id(draft) for draft, _ in makers}
    again = _repeats([alone for draft, alone in grounded.made if id(draft) not in taken], grounded.claims)
    settled = grounded.settled or Settled(area)
    return tuple(
        _explained(claim, made, again.get(claim.id, ()), report, settled)
        for claim, made in zip(grounded.claims, makers, strict=True)
    )


def _makers(grounded: Grounded) -> list[tuple[ClaimDraft, Claim]]:
    """For each claim the draft that gave it, and what it gave: since then only actors and days were filled in."""
    made: dict[tuple[int, int, ClaimType], list[tuple[ClaimDraft, Claim]]] = {}
    for draft, alone in grounded.made:
        made.setdefault((alone.start_char, alone.end_char, alone.type), []).append((draft, alone))

    def maker(claim: Claim) -> tuple[ClaimDraft, Claim]:
        def differs(pair: tuple[ClaimDraft, Claim]) -> bool:
            return replace(pair[1], agents=claim.agents, targets=claim.targets, days=claim.days) != claim

        return min(made[claim.start_char, claim.end_char, claim.type], key=differs)

    return [maker(claim) for claim in grounded.claims]


def _repeats(again: Iterable[Claim], claims: Sequence[Claim]) -> dict[str, tuple[Mention, ...]]:
    """By claim the passages that say the same, looked for among the claims of their type that stand nearest."""
    by_type: dict[ClaimType, list[Claim]] = {}
    for claim in claims:
        by_type.setdefault(claim.type, []).append(claim)
    found: dict[str, tuple[Mention, ...]] = {}
    for each in again:
        alike = by_type.get(each.type, [])
        at = bisect_left(alike, each.start_char, key=lambda claim: claim.start_char)
        same = (claim for claim in alike[max(0, at - COMPARED) : at + COMPARED] if says_the_same(each, claim))
        for claim in islice(same, 1):
            said = Mention(each.start_char, each.end_char, each.quote)
            found[claim.id] = (*found.get(claim.id, ()), said)
    return found


def _explained(
    claim: Claim,
    made: tuple[ClaimDraft, Claim],
    repeats: tuple[Mention, ...],
    report: Report,
    settled: Settled,
) -> Explanation:
    draft, alone = made
    quote = Mention(claim.start_char, claim.end_char, claim.quote)
    sentence = _around(draft.provenance.sentence or quote, quote, report.text)
    dating = _dating(claim, alone, draft, sentence)
    counted = report.published if _counted(draft, alone, dating) else None
    roles = tuple(_roles(claim, draft, settled, report.published))
    issues = tuple(_left_open(claim, roles, dating))
    return Explanation(claim, draft, sentence, roles, dating, counted, repeats, issues)


def _around(sentence: Mention, quote: Mention, text: str) -> Mention:
    start, end = min(sentence.start, quote.start), max(sentence.end, quote.end)
    return Mention(start, end, text[start:end])


def _dating(claim: Claim, alone: Claim, draft: ClaimDraft, sentence: Mention) -> Dating:
    if claim.days != alone.days:
        return Dating.REPEAT
    if draft.when is not None and (claim.days != Days() or not draft.present):
        if claim.days == Days():
            return Dating.UNRESOLVED
        inside = sentence.start <= draft.when.start < sentence.end
        return Dating.WORDS if inside else Dating.CARRIED
    return Dating.PRESENT if draft.present and claim.days != Days() else Dating.OPEN


def _counted(draft: ClaimDraft, alone: Claim, dating: Dating) -> bool:
    """Whether the days would be others, or none, without the day of publication."""
    if dating is Dating.PRESENT:
        return True
    if dating in {Dating.WORDS, Dating.CARRIED} and draft.when is not None:
        return dates.resolve(draft.when_written_out or draft.when.text, None) != alone.days
    return False


# -- roles --------------------------------------------------------------------------------------------------------


def _roles(claim: Claim, draft: ClaimDraft, settled: Settled, on: date | None) -> Iterator[Filled]:
    named, area = (*draft.agents, *draft.targets), settled.area
    for role, found in (("agent", claim.agents), ("target", claim.targets)):
        for actor in found:
            yield _actor(role, actor, named, area, on)
    for sector, group in draft.sides.items():
        for each in group:
            yield _actor(sector.value, actors.ground(each, area, on), (each,), area, on)
    spots = [claim.place] if claim.place else []
    for place in spots:
        yield _place("place", place, draft.places, settled)
    for place in claim.route or ():
        yield _place("route", place, draft.route or (), settled)


def _actor(role: str, actor: ClaimedActor, named: Iterable[ActorMention], area: Area, on: date | None) -> Filled:
    found = next((each for each in named if actors.ground(each, area, on) == actor), None)
    if found is None:
        return Filled(role, actor.id, actor.name, Resolving.ELSEWHERE)
    others = tuple(each for each in found.candidates if each != actor.id)
    return Filled(role, actor.id, actor.name, _resolving(found, actor.id), _said(found.mention), others)


def _place(role: str, place: ClaimedPlace, mentions: Iterable[PlaceMention], settled: Settled) -> Filled:
    def fits(mention: PlaceMention) -> bool:
        known = place.id in mention.candidates if place.id else mention.name == place.name
        return known and (mention.mention.text or place.name) == place.mention

    alike = [each for each in mentions if (each.mention.text or place.name) == place.mention]
    found = next((each for each in alike if fits(each)), alike[0] if alike else None)
    if found is None:
        return Filled(role, place.id, place.name, Resolving.ELSEWHERE)
    put = settled.put(found)
    others = tuple(each for each in found.candidates if each != place.id)
    return Filled(
        role,
        place.id,
        place.name,
        _putting(found, place, put, settled.area),
        _said(found.mention),
        others,
        tuple(each for each in put.choice.runners_up if each.place.id != place.id),
        place.confidence,
        put.region if place.id is None else None,
    )


def _putting(mention: PlaceMention, place: ClaimedPlace, put: Put, area: Area) -> Resolving:
    """How a name came to its place."""
    if place.id is None:
        return Resolving.DESCRIBED if place.described is not None else Resolving.UNKNOWN
    if mention.by_reference:
        return Resolving.REFERENCE
    if put.alike:
        return Resolving.ALIKE
    return Resolving.NAME if place.id in area.places else Resolving.GAZETTEER


def _lost(each: RunnerUp) -> dict[str, Json]:
    return {"id": each.place.id, "name": each.place.name, "sure": each.confidence, "why": each.lost}


def _resolving(mention: ActorMention, chosen: str | None) -> Resolving:
    if mention.by_reference:
        return Resolving.REFERENCE
    return Resolving.NAME if chosen else Resolving.UNKNOWN


def _said(mention: Mention) -> Mention | None:
    return mention if mention.text else None


def _left_open(claim: Claim, roles: Iterable[Filled], dating: Dating) -> Iterator[str]:
    """What the claim does not say, and every issue that names it."""
    if not claim.agents:
        yield "nobody is said to have done it"
    if claim.place is None and claim.route is None:
        yield "no place is said"
    if dating is Dating.OPEN:
        yield "no time is said"
    for role in roles:
        if role.id is None and role.region is None:
            kind = "place" if role.role in {"place", "route"} else "actor"
            yield f"“{role.name}” is no {kind} that the area knows"
    yield from claim.issues


def passed_over_json(passed: PassedOver) -> dict[str, Json]:
    """Words that rows know and that made no claim, as data; spans as in :meth:`Explanation.to_json`."""
    return {
        "trigger": _span(passed.trigger),
        "sentence": _span(passed.sentence),
        "lacked": [list(each) for each in passed.lacked],
        "clause": [[name, _span(words)] for name, words in passed.slots],
    }


def _span(mention: Mention | None) -> Json:
    return [mention.start, mention.end, mention.text] if mention else None
