"""The grammar of time expressions: a lead, a night, a shade and one expression of ``times.yaml``, or two.

Finding and understanding are one: whatever is found among the tokens of a sentence is an expression whose parts
are known. Which days it means, counted from the day of publication, is for ``marsad.grounding.dates``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType

from marsad.claims.lang.en.plain_text import plain
from marsad.claims.lang.en.tables import listed, verb_forms, words
from marsad.claims.lang.en.time_rows import (
    MONTHS,
    WEEKDAYS,
    any_row,
    before_rows,
    compiled,
    leading,
    matcher,
    opens,
    rows,
)
from marsad.claims.lang.en.tokens import Token, tokens_of

NOTHING: Mapping[str, str] = MappingProxyType({})
DATES = ("iso", "dotted", "figures", "days", "day")
ONE_DAY = frozenset((*DATES, "day_of_month", "holiday", "weekday", "weekend", "yesterday", "before_yesterday",
                     "last_night", "today"))  # fmt: skip
ALSO_WORDS = frozenset({"may", "march", "mar", "sun", "sat", "wed", "mon", "fri", "jan", "dec"})
ONLY_WEEKDAYS = frozenset({"tue", "tues", "weds", "thu", "thur", "thurs", "fri"})  # mean nothing else
HOUR_LEADS = frozenset({"before", "prior to", "after", "following", "around"})
DURING = frozenset({"in", "over", "during", "within", "for", "throughout", "since", "of", ""})


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Tokens ``[start, end)`` that speak of a time. ``parts`` are the words of the row of kind ``kind``.

    ``until`` is the second of two ("from Monday to Wednesday"), which ``start`` and ``end`` take in too.
    """

    start: int
    end: int
    kind: str
    lead: str = ""
    night: str = ""  # "of", "into", ... of "the night of 9 June", "overnight into Tuesday"
    shade: str = ""
    parts: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    until: TimeExpression | None = None


def expressions_of(tokens: Sequence[Token]) -> Iterator[TimeExpression]:
    """The time expressions among ``tokens``, in order, none within another."""
    at, line = 0, _Line(tokens)
    while at < len(tokens):
        found = line.expression(at) if opens(tokens[at].low) else None
        if found is not None and line.dates(found):
            yield found
        at = at + 1 if found is None else max(at + 1, found.end)


@lru_cache(maxsize=4096)
def expressions_in(words: str) -> tuple[TimeExpression, ...]:
    """The time expressions in ``words``. Kept, for few say when most things happen: "on Sunday", "last month"."""
    return tuple(expressions_of(tuple(tokens_of(plain(words).text))))


def kind_of(words: str) -> str:
    """The kind of the time expression ``words`` in ``times.yaml``; "" where they are none."""
    found = next(iter(expressions_in(words)), None)
    return found.kind if found is not None else ""


def is_one_day(words: str) -> bool:
    """Whether ``words``, a time expression, say a day or a night: "on Sunday", "overnight"; not "since May"."""
    found = next(iter(expressions_in(words)), None)
    if found is None or found.kind not in ONE_DAY or (not found.lead and "year" in found.parts):
        return False  # "17 December 2014" without "on" is of a dateline or a caption
    if found.start:
        return False  # "since the offensive began on Sunday"
    return found.lead in {"", "on", "in", "at", "during"}


