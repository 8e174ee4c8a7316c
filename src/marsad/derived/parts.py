"""What a picture is made of, as the derived tables hold it: read whole, or moved on by the rows that changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from marsad.derived.file import STILL
from marsad.derived.forms import claim_kept, event_kept, holding_kept, issue_kept
from marsad.derived.view import AT, View
from marsad.model import Claim, Event, Holding, Issue

FAR = 2  # where one in so many entries came since, reading whole is quicker
T = TypeVar("T")


class KeptClaim:
    """One claim as the tables hold it, read when it is first asked for."""

    __slots__ = ("_body", "_claim", "modality")

    def __init__(self, modality: str, body: str) -> None:
        self.modality, self._body = modality, body
        self._claim: Claim | None = None

    def read(self) -> Claim:
        """The claim."""
        body, claim = self._body, self._claim  # in this order: another thread may read it just now
        if claim is None:
            claim = claim_kept(body)
            self._claim = claim
            self._body = ""
        return claim


class Claims(Mapping[str, Claim]):
    """Claims by id, each read when it is first asked for. It stays as it is, whatever the tables hold later."""

    def __init__(self, kept: Mapping[str, KeptClaim]) -> None:
        self._kept = kept

    def __getitem__(self, claim: str) -> Claim:
        return self._kept[claim].read()

    def __contains__(self, claim: object) -> bool:
        return claim in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def with_modality(self, modalities: Collection[str]) -> list[Claim]:
        """Those of these modalities, in order of id."""
        return [self._kept[own].read() for own in sorted(self._kept) if self._kept[own].modality in modalities]


@dataclass(frozen=True, slots=True)
class Parts:
    """Claims as of entry ``at``; all else as of entry ``cut``, the last before it of which the tables hold all."""

    cut: int
    at: int
    claims: Mapping[str, tuple[tuple[str, KeptClaim], ...]]  # by report, in order of its text
    events: Mapping[str, Event]
    control: Mapping[str, tuple[Holding, ...]]  # by place
    issues: Mapping[str, tuple[Issue, ...]]  # by place
    idle_denials: Mapping[str, tuple[str, ...]]  # by question


def parts_at(derived: View, now: View, known: Parts | None = None) -> Parts:
    """What the tables hold as of these views on them; what did not change is taken from ``known``, of the same."""
    if known is not None and FAR * abs(now.at - known.at) > now.at:
        known = None
    if known is None:
        everything = Parts(0, 0, {}, {}, {}, {}, {})
        return _read(derived, now, everything, None)
    return _read(derived, now, known, (known.cut, known.at))


def _read(derived: View, now: View, known: Parts, since: tuple[int, int] | None) -> Parts:
    cut, at = since or (None, None)
    return Parts(
        cut=derived.at,
        at=now.at,
        claims=_moved(known.claims, _claims(now, _changed(now, "claims", "report", at))),
        events=_moved(known.events, _events(derived, _changed(derived, "events", "id", cut))),
        control=_moved(known.control, _holdings(derived, _changed(derived, "control", "place", cut))),
        issues=_moved(known.issues, _issues(derived, _changed(derived, "issues", "place", cut))),
        idle_denials=_moved(
            known.idle_denials, _idle(derived, _changed(derived, "idle_denials", "question", cut))
        ),
    )


def _moved(known: Mapping[str, T], read: Mapping[str, T | None]) -> dict[str, T]:
    """``known`` with what was ``read`` in its place; None: gone."""
    found = {**known, **read} if known else read
    return {key: value for key, value in found.items() if value is not None}


def _changed(view: View, table: str, key: str, since: int | None) -> list[str] | None:
    """The keys of rows that began or ended between entry ``since`` and that of ``view``; None: look at all."""
    if since is None:
        return None
    span = {"first": min(since, view.at), "last": max(since, view.at)}
    rows = view.kept.execute(
        f"SELECT {key} FROM {table} WHERE known_from > :first AND known_from <= :last UNION "
        f"SELECT {key} FROM {table} WHERE known_to > :first AND known_to <= :last AND known_to < {STILL}",
        span,
    )
    return [name for (name,) in rows]


def _rows(view: View, table: str, columns: str, keys: list[str] | None) -> Iterator[tuple[Any, ...]]:
    """The rows as of ``view``: of all keys, or only those with one of ``keys`` in the first of ``columns``."""
    if keys is None:
        return view.rows(f"SELECT {columns} FROM {table} WHERE {AT}")
    key = columns.partition(",")[0]
    wanted = f"{key} IN (SELECT value FROM json_each(:keys))"
    return view.rows(f"SELECT {columns} FROM {table} WHERE {wanted} AND {AT}", keys=json.dumps(keys))


def _together(rows: Iterable[tuple[str, T]], keys: list[str] | None) -> dict[str, tuple[T, ...] | None]:
    found: dict[str, list[T]] = {}
    for key, value in rows:
        found.setdefault(key, []).append(value)
    return {**dict.fromkeys(keys or ()), **{key: tuple(values) for key, values in found.items()}}


def _claims(now: View, keys: list[str] | None) -> dict[str, tuple[tuple[str, KeptClaim], ...] | None]:
    rows = sorted(_rows(now, "claims", "report, at, id, modality, body", keys), key=lambda row: row[1])
    return _together(((report, (own, KeptClaim(modality, body))) for report, _, own, modality, body in rows), keys)


def _events(derived: View, keys: list[str] | None) -> dict[str, Event | None]:
    gone: dict[str, Event | None] = dict.fromkeys(keys or ())
    return {**gone, **{own: event_kept(body) for own, body in _rows(derived, "events", "id, body", keys)}}


def _holdings(derived: View, keys: list[str] | None) -> dict[str, tuple[Holding, ...] | None]:
    rows = sorted(_rows(derived, "control", "place, valid_from, body", keys), key=lambda row: row[1])
    return _together(((place, holding_kept(body)) for place, _, body in rows), keys)


def _issues(derived: View, keys: list[str] | None) -> dict[str, tuple[Issue, ...] | None]:
    rows = _rows(derived, "issues", "place, body", keys)
    return _together(((place, issue_kept(body)) for place, body in rows), keys)


def _idle(derived: View, keys: list[str] | None) -> dict[str, tuple[str, ...] | None]:
    rows = _rows(derived, "idle_denials", "question, claim", keys)
    return _together(((question, claim) for question, claim in rows), keys)
