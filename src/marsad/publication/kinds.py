"""Kinds of events as a reader looks for them: sieges, control, fighting, air strikes, harm, aid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marsad.model import ClaimType, Event
from marsad.publication.statements import Statement

KINDS: Mapping[str, tuple[str, frozenset[ClaimType]]] = {
    "sieges": (
        "sieges and roads",
        frozenset(
            {ClaimType.SIEGE, ClaimType.SIEGE_LIFTED, ClaimType.ROUTE_CUT, ClaimType.ROUTE_OPENED},
        ),
    ),
    "control": (
        "control",
        frozenset({ClaimType.CAPTURE, ClaimType.WITHDRAWAL, ClaimType.ADVANCE, ClaimType.CONTROL}),
    ),
    "fighting": (
        "fighting",
        frozenset(
            {
                ClaimType.CLASH,
                ClaimType.ASSAULT,
                ClaimType.SHELLING,
                ClaimType.BOMBING,
                ClaimType.SUPPORT,
                ClaimType.CEASEFIRE,
            }
        ),
    ),
    "air-strikes": ("air strikes", frozenset({ClaimType.AIR_STRIKE})),
    "harm": (
        "harm",
        frozenset(
            {
                ClaimType.CASUALTIES,
                ClaimType.VIOLENCE_AGAINST_CIVILIANS,
                ClaimType.ABDUCTION,
                ClaimType.PROPERTY_DESTRUCTION,
                ClaimType.DISPLACEMENT,
            }
        ),
    ),
    "aid": ("aid", frozenset({ClaimType.AID_DELIVERY, ClaimType.AID_BLOCKED, ClaimType.EVACUATION})),
}
Told = tuple[Event, tuple[Statement, ...]]


@dataclass(frozen=True)
class Kind:
    """The events of one kind with their statements, in the order given; ``key`` is an anchor."""

    key: str
    words: str
    told: tuple[Told, ...]

    @property
    def count(self) -> int:
        """How many statements."""
        return sum(len(said) for _, said in self.told)


def by_kind(told: Iterable[Told]) -> tuple[Kind, ...]:
    """The events by kind, kinds without one left out."""
    rest = list(told)
    kinds = (
        Kind(key, words, tuple(each for each in rest if each[0].type in types))
        for key, (words, types) in KINDS.items()
    )
    return tuple(kind for kind in kinds if kind.told)
