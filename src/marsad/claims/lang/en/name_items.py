"""The names of a sentence as they lie in its phrases: known ones of every kind, and those that no table knows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from marsad.claims.lang.en.chunks import Chunk, Sentence
from marsad.claims.lang.en.entities import Proper, propers_of
from marsad.claims.lang.en.homeland import nations
from marsad.claims.lang.en.memory import Memory
from marsad.claims.lang.en.names import Name, NameKind, folded
from marsad.claims.lang.en.tables import table


@dataclass(slots=True, unsafe_hash=True)
class Item:
    """One name in a sentence, the tokens ``[start, end)``, with what each table knows it as."""

    start: Final[int]
    end: Final[int]
    kinds: Final[Mapping[NameKind, Name]] = field(default_factory=dict)
    proper: Final[str] = ""  # its class, where no table knows it
    label: Final[str] = ""


def by_chunk(chunks: Sequence[Chunk], items: Sequence[Item]) -> dict[int, list[Item]]:
    """The items that lie within one chunk, by chunk, in order."""
    found: dict[int, list[Item]] = {}
    starts = [chunk.start for chunk in chunks]
    for item in items:
        at = bisect_right(starts, item.start) - 1
        if at >= 0 and item.end <= chunks[at].end:
            found.setdefault(at, []).append(item)
    return found


def items_of(sentence: Sentence, memory: Memory) -> list[Item]:
    """The names of ``sentence`` in order, those that no table knows with the class that the report gives them."""
    by_span: dict[tuple[int, int], dict[NameKind, Name]] = {}
    for name in sentence.names:
        by_span.setdefault((name.start, name.end), {})[name.kind] = name
    items = [Item(start, end, kinds, label=sentence.lows(start, end)) for (start, end), kinds in by_span.items()]
    propers: list[Proper] = list(propers_of(sentence))
    if any(each.start < item.end and item.start < each.end for each in propers for item in items):
        items = [item for item in items if not any(p.start <= item.start and item.end <= p.end for p in propers)]
    items += [
        Item(each.start, each.end, {}, memory.classes.get(folded(each.label), "unknown"), each.label)
        for each in propers
    ]
    return sorted(items, key=lambda item: (item.start, item.end))


def of_country(head: str, items: Sequence[Item]) -> bool:
    """Whether "Syria's capital" or "Turkish territory" speaks of a country rather than of who holds what."""
    lands = {NameKind.COUNTRY, NameKind.CAPITAL, NameKind.ADJECTIVE, NameKind.PLACE}
    broad = head in {"capital", "territory", "territories", "heartland"}
    national = table("countries").values()
    return all(
        (set(item.kinds) <= lands or (broad and item.label in nations()))
        and (
            broad or any(item.label in {str(each).lower() for each in adjectives} for _, _, adjectives in national)
        )
        for item in items
    )


def without_district(name: Name) -> str:
    """The "Tadef" of "Tadef district"; "" for any other name."""
    return name.label.removesuffix(" district") if name.label.endswith(" district") else ""
