"""Which country a report is about, and of which country a name is: whose "the army" and "the government" are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.names import Name, NameKind
from marsad.claims.lang.en.tables import listed, table

INSIDE = frozenset({"in", "across", "inside", "throughout"})


@cache
def nations() -> Mapping[str, str]:
    """The code of each country's name, capitals and adjectives, in lower case."""
    found: dict[str, str] = {}
    for code, (country, capital, adjectives) in table("countries").items():
        seats = [capital] if isinstance(capital, str) else capital
        for word in (country, *seats, *adjectives):
            found.setdefault(str(word).lower(), str(code))
    return found


@cache
def countries() -> frozenset[str]:
    """The names of countries, in lower case, without capitals and adjectives."""
    return frozenset(str(country).lower() for country, _, _ in table("countries").values())


@cache
def people_of(code: str) -> str:
    """The adjective of a country: "Ukrainian"; its name where it has none."""
    country, _, adjectives = table("countries")[code]
    return str(adjectives[0] if adjectives else country)


def name_of(code: str) -> str:
    """The name of a country: "Ukraine"."""
    return str(table("countries")[code][0])


def seat_of(code: str) -> str:
    """The capital of a country, the first where it has two: "Khartoum"."""
    capital = table("countries")[code][1]
    return capital if isinstance(capital, str) else str(capital[0])


def nation_of(name: str) -> str:
    """The code of the country that a name opens with: "Ukrainian units", "Mali's transitional government"."""
    plain = name.replace("'s", "").replace("\u2019s", "").lower().split()
    for length in (2, 1):
        code = nations().get(" ".join(plain[:length]))
        if code:
            return code
    return ""


@cache
def nationals() -> Mapping[str, str]:
    """The code of each country by what its people are called: "iraqis"."""
    words = ((adjective.lower(), code) for code in table("countries") for adjective in _adjectives(code))
    return {f"{word}s": code for word, code in words if word[-1] in "inl"}


def _adjectives(code: str) -> list[str]:
    return [str(each) for each in table("countries")[code][2]]


def national(name: str) -> str:
    """ "Ukraine's military" and "Kyiv's forces" as "Ukrainian military" and "Ukrainian forces"."""
    owner, mark, force = name.replace("\u2019s ", "'s ").partition("'s ")
    code = nations().get(owner.lower()) if mark and len(force.split()) == 1 else None
    return f"{people_of(code)} {force}" if code else name


def homeland(sentences: Iterable[Sentence]) -> str:
    """The code of the country that the sentences speak of as where things happen; "" where they name none.

    "In Ukraine" and "the Ukrainian army" weigh twice what a dateline or "Ukrainian units" does.
    """
    weights: Counter[str] = Counter()
    for sentence in sentences:
        for name in sentence.names:
            code = nations().get(name.label.lower())
            if code:
                weights[code] += _weight(sentence, name)
    best = max(sorted(weights), key=lambda code: weights[code], default="")
    return best if weights[best] > 1 else ""


def _weight(sentence: Sentence, name: Name) -> int:
    tokens = sentence.tokens
    before = tokens[name.start - 1].low if name.start else ""
    after = [token.low for token in tokens[name.end : name.end + 2]]
    if name.kind is NameKind.CAPITAL:
        return int(name.start == 0 and bool(set(after[:1]) & {"-", ",", "–", "—"}))
    if name.kind in {NameKind.COUNTRY, NameKind.PLACE}:
        owned = after[:1] == ["'s"] and bool(set(after[1:]) & listed("actors", "state_words"))
        return 2 * (before in INSIDE) + owned
    ruling = bool(set(after[:1]) & listed("actors", "state_words"))
    return ruling + bool(set(after[:1]) & listed("actors", "force_nouns"))
