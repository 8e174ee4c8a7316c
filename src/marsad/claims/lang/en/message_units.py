"""What the words of a telegraphic clause are: sides, places, events, tolls; and the patterns over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from marsad.claims.lang.en.frames import noun_frames
from marsad.claims.lang.en.names import NameIndex, NameKind
from marsad.claims.lang.en.shorthand import Word, times_in
from marsad.claims.lang.en.tables import listed, table, verb_forms, words
from marsad.model import ClaimType

SIDES = frozenset({NameKind.ACTOR, NameKind.ADJECTIVE, NameKind.GENERIC})
LITERAL = ""  # what a pattern's own words were found as
MOST_NOUNS = 3  # between a number and "killed"


def actor_end(said: Sequence[Word], at: int, index: NameIndex) -> int:
    """Where the side that is named from word ``at`` on ends; ``at`` where none is."""
    end = at
    found = index.opening(said[at : at + 6])
    if any(name.kind in SIDES for name in found):
        end = at + max(name.end for name in found if name.kind in SIDES)
    elif at < len(said) and said[at].text.isupper() and 1 < len(said[at].text) < 6 and not found:
        end = at + 1  # "RSF"
    while end < len(said) and said[end].low in _describing():
        end += 1
    return end


@cache
def _describing() -> frozenset[str]:
    return listed("actors", "force_nouns") | listed("actors", "describing")


@cache
def _linking() -> frozenset[str]:
    return words("prepositions") | words("auxiliaries")


@cache
def _shades() -> frozenset[str]:
    return words("shades") - words("number_words")


def side_end(said: Sequence[Word], index: NameIndex) -> int:
    """Where the sides that open a clause end: "HTS and Jund al-Aqsa"."""
    end = actor_end(said, 0, index)
    while 0 < end < len(said) - 1 and said[end].text in {",", "and", "&"}:
        other = actor_end(said, end + 1, index)
        if other == end + 1:
            break
        end = other
    return end


def place_end(said: Sequence[Word], at: int, index: NameIndex) -> int:
    """Where the place that is named from word ``at`` on ends; ``at`` where none is."""
    found = [name for name in index.opening(said[at : at + 8]) if name.kind is NameKind.PLACE]
    if not found:
        return at
    end = at + max(name.end for name in found)
    while end < len(said) and (said[end].low in table("messages")["topical"] or said[end].text in "'’"):
        end += 1
    return end


def is_proper(said: Sequence[Word]) -> bool:
    """Whether the words are a capitalised name of at most three words that is no title, body or side."""
    lows = {each.low for each in said}
    named = [each for each in said if each.text[0].isalpha()]
    titled = listed("actors", "titles") | listed("attribution", "speakers") | words("organisations")
    other = titled | listed("actors", "force_nouns") | words("never_names") | event_words()
    return 0 < len(named) <= MOST_NOUNS and all(each.capitalised for each in named) and not lows & other


@cache
def event_words() -> frozenset[str]:
    """The words that name an event or a weapon by themselves."""
    named = {word for word in noun_frames() if " " not in word}
    return frozenset(named | {word for each in table("frames")["weapons"].values() for word in each})


def event_of(said: Sequence[Word]) -> tuple[int, ClaimType] | None:
    """The words of an event without a verb ("3 air raids", "IS mortars"): where they end, and what it is."""
    timed = {at for start, end in times_in(said) for at in range(start, end)}
    end = next((at for at, word in enumerate(said) if at in timed or _closes(word)), len(said))
    verbs = [word for word in [*said[: end - 1], *said[end:]] if _is_told(word)]
    if not 0 < end < 7 or verbs:
        return None
    lows = " ".join(word.low for word in said[:end]).replace(" - ", "-").split()
    for length in (3, 2, 1):
        kind = _type_of(" ".join(lows[-length:])) if len(lows) >= length else None
        if kind is not None:
            return end, kind
    return None


def _closes(word: Word) -> bool:
    return word.low in words("prepositions") or word.text in "(," or word.low in {"again", "reported", "ongoing"}


def _is_told(word: Word) -> bool:
    """Whether a word can only be the verb of a clause."""
    form = verb_forms().get(word.low)
    if form is None or word.capitalised or word.low in {"reported", "identified"}:
        return False
    return "past" in form.forms or (bool(form.forms & {"s", "base"}) and form.lemma not in words("nouns_too"))


def _type_of(word: str) -> ClaimType | None:
    frames = noun_frames().get(word)
    if frames:
        return frames[0].type
    for kind, weapons in [*table("frames")["weapons"].items(), *table("actors")["weapons"].items()]:
        if word in weapons:
            return ClaimType(kind)
    return None


@dataclass(frozen=True, slots=True)
class Toll:
    """ "6 KIA incl 2 kids", "20 dead in Aleppo air strike": the words counted, killed or injured, what follows."""

    counted: Sequence[Word]
    word: Word
    kind: str
    rest: Sequence[Word]

    @property
    def alone(self) -> bool:
        """Whether nothing follows that makes it a clause of its own."""
        return not self.rest or self.rest[0].low in {"including", "of", "among"}


def toll_of(said: Sequence[Word]) -> Toll | None:
    """How many were killed or injured, as messages say it; None where the words open with no such number."""
    start = 0
    numbers = words("number_words")
    while start < len(said) and said[start].low in _shades():
        start += 1
    if start >= len(said) or not (said[start].low[0].isdigit() or said[start].low in numbers):
        return None
    start += said[start].low in words("vague") and start + 1 < len(said) and said[start + 1].low == "of"
    for at in range(start + 1, min(len(said), start + MOST_NOUNS + 2)):
        for kind in ("killed", "injured"):
            if said[at].low in table("messages")[kind]:
                shot = at - (said[at - 1].low in table("messages")["before_dead"])  # "two men shot dead"
                return Toll(said[:shot], said[at], kind, said[at + 1 :])
        linking = said[at].low in _linking() and not said[at].text.isupper()
        if not said[at].low[0].isalpha() or linking:
            return None
    return None


def fitting(
    pattern: str, said: Sequence[Word], index: NameIndex, *, at: int = 0
) -> Mapping[str, Sequence[Sequence[Word]]] | None:
    """What the capitals of ``pattern`` ("ACTOR back in REST") hold in ``said``; None where it does not fit."""
    held: dict[str, list[Sequence[Word]]] = {}
    for symbol in pattern.split():
        if symbol == "REST":
            held[symbol] = [said[at:]]
            return held
        if symbol in {"ACTOR", "PLACE"}:
            end = actor_end(said, at, index) if symbol == "ACTOR" else place_end(said, at, index)
            if end == at:
                return None
            held.setdefault(symbol, []).append(said[at:end])
            at = end
        elif at < len(said) and said[at].low == symbol:
            held.setdefault(LITERAL, []).append(said[at : at + 1])
            at += 1
        else:
            return None
    return held if at == len(said) else None


def put(means: str, held: Mapping[str, Sequence[Sequence[Word]]], anchor: Word) -> list[Word]:
    """The clause that ``means`` puts back: words in capitals from ``held``, the others for those they replace."""
    left = {symbol: list(each) for symbol, each in held.items()}
    replaced = [word for each in left.get(LITERAL, ()) for word in each]
    found: list[Word] = []
    for symbol in means.split():
        if symbol.isupper():
            found += left[symbol].pop(0) if left.get(symbol) else []
        elif replaced:
            found.append(Word(replaced[0].start, replaced[-1].end, symbol, symbol))
        else:
            found.append(glue(symbol, anchor))
    return found


def glue(word: str, anchor: Word) -> Word:
    """A word that the report leaves out, at the place of ``anchor``."""
    return Word(anchor.start, anchor.end, word, word.lower(), lent=True)
