"""One text as the English reader sees it before it makes claims: the places of its phrases and of its verbs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marsad.areas import Area
from marsad.claims.drafts import PlaceMention
from marsad.claims.lang.en import readers_of
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.sentence_reader import SentenceReader

Places = tuple[PlaceMention, ...]


class Analysed:
    """The sentences of one text with their phrases read, as in reading claims."""

    def __init__(self, text: str, area: Area) -> None:
        """Analyse ``text``, its names looked up in ``area``."""
        self._readers = list(readers_of(text, area))

    def places(self) -> Iterator[PlaceMention]:
        """Every place that a phrase of the text names itself, in order."""
        for reader in self._readers:
            for at, chunk in enumerate(reader.sentence.chunks):
                if chunk.kind == "np":
                    yield from (each for each in reader.roles.places((at,)) if not each.by_reference)

    def places_of_verb(self, start: int, end: int) -> Places:
        """Where what the word at ``text[start:end]`` says took place, as far as its own sentence names it.

        That of the claim made of the word, else where the reader would put one.
        """
        for reader in self._readers:
            tokens = reader.sentence.tokens
            if tokens and tokens[0].start <= start < tokens[-1].end:
                at = _chunk(reader.sentence, start, end)
                return _of_claims(reader, start, end) or (reader.where_told(at) if at is not None else ())
        return ()


def _of_claims(reader: SentenceReader, start: int, end: int) -> Places:
    """The places of the claims that the word made."""
    triggers = ((each, each.provenance.trigger) for each in reader.drafts())
    made = [each for each, trigger in triggers if _meets(trigger.start, trigger.end, start, end)]
    return _named(place for draft in made for place in (*draft.places, *(draft.route or ())))


def _named(places: Iterable[PlaceMention]) -> Places:
    return tuple(end for each in places if not each.by_reference for end in each.between or (each,))


def _chunk(sentence: Sentence, start: int, end: int) -> int | None:
    spans = ((sentence.tokens[each.start].start, sentence.tokens[each.end - 1].end) for each in sentence.chunks)
    return next((at for at, span in enumerate(spans) if _meets(*span, start, end)), None)


def _meets(start: int, end: int, other_start: int, other_end: int) -> bool:
    return start < other_end and other_start < end
