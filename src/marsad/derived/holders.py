"""Who held each place on one day, as known at one entry: kept so that twenty thousand places are one search.

The number of a row of ``control`` says which place it is of and who holds it how, so that what is found by its
days and entries in ``control_spans`` need not be looked up row by row.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import TypeVar

import numpy as np

from marsad.derived.file import SPANS, STILL
from marsad.derived.forms import holding_kept, holding_written, written
from marsad.derived.stepping import Step
from marsad.derived.view import AT, View
from marsad.model import Control, Grade, Held, Holding

PLACE_BITS, STATE_BITS, ROW_BITS = 22, 18, 23  # of the number of a row: which place, which state, which row of it
STATE_MASK = (1 << STATE_BITS) - 1
FOR_EVER = date.max
LAST_ENTRY = (1 << 31) - 1
FEW_PLACES = 500  # so many are looked up one by one
Row = tuple[str | int | None, ...]
T = TypeVar("T")

_ROW = "valid_from, valid_to, holder, contested, grade, body"
_THEN = (
    f"SELECT id FROM {SPANS} WHERE valid_from <= :day AND valid_last >= :day "
    "AND known_from <= :at AND known_last >= :at"
)


def keep_holdings(kept: sqlite3.Connection, place: str, holdings: Iterable[Holding], seq: int) -> None:
    """Put ``holdings`` in the stead of those of ``place``, from entry ``seq`` on; what stays the same is left.

    Raises ``sqlite3.DataError`` beyond four million places or eight million rows of one.
    """
    there = kept.execute(f"SELECT id, {_ROW} FROM control WHERE place = ? AND known_to = ?", (place, STILL))
    before = {row[1:]: row[0] for row in there}
    new = [each for each in holdings if before.pop(_row(each), None) is None]
    ended = [(seq, number) for number in before.values()]
    kept.executemany("UPDATE control SET known_to = ? WHERE id = ?", ended)
    kept.executemany(f"UPDATE {SPANS} SET known_last = ? - 1 WHERE id = ?", ended)
    if new:
        numbered = list(zip(_numbers(kept, place, new), new, strict=True))
        kept.executemany(
            "INSERT INTO control VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(number, place, *_row(each), seq, STILL) for number, each in numbered],
        )
        kept.executemany(
            f"INSERT INTO {SPANS} VALUES (?, ?, ?, ?, ?)",
            [(number, *_span(each), seq, LAST_ENTRY) for number, each in numbered],
        )


def holders_at(derived: View, step: Step, as_of: date, places: Collection[str] | None = None) -> dict[str, Held]:
    """Who holds each of ``places`` (ids; None: all) on the day ``as_of``; without those of which nothing is known.

    ``derived`` is an entry up to which the tables hold all, ``step`` what changed from there to the entry asked
    for. The same as ``Control.at`` of the whole picture gives.
    """
    found = dict(_read(derived.kept, _numbers_then(derived, as_of, places)))
    _bring_up_to(found, step, as_of, places, held)
    return found if places is None else {place: each for place, each in found.items() if place in places}


def holdings_at(
    derived: View, step: Step, as_of: date, places: Collection[str] | None = None
) -> dict[str, Holding]:
    """As :func:`holders_at`, with since when and all that it rests on."""
    numbers = [number for (number,) in _numbers_then(derived, as_of, places)]
    found: dict[str, Holding] = {}
    for start in range(0, len(numbers), FEW_PLACES):
        some = numbers[start : start + FEW_PLACES]
        marks = ",".join("?" * len(some))
        rows = derived.kept.execute(f"SELECT place, body FROM control WHERE id IN ({marks})", some)
        found.update((place, holding_kept(body)) for place, body in rows if places is None or place in places)
    _bring_up_to(found, step, as_of, places, lambda holding: holding)
    return found


def _bring_up_to(
    found: dict[str, T], step: Step, as_of: date, places: Collection[str] | None, form: Callable[[Holding], T]
) -> None:
    """Put what ``step`` changed in the stead of what was found."""
    for place in step.control if places is None else step.control.keys() & set(places):
        found.pop(place, None)
        found.update((place, form(each)) for each in step.control[place] if as_of in each.days)


def _numbers_then(derived: View, as_of: date, places: Collection[str] | None) -> Iterator[tuple[int]]:
    """The numbers of the rows of that day: of all places, unless they are few."""
    if places is not None and len(places) <= FEW_PLACES:
        return _of_places(derived, as_of, places)
    return derived.kept.execute(_THEN, {"day": as_of.toordinal(), "at": derived.at})


def held(holding: Holding) -> Held:
    """Who holds a place, without what it rests on."""
    return Held(holding.holder, holding.co_holders, holding.contested, holding.grade)


def holdings_in(control: Control, as_of: date, places: Collection[str] | None = None) -> dict[str, Holding]:
    """As :func:`holdings_at`, from the whole of who held what."""
    found = ((place, control.at(place, as_of)) for place in sorted(control.holdings))
    return {place: each for place, each in found if each and (places is None or place in places)}


def _of_places(derived: View, as_of: date, places: Iterable[str]) -> Iterator[tuple[int]]:
    sql = f"SELECT id FROM control WHERE place = :p AND valid_from <= :d AND valid_to > :d AND {AT}"
    return ((number,) for place in places for (number,) in derived.rows(sql, p=place, d=as_of.isoformat()))


def _read(kept: sqlite3.Connection, numbered: Iterable[tuple[int]]) -> Iterator[tuple[str, Held]]:
    """What the numbers of rows say, all at once: one by one it would take several times as long."""
    numbers = np.fromiter((number for (number,) in numbered), dtype=np.int64)
    of_places = (numbers >> STATE_BITS + ROW_BITS).tolist()
    of_states = (numbers >> ROW_BITS & STATE_MASK).tolist()
    names = dict(_names(kept, of_places))
    states = {
        number: Held(holder, tuple(json.loads(co_holders)), bool(contested), Grade(grade))
        for number, holder, co_holders, contested, grade in kept.execute("SELECT * FROM control_states")
    }
    return zip(map(names.__getitem__, of_places), map(states.__getitem__, of_states), strict=True)


def _names(kept: sqlite3.Connection, numbers: Collection[int]) -> Iterator[tuple[int, str]]:
    if len(numbers) > FEW_PLACES:
        return kept.execute("SELECT number, place FROM control_places")
    marks = ",".join("?" * len(numbers))
    return kept.execute(f"SELECT number, place FROM control_places WHERE number IN ({marks})", list(numbers))


def _row(holding: Holding) -> Row:
    """A holding as the table holds it; the last one is open, to the end of time."""
    start, end = holding.days.start, holding.days.end
    return (
        start.isoformat() if start else "", (end or FOR_EVER).isoformat(), holding.holder,
        int(holding.contested), holding.grade.value, holding_written(holding),
    )  # fmt: skip


def _span(holding: Holding) -> tuple[int, int]:
    """Its first and its last day, counted; 0 and the end of time where it has none."""
    start, last = holding.days.start, holding.days.last
    return (start.toordinal() if start else 0, (last or FOR_EVER).toordinal())


def _numbers(kept: sqlite3.Connection, place: str, holdings: Collection[Holding]) -> list[int]:
    """Numbers for new rows of a place."""
    kept.execute("INSERT OR IGNORE INTO control_places (place, rows) VALUES (?, 0)", (place,))
    of_place, rows = kept.execute("SELECT number, rows FROM control_places WHERE place = ?", (place,)).fetchone()
    if of_place >> PLACE_BITS or rows + len(holdings) >> ROW_BITS:
        raise sqlite3.DataError("more places, or more rows of one, than the tables can number")
    kept.execute("UPDATE control_places SET rows = ? WHERE number = ?", (rows + len(holdings), of_place))
    first = of_place << STATE_BITS + ROW_BITS
    return [first | _state(kept, each) << ROW_BITS | rows + at for at, each in enumerate(holdings)]


def _state(kept: sqlite3.Connection, holding: Holding) -> int:
    """The number of this holder, with this grade, among all states that any place was in."""
    what = (holding.holder, written(holding.co_holders), int(holding.contested), holding.grade.value)
    columns = "holder IS ? AND co_holders = ? AND contested = ? AND grade = ?"
    row = kept.execute(f"SELECT number FROM control_states WHERE {columns}", what).fetchone()
    if row:
        return int(row[0])
    columns = "holder, co_holders, contested, grade"
    number = kept.execute(f"INSERT INTO control_states ({columns}) VALUES (?, ?, ?, ?)", what).lastrowid or 0
    if number >> STATE_BITS:
        raise sqlite3.DataError("more states of control than the tables can number")
    return number
