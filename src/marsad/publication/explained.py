"""Why a claim is what it is, in words: for the terminal, and for the page of a report being read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from marsad.claims.drafts import Mention, PassedOver
from marsad.grounding.choice import RunnerUp
from marsad.grounding.explanation import Dating, Explanation, Filled, Resolving
from marsad.model import Claim, Modality
from marsad.model.wording import day_words, listed
from marsad.publication.events_worded import count_words
from marsad.publication.wording import days_words

SLOT_WORDS = {"subj": "subject", "obj": "object", "compass": "direction of"}
PARTS = frozenset({"trigger", "modality", "time", "speech", "agent", "target", "place", "route"})
MOST_CONTEXT = 160  # characters of a sentence that are shown on either side of the trigger


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence. ``part`` is what it is to the claim: trigger, agent, time, ...; "" for nothing."""

    text: str
    part: str


def pieces(why: Explanation) -> tuple[Piece, ...]:
    """The claim's sentence, cut at the words that made the claim; the trigger goes before all others."""
    made = why.draft.provenance
    parts = [("trigger", made.trigger), ("modality", made.how), ("time", why.draft.when)]
    parts += [("speech", words) for words in made.speech]
    parts += [(role.role if role.role in PARTS else "side", role.words) for role in why.roles]
    return marked(why.sentence, [(part, words) for part, words in parts if words is not None])


def marked(sentence: Mention, parts: Iterable[tuple[str, Mention]]) -> tuple[Piece, ...]:
    """``sentence`` in pieces; joined they are the sentence, or its part around the trigger where it is long."""
    of = [""] * (sentence.end - sentence.start)
    around = [0, len(of)]
    for part, words in reversed(list(parts)):
        if not sentence.start <= words.start < words.end <= sentence.end:
            continue  # said elsewhere in the report
        start, end = words.start - sentence.start, words.end - sentence.start
        of[start:end] = [part] * (end - start)
        if part == "trigger":
            around = [max(0, start - MOST_CONTEXT), min(len(of), end + MOST_CONTEXT)]
    found: list[Piece] = [Piece("… ", "")] if around[0] else []
    at = around[0]
    while at < around[1]:
        end = next((each for each in range(at, around[1]) if of[each] != of[at]), around[1])
        found.append(Piece(sentence.text[at:end], of[at]))
        at = end
    return (*found, Piece(" …", "")) if around[1] < len(of) else tuple(found)


def reasons(why: Explanation) -> Iterator[tuple[str, str]]:
    """Why, line by line: what it is about, and the words for it."""
    made, claim = why.draft.provenance, why.claim
    needs = f"; needs {', '.join(made.needs)}" if made.needs else ""
    yield "row", f"{made.frame} on {quoted(made.trigger.text)}{needs}"
    if made.slots:
        yield "clause", clause(made.slots)
    for role in why.roles:
        if role.role in PARTS:
            yield role.role, _filled(role)
    if claim.sides:
        yield "sides", _sides(why)
    counts = (("killed", claim.killed), ("injured", claim.injured), ("displaced", claim.displaced))
    for (name, count), said in zip(
        counts, (why.draft.killed, why.draft.injured, why.draft.displaced), strict=True
    ):
        if count is not None:
            yield name, count_words(count) + (f": {quoted(said.mention.text)}" if said else "")
    yield "days", _dated(why)
    if claim.modality is not Modality.ASSERTED:
        yield "modality", claim.modality.value + (f": {quoted(made.how.text)}" if made.how else "")
    if claim.attribution:
        words = "; ".join(quoted(each.text) for each in made.speech)
        yield "said by", " → ".join(claim.attribution) + (f": {words}" if words else "")
    parts = " ".join(f"{'-' if part < 0 else '+'} {abs(part):.2f} {reason}" for reason, part in why.sureness)
    yield "confidence", f"{claim.confidence:.2f} = {parts.removeprefix('+ ')}"
    for again in why.said_again:
        yield "said again", quoted(again.text)
    for each in why.left_open:
        yield "left open", each


