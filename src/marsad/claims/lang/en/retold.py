"""Events told before and spoken of again: "the strikes", "the attack", "the blast"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from marsad.claims.drafts import ClaimDraft
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.tables import table
from marsad.model import ClaimType, Modality
from marsad.records import replace

POINTING = frozenset({"the", "these", "those", "this", "that", "both"})
REACH = 600  # characters back in which an event is still "the attack"
BESIDE = 250  # characters back in which "the strikes" that hit another place are those just told


def with_retold(sentence: Sentence, found: Sequence[ClaimDraft], before: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """``found`` of a sentence; what is spoken of again has the type, place, side and day that it was told with."""
    start = sentence.tokens[0].start
    told = [each for each in before if each.modality is Modality.ASSERTED and start - each.end < REACH]
    return [_retold(draft, told) for draft in found] if told else list(found)


def _retold(draft: ClaimDraft, told: Sequence[ClaimDraft]) -> ClaimDraft:
    types = next((meant for said in _events(draft) if (meant := _meant(said))), None)
    if types is None or draft.type not in types:
        return draft
    event = next((each for each in reversed(told) if each.type in types and _may_be(draft, each)), None)
    if event is None:
        return draft
    elsewhere = draft.places and not draft.places[0].by_reference
    return replace(
        draft,
        type=event.type,
        places=draft.places if elsewhere or not event.places else event.places,
        agents=draft.agents or event.agents,
        targets=draft.targets or event.targets,
        when=draft.when or (None if draft.present else event.when),
        means=draft.means or event.means,
    )


def _events(draft: ClaimDraft) -> Iterator[str]:
    """The words for an event that a draft is made of: its noun, its subject, or what was "carried out"."""
    if draft.provenance.frame.startswith("noun"):
        yield draft.provenance.trigger.text.lower()
        return
    wanted = {"subj", "obj"} if "obj is attack" in draft.provenance.needs else {"subj"}
    for slot, said in draft.provenance.slots:
        if slot in wanted:
            yield said.text.lower()


def _meant(said: str) -> frozenset[ClaimType] | None:
    """What "the air strikes" can be of the events told; None where the words point to no event."""
    words = said.split()
    return _types().get(words[-1]) if len(words) > 1 and words[0] in POINTING else None


@cache
def _types() -> Mapping[str, frozenset[ClaimType]]:
    rows = table("frames")["retold"]
    return {str(word): frozenset(map(ClaimType, row["as"])) for row in rows for word in row["words"]}


def _may_be(draft: ClaimDraft, event: ClaimDraft) -> bool:
    """Whether the event can be the one that the draft speaks of: nothing that both say differs."""
    mine, its = ({each.name for each in side.agents} for side in (draft, event))
    if mine and its and not mine & its:
        return False
    placed = [each for each in draft.places if not each.by_reference]
    if not placed:
        return True
    same = {each.name for each in placed} & {each.name for each in event.places}
    told_of = draft.provenance.frame.startswith("verb") and draft.start - event.end < BESIDE
    return bool(same) or told_of