class _Line:
    """The tokens of one sentence as a line of lower-case words, one space apart."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        lows = [token.low for token in tokens]
        self.words = " ".join(lows)
        starts = list(accumulate([len(low) + 1 for low in lows], initial=0))
        self._starts = starts
        self._number = {start: number for number, start in enumerate(starts)}

    def expression(self, at: int) -> TimeExpression | None:
        """The expression that begins at token ``at``; the fullest reading first."""
        here, lead = self._led(at)
        ahead = self._number.get(here, len(self.tokens))
        if ahead >= len(self.tokens) or not opens(self.tokens[ahead].low):
            return None
        for name in (*before_rows(self.tokens[ahead].low), ""):
            found = self._with(name, at, here, lead)
            if found is not None:
                return found
        return self._single(at, self._starts[at], "") if here != self._starts[at] else None

    def _led(self, at: int) -> tuple[int, str]:
        """Where the words after the lead at token ``at`` begin, and the lead, which may be empty."""
        if self.tokens[at].low not in leading():
            return self._starts[at], ""
        lead = compiled("leads").match(self.words, self._starts[at])
        assert lead is not None  # noqa: S101  (it may be empty)
        return lead.end(), lead["lead"] or ""

    def _with(self, name: str, at: int, here: int, lead: str) -> TimeExpression | None:
        said: dict[str, str] = {}
        if name:
            match = compiled(name).match(self.words, here)
            if match is None:
                return None
            here = match.end()
            said = {part: value or "on" for part, value in match.groupdict().items()}
        if name == "hours" and lead in HOUR_LEADS:
            lead = "on"  # "before dawn on Friday" is on Friday
        found = self._single(at, here, lead, **said)
        return None if found is None else self._ranged(found)

    def _single(
        self, at: int, here: int, lead: str, night: str = "", shade: str = "", *, of: str = ""
    ) -> TimeExpression | None:
        """The first row that stands at ``here`` and holds; with ``of``, only of that family."""
        if any_row().match(self.words, here) is None:
            return None
        for kind, pattern in rows():
            if of and _FAMILY.get(kind) != of:
                continue
            match = matcher(pattern).match(self.words, here)
            end = None if match is None else self._end(match.end())
            if match is None or end is None:
                continue
            parts = {name: value for name, value in match.groupdict().items() if value}
            found = TimeExpression(at, end, kind, lead, night, shade, parts)
            if self._holds(found):
                return self._with_date(found) if kind == "weekday" else found
        return None

    def _end(self, position: int) -> int | None:
        """The number of the token that begins behind ``position``, the end of a word."""
        return self._number.get(position + 1)

    def _with_date(self, day: TimeExpression) -> TimeExpression:
        """ "Friday, 4 November", "Friday (11 November)", "Sat 4 Feb": the date says which Friday."""
        opened = self.tokens[day.end].low if day.end < len(self.tokens) else ""
        behind = day.end + (opened in {",", "("})
        if behind >= len(self.tokens):
            return day
        the = self.tokens[behind].low == "the"
        found = self._single(behind, self._starts[behind + the], "", of="day")
        if found is None:
            return day
        closed = opened == "(" and found.end < len(self.tokens) and self.tokens[found.end].low == ")"
        return replace(found, start=day.start, end=found.end + closed, lead=day.lead, night=day.night)

    def _ranged(self, first: TimeExpression) -> TimeExpression:
        """With the second of two days, months or years, where a link and another of its kind follow."""
        behind = first.end
        if behind >= len(self.tokens) or _FAMILY.get(first.kind) is None:
            return first
        link = compiled("to").match(self.words, self._starts[behind])
        if link is None or self.words[link.end() : link.end() + 1] != " ":
            return first
        here = link.end() + 1
        shade = compiled("shades").match(self.words, here)
        lead = link.group()
        second = self._single(behind, shade.end(), lead, shade=shade["shade"]) if shade else None
        second = second or self._single(behind, here + 4 * self.words.startswith("the ", here), lead)
        if second is None or not _one_stretch(first, second, lead):
            return first
        return replace(first, end=second.end, until=second)

    # -- what keeps a figure or a word from being a time ---------------------------------------------------------

    def _holds(self, found: TimeExpression) -> bool:
        """Whether the words before and behind let ``found`` be a time."""
        behind = self.tokens[found.end] if found.end < len(self.tokens) else None
        parts, kind = found.parts, found.kind
        if kind == "war":  # "eight months of conflict have killed", not "after two days of fighting"
            return found.lead in {"", "in"} and not parts["unit"].startswith(("minute", "hour"))
        if kind in {"lasting", "ago", "in_a_row", "told_of_another", "calendar"}:
            return self._counts_time(found, behind)
        if kind == "part_of_day":
            return self._is_part_of_day(found, behind)
        if kind == "year":
            return bool(found.lead or found.shade or "to" in parts) and _rises(parts) and not _counted(behind)
        if kind == "day_of_month":
            the = found.lead == "on" and self.tokens[found.end - 2].low == "the"
            return the and (behind is None or not behind.low[0].isalnum())
        if kind == "season":
            return "which" in parts or "year" in parts or (bool(found.lead) and parts["season"] != "fall")
        if kind == "figures":
            return "year" in parts or ((parts["one"], parts["two"]) != ("24", "7") and _is_day_and_month(parts))
        if kind == "day" and "short" not in parts and "year" not in parts and _counted(behind):
            return found.lead == "on"  # "on August 13 soldiers", not "13 soldiers"
        if "weekday" in parts and len(parts["weekday"]) < 6 and kind == "weekday":
            return self._is_short_weekday(found)
        return "month" not in parts or self._is_month(found)

    def _counts_time(self, found: TimeExpression, behind: Token | None) -> bool:
        parts = found.parts
        if behind is not None and behind.low == "-":
            return False  # "a three-year-old", "a year-long siege"
        if found.kind == "calendar":
            return ("which" in parts and "past" not in parts["which"]) or bool(found.shade)
        if found.kind == "in_a_row":
            return found.lead == "for"
        if found.kind == "told_of_another":
            clause = behind is not None and behind.low[0].isalnum() and self.tokens[found.end - 1].low in _CLAUSE
            return not clause
        if found.kind == "lasting":
            plural = parts["unit"].endswith("s")
            if "past" in parts:
                return found.lead in DURING and ("count" in parts or plural or parts["past"] != "recent")
            return found.lead == "for" and ("count" in parts or plural)
        return True

    def _is_part_of_day(self, found: TimeExpression, behind: Token | None) -> bool:
        """ "in the afternoon", "by mid-morning", "all day", "before noon": not "at night", "the day of"."""
        if behind is not None and (behind.low in {"of", "before", "-", "in"} or not _closes(behind)):
            return False
        if behind is not None and behind.low == "after" and found.lead not in {"in", "during", "by"}:
            return False  # "the morning after"
        opening = " ".join(token.low for token in self.tokens[found.start : found.end - 1])
        part, whole = found.parts["part"], listed("times", "whole_parts")
        if part in {"day", "night"}:
            return opening in whole or (part == "night" and opening == "in the")
        if part == "hours":
            return found.shade == "early" and opening.endswith("the early")
        if part in {"morning", "afternoon", "evening"}:
            return bool(found.shade) or opening in whole or opening == "in the"
        return found.lead in listed("times", "clock_leads")

    def _is_short_weekday(self, found: TimeExpression) -> bool:
        """ "on Thurs", "Mon.", "Sat 4 Feb": not "sat", not "the Sun"."""
        at = next(n for n in range(found.start, found.end) if self.tokens[n].low[:3] in WEEKDAYS)
        if self.tokens[at].low in ONLY_WEEKDAYS:
            return True
        if not self.tokens[at].capitalised or (at and self.tokens[at - 1].low in {"the", "'s"}):
            return False
        dotted = "dot" in found.parts and self.tokens[at].low not in {"sat", "sun"}
        return bool(found.lead) or dotted or self._with_date(found) is not found

    def _is_month(self, found: TimeExpression) -> bool:
        """Whether its month is one: "20 may have died", "march on" and "Mar" of names are none."""
        spelt = [
            token
            for token in self.tokens[found.start : found.end]
            if token.low[:3] in MONTHS and token.low[:3] == found.parts["month"][:3]
        ]
        if not spelt or spelt[0].low not in ALSO_WORDS:
            return True
        alone = found.end - found.start == 1 and len(self.tokens) > 1
        return spelt[0].capitalised and not alone

    def dates(self, found: TimeExpression) -> bool:
        """Whether it dates what the sentence tells: no comparison, nothing that recurs, no name, no bare "now"."""
        before = self.tokens[found.start - 1] if found.start else None
        behind = self.tokens[found.end] if found.end < len(self.tokens) else None
        stops = listed("times", "recurring") | listed("times", "names_before")
        if before is not None and before.low in stops and (found.lead, before.low) != ("of", "most"):
            return False  # but "for most of 2007"
        if found.kind == "ago" and "count" not in found.parts and before is not None and before.low[0].isdigit():
            return False  # "9999 years ago"
        if found.lead == "since" and self._compared(found.start):
            return False
        if "now" in found.parts:
            return False  # the verb group says it
        if found.kind in {"month", "day"} and behind is not None and behind.capitalised:
            opened = self.tokens[found.start].low == "the" or (before is not None and before.low == "the")
            return not opened and behind.low not in listed("times", "names_after")
        return True

    def _compared(self, at: int) -> bool:
        """ "for the first time since 2012", "the heaviest fighting since May": of the time without."""
        lows = [token.low for token in self.tokens[max(0, at - 5) : at]]
        return any(low in listed("times", "comparisons") or re.fullmatch(r"\w{3,}i?est", low) for low in lows)


def _closes(behind: Token) -> bool:
    """Whether the word behind is no noun that a part of the day goes with: not "in the morning raid"."""
    if behind.capitalised or not behind.low[0].isalnum():
        return True
    form = verb_forms().get(behind.low)
    return (form is not None and "past" in form.forms) or any(behind.low in words(kind) for kind in _CLOSED)


_CLOSED = (
    "prepositions", "conjunctions", "determiners", "pronouns",
    "relatives", "subordinators", "auxiliaries", "modals",
)  # fmt: skip
_CLAUSE = frozenset({"after", "before"})
_FAMILY = {
    "iso": "day", "dotted": "day", "figures": "day", "days": "day", "day": "day", "weekday": "weekday",
    "month": "month", "year": "year",
}  # fmt: skip


def _one_stretch(first: TimeExpression, second: TimeExpression, link: str) -> bool:
    """Whether two expressions with ``link`` between them are the ends of one stretch."""
    one, other = _FAMILY.get(first.kind), _FAMILY.get(second.kind)
    if one is None or other is None:
        return False
    if first.lead == "between" or first.night in {"from", "between"}:
        return one == other
    if link == "and":
        return one == other and _next_to(first, second)
    return first.lead == "from" or one == other


def _next_to(first: TimeExpression, second: TimeExpression) -> bool:
    """ "on Friday and Saturday", "in October and November": one stretch; "in March and October" is two."""
    for names, part in ((WEEKDAYS, "weekday"), (MONTHS, "month")):
        if first.kind == second.kind == part:
            a, b = names.index(first.parts[part][:3]), names.index(second.parts[part][:3])
            return (b - a) % len(names) == 1
    return first.kind == second.kind == "year" and int(second.parts["year"]) - int(first.parts["year"]) == 1


def _rises(parts: Mapping[str, str]) -> bool:
    """Whether "2012-2013" and "2012-13" go up."""
    to = parts.get("to")
    return to is None or int(parts["year"][: 4 - len(to)] + to) > int(parts["year"])


def _is_day_and_month(parts: Mapping[str, str]) -> bool:
    """Whether figures are a day and a month that can be read one way only: "14/2", "2/14", "3/3", not "4/2"."""
    one, two = sorted((int(parts["one"]), int(parts["two"])))
    return 1 <= one <= 12 and two <= 31 and (two > 12 or one == two)


def _counted(behind: Token | None) -> bool:
    """Whether the word behind a figure is what it counts: "2015 families"."""
    if behind is None or not behind.text[0].islower():
        return behind is not None and behind.low == "%"
    plural = len(behind.low) > 3 and behind.low.endswith("s") and behind.low not in listed("times", "not_counted")
    return plural or behind.low in listed("times", "counted")
