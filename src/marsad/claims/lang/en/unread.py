"""What of a report the English reader leaves unread, each as an issue: nothing is passed over in silence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.tokens import Token
from marsad.model import Issue, Report, Stage

FEWEST_WORDS = 2  # one word alone claims nothing
LONGEST_REPORT = 400_000  # characters, some 65,000 words; what follows is left unread, so no file takes minutes


def readable(text: str) -> str:
    """The head of ``text`` that is read: all of it, or as far as the last space within ``LONGEST_REPORT``."""
    if len(text) <= LONGEST_REPORT:
        return text
    head = text[:LONGEST_REPORT]
    return head[: head.rfind(" ") + 1] or head


def unread(report: Report, sentences: Sequence[Sentence], read_to: int) -> Iterator[Issue]:
    """An issue each for no words at all, for sentences in another script and for what lies behind ``read_to``."""
    words = islice((token for each in sentences for token in each.tokens if token.text[0].isalnum()), FEWEST_WORDS)
    if len(tuple(words)) < FEWEST_WORDS:
        yield Issue(Stage.READ, "the report has no words that could say anything", report.id)
    foreign = [each.tokens for each in sentences if _is_foreign(each.tokens)]
    if foreign:
        told = "1 sentence is" if len(foreign) == 1 else f"{len(foreign)} sentences are"
        reason = f"{told} in another script than English is written in, and not read"
        first, last = foreign[0][0].start, foreign[0][-1].end
        yield Issue(Stage.READ, reason, report.id, None, None, first, last)
    if read_to < len(report.text):
        reason = f"only the first {read_to:,} characters were read; divide the file into its reports"
        yield Issue(Stage.READ, reason, report.id, None, None, read_to, len(report.text))


def _is_foreign(tokens: Sequence[Token]) -> bool:
    """Whether most of the words are of letters that are not Latin."""
    initials = [token.text[0] for token in tokens if token.text[0].isalpha()]
    foreign = [each for each in initials if not each.isascii() and "LATIN" not in unicodedata.name(each, "LATIN")]
    return len(foreign) * 2 > len(initials)
