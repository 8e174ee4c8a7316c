"""By what the names of one place in two sources are recognised, best first: Arabic, Latin, consonants.

Units are called by a word and a name ("Nahiyat al-Bab", "Al Bab Subdistrict"): the words are left out.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from marsad.areas.build.entries import Entry
from marsad.areas.build.kinds import is_unit
from marsad.areas.build.sources.geonames import plain_latin
from marsad.areas.names import consonant_key, normalised

SHORTEST_CONSONANTS = 3  # shorter keys are shared by too many
LIKE_ARABIC = 75.0  # per cent: how like two Arabic names must be for Latin names to join their bearers
LIKE_LATIN = 60.0  # per cent: how like two Latin names must be that share their consonants
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")  # what tells namesakes apart: Suran (Azaz)
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff\u02b0-\u02ff\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Keys:
    """What the names of one entry are compared by."""

    arabic: frozenset[str]
    latin: frozenset[str]  # in any script but Arabic
    consonants: frozenset[str]


def keys_of(entry: Entry) -> Keys:
    """The keys of every name of ``entry``, without the words that say what an administrative unit is."""
    names = [name for name in (entry.name, entry.name_ar, *entry.names) if name]
    names += [bare for name in names if (bare := _IN_BRACKETS.sub("", name)) != name and bare]
    if is_unit(entry.kind):
        names = [bare_unit_name(name) for name in names]
    arabic = {key for name in names if _ARABIC.search(name) if (key := normalised(name))}
    others = [name for name in names if not _ARABIC.search(name)]
    latin = {key for name in others if (key := normalised(name))}
    sounds = {consonant_key(name) for name in others if not _OTHER_SCRIPT.search(name)}
    return Keys(
        frozenset(arabic), frozenset(latin), frozenset(key for key in sounds if len(key) >= SHORTEST_CONSONANTS)
    )


@lru_cache(maxsize=1)
def _unit_words() -> re.Pattern[str]:
    with (Path(__file__).parent / "unit_words.csv").open(encoding="utf-8", newline="") as table:
        words = sorted((row["word"] for row in csv.DictReader(table)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?:(?!\w)|(?=ال))", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def bare_unit_name(name: str) -> str:
    """``name`` without words such as subdistrict, Nahiyat, ناحية; itself where nothing else is left."""
    bare = " ".join(_unit_words().sub(" ", name).split())
    if bare == name and not name.isascii() and not _ARABIC.search(name):
        return bare_unit_name(plain) if (plain := plain_latin(name)) != name else name
    return bare if len(bare) > 1 else name


def arabic_disagrees(one: Keys, other: Keys) -> bool:
    """Whether both have Arabic names and none of one is like one of the other: then they are two places."""
    if not (one.arabic and other.arabic):
        return False
    return not any(fuzz.ratio(a, b) >= LIKE_ARABIC for a in one.arabic for b in other.arabic)


def latin_alike(one: Keys, other: Keys) -> bool:
    """Whether some Latin name of one is like one of the other, beyond sharing consonants."""
    return any(fuzz.ratio(a, b) >= LIKE_LATIN for a in one.latin for b in other.latin)
