"""Across sentences: headlines that the text repeats, denials of what was just said, times that carry on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from marsad.claims.drafts import ClaimDraft, Mention
from marsad.claims.lang.en.attribution import Speech
from marsad.claims.lang.en.chunks import Sentence, VerbGroup
from marsad.claims.lang.en.counts import ATTACKS
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.syntax import slots_of
from marsad.claims.lang.en.tables import listed, table, words
from marsad.claims.lang.en.time_grammar import ONE_DAY, is_one_day, kind_of
from marsad.claims.lang.en.tolls import with_harm
from marsad.model import ClaimType, Modality
from marsad.records import replace

SUBJECTS = frozenset({"that", "this", "it", "not"})
UNTRUE = ("untrue", "false", "wrong", "baseless", "fake", "not true", "unfounded")
STATES = frozenset({ClaimType.CONTROL, ClaimType.SIEGE, ClaimType.SUPPORT, ClaimType.CEASEFIRE})
REACHED = 160  # characters from an attack to the sentence that tells its toll
CARRYING = frozenset({"they", "it", "he", "she"})
OUTCOMES = frozenset(
    {
        ClaimType.CAPTURE,
        ClaimType.WITHDRAWAL,
        ClaimType.ADVANCE,
        ClaimType.ROUTE_CUT,
        ClaimType.ROUTE_OPENED,
        ClaimType.SIEGE_LIFTED,
        ClaimType.CEASEFIRE,
    }
)
# How news name their days: "in the afternoon" is of Monday, not of the 4 May of its background.
NEWS_DAYS = frozenset({"weekday", "weekend", "yesterday", "before_yesterday", "last_night", "today"})
ELSEWHEN = frozenset({"earlier", "previously", "formerly", "once", "elsewhere", "meanwhile"})
PARAGRAPH = re.compile(r"\n\s*\n")
OPENING = 3  # sentences, a headline among them, that tell the news of the day
FAR = 500  # characters between a time and what still is of it
DAY_LONG = 1500  # characters in which news go on about one day
NEAR = 240  # characters between a claim and the sentence that goes on with it


OLDEST = 1945  # what happened in a year before it is history, no claim of a report
YEAR = re.compile(r"1\d\d\d|20\d\d")
CENTURIES = frozenset({"century", "centuries"})
DATING = frozenset({"in", "since", "until"})
ORDINAL = re.compile(
    r"(\d|1\d)(th|st|nd|rd)|(six|seven|eigh|nin|ten|eleven|twelf|(thir|four|fif|six|seven|eigh|nine)teen)th"
)


def without_headlines(
    drafts: Sequence[ClaimDraft], sentences: Sequence[Sentence], *, headed: bool = False
) -> list[ClaimDraft]:
    """``drafts`` without those of a headline whose type the text itself claims.

    A headline is capitalised as one, or the first sentence of a report that is ``headed`` by a line of its own.
    """
    first = sentences[:1] if headed else ()
    heads = [(s.tokens[0].start, s.tokens[-1].end) for s in sentences[:2] if s.is_title or s in first]

    def in_head(draft: ClaimDraft) -> bool:
        return any(start <= draft.start < end for start, end in heads)

    told = {draft.type for draft in drafts if not in_head(draft) and draft.provenance.frame != "denial"}
    return [draft for draft in drafts if not in_head(draft) or draft.type not in told]


JUDGING = frozenset({"determines", "determine", "identifies", "establishes", "decides"})
ASKED = frozenset({"whose", "what", "which", "whether"})


def is_history(sentence: Sentence) -> bool:
    """ "Saladin captured Azaz in 1176", "a fort of the 12th century": of no war that a report is about."""
    lows = sentence.low_words
    if CENTURIES.isdisjoint(lows) and not any(low[0] == "1" for low in lows):
        return False
    for at, (low, following) in enumerate(pairwise((*lows, ""))):
        if following in CENTURIES and ORDINAL.fullmatch(low):
            return True
        if low[0] != "1" or at == 0 or lows[at - 1] not in DATING or not YEAR.fullmatch(low):
            continue
        if int(low) < OLDEST and any(chunk.end == at + 1 for chunk in sentence.chunks):
            return not any(YEAR.fullmatch(each) and int(each) >= OLDEST for each in lows)
    return False


def without_method(sentence: Sentence, drafts: list[ClaimDraft]) -> list[ClaimDraft]:
    """``drafts`` less how a monitor works: it "determines whose planes carry out raids according to type"."""
    lows = sentence.low_words
    asks = next((n for n, pair in enumerate(pairwise(lows)) if pair[0] in JUDGING and pair[1] in ASKED), None)
    if asks is None or not {("according", "to"), ("based", "on")} & set(pairwise(lows[asks:])):
        return drafts
    return [each for each in drafts if each.provenance.trigger.start < sentence.tokens[asks].start]


def with_denials(sentence: Sentence, drafts: list[ClaimDraft], speeches: Sequence[Speech]) -> list[ClaimDraft]:
    """ "That was false", "Not so.", "Y said it was a lie": what was claimed before is denied by the speaker."""
    said = _calls_it_untrue(sentence) if drafts else None
    if not drafts or (sentence.low_words[0] not in SUBJECTS and said is None):
        return drafts
    opening = f" {sentence.lows(said or 0, (said or 0) + 6)} "
    if not any(f" {word} " in opening for word in table("modality")["denied"]["untrue"]):
        return drafts
    chain = speeches[0].chain if speeches else ()
    last = max(draft.end for draft in drafts)
    kept: list[ClaimDraft] = []
    for draft in drafts:
        if (
            draft.end != last
            or draft.modality is not Modality.ASSERTED
            or sentence.tokens[0].start - draft.end > 120
        ):
            kept.append(draft)
            continue
        if draft.attribution:  # who says it keeps saying it: the denial is a claim of its own
            kept.append(draft)
        kept.append(replace(draft, modality=Modality.DENIED, attribution=chain or draft.attribution))
    return kept


def _calls_it_untrue(sentence: Sentence) -> int | None:
    """Where "it was false" begins in "Yerevan said that it was false": behind a verb of speech."""
    spoken = (n for n, each in enumerate(sentence.chunks) if each.kind == "vg" and each.low in words("speaking"))
    for at in spoken:
        for one in sentence.chunks[at + 1 : at + 3]:
            if one.kind == "np" and one.low in SUBJECTS:
                return one.start
    return None


def with_untruths(sentence: Sentence, phrases: PhraseReader, found: list[ClaimDraft]) -> list[ClaimDraft]:
    """ "Reports that they have entered X are untrue", "... were dismissed as fake by Y": denied, by Y if named."""
    if not found:
        return found
    chunks = sentence.chunks
    saying = next((at for at, chunk in enumerate(chunks) if chunk.low in listed("modality", "sayings")), None)
    if saying is None:
        return found
    untrue = next((at for at in range(saying + 1, len(chunks)) if _calls_untrue(sentence, at)), None)
    if untrue is None:
        return found
    start, end = sentence.tokens[chunks[saying].start].start, sentence.tokens[chunks[untrue].start].start
    slots = slots_of(chunks, untrue)
    by = slots.subjects[:1] if slots.passive else ()
    chain = tuple(actor.name for at in by for actor in phrases.noun(at).actors[:1])
    return [
        replace(each, modality=Modality.DENIED, attribution=chain or each.attribution)
        if start <= each.provenance.trigger.start < end and each.modality is Modality.ASSERTED
        else each
        for each in found
    ]


def _calls_untrue(sentence: Sentence, at: int) -> bool:
    """ "are untrue", "were dismissed": the verb group at ``at`` says that its subject is not so."""
    group = sentence.chunks[at]
    if not isinstance(group, VerbGroup) or group.form != "finite":
        return False
    following = f" {sentence.lows(group.start, group.end + 3)} "
    untrue = group.low == "be" and any(f" {word} " in following for word in UNTRUE)
    return untrue or (group.passive and group.low in table("modality")["denied"]["speech"])


def with_tolls(
    sentence: Sentence, found: list[ClaimDraft], before: Sequence[ClaimDraft], previous: Sentence | None
) -> tuple[list[ClaimDraft], list[ClaimDraft]]:
    """ "Jets struck X. Ten people died.": the dead of a sentence that names no place or day are the attack's.

    The attack is one of the sentence before, ``previous``.

    Returns the drafts before, with the toll, and those of the sentence, without it.
    """
    kept = list(before)
    harm = [each for each in found if each.type is ClaimType.CASUALTIES or _is_of_the_incident(sentence, each)]
    if len(harm) != 1 or not _of_incident(harm[0]):
        return kept, found
    attacked = any(each.type in ATTACKS for each in found if each not in harm)
    if attacked or not listed("frames", "wars").isdisjoint(sentence.low_words):
        return kept, found
    since = previous.tokens[0].start if previous else 0
    near = [
        n
        for n, each in enumerate(kept)
        if 0 <= sentence.tokens[0].start - each.end < REACHED and each.provenance.trigger.start >= since
    ]
    attack = next((n for n in reversed(near) if _awaits_toll(kept[n], harm[0])), None)
    if attack is None:
        return kept, found
    kept[attack] = with_harm(kept[attack], harm[0])
    return kept, [each for each in found if each is not harm[0]]


def _is_of_the_incident(sentence: Sentence, draft: ClaimDraft) -> bool:
    """ "Five people died in the attack", "The strike killed five": of the attack just told, whatever its type."""
    if draft.type not in ATTACKS or draft.agents or not (draft.killed or draft.injured):
        return False
    lows = [token.low for token in sentence.tokens if draft.start <= token.start < draft.end]
    told = zip(["", *lows], lows, [*lows[1:], ""], [*lows[2:], "", ""], strict=False)
    for before, the, event, after in told:
        if the == "the" and event in listed("frames", "incidents") and (not before or before in {"in", "by"}):
            return after not in {"on", "of", "in", "at", "near", "against"}
    return False


def _of_incident(harm: ClaimDraft) -> bool:
    """Whether a toll can be that of an attack told before: no total, no place or doer of its own."""
    own_place = any(each.mention.text and harm.start <= each.mention.start < harm.end for each in harm.places)
    toll = harm.provenance.frame == "toll"
    running = not toll and (harm.cumulative or not _happened(harm))
    return not (own_place or running or harm.agents) and harm.modality is Modality.ASSERTED


def _awaits_toll(attack: ClaimDraft, harm: ClaimDraft) -> bool:
    told = bool(attack.killed and harm.killed) or bool(attack.injured and harm.injured)
    same_day = harm.when is None or (attack.when is not None and harm.when.text == attack.when.text)
    happened = attack.provenance.frame.startswith("verb") and attack.modality is Modality.ASSERTED
    return attack.type in ATTACKS and happened and not told and same_day


def with_times(
    sentence: Sentence,
    found: list[ClaimDraft],
    before: Sequence[ClaimDraft],
    text: str,
    told: Mention | None = None,
) -> list[ClaimDraft]:
    """The day of an incident carries on to other claims of its sentence and to a sentence that goes on with it.

    Only a day said as a day ("on Sunday", "overnight", "4 Feb") carries on, to events that are asserted in the
    simple past, or in the past perfect where somebody tells them ("they said that they had captured"). What the
    first sentences tell in the present perfect ("has taken") is the news of the day of publication.
    """
    if not found:
        return found
    found = [_counted_from(sentence, each, before, text) for each in found]
    if not {"every", "daily", "each"}.isdisjoint(sentence.low_words):
        return found  # what happens every day happened on no one of them
    found = _of_one_day(sentence, found)
    if not any(each.when for each in found) and ELSEWHEN.isdisjoint(sentence.low_words):
        found = _carried_on(sentence, found, before, told, text)
    return [_as_news(sentence, each) for each in found]


def _counted_from(sentence: Sentence, draft: ClaimDraft, before: Sequence[ClaimDraft], text: str) -> ClaimDraft:
    """ "On 8 August, and Kabul a week later": with the time that it counts from, as one stretch of text."""
    when = draft.when
    kind = kind_of(when.text) if when is not None else ""
    if when is None or kind not in {"told_of_another", "part_of_day"}:
        return draft
    spans = [(sentence.tokens[each.start].start, sentence.tokens[each.end - 1].end) for each in sentence.times]
    spans = [(each.when.start, each.when.end) for each in before if each.when is not None] + spans
    far = FAR if kind == "told_of_another" else DAY_LONG
    told = [start for start, end in spans if end <= when.start <= end + far and is_one_day(text[start:end])]
    if not told:
        return draft
    news = [start for start in told if kind == "part_of_day" and kind_of(text[start : when.start]) in NEWS_DAYS]
    first = (news or told)[-1]
    return replace(draft, when=Mention(first, when.end, text[first : when.end]))


def day_told(sentence: Sentence, text: str, told: Mention | None) -> Mention | None:
    """The day that is being told of after ``sentence``: the one that it names, else ``told`` before."""
    days = {time.start for time in sentence.times if time.kind in ONE_DAY}
    for chunk in sentence.chunks if days else ():
        if chunk.kind in {"rel", "sub"}:
            break
        if chunk.start not in days:
            continue
        start, end = sentence.tokens[chunk.start].start, sentence.tokens[chunk.end - 1].end
        if chunk.kind == "time" and is_one_day(text[start:end]):
            return Mention(start, end, text[start:end])
    return None if sentence.times else told


def _carried_on(
    sentence: Sentence,
    found: list[ClaimDraft],
    before: Sequence[ClaimDraft],
    told: Mention | None,
    text: str,
) -> list[ClaimDraft]:
    near = [each for each in before if sentence.tokens[0].start - each.end < NEAR and each.when is not None]
    when = near[-1].when if near else None
    told_in = near[-1].end if near else 0
    if told is not None and (when is None or when.end < told.start):
        when, told_in = told, told.end
    if not found or when is None:
        return found
    pronoun = sentence.tokens[0].low in CARRYING
    if not (pronoun or is_one_day(when.text)) or not _goes_on(sentence, text, told_in):
        return found
    if _is_of_now(sentence) or sentence.tokens[0].start - when.end > FAR:
        return found
    return [
        _dated(each, when) if each.type is not ClaimType.SUPPORT and (pronoun or _happened(each)) else each
        for each in found
    ]


def _of_one_day(sentence: Sentence, found: list[ClaimDraft]) -> list[ClaimDraft]:
    said = {each.when for each in found if each.when is not None}
    when = said.pop() if len(said) == 1 else None
    opens = when is not None and when.start == sentence.tokens[0].start  # "In September a bomb killed 11, and ..."
    if when is None or not (opens or is_one_day(when.text)):
        return found

    def together(draft: ClaimDraft) -> bool:
        where = sorted((draft.provenance.trigger.start, when.start))
        between = " ".join(token.low for token in sentence.tokens if where[0] <= token.start < where[1])
        walls = between.replace("and that", "and").split()  # "that X died on Sunday and that Y fell": no wall
        return not set(walls) & (words("subordinators") | words("relatives"))

    return [
        _dated(each, when) if each.when is None and _happened(each) and together(each) else each for each in found
    ]


def _dated(draft: ClaimDraft, when: Mention) -> ClaimDraft:
    if draft.present or draft.modality is not Modality.ASSERTED or draft.when is not None:
        return draft
    return replace(draft, when=when, confidence=max(0.1, round(draft.confidence - 0.05, 2)))


def _happened(draft: ClaimDraft) -> bool:
    """Whether it is an event of the simple past: no state, no total, nothing that "has" or "had" been.

    What somebody says "had" happened is of the past in which it is told.
    """
    opening = set(draft.provenance.trigger.text.lower().split()[:2])
    perfect = bool(opening & {"has", "have", "is", "are"}) or ("had" in opening and not draft.attribution)
    return draft.type not in STATES and not draft.cumulative and not perfect


def _as_news(sentence: Sentence, draft: ClaimDraft) -> ClaimDraft:
    """ "X has taken the capital", at the head of a report: the news of its day."""
    opening = draft.provenance.trigger.text.split()[0].lower()
    news = opening in {"has", "have"} and draft.type in OUTCOMES and sentence.number < OPENING
    if not news or draft.when is not None or draft.modality is not Modality.ASSERTED:
        return draft
    return replace(draft, present=True)


def _is_of_now(sentence: Sentence) -> bool:
    """ "More than 30,000 are set for evacuation": every verb is of the present or of what may be."""
    groups = [each for each in sentence.chunks if isinstance(each, VerbGroup) and each.form == "finite"]
    return bool(groups) and all(each.present or each.modal for each in groups)


def _goes_on(sentence: Sentence, text: str, told_in: int) -> bool:
    """Whether the sentence goes on with the one before.

    The next sentence of a paragraph does, unless it has a time of its own. That of another paragraph does with
    "They also", "Later", "The blast", "... were hurt there", "Under cover of air strikes they cut".
    """
    tokens = sentence.tokens
    if tokens[0].low in CARRYING:
        return True
    if sentence.times or tokens[0].low == "before":
        return False
    lows = [token.low for token in tokens]
    there = any(low == "there" and not tokens[at + 1].text[0].isalnum() for at, low in enumerate(lows[:-1]))
    event = lows[0] == "the" and len(tokens) > 1 and lows[1] in listed("frames", "incidents")
    linked = lows[0] in {"later", "afterwards", "then"} or there or event
    return linked or not PARAGRAPH.search(text, told_in, tokens[0].start)
