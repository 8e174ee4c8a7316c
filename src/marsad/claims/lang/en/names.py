"""Finding the area's names in a sentence: longest match, articles and hyphens apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from marsad.areas import Area
from marsad.claims.lang.en.tables import listed, table, words
from marsad.claims.lang.en.tokens import Token, tokens_of
from marsad.model import ActorKind

ARTICLES = words("articles")
HYPHENS = frozenset("-‐‑–_")
ADMINISTERED = frozenset({"district", "subdistrict"})
APOSTROPHES = str.maketrans("", "", "'’‘`ʿʾʼ´")


class NameKind(StrEnum):
    """What a name in the area's tables is the name of."""

    PLACE = "place"
    ACTOR = "actor"
    ADJECTIVE = "adjective"  # "Turkish": the actor as a modifier
    GENERIC = "generic"  # "jihadists": stands for the actor in context only
    COUNTRY = "country"  # a country that is no actor and no place of the area
    CAPITAL = "capital"  # a capital that may mean its government


@dataclass(slots=True, unsafe_hash=True)
class Name:
    """A name found at ``tokens[start:end]``. ``ids`` are of the area; () for a country outside it."""

    start: Final[int]
    end: Final[int]
    kind: Final[NameKind]
    ids: Final[tuple[str, ...]]
    label: Final[str]  # the name as the tables write it


_OWNING = frozenset({NameKind.PLACE, NameKind.ACTOR, NameKind.COUNTRY, NameKind.CAPITAL})


_Entry = tuple[NameKind, str, str, bool, bool]  # kind, id, label, whether as written alone, whether proper


@dataclass(slots=True)
class _Node:
    after: dict[str, _Node] = field(default_factory=dict)
    entries: list[_Entry] = field(default_factory=list)


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """``word`` without case, accents and apostrophes, for comparing names."""
    plain = unicodedata.normalize("NFKD", word.translate(APOSTROPHES))
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


