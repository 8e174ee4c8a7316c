"""Which lines of a report are telegraphic, and the report with their words put back. Prose stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from marsad.claims.lang.en.headlines import in_sentence_case, said_by, speaker_of, without_label
from marsad.claims.lang.en.items import heading_of, items_of
from marsad.claims.lang.en.layout import Line, LineKind, columns_of, lines_of
from marsad.claims.lang.en.message_tables import sentences_of_row
from marsad.claims.lang.en.messages import Setting, clauses_of
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.openings import topic_of
from marsad.claims.lang.en.restoring import Piece, Restored
from marsad.claims.lang.en.shorthand import Word, gap_after, sure_shorthand, times_in, words_of
from marsad.claims.lang.en.tables import table

LONGEST_MESSAGE = 60  # words of a paragraph that is read as a message
LONGEST_SENTENCE = 16  # words of a sentence of one
SHORTHAND = re.compile(
    r"(?<![\w'’/])(?:"
    + "|".join(sorted(map(re.escape, sure_shorthand()), key=len, reverse=True))
    + r"|\d+ (?:KIA|WIA)|#\w+)(?![\w'’])",
    re.IGNORECASE,
)
STARRED = re.compile(r"\*[^*\n]{1,30}\*\s*")


def restored(text: str, index: NameIndex) -> Restored | None:
    """``text`` with its telegraphic lines put into clauses; None where it is prose throughout."""
    pieces: list[Piece] = []
    done = 0
    headed = False
    for line, sentences in _Lines(text, index).read():
        pieces.append(Piece(text[done : line.start], done, line.start))
        pieces.append(Piece("\n", line.start, line.start, lent=True))  # what stands before ends there
        for said in sentences:
            pieces += _pieces(said)
        done = line.end
        headed = headed or line.kind is LineKind.HEADLINE
    if not done:
        return None
    pieces.append(Piece(text[done:], done, len(text)))
    return Restored(text, [piece for piece in pieces if piece.text], headed)


def _pieces(said: Sequence[Word]) -> Iterator[Piece]:
    for at, word in enumerate(said):
        yield Piece(word.text, word.start, word.end, word.lent)
        gap = gap_after(said, at)
        if gap:
            yield Piece(gap, word.end, word.end, lent=True)
    yield Piece(".\n", said[-1].end, said[-1].end, lent=True)


class _Lines:
    """Reads the lines of one report in order; a heading and a table's columns go along."""

    def __init__(self, text: str, index: NameIndex) -> None:
        self.text, self.index = text, index
        self._setting = Setting(proper=True)
        self._columns: tuple[str, ...] = ()
        self._terse = False

    def read(self) -> Iterator[tuple[Line, list[list[Word]]]]:
        """The telegraphic lines, each with the sentences that it stands for."""
        for line in lines_of(self.text):
            if line.kind is not LineKind.ROW:
                self._columns = ()
            sentences = self._sentences(line)
            if line.kind in {LineKind.PROSE, LineKind.HEADLINE}:
                self._setting = Setting(proper=True)
            if sentences is not None:
                yield line, [said for said in sentences if said]

    def _sentences(self, line: Line) -> list[list[Word]] | None:
        if line.kind is LineKind.ROW:
            return self._of_row(line)
        if line.kind is LineKind.HEADING:
            self._setting = heading_of(words_of(self.text, line.body, line.end), self.index)
            return None
        if line.kind is LineKind.ITEM:
            return self._of_item(line)
        if line.kind is LineKind.CHAT:
            dated = times_in(words_of(self.text, line.start, line.body))
            stamp = words_of(self.text, line.start, line.body)[dated[0][0] : dated[0][1]] if dated else []
            when = tuple(replace(word, lent=True) for word in stamp)
            return list(clauses_of(words_of(self.text, line.body, line.end), Setting(when=when), self.index))
        if line.kind is LineKind.HEADLINE or self._is_message(line):
            return self._of_message(line)
        return None

    def _of_row(self, line: Line) -> list[list[Word]] | None:
        if not self._columns:
            self._columns = columns_of(self.text[line.start : line.end], line.mark)
            return []
        return list(sentences_of_row(self.text, line, self._columns, self.index))

    def _of_item(self, line: Line) -> list[list[Word]] | None:
        said = words_of(self.text, line.body, line.end)
        topic, _ = topic_of(said, self.index, proper=True)
        if len(said) > (LONGEST_MESSAGE if topic else LONGEST_SENTENCE):
            return None  # a paragraph of prose behind a bullet
        return list(items_of(said, self._setting, self.index))

    def _is_message(self, line: Line) -> bool:
        inner = self.text[line.start : line.end]
        if not line.opens or inner.count(" ") > LONGEST_MESSAGE:
            return False
        if SHORTHAND.search(inner) or self._has_topic(line, inner) or _is_labelled(inner):
            self._terse = True
            return True
        longest = max(len(each.split()) for each in re.split(r"[.!?]\s", inner))
        return self._terse and longest <= LONGEST_SENTENCE

    def _has_topic(self, line: Line, inner: str) -> bool:
        if ":" not in inner[:60] and " - " not in inner[:60]:
            return False
        topic, rest = topic_of(words_of(self.text, line.start, line.end), self.index)
        return bool(topic) and bool(rest)

    def _of_message(self, line: Line) -> list[list[Word]]:
        starred = STARRED.match(self.text, line.start, line.end)
        words = words_of(self.text, starred.end() if starred else line.start, line.end)
        said, when = without_label(words, self.index)
        dated = times_in(said)
        if dated and dated[0][0] == 0 and topic_of(said[dated[0][1] :], self.index)[0]:
            when = tuple(replace(word, lent=True) for word in said[: dated[0][1]])  # "7/2 Nubl: ..."
            said = said[dated[0][1] :]
        said, speaker = speaker_of(in_sentence_case(said, self.index))
        return [said_by(each, speaker) for each in clauses_of(said, Setting(when=when), self.index)]


def _is_labelled(inner: str) -> bool:
    label = inner[:30].partition(":")[0].lower()
    return ":" in inner[:30] and label in table("messages")["labels"]
