"""Ids that last and names that no two places of a kind share.

A place keeps the id of the earlier build. A new one is called ``plc_`` and its name; the largest of several
namesakes has it alone, the others add their district. Names likewise: ``Suran (Azaz)``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from marsad.areas.build.countries import countries
from marsad.areas.build.keys import bare_unit_name
from marsad.areas.build.kinds import SETTLEMENTS, is_unit, levels
from marsad.areas.build.merging import Draft
from marsad.areas.build.units import Assigned, Names
from marsad.areas.names import normalised
from marsad.model.terms import PlaceKind

Located = tuple[Draft, Assigned]
Borne = tuple[str, PlaceKind, str]  # country, kind and normalised name: what no two places share


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
    bearers: dict[Borne, list[int]] = {}
    for number, draft in enumerate(drafts):
        bearers.setdefault(_borne(draft, draft.name), []).append(number)
    for numbers in list(bearers.values()):
        if len(numbers) > 1 and (free := [each for each in numbers if each not in fixed]):
            _tell_apart(drafts, places, free, bearers.keys())
            bearers.update({_borne(drafts[each], drafts[each].name): [each] for each in free})
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


def _tell_apart(
    drafts: list[Draft], places: Sequence[Located], numbers: Iterable[int], borne: Collection[Borne]
) -> None:
    """Put what tells namesakes apart in brackets: the district, the subdistrict, the province, else a number.

    No name becomes one of ``borne``.
    """
    namesakes = sorted(numbers, key=lambda number: prominence(places[number][0]))
    for marks in _marks([places[number][1].names for number in namesakes]):
        names = [f"{drafts[number].name} ({mark})" for number, mark in zip(namesakes, marks, strict=True)]
        keys = [_borne(drafts[number], name) for number, name in zip(namesakes, names, strict=True)]
        if len(set(keys)) == len(keys) and not set(keys) & set(borne):
            break
    for number, name in zip(namesakes, names, strict=True):
        draft = drafts[number]
        drafts[number] = replace(draft, name=name, spellings=(draft.name, *draft.spellings))


def _marks(units: Sequence[Names]) -> Iterator[list[str]]:
    """What may tell places in these units apart, the plainest first; then numbers, without end."""
    by_level = ([each[level] for each in units] for level in (1, 2))
    both = [f"{each[1]}, {each[2]}" if each[1] and each[2] else None for each in units]
    for option in (*by_level, both, [each[0] for each in units]):
        if all(option):
            yield [mark for mark in option if mark]
    smallest = [next((name for name in reversed(each) if name), "") for each in units]
    for first in count(1):
        yield [f"{name}, {first + i}" if name else f"{first + i}" for i, name in enumerate(smallest)]


def _borne(draft: Draft, name: str) -> Borne:
    return draft.country, draft.kind, normalised(name)
