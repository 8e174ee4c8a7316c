"""Who says so: before, after and across sentences; persons tied to their organisation; outermost first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.claims.lang.en.chunks import QUOTES, Sentence, VerbGroup
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.said_how import (
    COUNTING,
    as_saying,
    by_phrase,
    closing,
    complement,
    counts,
    ends,
    parenthetic_subject,
    steps_in,
)
from marsad.claims.lang.en.speakers import (
    goes_on,
    introduced,
    is_mute,
    is_proper,
    own_name,
    plain,
    speaking,
)
from marsad.claims.lang.en.syntax import subjects_of
from marsad.claims.lang.en.tables import listed, words
from marsad.claims.lang.en.tellers import PRONOUNS, Chain, Tellers, teller_of
from marsad.claims.lang.en.tree import Tree
from marsad.records import replace

# Verbs that report speech only before "that": "he allowed that", "we fear that".
HESITANT = words("hesitant")
CLAIMED = frozenset({"responsibility", "lives", "life"})  # what is claimed without a word being said
CITING = frozenset({"according", "citing", "quoting"})
ASCRIBING = frozenset({"attribute", "ascribe"})


@dataclass(frozen=True, slots=True)
class Speech:
    """Who says the tokens ``[start, end)`` of a sentence; ``denies`` where what follows is denied."""

    start: int
    end: int
    chain: Chain
    denies: bool = False
    said: tuple[int, int] = (0, 0)  # the tokens of the verb of speech


class Speakers(Tellers):
    """The speeches of one report, sentence by sentence, in order."""

    def speeches(self, sentence: Sentence, phrases: PhraseReader) -> tuple[Speech, ...]:
        """Who says which part of ``sentence``, in order."""
        found: list[Speech] = []
        telling, lows = listed("attribution", "verbs", "deny"), sentence.low_words
        for at, chunk in enumerate(sentence.chunks):
            speech = None
            if chunk.low in telling and isinstance(chunk, VerbGroup):
                speech = self._by_verb(sentence, phrases, at, chunk)
            elif lows[chunk.end - 1] in CITING and chunk.kind in {"np", "vg", "prep"}:
                speech = self._according(sentence, phrases, at)
            elif chunk.kind == "prep" and chunk.low == "by" and at + 1 < len(sentence.chunks):
                speech = self._by_account(sentence, phrases, at)
            if speech is not None:
                joined = at > 0 and sentence.chunks[at - 1].kind == "and" and bool(found) and found[-1].start > 0
                if joined or (found and found[-1].denies and goes_on(sentence, at, chunk)):
                    found[-1] = replace(found[-1], end=min(found[-1].end, chunk.start))  # "disputed that and said"
                found.append(replace(speech, said=(chunk.start, chunk.end)))
                if not at or sentence.chunks[at - 1].kind != "rel":  # "the group, which claimed the raid"
                    self._last, self._heard = speech.chain, sentence.number
        found += _reportedly(sentence)
        if not found:
            self._note_people(sentence, phrases)
        self._introduced = introduced(sentence, phrases)
        return tuple(found)

    def _by_verb(self, sentence: Sentence, phrases: PhraseReader, at: int, group: VerbGroup) -> Speech | None:
        if group.passive and group.form == "finite":
            return self._by_agent(sentence, phrases, at, group)
        if group.main == group.start and (group.low in ASCRIBING or (at and sentence.chunks[at - 1].low == "as")):
            return self._ascribed(sentence, phrases, at)
        if group.low in {"quote", "cite"} and (named := as_saying(sentence, at)) is not None:
            return self._quoting(sentence, phrases, subjects_of(sentence.chunks, at), named)
        if _only_reported(sentence, at):
            return None
        if group.low in HESITANT and not (
            complement(sentence, at)
            or closing(sentence, at)
            or counts(sentence, at, group)
            or (at > 0 and ends(sentence, at) and bool(own_name(sentence, at - 1)))
        ):
            return None
        if group.low == "claim" and sentence.chunks[at + 1 : at + 2] and sentence.chunks[at + 1].low in CLAIMED:
            taken = sentence.chunks[at + 1].low == "responsibility" and not _by_nobody(sentence, at)
            if not taken:
                return None
        denies = group.low in listed("attribution", "deny") or (group.negated and group.low == "confirm")
        inverted = self._inverted(sentence, at)
        subjects = inverted or self._speaking_subject(sentence, at)
        if not subjects or _is_spot(phrases, subjects[0]) or _is_object(sentence, subjects[0]):
            subjects = _by_tree(sentence, at) or subjects
        if group.form == "ing" and group.low in listed("attribution", "adding") and self._heard == sentence.number:
            chain: Chain = self._last  # "..., said the head of the Observatory, adding that"
            return Speech(group.end, len(sentence.tokens), chain)
        subjects = speaking(sentence, subjects)
        if not subjects:
            return None
        chain = (
            self._chain(sentence, phrases, subjects)
            or self._chain(sentence, phrases, subjects[-1:])  # "local and military sources"
            or self._whoever(sentence, phrases, group, subjects[0])
        )
        if not chain:
            return None
        if sentence.chunks[at - 1].kind != "rel":
            self._tellers.append(teller_of(sentence, subjects, chain))
        start, end = self._scope(sentence, at, bool(inverted), subjects)
        return Speech(start, end, chain, denies) if start < end else None

    def _by_agent(self, sentence: Sentence, phrases: PhraseReader, at: int, group: VerbGroup) -> Speech | None:
        """ "The capture of X was announced by the militia": what stands before is its word."""
        if group.low not in listed("attribution", "announcing", "accusing"):
            return None
        by = by_phrase(sentence, at)
        if by is None:
            return None
        accuses = group.low in listed("attribution", "accusing")
        chain = self._chain(sentence, phrases, (by,))
        teller = sentence.chunks[by]
        if accuses and teller.low in listed("attribution", "offices"):
            chain = (plain(phrases.mention(teller.start, teller.end).text),)
        start, end = (group.end, len(sentence.tokens)) if accuses else (0, group.end)
        if sentence.chunks[at - 1].low == "as":
            end = len(sentence.tokens)  # "As reported by SANA, the army took X"
        return Speech(start, end, chain) if chain else None

    def _ascribed(self, sentence: Sentence, phrases: PhraseReader, at: int) -> Speech | None:
        """ "A raid attributed by residents to X", "as reported by SANA": the word of whom "by" names."""
        by = by_phrase(sentence, at)
        chain = self._chain(sentence, phrases, (by,)) if by is not None else ()
        return Speech(0, len(sentence.tokens), chain) if chain else None

    def _quoting(
        self, sentence: Sentence, phrases: PhraseReader, outer: tuple[int, ...], inner: int
    ) -> Speech | None:
        """ "SANA quoted a source as saying": of both."""
        told = [each for at in (outer, (inner,)) if at for each in self._chain(sentence, phrases, at)]
        return Speech(0, len(sentence.tokens), tuple(dict.fromkeys(told))) if told else None

    def _note_people(self, sentence: Sentence, phrases: PhraseReader) -> None:
        """ "Residents whom we reached had a different picture. Flags flew all day, they said."""
        first = sentence.chunks[0] if sentence.chunks else None
        if first is None or first.kind != "np":
            return
        speaks = any(
            isinstance(each, VerbGroup) and each.low in listed("attribution", "verbs", "deny")
            for each in sentence.chunks[1:5]
        )
        if first.low in listed("attribution", "witnesses") or (speaks and first.low not in PRONOUNS):
            chain = self._chain(sentence, phrases, (0,))
            self._tellers += [teller_of(sentence, (0,), chain)] if chain else []

    @staticmethod
    def _speaking_subject(sentence: Sentence, at: int) -> tuple[int, ...]:
        """Who speaks: "a police officer there said" is the officer, "the ministry in Moscow said" the ministry."""
        chunks, here = sentence.chunks, at - 1
        if here > 0 and chunks[here].kind == "np" and steps_in(sentence, here):
            return (here,)
        if here > 0 and chunks[here].low in {"there", "here"} and chunks[here - 1].kind == "np":
            return (here - 1,)
        if here > 1 and chunks[here].kind == "np" and chunks[here - 1].low in {"in", "at", "of"}:
            office = chunks[here - 2]
            if office.kind == "np" and office.low in listed("attribution", "speakers"):
                return (here - 2,)
        return subjects_of(chunks, at)

    @staticmethod
    def _inverted(sentence: Sentence, at: int) -> tuple[int, ...]:
        """ "..., said the monitoring group": the speaker after the verb, at the end of what is said."""
        chunks = sentence.chunks
        if chunks[at].low in {"tell", "deny", "reject"} or (
            at > 1 and chunks[at - 1].kind == "comma" and parenthetic_subject(sentence, at)
        ):
            return ()
        if at == 0 or (
            chunks[at - 1].kind not in {"comma", "mark"}
            and sentence.tokens[chunks[at].start - 1].text not in QUOTES
        ):
            tail = all(each.kind in {"np", "prep", "mark", "comma", "time"} for each in chunks[at + 1 :])
            if not (
                at > 1
                and tail
                and len(chunks) - at < 7
                and chunks[at].low in {"say", "report"}
                and chunks[at - 1].kind in {"np", "time", "adv", "vg"}
            ):
                return ()
            if (
                subjects_of(chunks, at)
                and chunks[at - 1].kind == "np"
                and not any(c.kind == "vg" for c in chunks[:at])
            ):
                return ()
        if at + 1 < len(chunks) and chunks[at + 1].kind == "np":
            after = at + 2
            while after < len(chunks) and chunks[after].kind in {"prep", "np", "and"}:
                after += 1
            following = chunks[after] if after < len(chunks) else None
            if not isinstance(following, VerbGroup) or following.low in listed("attribution", "adding"):
                return (at + 1,)
        return ()

    @staticmethod
    def _scope(sentence: Sentence, at: int, inverted: bool, subjects: tuple[int, ...]) -> tuple[int, int]:
        """What is said: after the verb where the speaker opens the sentence, else all that stands before."""
        chunks = sentence.chunks
        first = min(subjects)
        before = first if not inverted else at
        said_before = any(chunk.kind == "vg" for chunk in chunks[:before])
        opened = sentence.tokens[chunks[before].start - 1].low if chunks[before].start else ""
        closing = (
            opened in {",", '"', "”", "'", "’", "“"}
            or inverted
            or (
                said_before
                and first > 0
                and chunks[first - 1].kind in {"np", "time", "comma"}
                and not complement(sentence, at)
            )
            or ends(sentence, at)
        )
        if said_before and closing:
            start = 0
            return start, len(sentence.tokens)
        return chunks[at].end, len(sentence.tokens)

    def _according(self, sentence: Sentence, phrases: PhraseReader, at: int) -> Speech | None:
        chunks = sentence.chunks
        here = at + 1
        while here < len(chunks) and chunks[here].kind == "prep":
            here += 1
        while (
            here + 2 < len(chunks) and chunks[here].low in words("abbreviations") and chunks[here + 1].low == "."
        ):
            here += 2  # "according to Brig. Haider"
        if here >= len(chunks) or chunks[here].kind != "np":
            return None
        if (
            here + 2 < len(chunks)
            and chunks[here].low in COUNTING
            and chunks[here + 1].low in {"from", "by", "of"}
        ):
            here += 2  # "according to a new toll from the Observatory"
        own = sentence.tokens[chunks[here].start].low in {"their", "its", "his", "her"}
        if chunks[here].low in listed("attribution", "agreed") or is_mute(sentence, here):
            return None
        if own and chunks[here].low not in listed("attribution", "speakers") | listed("attribution", "papers"):
            return None  # "according to their type, location and flight"
        chain = self._chain(sentence, phrases, (here,))
        if not chain and chunks[here].low not in PRONOUNS:  # whoever it is, it is their word
            chain = (plain(phrases.mention(chunks[here].start, chunks[here].end).text),)
        if chain:
            self._tellers.append(teller_of(sentence, (here,), chain))
        return Speech(0, len(sentence.tokens), chain)

    def _by_account(self, sentence: Sentence, phrases: PhraseReader, at: int) -> Speech | None:
        """ "By the UN's account": an account is whoever owns it."""
        chunk = sentence.chunks[at + 1]
        if chunk.kind != "np" or chunk.low not in listed("attribution", "by_account"):
            return None
        noun = phrases.noun(at + 1)
        names = (each.name for each in noun.owners[:1])
        chain: Chain = tuple(self._body(name.lower().split(), "") or plain(name) for name in names)
        return Speech(0, len(sentence.tokens), chain) if chain else None