class NameIndex:
    """All names of one area, and the countries of the world, ready to be found in tokens."""

    def __init__(self, area: Area) -> None:
        """Read the names of ``area`` into a tree of words."""
        self._root = _Node()
        self._words: set[str] = set()
        for place in area.places.values():
            for name in (place.name, *place.spellings):
                self._add(name, NameKind.PLACE, place.id)
        for actor in area.actors.values():
            for name in (actor.name, *actor.aliases):
                self._add(name, NameKind.ACTOR, actor.id)
            for name in actor.adjectives:
                self._add(name, NameKind.ADJECTIVE, actor.id)
            for name in getattr(actor, "generic", ()):
                self._add(name, NameKind.GENERIC, actor.id)
        self._add_countries(area)

    def _add_countries(self, area: Area) -> None:
        states = {
            actor.country: actor.id
            for actor in reversed(list(area.actors.values()))
            if actor.country and actor.kind is ActorKind.STATE_FORCE
        }
        for code, (country, capital, adjectives) in table("countries").items():
            state = states.get(code, "")
            self._add(country, NameKind.COUNTRY, state, country)
            for seat in [capital] if isinstance(capital, str) else capital:
                self._add(seat, NameKind.CAPITAL, state, seat)
            for adjective in adjectives:
                if not state:
                    self._add(adjective, NameKind.ADJECTIVE, "", adjective)

    def _add(self, name: str, kind: NameKind, identity: str, label: str | None = None) -> None:
        tokens = list(tokens_of(name))
        node = self._root
        for word in _path(tokens):
            node = node.after.setdefault(word, _Node())
            self._words.add(word)
        if node is not self._root:
            exact, label = len(tokens) == 1 and name.isupper() and len(name) < 5, label or name
            proper = any(word[0].isupper() for word in label.split() if word not in {"the", "The"})
            node.entries.append((kind, identity, label, exact, proper))

    def apart(self, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
        """``tokens`` with the possessive of "Syrias capital", which lost its apostrophe, as a token of its own."""
        lost = {
            at
            for at, token in enumerate(tokens)
            if token.text[-1] == "s" and (_of_common(tokens, at) or self._lost_apostrophe(tokens, at))
        }
        if not lost:
            return tokens
        parted: list[Token] = []
        for at, token in enumerate(tokens):
            parted += (_stem(token), Token(token.end - 1, token.end, "s", "'s")) if at in lost else (token,)
        return tuple(parted)

    def _lost_apostrophe(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether the word is a known name with an "s" too many before another word; "Syrians" is none."""
        token = tokens[at]
        if (
            not token.capitalised
            or len(token.text) < 3
            or at + 1 >= len(tokens)
            or not tokens[at + 1].text[0].isalpha()
        ):
            return False
        if folded(token.text) in self._words or token.low in listed("actors", "armed_groups"):
            return False
        if token.low in listed("actors", "armed_groups"):  # "Hamas northern countryside" is of Hama
            ahead = tokens[at + 1].low
            return ahead in listed("places", "references") | listed("places", "parts") | set(
                table("places")["compass"]
            )
        for start in range(at, max(-1, at - 4), -1):
            found = self._at([*tokens[start:at], _stem(token)], 0)
            if found and found[0].end == at - start + 1:
                kinds = {name.kind for name in found}
                return bool(kinds & _OWNING) and NameKind.ADJECTIVE not in kinds
        return False

    def find(self, tokens: Sequence[Token]) -> Iterator[Name]:
        """The names in ``tokens`` in order, the longest first at each place, one of each kind."""
        position, firsts = 0, self._root.after
        for at, token in enumerate(tokens):
            opens = at >= position and (folded(token.text) in firsts or token.low in ARTICLES)
            if opens and (found := self._at(tokens, at)) and not self._begins_another(tokens, found):
                yield from found
                position = max(name.end for name in found)

    def opening(self, tokens: Sequence[Token]) -> list[Name]:
        """The names that :meth:`find` finds at the first of ``tokens``."""
        opens = bool(tokens) and (folded(tokens[0].text) in self._root.after or tokens[0].low in ARTICLES)
        found = self._at(tokens, 0) if opens else []
        return found if found and not self._begins_another(tokens, found) else []

    def _begins_another(self, tokens: Sequence[Token], found: Sequence[Name]) -> bool:
        """Whether it is the "Bab" of "Bab al-Faraj", or the "district of Y" of "the X district of Y"."""
        start, end = found[0].start, found[0].end
        if any(name.kind is not NameKind.PLACE for name in found):
            return False
        if tokens[start].low in ADMINISTERED and start > 1 and tokens[start - 1].capitalised:
            return tokens[start].low == tokens[start].text
        ahead = tokens[end : end + 3]
        tied = len(ahead) == 3 and ahead[0].low in ARTICLES and ahead[1].text in HYPHENS
        tied = tied and tokens[start].low not in ARTICLES
        return tied and ahead[1].start == ahead[0].end and ahead[2].capitalised and not self._at(tokens, end)

    def _at(self, tokens: Sequence[Token], position: int) -> list[Name]:
        first = tokens[position]
        if not first.text[0].isalpha():
            return []
        node, at, best = self._root, position, []
        while at < len(tokens):
            token = tokens[at]
            if (token.text in HYPHENS and at > position) or _is_article(tokens, at, position):
                at += 1
                continue
            following = node.after.get(folded(token.text))
            if following is None:
                break
            node, at = following, at + 1
            fitting = [entry for entry in node.entries if _fits(entry, tokens[position:at])]
            if fitting:
                best = _names(fitting, position, at)
        return best


def _of_common(tokens: Sequence[Token], at: int) -> bool:
    """ "the coalitions strikes": a common noun of a side that lost its apostrophe."""
    if tokens[at].low not in words("lost_apostrophes") or at == 0 or at + 1 >= len(tokens):
        return False
    return tokens[at - 1].low in words("determiners") and tokens[at + 1].low in words("owned")


def _stem(token: Token) -> Token:
    return replace(token, end=token.end - 1, text=token.text[:-1], low=token.low[:-1])


def _is_article(tokens: Sequence[Token], at: int, position: int) -> bool:
    """Whether the token is the "al" of a name: "as" and "at" are English words unless a hyphen ties them."""
    token = tokens[at]
    if token.low not in ARTICLES or token.text.isupper() or at + 1 >= len(tokens):
        return False
    ahead = tokens[at + 1]
    tied = ahead.text in HYPHENS and ahead.start == token.end
    return tied or (
        ahead.capitalised
        and (token.low in {"al", "el"} or (at > position and token.low not in {"as", "at", "an", "us", "is"}))
    )


def _path(tokens: list[Token]) -> list[str]:
    parts = [
        token for token in tokens if token.text not in HYPHENS and (token.text[0].isalnum() or token.low == "'s")
    ]
    bare = [token for token in parts if token.low not in ARTICLES or token.text.isupper()]
    kept = bare or parts
    if kept and kept[0].low == "the":
        kept = kept[1:]
    return [folded(token.text) for token in kept]


def _fits(entry: _Entry, tokens: Sequence[Token]) -> bool:
    kind, _, label, exact, proper = entry
    if exact:
        return tokens[0].text == label
    if label[0].islower() and kind is NameKind.PLACE:  # "eastern Aleppo" and "East Aleppo" are one district
        return any(token.capitalised for token in tokens)
    if kind is NameKind.GENERIC or not proper:
        return True
    named = next((token for token in tokens if token.low not in ARTICLES and token.text[0].isalpha()), tokens[0])
    return named.capitalised


def _names(entries: list[_Entry], start: int, end: int) -> list[Name]:
    by_kind: dict[NameKind, dict[str, str]] = {}
    for kind, identity, label, _, _ in entries:
        by_kind.setdefault(kind, {}).setdefault(identity, label)
    return [
        Name(start, end, kind, tuple(each for each in ids if each), next(iter(ids.values())))
        for kind, ids in by_kind.items()
    ]
