"""Event location: a sentence, one of its verbs, and the words that say where what the verb tells took place.

Scored by words: of those that we gave, how many are the coder's (precision); of the coder's, how many we gave.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from marsad.areas import Area
from marsad.claims.drafts import PlaceMention
from marsad.errors import UsageError
from marsad.evaluation.analysed import Analysed
from marsad.evaluation.score import Tally

Span = tuple[int, int]  # characters, half-open
_WORD = re.compile(r"\w+")
_SMALL = re.compile(r"(?<=\w)(?: [a-z]+)+$")
_LARGE = re.compile(r" (?:City|Governorate|Province|District|Region|County|State|Area|Mountains|Countryside)\b")


class LocatedVerb(BaseModel):
    """A line of the corpus: spans of the verb and of the names of where it took place, () where no word says."""

    model_config = ConfigDict(frozen=True)

    text: str
    verb: tuple[Span, ...]
    locations: tuple[Span, ...]

    @property
    def is_sound(self) -> bool:
        """Whether every span begins and ends with a word; spans of some rows are a few characters off."""
        words = [each.span() for each in _WORD.finditer(self.text)]
        starts, ends = {start for start, _ in words}, {end for _, end in words}
        return bool(self.verb) and all(
            start in starts and end in ends for start, end in (*self.verb, *self.locations)
        )

    @property
    def is_kept_back(self) -> bool:
        """Whether it is of the half whose sentences and errors nobody looks at while rules are made.

        Those whose text, without the white space around it, has an even CRC-32: a sentence that stands in the
        corpus with several of its verbs is in one half with all of them.
        """
        return zlib.crc32(self.text.strip().encode()) % 2 == 0


@dataclass(frozen=True, slots=True)
class VerbPlaceScores:
    """Words given and coded, over all sentences and over those where a word says where; sentences wholly right."""

    words: Tally
    kept_back: Tally  # of the half that no rule was made on
    where_said: Tally
    wholly_right: int
    sentences: int
    unsound: int  # left out: spans that cut words


def read_located_verbs(path: Path) -> tuple[LocatedVerb, ...]:
    """The lines of a ``.jsonl`` file. Raises UsageError naming file and line where one is not of that form."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    rows = tuple(_located_verb(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not rows:
        raise UsageError(f"{path}: is empty")
    return rows


def _located_verb(path: Path, number: int, line: str) -> LocatedVerb:
    try:
        return LocatedVerb.model_validate(json.loads(line))
    except (ValidationError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} line {number}: is no sentence with a verb and its locations") from error


def score_verb_places(rows: Iterable[LocatedVerb], area: Area) -> VerbPlaceScores:
    """The scores of the reader's place roles on ``rows``, names looked up in ``area``."""
    every, kept, said, right, sound, unsound = Tally(), Tally(), Tally(), 0, 0, 0
    for row in rows:
        if not row.is_sound:
            unsound += 1
            continue
        sound += 1
        coded = _words_in(row.text, row.locations)
        given = _words_in(row.text, _named(row, area))
        tally = Tally(len(coded & given), len(given), len(coded))
        every, said = every + tally, said + tally if coded else said
        kept = kept + tally if row.is_kept_back else kept
        right += coded == given
    return VerbPlaceScores(every, kept, said, right, sound, unsound)


def _named(row: LocatedVerb, area: Area) -> Iterator[Span]:
    """The names of the verb's places, without the words for what they are: of "the Raman district" "Raman"."""
    start, end = row.verb[0]
    for place in Analysed(row.text, area).places_of_verb(start, end):
        yield name_span(place, row.text)


def name_span(place: PlaceMention, text: str) -> Span:
    """Where the name itself stands in the mention; the whole mention where it says the name otherwise.

    As coders take it: "Homs Governorate" and "Sadr City", with what is written large behind it, but of "Raman
    district" only "Raman".
    """
    mention = place.mention
    at = text.casefold().find(place.name.casefold(), mention.start, mention.end)
    if at < 0 or len(text.casefold()) != len(text):
        return mention.start, mention.end
    end = at + len(place.name)
    small = _SMALL.search(place.name)
    if small is not None:
        return at, at + small.start()
    large = _LARGE.match(text, end)
    return at, large.end() if large is not None else end


def _words_in(text: str, spans: Iterable[Span]) -> set[int]:
    """The words of ``text``, by their offsets, that the spans touch."""
    inside = list(spans)
    return {
        word.start()
        for word in _WORD.finditer(text)
        if any(start < word.end() and word.start() < end for start, end in inside)
    }