def _only_reported(sentence: Sentence, at: int) -> bool:
    """ "The first deaths reported in areas covered by the truce": no word of anybody's."""
    group, ahead = sentence.chunks[at], sentence.chunks[at + 1 : at + 3]
    if group.low != "report" or group.end - group.start > 1 or len(ahead) < 2 or ahead[0].kind != "prep":
        return False
    return ahead[1].low not in listed("attribution", "papers") and not ends(sentence, at)


def _is_object(sentence: Sentence, at: int) -> bool:
    """The checkpoint of "one of the guards manning the checkpoint | told"."""
    before = sentence.chunks[at - 1] if at else None
    if sentence.chunks[at].low in listed("attribution", "speakers") | listed("attribution", "papers"):
        return False
    return isinstance(before, VerbGroup) and before.form == "ing" and not is_proper(sentence, at)


def _is_spot(phrases: PhraseReader, at: int) -> bool:
    """Whether the phrase at ``at`` is a place that nobody speaks for: a port, a town; not "Ankara"."""
    noun = phrases.noun(at)
    if noun.head in listed("attribution", "offices", "speakers"):
        return False  # "the town's mayor"
    return noun.place is not None and not noun.actors


def _reportedly(sentence: Sentence) -> tuple[Speech, ...]:
    """ "A bridge has reportedly collapsed": so reports say, of its clause."""
    tokens = sentence.tokens
    if "reportedly" not in sentence.low_words:
        return ()
    at = sentence.low_words.index("reportedly")
    stops = [n for n, token in enumerate(tokens) if token.text in {",", ";", ":"}]
    start = max((n + 1 for n in stops if n < at), default=0)
    end = min((n for n in stops if n > at), default=len(tokens))
    return (Speech(start, end, ("reports",), said=(at, at + 1)),)


def _by_tree(sentence: Sentence, at: int) -> tuple[int, ...]:
    """The subject that the tree gives a verb of speech, where the chunks find none."""
    return Tree(sentence.chunks, [token.low for token in sentence.tokens], sentence.analysis).slots(at).subjects


def _by_nobody(sentence: Sentence, at: int) -> bool:
    """ "No group has claimed responsibility"."""
    firsts = {sentence.tokens[sentence.chunks[each].start].low for each in subjects_of(sentence.chunks, at)}
    return bool(firsts & {"no", "nobody"})


def chain_at(speeches: Sequence[Speech], token: int) -> tuple[Chain, bool]:
    """Who says the token at ``token``, outermost first, and whether it is denied."""
    chain: Chain = ()
    denied = False
    for speech in speeches:
        if speech.start <= token < speech.end or speech.said[0] <= token < speech.said[1]:
            chain = (*chain, *(name for name in speech.chain if name not in chain))
            denied = denied or speech.denies
    return chain, denied
