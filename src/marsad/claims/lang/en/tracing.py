"""Why a draft was made: the clause as it was read, the words of its modality and of its speakers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsad.claims.drafts import ActorMention, ClaimDraft, Mention, PassedOver, PlaceMention, Provenance
from marsad.claims.lang.en.attribution import Speech
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.frames import Frame
from marsad.claims.lang.en.modality import cue_at
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.syntax import Slots
from marsad.records import replace

# By chunk: the rows of its word with what each lacked, and its clause.
Lacking = dict[int, tuple[list[tuple[str, str]], Slots | None]]
Sureness = tuple[tuple[str, float], ...]


def sureness_of(agents: Sequence[ActorMention], places: Sequence[PlaceMention]) -> Sureness:
    """What the confidence in a verb's draft is made of; the parts add up to it."""
    known = (
        ("a row of a verb applied", 0.55, True),
        ("who did it is named", 0.15, bool(agents)),
        ("the place is named", 0.15, bool(places and not places[0].by_reference)),
        ("who did it is found by reference", -0.1, any(agent.by_reference for agent in agents)),
    )
    return tuple((why, part) for why, part, holds in known if holds)


def provenance_of(
    frame: Frame, trigger: tuple[int, int], slots: Slots, phrases: PhraseReader, sureness: Sureness
) -> Provenance:
    """The row ``frame`` with the tokens that triggered it and its clause as it was read."""
    clause = tuple(_slot_words(slots, phrases))
    return Provenance(frame.name, phrases.mention(*trigger), needs=frame.needs, slots=clause, sureness=sureness)


def _slot_words(slots: Slots, phrases: PhraseReader) -> Iterator[tuple[str, Mention]]:
    named = (("subj", slots.subjects), ("obj", slots.objects), *slots.pps)
    chunks = phrases.sentence.chunks
    for name, found in named:
        for at in found:
            yield name, phrases.mention(chunks[at].start, chunks[at].end)


def placed(provenance: Provenance, at: int, speeches: Sequence[Speech], phrases: PhraseReader) -> Provenance:
    """``provenance`` of a draft whose head is chunk ``at``, with its sentence, modality and speech in words."""
    sentence = phrases.sentence
    chunk = sentence.chunks[at]
    cue = cue_at(sentence, at)[1] if isinstance(chunk, VerbGroup) else None
    said = dict.fromkeys(each.said for each in speeches if each.start <= chunk.start < each.end)
    return replace(
        provenance,
        how=phrases.mention(*cue) if cue else None,
        speech=tuple(phrases.mention(*each) for each in said),
        sentence=phrases.mention(0, len(sentence.tokens)),
    )


def passed_over(lacking: Lacking, drafts: Sequence[ClaimDraft], phrases: PhraseReader) -> Iterator[PassedOver]:
    """The words of a sentence that rows know, in order, of which none of its ``drafts`` was made."""
    sentence = phrases.sentence
    whole = phrases.mention(0, len(sentence.tokens))
    made = [draft.provenance.trigger for draft in drafts]
    for at in sorted(lacking):
        chunk = sentence.chunks[at]
        trigger = phrases.mention(chunk.start, chunk.end)
        if not any(each.start < trigger.end and trigger.start < each.end for each in made):
            rows, slots = lacking[at]
            clause = tuple(_slot_words(slots, phrases)) if slots else ()
            yield PassedOver(trigger, whole, tuple(rows), clause)
