"""The words of a telegraphic line, with its shorthand written out: "2 SVBIED nr #Al_Bab, 04/02"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from marsad.claims.lang.en.tables import table, verb_forms
from marsad.claims.lang.en.time_grammar import expressions_of
from marsad.claims.lang.en.tokens import Token, tokens_of

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
SHORTEST_SLIP = 5  # letters of a word that may be a slip for another
BEFORE_CLOCK = frozenset({"at", "since", "around", "by", "from", "about", "circa"})
_MONTH = "(?:" + "|".join(month[:3] for month in MONTHS) + ")"
_CLOCK = (
    r"(?<![\d.:/])(?:[01]?\d|2[0-3])[.:][0-5]\d(?:\s?[ap]\.?m\b|\s?(?:hrs|h|Z|local)\b|(?![\d.:/]))"
    r"|\b\d{1,2}\s?[ap]m\b|\b0\d[0-5]\d\s?(?:hrs|h|Z|L)?\b|\b(?:1\d|2[0-3])[0-5]\d(?:\s?(?:hrs|h|Z)\b|(?=\sheading))"
)
_MARKED = "|".join(sorted(each for each in table("messages")["sure"] if not each.isalnum()))
NOTED = re.compile(
    rf"(?P<group>\b(?P<gday>[0-3]\d)[0-2]\d[0-5]\d[A-Z]?\s?(?P<gmonth>{_MONTH})[A-Z]*\s?(?P<gyear>(?:20)?\d\d)\b)"
    r"|(?P<slash>(?<![\d/.])(?P<day>[0-3]?\d)[/.](?P<month>[01]?\d)[/.](?P<year>(?:20)?\d\d)(?![\d/])"
    r"|(?<![\d/])(?P<day2>[0-3]?\d)/(?P<month2>[01]?\d)(?![\d/]))"
    rf"|(?P<clock>{_CLOCK})"
    r"|(?P<arrow>[-=]+>|[→⇒])"
    rf"|(?P<marked>(?<!\w)(?:{_MARKED})(?!\w))"
    r"|(?P<times>\(\s?x\s?\d+\s?\)|\bx\s?\d+\b)",
    re.IGNORECASE,
)


@dataclass(slots=True, unsafe_hash=True)
class Word(Token):
    """A word of a restored clause. ``text`` need not be what stands at its span: "near" stands for "nr".

    ``lent`` words are written elsewhere in the report, or nowhere.
    """

    lent: Final[bool] = False


@cache
def sure_shorthand() -> frozenset[str]:
    """Shorthand that no prose uses."""
    return frozenset(table("messages")["sure"])


@cache
def _written_out() -> dict[str, str]:
    tables = table("messages")
    return {**tables["words"], **tables["days"], **tables["sure"]}


def words_of(text: str, start: int, end: int) -> list[Word]:
    """The words of ``text[start:end]``, shorthand written out, without clock times, "x3" and hash signs."""
    found: list[Word] = []
    noted = list(_noted(text, start, end))
    tokens = [
        Token(start + each.start, start + each.end, each.text, each.low) for each in tokens_of(text[start:end])
    ]
    for token in tokens:
        mark = next((each for each in noted if each.start <= token.start < each.end), None)
        if mark is None and not _ends_shorthand(token, found, text):
            found += _words(token)
        elif mark and not mark.text and found and found[-1].low in BEFORE_CLOCK:
            found.pop()
        elif mark and mark.text and (not found or found[-1].start != mark.start):
            found += [replace(mark, text=each, low=each.lower()) for each in mark.text.split()]
    return found


def _ends_shorthand(token: Token, found: Sequence[Word], text: str) -> bool:
    """The stop of "incl. 2": it ends no sentence, which would go on with a capital."""
    last = found[-1] if found and token.text == "." and found[-1].end == token.start else None
    ahead = text[token.end : token.end + 2].strip()
    return last is not None and text[last.start : last.end] != last.text and bool(ahead) and not ahead[0].isupper()


def _noted(text: str, start: int, end: int) -> Iterator[Word]:
    """Dates in figures, as days that the grammar of time knows; and what is left out, with no text."""
    for match in NOTED.finditer(text, start, end):
        written = ""
        if match["group"]:
            month = next(name for name in MONTHS if name.lower().startswith(match["gmonth"].lower()))
            written = f"{int(match['gday'])} {month} {_year(match['gyear'])}"
        elif match["slash"]:
            written = _date(match["day"] or match["day2"], match["month"] or match["month2"], match["year"])
            if not written:
                continue
        elif match["arrow"]:
            written = "→"
        elif match["marked"]:
            written = table("messages")["sure"][match["marked"].lower()]
        yield Word(match.start(), match.end(), written, written.lower())


def _date(day: str, month: str, year: str | None) -> str:
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return ""
    return f"{int(day)} {MONTHS[int(month) - 1]}" + (f" {_year(year)}" if year else "")


def _year(year: str) -> str:
    return year if len(year) == 4 else f"20{year}"


def _words(token: Token) -> Iterator[Word]:
    if token.text in "#_*@":
        return
    if token.text == "+":
        yield Word(token.start, token.end, "and", "and")
        return
    full = (
        _written_out().get(token.low)
        or _spelt(token)
        or (table("messages")["capital"].get(token.low) if token.capitalised else None)
    )
    for part in (full or token.text).split():
        yield Word(token.start, token.end, part, part.lower())


def _spelt(token: Token) -> str | None:
    """ "killd", "wemen": the word that a slip of the keyboard was to be; None for any word that is known."""
    return _meant(token.low) if token.text.islower() and len(token.text) >= SHORTEST_SLIP else None


@lru_cache(maxsize=4096)
def _meant(low: str) -> str | None:
    often = table("messages")["often"]
    forms = {low, low + "s", low.removesuffix("s"), low + "r", low.removesuffix("r")}
    if low in verb_forms() or low in _known() or forms & set(often):
        return None
    return next(
        (each for each in often if each[0] == low[0] and OSA.distance(low, each, score_cutoff=1) == 1), None
    )


@cache
def _known() -> frozenset[str]:
    lists = [each for each in (*table("words").values(), *table("actors").values()) if isinstance(each, list)]
    return frozenset(str(word).lower() for each in lists for word in each)


def written(words: Sequence[Word]) -> str:
    """The words as text, spaced as in the report where they stand beside each other there."""
    return "".join(word.text + gap_after(words, at) for at, word in enumerate(words))


def gap_after(words: Sequence[Word], at: int) -> str:
    """What stands between a word and the next."""
    if at + 1 >= len(words):
        return ""
    one, other = words[at], words[at + 1]
    together = one.end == other.start and one.lent == other.lent
    return "" if together or (other.text in ",.;:" and one.text) else " "


def times_in(words: Sequence[Word]) -> list[tuple[int, int]]:
    """The time expressions among ``words``, as ranges of them."""
    return [(each.start, each.end) for each in expressions_of(words)]
