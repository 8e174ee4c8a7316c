"""Finding numbers of people. What they come to is for ``marsad.grounding.numbers``."""

from __future__ import annotations

from collections.abc import Iterable

from marsad.claims.drafts import CountDraft
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.tables import listed, table, words
from marsad.claims.lang.en.tagging import NUMBER_WORDS
from marsad.model import ClaimType
from marsad.records import replace

SHADES = words("shades")
VAGUE = words("vague")
NOT_PEOPLE = words("not_people")
AND = ", "  # between the nouns of groups counted together
# What "killed" goes with: an attack told with its dead is one claim.
ATTACKS = frozenset(
    {
        ClaimType.AIR_STRIKE,
        ClaimType.SHELLING,
        ClaimType.BOMBING,
        ClaimType.ASSAULT,
        ClaimType.CLASH,
        ClaimType.VIOLENCE_AGAINST_CIVILIANS,
        ClaimType.ADVANCE,
    }
)
# What is done to positions and places with weapons: the attack itself is the claim, not the harm.
AGAINST_POSITIONS = frozenset({ClaimType.ASSAULT, ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.BOMBING})


def harm_of(verb: str) -> str | None:
    """What a verb does to those it counts: killed, injured or displaced; None where it counts nobody."""
    found: str | None = table("tolls")["harmed"].get(verb)
    return found


def count_of(sentence: Sentence, phrases: PhraseReader, chunks: Iterable[int]) -> CountDraft | None:
    """The people that phrases count together: "32 soldiers and 19 rebels", "13 pupils and a teacher"."""
    found = [
        count
        for at in chunks
        if (count := count_in(sentence, phrases, at) or _single(sentence, phrases, at)) is not None
    ]
    if not found:
        return None
    whose = AND.join(each.whose for each in found if each.whose)
    return replace(found[0], whose=whose, also=tuple(each.mention for each in found[1:]))


def _single(sentence: Sentence, phrases: PhraseReader, at: int) -> CountDraft | None:
    """The one of "a teacher", of "the commander" and "General X"; some of "a number of people"; no one."""
    chunk = sentence.chunks[at]
    lows = sentence.lows(chunk.start, chunk.end).split()
    if lows[0] in {"a", "an", "another"} and chunk.low in listed("tolls", "singles"):
        return CountDraft(phrases.mention(chunk.start, chunk.start + 1), chunk.low)
    if lows in (["nobody"], ["no", "one"], ["none"]):
        return CountDraft(phrases.mention(chunk.start, chunk.end))
    if lows[:3] == ["a", "number", "of"] and chunk.low not in NOT_PEOPLE:
        return CountDraft(phrases.mention(chunk.start, chunk.start + 3), " ".join(lows[3:]))
    officer = lows[0] in {"the", "its", "their"} and chunk.low in listed("tolls", "officers")
    if officer or phrases.noun(at).person:
        return CountDraft(phrases.mention(chunk.start, chunk.end), "commander" if officer else "", single=True)
    return None


def count_in(sentence: Sentence, phrases: PhraseReader, at: int) -> CountDraft | None:
    """The number of people that the phrase at ``at`` counts, with its "at least"; None where it counts none."""
    tokens, chunk = sentence.tokens, sentence.chunks[at]
    numbers = [
        at
        for at in range(chunk.start, chunk.end)
        if tokens[at].low[0].isdigit()
        or tokens[at].low in NUMBER_WORDS
        or tokens[at].low in VAGUE
        or (tokens[at].low in {"one", "half"} and at == chunk.start)
    ]
    if not numbers or sentence.lows(max(0, numbers[0] - 1), numbers[0] + 1) == "no one":
        return None
    start = end = numbers[0]
    while end + 1 in numbers or (end + 2 in numbers and tokens[end + 1].low in {"-", "and", "to", "or", "of"}):
        end += 1 if end + 1 in numbers else 2
    while start > 0 and tokens[start - 1].low in SHADES and start - 1 >= chunk.start - 4:
        start -= 1
    end, stop = _to_the_end(sentence, at, start, end)
    counted = [token.low for token in tokens[end + 1 : stop] if token.low[0].isalpha()]
    if counted and (counted[-1] in NOT_PEOPLE or counted[0] in {"%", "percent", "year", "km"}):
        return None
    return CountDraft(phrases.mention(_between(sentence, start), end + 1), " ".join(counted))


def _to_the_end(sentence: Sentence, at: int, start: int, end: int) -> tuple[int, int]:
    """The last token of the number at ``at``, and where the words for whom it counts end.

    "half | a dozen", "hundreds | of thousands | of people", "dozens | of residents" are one number or count each.
    """
    chunks, stop = sentence.chunks, sentence.chunks[at].end
    if sentence.lows(start, start + 3) == "half a dozen":
        return start + 2, max(stop, start + 3)
    while at + 2 < len(chunks) and end + 1 == stop and chunks[at + 1].low == "of" and chunks[at + 2].kind == "np":
        at, stop = at + 2, chunks[at + 2].end
        if chunks[at].low not in VAGUE:
            break
        end = stop - 1
    return end, stop


def _between(sentence: Sentence, start: int) -> int:
    """Where the range of "between 40 and | 50 fighters" begins; else ``start``."""
    opening = sentence.lows(max(0, start - 3), start).split()
    return start - 3 if opening[:1] == ["between"] and opening[-1:] == ["and"] and len(opening) == 3 else start


def victims_of(whose: str) -> str | None:
    """Whom a count is of: civilians, combatants, children or women; None where its nouns do not say."""
    groups = [set(group.split()) for group in whose.split(AND) if group]
    kinds = {kind for group in groups if (kind := _kind_of(group)) is not None}
    if len(kinds) < 2:
        return next(iter(kinds), None)
    if "combatants" in kinds:
        return "civilians and combatants"
    return "civilians"


def _kind_of(nouns: set[str]) -> str | None:
    for noun in ("children", "women"):
        if nouns & ({noun} | listed("tolls", noun)) and len(nouns) < 3:
            return noun
    if nouns & ((listed("actors", "civilians") | listed("tolls", "civil")) - {"people", "persons"}):
        return "civilians"
    return "combatants" if nouns & listed("actors", "combatants") else None
