"""Whether a name of a place means the place itself, or what belongs to it: its government, people, team, money.

"Fighting in Tunis" is in Tunis; "Tunis is increasingly reliant on Algiers" is nowhere; "the Tunisian government",
"Bank of Japan" and "Texas Rangers" are no places either. Told by the words beside the name alone, weighed by
``metonymy.csv``, which ``training/fit_metonymy.py`` fitted on every second article of GeoWebNews (Gritta and
others, 2019). The reader decides by syntax which names are where something is; this only measures how the words
beside a name do (docs/decisions/0007).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

import yaml

from marsad.claims.lang.en.tables import table

REACH = 60  # characters of context on either side
_TOKEN = re.compile(r"['’]s\b|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
_PEOPLE_ENDING = re.compile(r"(?:ians?|ish|ese|iards?|ans|ists?)$")


@dataclass(frozen=True, slots=True)
class Beside:
    """The words before and behind a name, nearest first, as written."""

    before: tuple[str, ...]
    behind: tuple[str, ...]
    name: str
    tied: bool  # a hyphen ties the next word to it: "US-led"


def is_itself(text: str, start: int, end: int) -> float:
    """The probability that the name at ``text[start:end]`` means the place itself, by the words beside it."""
    return probability(features(beside(text, start, end)))


def probability(row: Mapping[str, float]) -> float:
    """The probability that a name with these features means the place itself."""
    weights = coefficients()
    return 1 / (1 + exp(-sum(weights.get(name, 0.0) * value for name, value in row.items())))


def beside(text: str, start: int, end: int) -> Beside:
    """The words beside the name, three on either side, within its sentence's line."""
    before = _TOKEN.findall(text[max(0, start - REACH) : start].rpartition("\n")[2])
    behind = _TOKEN.findall(text[end : end + REACH].partition("\n")[0])
    tied = text[end : end + 1] in {"-", "‐", "‑"} and text[end + 1 : end + 2].isalpha()
    return Beside(tuple(before[-3:][::-1]), tuple(behind[:4]), text[start:end], tied)


def features(said: Beside) -> dict[str, float]:
    """What tells the two readings apart, each 0 or 1; ``metonymy.csv`` says what each means."""
    lists, name = _lists(), said.name.casefold()
    last, prior, third = (*(word.casefold() for word in said.before), "", "", "")[:3]
    owned = bool(said.behind) and said.behind[0].casefold() in {"'s", "’s"}
    follows = said.behind[1 if owned else 0 :]
    ahead, beyond = (*(word.casefold() for word in follows), "", "")[:2]
    led = prior if last == "the" else last  # "in the United States"
    before_led = third if last == "the" else prior
    large = bool(follows) and follows[0][:1].isupper() and not owned and ahead not in lists["days"]
    opens = not said.before or said.before[0] in '.!?:;”"“—–'
    modifies = ahead.isalpha() and not large and ahead not in lists["plain"] and ahead not in lists["acts"]
    people = name not in _countries() and (name in _peoples() or bool(_PEOPLE_ENDING.search(name)))
    within = set(name.split())
    marks = {
        "always": True,
        "at": led in lists["at"],
        "along": led in lists["along"],
        "by": led in lists["by"],
        "of_place": led == "of" and before_led in lists["of_place"],
        "of": led == "of" and before_led not in lists["of_place"],
        "compass": last in lists["compass"],
        "listed": last == "," and prior.isalpha() and len(said.before) > 1 and said.before[1][:1].isupper(),
        "people": people,
        "people_modifies": people and (modifies or large),
        "country": name in _countries(),
        "name_goes_on": large and not said.tied,
        "name_of_body": large and ahead in lists["names_after"],
        "name_began": bool(said.before) and said.before[0][:1].isupper() and len(said.before) > 1 and not opens,
        "of_body": led == "of" and len(said.before) > 1 and said.before[1][:1].isupper(),
        "body_next": not large and (ahead in lists["bodies"] or (modifies and beyond in lists["bodies"])),
        "place_next": ahead in lists["places"] or (modifies and beyond in lists["places"]),
        "modifies": modifies and not owned,
        "owns": owned,
        "owns_place": owned and (ahead in lists["places"] or beyond in lists["places"]),
        "acts": ahead in lists["acts"] and not owned and last not in lists["at"],
        "opens": opens,
        "opens_acts": opens and ahead in lists["acts"],
        "tied": said.tied,
        "driven": said.tied and ahead == "-" and beyond in lists["driven"],
        "body_within": len(within) > 1 and not within.isdisjoint(lists["names_after"] | lists["bodies"]),
        "based": said.tied and ahead == "-" and beyond == "based",
        "facility": len(within) > 1 and name.split()[-1] in lists["facilities"],
        "initials": said.name.isupper() and len(said.name) < 6,
        "article": last == "the",
        "ends": ahead in {".", ",", ";", ")", "", "!", "?"},
    }
    return {mark: 1.0 for mark, holds in marks.items() if holds}


@cache
def coefficients() -> Mapping[str, float]:
    """The weight of each feature; above 0 it tells for the place itself."""
    with (files("marsad.evaluation") / "metonymy.csv").open(encoding="utf-8") as rows:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(rows)}


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    read = yaml.safe_load((files("marsad.evaluation") / "metonymy.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(map(str, words)) for name, words in read.items()}


@cache
def _peoples() -> frozenset[str]:
    """What is of a country, in lower case: "turkish", "turkishes" harmlessly too."""
    adjectives = (str(each) for _, _, each_of in table("countries").values() for each in each_of)
    return frozenset(form for word in adjectives for form in (word.casefold(), f"{word.casefold()}s"))


@cache
def _countries() -> frozenset[str]:
    names = frozenset(str(country).casefold() for country, _, _ in table("countries").values())
    return names | _lists()["countries"]
