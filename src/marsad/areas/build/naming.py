"""Ids that last and names that no two places of a kind share.

A place keeps the id of the earlier build. A new one is called ``plc_`` and its name; the largest of several
namesakes has it alone, the others add their district. Names likewise: ``Suran (Azaz)``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from marsad.areas.build.countries import countries
from marsad.areas.build.keys import bare_unit_name
from marsad.areas.build.kinds import SETTLEMENTS, is_unit, levels
from marsad.areas.build.merging import Draft
from marsad.areas.build.units import Assigned
from marsad.areas.names import normalised
from marsad.model.terms import PlaceKind

Located = tuple[Draft, Assigned]


def ids_of(places: Sequence[Located], known: Sequence[str | None], taken: Collection[str]) -> list[str]:
    """The id of each place: the ``known`` one, else a new one that is none of ``taken``."""
    used = {*taken, *(each for each in known if each)}
    ids = list(known)
    new = sorted(
        (number for number, id_ in enumerate(known) if id_ is None), key=lambda n: prominence(places[n][0])
    )
    for number in new:
        ids[number] = _free_id(places[number], used)
        used.add(ids[number] or "")
    return [each for each in ids if each is not None]


def prominence(draft: Draft) -> tuple[int, int, tuple[str, str]]:
    """What sorts the larger place before its namesakes: settlements by size, people, then source and id."""
    size = SETTLEMENTS.index(draft.kind) + 1 if draft.kind in SETTLEMENTS else 0
    return -size, -(draft.population or 0), draft.first


def _free_id(place: Located, used: Collection[str]) -> str:
    draft, units = place
    bare = slug(bare_unit_name(draft.name) if draft.kind in levels() else draft.name)
    base = f"{bare}_{draft.kind.value}" if levels().get(draft.kind) else bare
    above = [slug(name) for name in (units.names[1], units.names[2], units.names[0]) if name]
    qualified = [f"{base}_{each}" for each in above if each and each != bare]
    source, ref = draft.first
    mark = hashlib.sha256(f"{source}:{ref}".encode()).hexdigest()
    lasting = [f"{base}_{mark[:length]}" for length in (6, 12, 64)]
    candidates = [*([base] if bare else []), *(qualified if bare else []), *lasting]
    return next(f"plc_{each.strip('_')}" for each in candidates if f"plc_{each.strip('_')}" not in used)


def slug(name: str) -> str:
    """``name`` in small ASCII letters, digits and ``_``, without a leading article; empty in other scripts."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().replace("'", "")
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return re.sub(r"^(?:al|el|ad|an|ar|as|ash|at|az|the)_(?=[a-z])", "", words)


def named(places: Sequence[Located], fixed: Collection[int]) -> list[Draft]:
    """The drafts with names that no other place of their country and kind bears; those numbered ``fixed`` stay."""
    drafts = [
        draft if number in fixed or draft.kind not in levels() else _unit_named(draft)
        for number, (draft, _) in enumerate(places)
    ]
    settled = {normalised(draft.name) for draft in drafts if draft.kind in SETTLEMENTS}
    drafts = [
        draft if number in fixed or not is_unit(draft.kind) else _without_shadows(draft, settled)
        for number, draft in enumerate(drafts)
    ]
    bearers: dict[tuple[str, PlaceKind, str], list[int]] = {}
    for number, draft in enumerate(drafts):
        bearers.setdefault((draft.country, draft.kind, normalised(draft.name)), []).append(number)
    for numbers in bearers.values():
        if len(numbers) > 1:
            _tell_apart(drafts, places, [each for each in numbers if each not in fixed])
    return drafts


def _unit_named(draft: Draft) -> Draft:
    """``Al Bab`` the subdistrict becomes ``Al Bab subdistrict``, so as not to be taken for the town."""
    if draft.kind is PlaceKind.COUNTRY:
        known = countries().get(draft.country)
        return replace(draft, name=known.name, spellings=(draft.name, *draft.spellings)) if known else draft
    if bare_unit_name(draft.name) != draft.name:
        return draft
    word = draft.kind.value
    spellings = (f"{word} of {draft.name}", draft.name, *draft.spellings)
    return replace(draft, name=f"{draft.name} {word}", spellings=spellings)


def _without_shadows(draft: Draft, settled: Collection[str]) -> Draft:
    """Without bare spellings that a settlement bears, but of a province, whose bare name people do use."""
    if draft.kind in {PlaceKind.PROVINCE, PlaceKind.COUNTRY, PlaceKind.REGION}:
        return draft
    kept = tuple(each for each in draft.spellings if normalised(each) not in settled)
    return replace(draft, spellings=kept)


def _tell_apart(drafts: list[Draft], places: Sequence[Located], numbers: Iterable[int]) -> None:
    """Put what tells namesakes apart in brackets: the district, the subdistrict, the province, else a number."""
    namesakes = sorted(numbers, key=lambda number: prominence(places[number][0]))
    units = [places[number][1].names for number in namesakes]
    options: tuple[Callable[[int], str | None], ...] = (
        lambda i: units[i][1],
        lambda i: units[i][2],
        lambda i: f"{units[i][1]}, {units[i][2]}" if units[i][1] and units[i][2] else None,
        lambda i: units[i][0],
    )
    marks: Mapping[int, str] = {}
    for option in options:
        found = {i: mark for i in range(len(namesakes)) if (mark := option(i))}
        if len(found) == len(namesakes) == len({normalised(mark) for mark in found.values()}):
            marks = found
            break
    else:
        first = [units[i][2] or units[i][1] or units[i][0] for i in range(len(namesakes))]
        marks = {i: f"{first[i]}, {i + 1}" if first[i] else f"{i + 1}" for i in range(len(namesakes))}
    for i, number in enumerate(namesakes):
        draft = drafts[number]
        drafts[number] = replace(
            draft, name=f"{draft.name} ({marks[i]})", spellings=(draft.name, *draft.spellings)
        )
