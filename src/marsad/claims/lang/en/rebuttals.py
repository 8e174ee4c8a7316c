"""Denials that say nothing new: "the army denied it", "which denied any part in it", "Kyiv said it was false"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsad.claims.drafts import ClaimDraft, Provenance
from marsad.claims.lang.en.chunks import Sentence, VerbGroup
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.syntax import subjects_of
from marsad.claims.lang.en.tables import listed, table, words
from marsad.model import Modality
from marsad.records import replace

REACH = 320  # characters back in which what was claimed may be
POINTING = frozenset({"it", "this", "that", "so"})
CHARGES = words("charges")


def with_rebuttals(
    sentence: Sentence, phrases: PhraseReader, before: Sequence[ClaimDraft], found: Sequence[ClaimDraft]
) -> list[ClaimDraft]:
    """``found`` of a sentence, and for each bare denial in it the claim told last, denied by who denies it.

    A denial is bare where its object is a pronoun or a word for a charge ("the allegation", "any involvement").
    Whose word the claim was, it stays: the denial is a claim of its own, by another.
    """
    added: list[ClaimDraft] = []
    for at in _denials(sentence):
        verb = sentence.chunks[at]
        start = sentence.tokens[verb.start].start
        denied = _told_last([*before, *found], start, _denier(sentence, phrases, at))
        if denied is not None:
            added.append(_denied(denied, sentence, phrases, at))
    return [*found, *added]


def _denials(sentence: Sentence) -> Iterator[int]:
    """The verb groups that deny what was said, and add nothing."""
    chunks = sentence.chunks
    for at, group in enumerate(chunks):
        if not isinstance(group, VerbGroup) or group.passive or group.form == "inf" or group.modal:
            continue
        if (
            group.low in table("modality")["denied"]["speech"]
            and not group.negated
            and _says_no_more(sentence, at)
        ):
            yield at


def _says_no_more(sentence: Sentence, at: int) -> bool:
    """ "Denied it.", "denied any responsibility", "rejected the accusation": nothing to be denied instead."""
    chunks = sentence.chunks
    after = chunks[at + 1] if at + 1 < len(chunks) else None
    if after is None or after.kind == "mark":
        return chunks[at].low == "deny" and at > 2 and chunks[at - 2].low == "which"  # "which the army denies"
    if after.kind != "np" or (after.low not in POINTING and after.low not in CHARGES):
        return False
    behind = chunks[at + 2] if at + 2 < len(chunks) else None
    if behind is None or behind.kind in {"mark", "comma", "and", "adv", "time"}:
        return True
    inner = chunks[at + 3] if at + 3 < len(chunks) else None
    return (
        behind.low in {"for", "in", "as", "of"}
        and inner is not None
        and (inner.low in listed("frames", "incidents") or inner.low in POINTING or behind.low == "as")
    )


def _denier(sentence: Sentence, phrases: PhraseReader, at: int) -> tuple[str, ...]:
    """The names of who denies."""
    named = (phrases.noun(each) for each in subjects_of(sentence.chunks, at))
    return tuple(actor.name for noun in named for actor in (*noun.actors, *noun.owners))


def _told_last(drafts: Sequence[ClaimDraft], start: int, denier: Sequence[str]) -> ClaimDraft | None:
    """The claim that is denied: the last of what the one who denies is said to have done, else the last told."""
    near = [
        each
        for each in drafts
        if 0 <= start - each.provenance.trigger.start < REACH and each.modality is Modality.ASSERTED
    ]
    own = [each for each in near if {agent.name for agent in each.agents} & set(denier)]
    return max(own or near, key=lambda each: each.provenance.trigger.start, default=None)


def _denied(draft: ClaimDraft, sentence: Sentence, phrases: PhraseReader, at: int) -> ClaimDraft:
    """``draft`` as it is denied by the verb group at ``at``, whose clause is its evidence."""
    chunks = sentence.chunks
    subjects = subjects_of(chunks, at)
    first = min((each for each in subjects if each < at), default=at)
    mention = phrases.mention(chunks[first].start, chunks[min(at + 1, len(chunks) - 1)].end)
    trigger = phrases.mention(chunks[at].start, chunks[at].end)
    who = tuple(phrases.mention(chunks[each].start, chunks[each].end) for each in subjects[:1])
    names = _denier(sentence, phrases, at)
    chain = names[:1] or tuple(each.text for each in who if each.text.lower() not in words("relatives"))
    return replace(
        draft,
        start=mention.start,
        end=mention.end,
        provenance=Provenance(
            "denial",
            trigger,
            slots=tuple(("subj", each) for each in who),
            sentence=phrases.mention(0, len(sentence.tokens)),
        ),
        modality=Modality.DENIED,
        attribution=chain,
        killed=None,
        injured=None,
        displaced=None,
    )
