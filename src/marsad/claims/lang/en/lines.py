"""Where something is that only a line says: on the road between two places, near a border, 5 km from a town."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from marsad.claims.drafts import Nearness, PlaceMention
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.coordination import coordinated_after
from marsad.claims.lang.en.names import NameKind
from marsad.claims.lang.en.phrase_kinds import is_road
from marsad.claims.lang.en.tables import listed
from marsad.records import replace

if TYPE_CHECKING:
    from marsad.claims.lang.en.roles import Roles
    from marsad.claims.lang.en.wheres import Wheres

OF = frozenset({"with", "of"})
AWAY = frozenset({"away"})
ARTICLES = frozenset({"the", "its", "their", "a"})
OPENING = frozenset({"between", "from"})  # the first end of a road
CLOSING = frozenset({"and", "to", "with"})  # the second
WORDS_BETWEEN = 3  # chunks between a road and its first end: "that links", "leading from"


def is_so_far(roles: Wheres, at: int) -> bool:
    """Whether the words before the phrase say how far off it is: "5 km from X", "to within a few miles of X"."""
    if at < 1 or roles.chunks[at - 1].low not in {"from", "of"}:
        return False
    lows = [low for low in roles.sentence.low_words[: roles.chunks[at - 1].start] if low not in AWAY]
    lengths = listed("places", "lengths")
    return bool(lows) and (lows[-1] in lengths or lows[-1].lstrip("0123456789.") in lengths)


def on_line(roles: Wheres, preposition: str, phrases: tuple[int, ...]) -> PlaceMention | None:
    """The way between two places or the border that ``phrases`` behind a preposition name, if they do."""
    if preposition == "between":
        return between(roles.places(coordinated_after(roles.chunks, phrases[0])[0]))
    return between(ends_of(roles, phrases[0])) or _border(roles, phrases[0])


def between_states(roles: Wheres, preposition: str, phrases: tuple[int, ...]) -> bool:
    """Whether capitals stand behind "between": "a confrontation between Damascus and Ankara" is of two states."""
    if preposition != "between":
        return False
    ends = coordinated_after(roles.chunks, phrases[0])[0]
    return all(_is_capital(roles, at) for at in ends)


def _is_capital(roles: Wheres, at: int) -> bool:
    chunk = roles.chunks[at]
    names = (name for name in roles.sentence.names if name.kind is NameKind.CAPITAL)
    return any(chunk.start <= name.start and name.end <= chunk.end for name in names)


def between(ends: tuple[PlaceMention, ...]) -> PlaceMention | None:
    """Somewhere between two places: near the first, where nothing more can be said of the way."""
    if len(ends) != 2 or ends[0].name == ends[1].name:
        return None
    return replace(ends[0], nearness=Nearness.NEAR, between=ends)


def way_told(roles: Roles, pps: Iterable[tuple[str, tuple[int, ...]]]) -> tuple[PlaceMention, ...]:
    """The way between A and B of "clashes between A and B", where these are places and no sides."""
    ends = next((each for preposition, each in pps if preposition == "between"), ())
    return roles.located([("between", ends)], ("between",))[:1] if ends and not roles.actors(ends) else ()


def ends_of(roles: Wheres, at: int) -> tuple[PlaceMention, ...]:
    """The X and Y of "the road between X and Y", "from X to Y", "that links X to Y" and of "the X-Y highway"."""
    chunks = roles.chunks
    if chunks[at].kind != "np" or not is_road(roles, at):
        return ()
    if tied := roles.phrases.ends(chunks[at]):
        return tied
    for here in range(at + 1, min(at + 1 + WORDS_BETWEEN, len(chunks) - 3)):
        chunk = chunks[here]
        leads = chunk.low in OPENING or (isinstance(chunk, VerbGroup) and chunk.low in listed("places", "joining"))
        if leads and chunks[here + 1].kind == "np" and chunks[here + 2].low in CLOSING:
            first, second = roles.places((here + 1,)), roles.places((here + 3,))
            return (first[0], second[0]) if first and second else ()
        if chunk.kind not in {"rel", "vg", "adv"}:
            return ()
    return ()


def _border(roles: Wheres, at: int) -> PlaceMention | None:
    """The border of "near the border with Turkey", "the Syrian-Turkish border", "the border of Iraq and Iran"."""
    chunks, sentence = roles.chunks, roles.sentence
    if chunks[at].kind != "np" or chunks[at].low not in listed("places", "borders"):
        return None
    end, kinds = chunks[at].end, [each.kind for each in chunks[at + 1 : at + 5]]
    if kinds[:2] == ["prep", "np"] and chunks[at + 1].low in OF | {"between"}:
        pair = kinds == ["prep", "np", "and", "np"] and chunks[at + 1].low == "between"
        end = chunks[at + 4 if pair else at + 2].end
    start = chunks[at].start
    start += sentence.low_words[start] in ARTICLES
    mention = roles.phrases.mention(start, end)
    return PlaceMention(mention, mention.text, (), None, Nearness.NEAR, border=True)
