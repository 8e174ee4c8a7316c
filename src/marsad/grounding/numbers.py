"""Numbers: what a count in words comes to, as a range. ``high`` None means "more than ``low``"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from marsad.claims.lang.en.plain_text import plain
from marsad.grounding.tables import counting
from marsad.model import Count

UNITS, SCALES, VAGUE = counting("units"), counting("scales"), counting("vague")
HALF_DOZEN = re.compile(r"\bhalf a dozen\b")
LOWER = re.compile(r"\b(?:at least|no fewer than|no less than|more than|over|upwards of|minimum)\b")
UPPER = re.compile(r"\b(?:up to|as many as|at most|no more than|fewer than|less than|under)\b")
DECIMAL = re.compile(r"\b(\d{1,3}\.\d{1,2})[ -](thousand|million)\b")
UNREAD = re.compile(r"\b\d+\.\d{1,2}\b|\bbillions?\b")  # no whole number of people
LARGEST = 100_000_000


def resolve(words: str) -> Count | None:
    """The range that ``words`` give; None where they hold no number.

    "at least five" is [5, None], "more than 310,000" [310000, None], "up to 20" [1, 20], "dozens" [24, None],
    "20 to 30" [20, 30], "about 500" [500, 500], "1.9 million" [1900000, 1900000].
    """
    low = " ".join(plain(words).text.lower().replace("\N{EN DASH}", "-").split())
    if low in {"a", "an", "another"}:
        return Count(1, 1)
    if low in {"no", "no one", "nobody", "none"}:
        return Count(0, 0)
    low = HALF_DOZEN.sub("six", low)
    low = DECIMAL.sub(lambda said: str(int(Decimal(said[1]) * SCALES[said[2]])), low)
    if UNREAD.search(low):
        return None
    numbers = _numbers(low)
    vague = _vague(low)
    if vague is not None or not numbers:
        return vague
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 1 and last > first and re.search(r"\bto\b|-|\bor\b|\band\b", low):
        return Count(first, last)
    if LOWER.search(low) and "no more than" not in low:
        return Count(first, None)
    if UPPER.search(low):
        return Count(min(1, first), first)
    return Count(first, first)


def total(parts: Iterable[str]) -> Count | None:
    """What the counts of several groups come to: "32 soldiers", "19 rebels"; None where one holds no number."""
    found = [resolve(words) for words in parts]
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    highs = [each.high for each in known if each.high is not None]
    return Count(sum(each.low for each in known), sum(highs) if len(highs) == len(known) else None)


def _vague(low: str) -> Count | None:
    """ "dozens", "several hundred", "tens of thousands": the fewest that they can be, and no most."""
    found = [word for word in re.findall(r"[a-z]+", low) if word in VAGUE or word in SCALES]
    if not found or found[0] not in VAGUE:
        return None
    fewest = VAGUE[found[0]]
    for word in found[1:]:
        fewest *= SCALES.get(word.removesuffix("s"), 1)
    return Count(fewest, None) if fewest <= LARGEST else None


def _numbers(low: str) -> list[int]:
    found: list[int] = []
    total, current, open_ = 0, 0, False
    for token in re.findall(r"\d+(?:[.,]\d+)*|[a-z]+|-", low):
        value = _digits(token) if token[0].isdigit() else UNITS.get(token)
        if value is not None and not (token in {"a", "an", "no", "one"} and not open_ and token != "one"):  # noqa: S105
            if open_ and (token[0].isdigit() or current % 10 or value >= 10) and current % 100:
                found.append(total + current)
                total, current = 0, 0
            current, open_ = current + value, True
        elif token in SCALES and (open_ or token in {"hundred", "thousand", "million", "dozen"}):
            scaled = max(current, 1) * SCALES[token]
            total, current, open_ = (total, scaled, True) if token == "hundred" else (total + scaled, 0, True)  # noqa: S105
        elif token in {"and", "-"} and open_ and not token[0].isdigit():
            continue
        elif open_:
            found.append(total + current)
            total, current, open_ = 0, 0, False
    if open_:
        found.append(total + current)
    return [number for number in found if number <= LARGEST]


def _digits(token: str) -> int | None:
    plain = token.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", token):
        plain = token.replace(".", "")
    if not plain.isdigit() or len(plain) > 9:
        return None
    return int(plain)
