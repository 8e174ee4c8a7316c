"""Whether a claim that was read and one that a coder took speak of the same place, people and days.

Names agree when they are equal without case, accents, articles and words such as "forces", or when one longer
than four letters contains the other; places also when they lie within ten kilometres of each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache

from marsad.areas.tables import great_circle_km
from marsad.evaluation.gold import GoldClaim, GoldReport
from marsad.model.claims import Claim, ClaimedActor, ClaimedPlace

SAME_PLACE_KM = 10
SLACK_DAYS = 3  # an interval may be this much longer than the coded one
LETTERS_TO_CONTAIN = 4  # shorter names are not looked for inside others
_EMPTY_WORDS = re.compile(
    r"\b(the|al|el|ar|as|ad|ash|an|at|az|group|forces?|troops|fighters|militants|army|military)\b"
)


@lru_cache(maxsize=65_536)
def bare_name(name: str) -> str:
    """``name`` as it is compared: Latin letters and digits only, without articles and words for "forces"."""
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", _EMPTY_WORDS.sub(" ", latin.replace("-", " ")))


def names_agree(some: Iterable[str | None], others: Iterable[str | None]) -> bool:
    """Whether any name of ``some`` is one of ``others``, or the one is a part of the other."""
    mine = {bare_name(name) for name in some if name} - {""}
    theirs = {bare_name(name) for name in others if name} - {""}
    if mine & theirs:
        return True
    return any(
        len(one) > LETTERS_TO_CONTAIN and len(other) > LETTERS_TO_CONTAIN and (one in other or other in one)
        for one in mine
        for other in theirs
    )


def place_agrees(read: ClaimedPlace | None, key: str, report: GoldReport) -> bool:
    """Whether the place that was read is the coded place ``key``: by a name, or within ten kilometres."""
    if read is None:
        return False
    coded = report.places.get(key)
    if names_agree((read.name, read.mention), coded.names if coded else (key,)):
        return True
    if coded is None or coded.lat is None or coded.lon is None or read.lat is None or read.lon is None:
        return False
    return great_circle_km(coded.lat, coded.lon, read.lat, read.lon) <= SAME_PLACE_KM


def where_agrees(read: Claim, coded: GoldClaim, report: GoldReport) -> bool:
    """Whether the two are about the same place or route. A claim coded without a place agrees with any."""
    spots = [*(read.route or ()), read.place]
    if coded.route:
        return any(place_agrees(spot, key, report) for spot in spots for key in coded.route if key)
    if coded.place is None:
        return True
    return any(place_agrees(spot, coded.place, report) for spot in spots)


def actors_shared(read: Sequence[ClaimedActor], keys: Sequence[str], report: GoldReport) -> int:
    """How many of the coded actors were read, one to one, in the order of both."""
    left = list(keys)
    for actor in read:
        plain_id = (actor.id or "").replace("act_", "").replace("_", " ")
        names = (actor.name, actor.mention, plain_id)
        found = next((key for key in left if names_agree(names, _actor_names(key, report))), None)
        if found is not None:
            left.remove(found)
    return len(keys) - len(left)


def _actor_names(key: str, report: GoldReport) -> tuple[str, ...]:
    return (*report.actors.get(key, ()), key.replace("_", " "))


def days_agree(read: Claim, coded: GoldClaim) -> bool:
    """Whether the days read overlap the coded ones and are at most three days longer."""
    if coded.start is None or read.days.start is None or read.days.end is None:
        return False
    first, last = read.days.start, read.days.end - timedelta(days=1)
    coded_last = coded.end or coded.start
    allowed = (coded_last - coded.start).days + SLACK_DAYS
    return first <= coded_last and coded.start <= last and (last - first).days <= allowed


def words_shared(read: str, coded: str) -> float:
    """The share of the coded quote's words that are in the quote that was read."""
    words = set(re.findall(r"\w+", coded))
    return len(words & set(re.findall(r"\w+", read))) / max(1, len(words))
