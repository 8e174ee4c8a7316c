"""English: lexicon, frames, attribution, modality, time words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from marsad.areas import Area
from marsad.claims.drafts import ClaimDraft, Mention, PassedOver, ReadReport
from marsad.claims.lang.en.analysis import analyses_of
from marsad.claims.lang.en.attribution import Speakers
from marsad.claims.lang.en.chunking import sentence_of
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.discourse import (
    day_told,
    is_history,
    with_denials,
    with_times,
    with_tolls,
    with_untruths,
    without_headlines,
    without_method,
)
from marsad.claims.lang.en.entities import classified
from marsad.claims.lang.en.memory import Memory
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.rebuttals import with_rebuttals
from marsad.claims.lang.en.restoring import Restored
from marsad.claims.lang.en.retold import with_retold
from marsad.claims.lang.en.sentence_reader import SentenceReader
from marsad.claims.lang.en.telegraph import restored
from marsad.claims.lang.en.tokens import sentences_of
from marsad.claims.lang.en.unread import readable, unread
from marsad.model import Report

RECENT = 12  # drafts back that a denial or a carried time may reach


class FramesReader:
    """Reads English by lexicon and frames over chunks, with a trained dependency tree as second witness."""

    name = "frames-en"
    version = "0.5.0"
    languages = ("en",)

    def read(self, report: Report, area: Area) -> ReadReport:
        """What ``report`` says, in order of start, names not yet resolved. Never raises because of the text."""
        index = _names_of(area)
        text = readable(report.text)
        put_back = restored(text, index)
        drafts, passed, sentences = _read(put_back.text if put_back else text, area, index, put_back)
        issues = tuple(unread(report, sentences, len(text)))
        if put_back:
            drafts, passed = [put_back.back(each) for each in drafts], [put_back.back(each) for each in passed]
            issues = tuple(put_back.issue(each) for each in issues)
        ordered = sorted(drafts, key=lambda draft: (draft.start, -draft.end, draft.type.value))
        return ReadReport(report.id, tuple(ordered), issues, f"{self.name} {self.version}", tuple(passed))


def _read(
    text: str, area: Area, index: NameIndex, put_back: Restored | None
) -> tuple[list[ClaimDraft], list[PassedOver], list[Sentence]]:
    """The drafts of a text in clauses, the words passed over, and its sentences."""
    sentences: list[Sentence] = []
    drafts: list[ClaimDraft] = []
    passed: list[PassedOver] = []
    told: Mention | None = None
    for reader in _readers(text, area, index):
        sentence, phrases, speeches = reader.sentence, reader.phrases, reader.speeches
        read = [] if is_history(sentence) else without_method(sentence, reader.drafts())
        passed += reader.passed_over(read)
        found = with_retold(sentence, with_untruths(sentence, phrases, read), drafts[-RECENT:])
        previous = sentences[-1] if sentences else None
        recent, found = with_tolls(sentence, found, drafts[-RECENT:], previous)
        timed = with_times(sentence, found, recent, text, told)
        drafts[-RECENT:] = with_denials(sentence, recent, speeches) + with_rebuttals(
            sentence, phrases, recent, timed
        )
        told = day_told(sentence, text, told)
        sentences.append(sentence)
    if put_back and not put_back.headed:
        return drafts, passed, sentences  # the first line of a message is no headline that the text repeats
    return without_headlines(drafts, sentences, headed=put_back is not None), passed, sentences


def readers_of(text: str, area: Area) -> Iterator[SentenceReader]:
    """A reader for each sentence of ``text``, in order; each sees what those before it were asked for."""
    yield from _readers(text, area, _names_of(area))


def _readers(text: str, area: Area, index: NameIndex) -> Iterator[SentenceReader]:
    tokened = [index.apart(tokens) for tokens in sentences_of(text)]
    names = [tuple(index.find(tokens)) for tokens in tokened]
    pairs = zip(tokened, names, analyses_of(tokened, names), strict=True)
    sentences = [sentence_of(number, text, *each) for number, each in enumerate(pairs)]
    memory, speakers = Memory(area, classified(sentences), sentences, text), Speakers(sentences)
    for sentence in sentences:
        phrases = PhraseReader(sentence, text, memory)
        yield SentenceReader(sentence, text, memory, phrases, speakers.speeches(sentence, phrases))


@lru_cache(maxsize=4)
def _index(identity: str, holder: _Held) -> NameIndex:
    return NameIndex(holder.area)


class _Held:
    """Keeps an area out of the cache's key: areas are told apart by their hash."""

    def __init__(self, area: Area) -> None:
        self.area = area

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.area.hash == self.area.hash

    def __hash__(self) -> int:
        return hash(self.area.hash)


def _names_of(area: Area) -> NameIndex:
    return _index(area.hash, _Held(area))
