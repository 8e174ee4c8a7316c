"""Finding time expressions. What days they mean is for ``marsad.grounding.dates``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from marsad.claims.lang.en.tokens import Token

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few|a few|couple of)"
)
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))"
_UNIT = r"(?:hours?|days?|weeks?|months?|years?|nights?)"
_PART = r"(?:\s(?:night|morning|evening|afternoon|noon))"
_LEAD = r"(?:(?:on|since|until|till|by|from|before|after|in|during|through|as of)\s)?"
_SHADE = (
    r"(?:(?:the\s)?(?:late|early|mid|end of|beginning of|start of|morning of|night of|evening of)"
    r"[\s-](?:on\s|in\s)?)?"
)
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s\d{{4}})?"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s\d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}})"
)
_EXPRESSIONS = (
    rf"{_LEAD}{_SHADE}(?:last\s|this\s|next\s)?{_DAY}{_PART}?(?:\s\(?{_DATE}\)?)?",
    rf"{_LEAD}{_SHADE}(?:the\s)?{_DATE}",
    rf"(?:earlier |later )?{_LEAD}{_SHADE}(?:last\s|this\s|next\s)?{_MONTH}(?:\s\d{{4}})?(?!\s\d)",
    rf"(?:in\s)?(?:the\s)?night (?:to|of|before)\s{_DAY}|overnight"
    r"|(?:on\s)?(?:the\s)?(?:day before yesterday|yesterday|today|tonight|tomorrow)"
    r"(?:\s(?:night|morning|evening|afternoon))?|(?:at|over|during|on|this|last)\s(?:the\s)?(?:past\s)?weekend",
    r"(?:earlier |later )?(?:last|this|next|that|previous)\s"
    r"(?:week|month|year|night|morning|evening|afternoon|summer|winter|spring|autumn)",
    rf"(?:in|over|during|within)\s(?:the\s)?(?:recent|past|last|previous)\s(?:{_NUMBER}\s)?{_UNIT}",
    rf"(?:for|over|in|during|within|since)\s(?:the\s)?(?:past|last)\s(?:{_NUMBER}\s)?{_UNIT}",
    rf"for\s(?:the|a)\s{_ORDINAL}\s(?:consecutive\s|straight\s|successive\s)?(?:day|week|month|year)",
    rf"(?:for|over)\s(?:(?:about|nearly|almost|more than|at least|around)\s)?{_NUMBER}\s{_UNIT}(?!\sago)",
    rf"(?:more than |about |nearly |almost |over |some |around )?{_NUMBER}\s{_UNIT}\s(?:ago|earlier|before)",
    r"(?:in|since|until|by|during|from|of|throughout|early in|late in)\s(?:early\s|late\s|mid-)?"
    r"(?:19|20)\d\d(?![\d,-])",
    r"in recent (?:days|weeks|months|years|hours)|these days|earlier (?:in the day|on)|the same day"
    r"|earlier this (?:week|month|year)|the next day|the following day|a day (?:later|earlier|after|before)",
)
TIME = re.compile(r"\b(?:" + "|".join(f"(?:{each})" for each in _EXPRESSIONS) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A time expression at ``tokens[start:end]``."""

    start: int
    end: int


def times_of(text: str, tokens: Sequence[Token]) -> tuple[TimeWords, ...]:
    """The time expressions among ``tokens`` of ``text``, in order."""
    base = tokens[0].start
    passage = text[base : tokens[-1].end].replace("\n", " ").replace("\t", " ")
    starts = {token.start - base: number for number, token in enumerate(tokens)}
    ends = {token.end - base: number + 1 for number, token in enumerate(tokens)}
    found = []
    for match in TIME.finditer(passage):
        start, end = starts.get(match.start()), ends.get(match.end())
        if start is not None and end is not None and not _is_verb_may(tokens[start:end]):
            found.append(TimeWords(start, end))
    return tuple(found)


def _is_verb_may(words: Sequence[Token]) -> bool:
    return words[-1].low in {"may", "march", "sun", "sat", "mar"} and (words[-1].text.islower() or len(words) == 1)
