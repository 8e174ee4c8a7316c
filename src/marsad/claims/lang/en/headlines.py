"""What stands around a headline: labels before it, who says so after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marsad.claims.lang.en.message_units import event_words, glue, toll_of
from marsad.claims.lang.en.names import NameIndex, NameKind
from marsad.claims.lang.en.shorthand import Word, times_in
from marsad.claims.lang.en.tables import listed, table, verb_forms, words

Said = Sequence[Word]
MARKS = frozenset(":-–—|")
LONGEST_SPEAKER = 5  # words
TITLED = 0.7  # of the longer words of a title that are capitalised
LONGEST_LABEL = 6  # words


def without_label(said: Said, index: NameIndex) -> tuple[Said, tuple[Word, ...]]:
    """``said`` without "BREAKING:", "UPDATE 2-", "SITREP 060600 FEB 17 /", "Syria:"; and the day that it tells."""
    for at, word in enumerate(said[:LONGEST_LABEL]):
        if at and word.text in MARKS | {"/"} and _is_label(said[:at], index):
            timed = times_in(said[:at])
            when = tuple(replace(each, lent=True) for each in said[timed[0][0] : timed[0][1]]) if timed else ()
            return said[at + 1 :], when
    return said, ()


def _is_label(said: Said, index: NameIndex) -> bool:
    first = " ".join(word.low for word in said[:2])
    labels = table("messages")["labels"]
    found = list(index.find(said))
    country = bool(found) and found[0].kind is NameKind.COUNTRY and found[0].end == len(said)
    countries = [
        name for name in found if name.kind is NameKind.COUNTRY and (name.start, name.end) == (0, len(said))
    ]
    return said[0].low in labels or first in labels or said[-1].low in labels or country or bool(countries)


def in_sentence_case(said: Said, index: NameIndex) -> list[Word]:
    """A headline in title case with small letters where no name stands: "Army Kills 30 in Hama Countryside"."""
    long = [word for word in said if len(word.text) > 3 and word.text[0].isalpha()]
    if len(long) < LONGEST_SPEAKER - 2 or sum(word.capitalised for word in long) <= TITLED * len(long):
        return list(said)
    names = [name for name in index.find(said) if name.kind is not NameKind.GENERIC]
    named = {at for name in names for at in range(name.start, name.end)}
    return [
        word if at in named or word.text.isupper() or not _is_plain(word) else replace(word, text=word.low)
        for at, word in enumerate(said)
    ]


def _is_plain(word: Word) -> bool:
    """Whether a word that no name holds is a common one: a verb, a fighter, a part of a place."""
    nouns = listed("actors", "force_nouns") | listed("actors", "civilians") | listed("places", "references")
    parts = listed("places", "parts") | words("number_words") | words("shades") | words("prepositions")
    return verb_forms().get(word.low) is not None or word.low in nouns | parts | event_words()


def speaker_of(said: Said) -> tuple[Said, Said]:
    """A headline without who says so at its end (": Observatory") or its front ("UN: "), and who does."""
    front = next((at for at, word in enumerate(said[:LONGEST_SPEAKER]) if word.text == ":"), 0)
    if front and _tells(said[:front]):
        return said[front + 1 :], said[:front]
    says = next((at for at, word in enumerate(said[:LONGEST_SPEAKER]) if word.low in {"says", "say"}), 0)
    if says and toll_of(said[says + 1 :]):
        return said[says + 1 :], said[:says]
    if (
        len(said) > LONGEST_SPEAKER
        and said[-1].capitalised
        and not said[-2].capitalised
        and said[-1].low in _watching()
    ):
        return said[:-1], said[-1:]  # "... kills 47 in the east Monitor", which lost its mark
    for at in range(len(said) - 1, max(2, len(said) - LONGEST_SPEAKER - 2), -1):
        spaced = said[at - 1].end < said[at].start
        if said[at].text == ":" or (said[at].text in MARKS and spaced):
            tail = said[at + 1 :]
            return (said[:at], tail) if _speaks(said[:at], tail) else (said, ())
    return said, ()


def _speaks(head: Said, tail: Said) -> bool:
    if not tail or not all(word.text[0].isalpha() or word.text in "-.'" for word in tail):
        return False
    named = len(tail) < 4 and all(word.capitalised for word in tail if word.text[0].isalpha())
    verbs = [verb_forms().get(word.low) for word in head if not word.capitalised]
    return _tells(tail) or (named and any(verbs))


def _watching() -> frozenset[str]:
    return listed("attribution", "monitors") | {"ngo", "activists", "medics", "officials"}


def _tells(said: Said) -> bool:
    telling = listed("attribution", "speakers") | listed("attribution", "monitors") | words("organisations")
    return any(word.low in telling for word in said)


def said_by(clause: Said, speaker: Said) -> list[Word]:
    """The clause with who says it: "..., medics said"."""
    return [*clause, glue(",", speaker[0]), *speaker, glue("said", speaker[-1])] if speaker else list(clause)
