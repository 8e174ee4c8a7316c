"""Whom "we" and "its troops" stand for, by what the sentence itself says."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from marsad.claims.drafts import ActorMention, Mention
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.syntax import slots_of, subjects_of
from marsad.claims.lang.en.tables import table, words

if TYPE_CHECKING:
    from marsad.claims.lang.en.phrases import PhraseReader
    from marsad.claims.lang.en.roles import Roles

OFFICE = 5  # chunks from a speaker within which the body is named: "Y, a captain in Z"
OWN = frozenset({"its", "his", "her"})  # "their" may be of any two sides

OWNED = OWN | {"their"}


def own_side(phrases: PhraseReader, at: int) -> tuple[ActorMention, ...]:
    """The side that the phrase at ``at`` calls its own; () where the sentence does not say whose."""
    chunk = phrases.sentence.chunks[at]
    lows = phrases.sentence.words_of(chunk)
    if len(lows) == 1 and lows[0] in {"we", "us"}:
        return _of_speaker(phrases, at, phrases.mention(chunk.start, chunk.end))
    if len(lows) == 2 and lows[0] in OWN and chunk.low in words("own_men"):
        return _of_subject(phrases, at, phrases.mention(chunk.start, chunk.end))
    return ()


def own_event(phrases: PhraseReader, at: int) -> tuple[ActorMention, ...]:
    """Whose "its offensive" is: of who acts before it, or after it in "In its offensive last month X retook Y"."""
    chunks, chunk = phrases.sentence.chunks, phrases.sentence.chunks[at]
    lows = phrases.sentence.words_of(chunk)
    if lows[0] not in OWNED or lows[-1] not in event_heads():
        return ()
    mention = phrases.mention(chunk.start, chunk.end)
    before = _of_subject(phrases, at, mention)
    if before or at > 1:
        return before or phrases.memory.pronoun("they", mention, phrases.sentence.number)
    verb = next(
        (n for n, each in enumerate(chunks) if isinstance(each, VerbGroup) and each.form == "finite"), None
    )
    named = (
        each for n in (subjects_of(chunks, verb) if verb else ()) if n > at for each in phrases.noun(n).actors
    )
    return tuple(replace(each, mention=mention, by_reference=True) for each in named)


def hit_before(phrases: PhraseReader, at: int) -> tuple[ActorMention, ...]:
    """The rebels of "jets bombed the rebels as they withdrew": whom the clause before is done to; else ()."""
    chunks = phrases.sentence.chunks
    if chunks[at].low != "they" or at < 3 or chunks[at - 1].low not in {"when", "as", "after"}:
        return ()
    verb = next((n for n in range(at - 2, -1, -1) if isinstance(chunks[n], VerbGroup)), None)
    if verb is None or chunks[verb].low not in words("hitting"):
        return ()
    slots = slots_of(chunks, verb)
    mention = phrases.mention(chunks[at].start, chunks[at].end)
    struck = (actor for each in slots.objects for actor in phrases.noun(each).actors)
    return tuple(replace(each, mention=mention, by_reference=True) for each in struck)


@cache
def event_heads() -> frozenset[str]:
    """The last words of the nouns of events that a side begins or keeps up."""
    kinds = {"assault", "advance", "shelling", "air_strike", "siege", "withdrawal", "capture"}
    rows = (row for row in table("frames")["nouns"] if row["type"] in kinds)
    return frozenset(str(word).split()[-1] for row in rows for word in row["words"])


def leading(roles: Roles) -> tuple[ActorMention, ...]:
    """The sides that are the subject of the sentence: whom "they" at the head of the next one stands for."""
    chunks = roles.chunks
    verb = next(
        (n for n, each in enumerate(chunks) if isinstance(each, VerbGroup) and each.form == "finite"), None
    )
    return roles.actors(subjects_of(chunks, verb)) if verb else ()


def _of_speaker(phrases: PhraseReader, at: int, mention: Mention) -> tuple[ActorMention, ...]:
    """The body of whoever says "we": "We hold X," said Y, a captain in Z."""
    chunks = phrases.sentence.chunks
    told = (n for n, each in enumerate(chunks) if each.kind == "vg" and each.low in words("speaking"))
    for verb in told:
        for one in (*subjects_of(chunks, verb), verb + 1):
            ahead = (each for each in range(one, min(one + OFFICE, len(chunks))) if chunks[each].kind == "np")
            for noun in (phrases.noun(each) for each in ahead if each != at):
                named = [each for each in (*noun.actors, *noun.owners) if not each.by_reference]
                if named:
                    return (replace(named[0], mention=mention, by_reference=True),)
    return ()


def _of_subject(phrases: PhraseReader, at: int, mention: Mention) -> tuple[ActorMention, ...]:
    """The Turkey of "Turkey denied that its troops had left": who acts or speaks before; () for no side."""
    chunks = phrases.sentence.chunks
    for back in range(at - 1, -1, -1):
        acting = subjects_of(chunks, back) if isinstance(chunks[back], VerbGroup) else ()
        if acting and max(acting) < at:
            noun = phrases.noun(acting[0])
            speaks = chunks[back].low in words("speaking")  # "Ukraine said its troops had left"
            named = noun.actors if noun.actors and (speaks or noun.place is None) else noun.owners
            clear = [each for each in named[:1] if each.candidates or not each.by_reference]
            return tuple(replace(each, mention=mention, by_reference=True) for each in clear)
    return ()
