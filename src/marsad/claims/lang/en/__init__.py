"""English: lexicon, frames, attribution, modality, time words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

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
from marsad.claims.lang.en.names import Name, NameIndex
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.rebuttals import with_rebuttals
from marsad.claims.lang.en.restoring import Restored
from marsad.claims.lang.en.retold import with_retold
from marsad.claims.lang.en.sentence_reader import SentenceReader
from marsad.claims.lang.en.telegraph import restored
from marsad.claims.lang.en.tokens import Token, sentences_of
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
        return self.readings([report], area)[0]()

    def readings(self, reports: Sequence[Report], area: Area) -> list[Callable[[], ReadReport]]:
        """For each report what gives its reading when it is called; the words of all are analysed here, together.

        Each reading is the same as by itself: an analysis does not depend on what else is analysed with it.
        """
        index = _names_of(area)
        opened = [_opened(report, index) for report in reports]
        tokened = [tokens for each in opened for tokens in each.tokened]
        analyses = iter(analyses_of(tokened, [names for each in opened for names in each.names]))
        return [partial(self._read, each, list(islice(analyses, len(each.tokened))), area) for each in opened]

    def _read(self, opened: _Opened, analyses: Sequence[Analysis], area: Area) -> ReadReport:
        put_back = opened.put_back
        drafts, passed, sentences = _told(opened, analyses, area)
        issues = tuple(unread(opened.report, sentences, opened.length))
        if put_back:
            drafts, passed = [put_back.back(each) for each in drafts], [put_back.back(each) for each in passed]
            issues = tuple(put_back.issue(each) for each in issues)
        ordered = sorted(drafts, key=lambda draft: (draft.start, -draft.end, draft.type.value))
        return ReadReport(opened.report.id, tuple(ordered), issues, f"{self.name} {self.version}", tuple(passed))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A report with its words and names found. ``text`` is what is read: telegraphic lines are put into clauses.

    ``length`` is that of the report's own text.
    """

    report: Report
    length: int
    text: str
    put_back: Restored | None
    tokened: Sequence[tuple[Token, ...]]
    names: Sequence[tuple[Name, ...]]


def _opened(report: Report, index: NameIndex) -> _Opened:
    own = readable(report.text)
    put_back = restored(own, index)
    return _with_words(report, own, put_back, index)


def _with_words(report: Report, own: str, put_back: Restored | None, index: NameIndex) -> _Opened:
    text = put_back.text if put_back else own
    tokened = [index.apart(tokens) for tokens in sentences_of(text)]
    names = [tuple(index.find(tokens)) for tokens in tokened]
    return _Opened(report, len(own), text, put_back, tokened, names)


def _told(
    opened: _Opened, analyses: Sequence[Analysis], area: Area
) -> tuple[list[ClaimDraft], list[PassedOver], list[Sentence]]:
    """The drafts of a text in clauses, the words passed over, and its sentences."""
    text, put_back = opened.text, opened.put_back
    sentences: list[Sentence] = []
    drafts: list[ClaimDraft] = []
    passed: list[PassedOver] = []
    told: Mention | None = None
    for reader in _readers(opened, analyses, area):
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
    opened = _with_words(Report("", text), text, None, _names_of(area))
    yield from _readers(opened, analyses_of(opened.tokened, opened.names), area)


def _readers(opened: _Opened, analyses: Sequence[Analysis], area: Area) -> Iterator[SentenceReader]:
    text = opened.text
    triples = zip(opened.tokened, opened.names, analyses, strict=True)
    sentences = [sentence_of(number, text, *each) for number, each in enumerate(triples)]
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