def clause(slots: Iterable[tuple[str, Mention]]) -> str:
    """The clause as it was read: ``subject: rebels · object: the town``."""
    said: dict[Mention, str] = {}  # the doer of a passive stands after "by" too
    for name, words in slots:
        said.setdefault(words, name)
    by_slot: dict[str, list[str]] = {}
    for words, name in said.items():
        by_slot.setdefault(SLOT_WORDS.get(name, name), []).append(_flat(words.text))
    return " · ".join(f"{name}: {', '.join(words)}" for name, words in by_slot.items())


def lacking(passed: PassedOver) -> Iterator[tuple[str, str]]:
    """Each row that knows the trigger, and what it needed; rows that needed the same share a line."""
    rows: dict[str, list[str]] = {}
    for row, need in passed.lacked:
        rows.setdefault(need, []).append(row)
    for need, names in rows.items():
        yield ", ".join(names), f"needs {need}{_instead(need, passed)}"


def outside(passed: Iterable[PassedOver], claims: Iterable[Claim]) -> tuple[PassedOver, ...]:
    """Those of ``passed`` whose words stand in the passage of no claim: what was not read at all."""
    spans = sorted((claim.start_char, claim.end_char) for claim in claims)
    found: list[PassedOver] = []
    reached = at = 0
    for each in sorted(passed, key=lambda each: each.trigger.start):
        while at < len(spans) and spans[at][0] <= each.trigger.start:
            reached, at = max(reached, spans[at][1]), at + 1
        if each.trigger.start >= reached:
            found.append(each)
    return tuple(found)


def quoted(words: str) -> str:
    """``“words”`` on one line."""
    return f"“{_flat(words)}”"


def _flat(words: str) -> str:
    return " ".join(words.split())


def _instead(need: str, passed: PassedOver) -> str:
    """What stands where the need looked: ``; the object is “part”``."""
    said = []
    for slot in ("subj", "obj"):
        if re.search(rf"\b{slot}\b", need):
            words = [_flat(words.text) for name, words in passed.slots if name == slot]
            name = SLOT_WORDS[slot]
            said.append(f"the {name} is “{', '.join(words)}”" if words else f"there is no {name}")
    if re.search(r"\bpp\b", need):
        others = [f"{name} {_flat(words.text)}" for name, words in passed.slots if name not in SLOT_WORDS]
        said.append(f"there is “{', '.join(others)}”" if others else "there is no preposition")
    return f"; {', '.join(said)}" if said else ""


def _filled(role: Filled) -> str:
    name = f"{role.name} ({role.id})" if role.id else role.name
    words = f"{quoted(role.words.text)}, " if role.words else ""
    others = f"; not {', '.join(role.others)}" if role.others and role.resolving is Resolving.NAME else ""
    if role.lost:
        others = f"; rather than {'; '.join(_lost(each) for each in role.lost)}"
    where = f" {quoted(role.region.words)}, within {role.region.reach_km:g} km" if role.region else ""
    sure = f" ({role.confidence:.2f})" if role.confidence is not None else ""
    return f"{name}: {words}{role.resolving.definition}{where}{sure}{others}"


def _lost(each: RunnerUp) -> str:
    """ "Tripoli, LB (0.03): its country is not named": a place that was weighed and not chosen."""
    return f"{each.place.name}, {each.place.country} ({each.confidence:.2f}): {each.lost}"


def _sides(why: Explanation) -> str:
    """``south: the army; north and east: Turkey``."""
    by_actors: dict[str, list[str]] = {}
    for sector in why.claim.sides:
        names = [role.name for role in why.roles if role.role == sector.value]
        by_actors.setdefault(listed(dict.fromkeys(names)), []).append(sector.definition)
    return "; ".join(f"{listed(sectors)}: {names}" for names, sectors in by_actors.items())


def _dated(why: Explanation) -> str:
    words = quoted(why.draft.when.text) if why.draft.when else ""
    if why.dating is Dating.OPEN:
        return why.dating.definition
    if why.dating is Dating.UNRESOLVED:
        return f"{words}: {why.dating.definition}"
    counted = f", counted from {day_words(why.counted_from, weekday=True)}" if why.counted_from else ""
    said = {Dating.WORDS: words, Dating.CARRIED: f"{words}, {why.dating.definition}"}
    return f"{days_words(why.claim.days)}: {said.get(why.dating, why.dating.definition)}{counted}"
