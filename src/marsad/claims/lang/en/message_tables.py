"""Tables pasted as text: each row says what its columns' headings make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marsad.claims.lang.en.layout import Line
from marsad.claims.lang.en.message_units import glue
from marsad.claims.lang.en.messages import Setting, clauses_of, on_day
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.shorthand import Word, words_of
from marsad.claims.lang.en.tables import table

Cells = Mapping[str, list[Word]]


def sentences_of_row(text: str, line: Line, columns: Sequence[str], index: NameIndex) -> Iterator[list[Word]]:
    """The sentences that one row stands for."""
    cells = dict(_cells(text, line, columns))
    place = cells.get("place", [])
    if not place:
        return
    when = cells.get("date", [])
    if cells.get("holder"):
        yield [*cells["holder"], glue("holds", place[0]), *place]
    if cells.get("type"):
        yield [*_event(cells, place), *on_day(when)]
    if cells.get("said"):
        lent = tuple(Word(each.start, each.end, each.text, each.low, lent=True) for each in place)
        dated = tuple(Word(each.start, each.end, each.text, each.low, lent=True) for each in when)
        yield from clauses_of(cells["said"], Setting(lent, dated), index)


def _cells(text: str, line: Line, columns: Sequence[str]) -> Iterator[tuple[str, list[Word]]]:
    nothing = table("messages")["nothing"]
    at = line.start + (text[line.start] == line.mark)
    for kind, cell in zip(columns, text[at : line.end].split(line.mark), strict=False):
        if kind and cell.strip() and cell.strip().lower() not in nothing:
            yield kind, words_of(text, at, at + len(cell))
        at += len(cell) + 1


def _event(cells: Cells, place: list[Word]) -> list[Word]:
    kind = cells["type"]
    said = [*cells.get("actor", []), *kind, glue("hit", kind[-1]), *place]
    tolls = [
        (cells[field], verb)
        for field, verb in (("killed", "killing"), ("injured", "wounding"))
        if _some(cells, field)
    ]
    for number, (count, verb) in enumerate(tolls):
        said += [glue(",", count[0]) if number == 0 else glue("and", count[0]), glue(verb, count[0]), *count]
    return said


def _some(cells: Cells, field: str) -> bool:
    return bool(cells.get(field)) and cells[field][0].low.strip("0") != ""
