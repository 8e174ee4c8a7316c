"""Finding numbers of people. What they come to is for ``marsad.grounding.numbers``."""

from __future__ import annotations

from marsad.claims.drafts import CountDraft
from marsad.claims.lang.en.chunks import Chunk, Sentence
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.tables import listed, words
from marsad.claims.lang.en.tagging import NUMBER_WORDS
from marsad.model import ClaimType

SHADES = words("shades")
VAGUE = words("vague")
NOT_PEOPLE = words("not_people")


def count_in(sentence: Sentence, phrases: PhraseReader, chunk: Chunk) -> CountDraft | None:
    """The number of people that a phrase counts, with its "at least" or "more than"; None where it counts none."""
    tokens = sentence.tokens
    numbers = [
        at
        for at in range(chunk.start, chunk.end)
        if tokens[at].low[0].isdigit()
        or tokens[at].low in NUMBER_WORDS
        or tokens[at].low in VAGUE
        or (tokens[at].low == "one" and at == chunk.start)
    ]
    if not numbers:
        return None
    start = end = numbers[0]
    while end + 1 in numbers or (end + 2 in numbers and tokens[end + 1].low in {"-", "and", "to", "or", "of"}):
        end += 1 if end + 1 in numbers else 2
    while start > 0 and tokens[start - 1].low in SHADES and start - 1 >= chunk.start - 4:
        start -= 1
    counted = [token.low for token in tokens[end + 1 : chunk.end] if token.low[0].isalpha()]
    if counted and (counted[-1] in NOT_PEOPLE or counted[0] in {"%", "percent", "year", "km"}):
        return None
    return CountDraft(phrases.mention(start, end + 1), " ".join(counted))


def victims_of(whose: str) -> str | None:
    """Whom a count is of: civilians, combatants, children or women; None where its noun does not say."""
    lows = whose.split()
    if not lows:
        return None
    for noun in ("children", "women"):
        if noun in lows and len(lows) < 3:
            return noun
    if set(lows) & (listed("actors", "civilians") - {"people", "persons"}):
        return "civilians"
    if set(lows) & listed("actors", "combatants"):
        return "combatants"
    return None


HARMED = {
    "kill": "killed",
    "die": "killed",
    "perish": "killed",
    "slay": "killed",
    "martyr": "killed",
    "starve": "killed",
    "execute": "killed",
    "behead": "killed",
    "massacre": "killed",
    "murder": "killed",
    "shoot": "killed",
    "lose": "killed",
    "assassinate": "killed",
    "slaughter": "killed",
    "gun": "killed",
    "wound": "injured",
    "injure": "injured",
    "maim": "injured",
    "hurt": "injured",
    "displace": "displaced",
    "flee": "displaced",
    "uproot": "displaced",
    "force": "displaced",
    "drive": "displaced",
    "leave": "displaced",
    "escape": "displaced",
    "evacuate": "displaced",
}
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
