"""What ``marsad area check``, ``show`` and ``baseline`` print: faults, what is known of a name, who held what."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from marsad.areas import Area
from marsad.areas.build.baseline import Baseline, Key, as_table
from marsad.areas.check import AreaFault, check
from marsad.areas.known import Facts, Known, bearers, facts_of_actor, facts_of_place
from marsad.model import Actor, Place
from marsad.terminal import out, say

WIDTH = 80
LABEL = 10  # characters of a line's name
FEW = 12  # rows of one list that are shown; --json gives all


def say_check(area: Area, as_json: bool = False) -> bool:
    """Print every fault of ``area``, by table. Whether there is none."""
    faults = check(area)
    if as_json:
        rows = [{"table": each.table, "subject": each.subject, "message": each.message} for each in faults]
        _say_json({"area": area.name, "version": area.version, "hash": area.hash, "faults": rows})
        return not faults
    for table, count in Counter(each.table for each in faults).items():
        _print(f"[bold]{table}[/]: {count}")
        _print(_listed(_fault(each) for each in faults if each.table == table))
    say(
        f"{area.name} {area.version}: {len(area.places)} places, {len(area.links)} links, "
        f"{len(area.actors)} actors, {len(area.baseline)} baseline holdings, "
        f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
    )
    return not faults


def _fault(fault: AreaFault) -> str:
    return f"[cyan]{escape(fault.subject)}[/] {escape(fault.message)}"


def say_known(area: Area, name: str, as_json: bool = False) -> None:
    """Print all that ``area`` knows of ``name``. Raises UnknownPlaceError where nothing bears it."""
    known = bearers(area, name)
    if as_json:
        places = [facts_of_place(area, each) for each in known.places]
        actors = [facts_of_actor(area, each) for each in known.actors]
        _say_json(
            {"area": area.name, "version": area.version, "hash": area.hash, "places": places, "actors": actors}
        )
        return
    if known.places:
        _print(_place(facts_of_place(area, known.places[0])))
    else:
        _print(_actor(facts_of_actor(area, known.actors[0])))
    _say_others(known)


def _say_others(known: Known) -> None:
    """Who else bears the name, by id: each can be asked for by it."""
    bearing: list[Place | Actor] = [*known.places, *known.actors]
    others = [f"{each.id}: {each.name}, {_plain(each.kind.value)}{_lying(each)}" for each in bearing[1:]]
    if others:
        _print(Group("[bold]The same name[/]", _listed(map(escape, others))))


def _lying(thing: Place | Actor) -> str:
    """Where one of several of a name lies."""
    units = (thing.admin1, thing.country) if isinstance(thing, Place) else (thing.country,)
    return "".join(f", {unit}" for unit in units if unit)


def _place(facts: Facts) -> RenderableType:
    admin = " › ".join(str(facts[unit]) for unit in ("admin3", "admin2", "admin1", "country") if unit in facts)
    return Group(
        _title(facts),
        _grid(
            (
                ("kind", _plain(facts["kind"])),
                ("where", f"{facts['lat']}, {facts['lon']}"),
                ("from", escape(facts.get("source", ""))),
                ("in", escape(admin)),
                ("p-code", escape(facts.get("pcode", ""))),
                ("part of", escape(facts.get("within") or "")),
                ("names", escape("; ".join((facts.get("name_ar", ""), *facts.get("spellings", ()))).strip("; "))),
            )
        ),
        *_section("Parts", facts.get("parts", ()), escape),
        *_section("Roads", facts.get("roads", ()), _road),
        *_section("Before the first report", facts.get("baseline", ()), _holding),
        *_section("Supplies", facts.get("lifelines", ()), _lifeline),
    )


def _actor(facts: Facts) -> RenderableType:
    return Group(
        _title(facts),
        _grid(
            (
                ("kind", _plain(facts["kind"])),
                ("part of", escape(facts.get("parent") or "")),
                ("country", escape(facts.get("country") or "")),
                ("colour", escape(facts.get("colour") or "")),
                ("from", escape(facts.get("source") or "common knowledge")),
                ("names", escape("; ".join(facts.get("aliases", ())))),
                ("in context", escape("; ".join(facts.get("generic", ())))),
                ("modifier", escape("; ".join(facts.get("adjectives", ())))),
                (
                    "holds",
                    f"{facts['baseline_places']} places of the baseline" if "baseline_places" in facts else "",
                ),
            )
        ),
        *_section("Parts", facts.get("parts", ()), escape),
        *_section("Roles", facts.get("roles", ()), _role),
        *_section("Relations", facts.get("relations", ()), _relation),
        *_section("Supplied from", facts.get("lifelines", ()), _lifeline),
    )


def say_baseline(made: Baseline, key: Key, out_file: Path | None) -> None:
    """Tell what a map or a table gave, and write it as ``baseline.csv`` where a file is asked for."""
    if key:
        grid = Table.grid(padding=(0, 2))
        for picture, (words, actor) in key.items():
            grid.add_row(escape(picture), escape(words), f"[cyan]{escape(actor)}[/]")
        _print("[bold]The map's own key, and whom the legend takes each colour for[/]")
        _print(grid)
    for reason, count in Counter(each.reason.partition(": ")[2] or each.reason for each in made.refused).items():
        say(f"not taken: {count} x {reason}")
    _print(_listed(escape(f"{each.row}: {each.reason}") for each in made.refused))
    held = Counter(row.holder or "contested" for row in made.rows)
    say(f"{len(made.rows)} places: " + ", ".join(f"{name} {count}" for name, count in held.most_common()))
    if out_file is not None:
        with out_file.open("w", encoding="utf-8", newline="") as table:
            csv.writer(table, lineterminator="\n").writerows(as_table(made.rows))
        say(f"Wrote {out_file}.")


def _title(facts: Facts) -> str:
    return f"[bold]{escape(facts['name'])}[/] [dim]{escape(facts['id'])}[/]"


def _plain(kind: str) -> str:
    return escape(kind.replace("_", " "))


def _grid(rows: Iterable[tuple[str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", width=LABEL)
    grid.add_column(overflow="fold")
    for name, value in rows:
        if value:
            grid.add_row(name, value)
    return Padding(grid, (0, 0, 0, 1))


def _section(heading: str, rows: Sequence[Any], line: Callable[[Any], str]) -> Iterator[RenderableType]:
    """A heading and its rows; a source that all rows share stands once, behind the heading."""
    if not rows:
        return
    sources = {each.get("source", "") for each in rows if isinstance(each, Mapping)}
    shared = len(rows) > 1 and len(sources) == 1 and "" not in sources
    shown = [{**each, "source": ""} for each in rows] if shared else rows
    yield f"[bold]{heading}[/]" + (f" [dim]({escape(sources.pop())})[/]" if shared else "")
    yield _listed(map(line, shown))


def _listed(lines: Iterable[str]) -> RenderableType:
    grid, every = Table.grid(padding=(0, 1)), list(lines)
    for line in every[:FEW]:
        grid.add_row(" •", line)
    if len(every) > FEW:
        grid.add_row("", f"and {len(every) - FEW} more; --json gives all")
    return grid


def _road(road: Facts) -> str:
    named = ", ".join(str(road[each]) for each in ("road", "road_class", "bridge") if each in road)
    return escape(f"{road['to']}, {road.get('km', 0)} km" + (f" ({named})" if named else ""))


def _holding(holding: Facts) -> str:
    return escape(f"{holding['holder']}, on {holding['as_of']}{_note(holding)}{_source(holding)}")


def _lifeline(line: Facts) -> str:
    return escape(f"{line['kind']}: {line.get('actor') or line.get('place')}{_span(line)}{_source(line)}")


def _role(role: Facts) -> str:
    return escape(f"{role['role']}{_span(role)}{_source(role)}")


def _relation(relation: Facts) -> str:
    kind = relation["kind"].replace("_", " ")
    return escape(f"{kind} {relation['other']}{_span(relation)}{_note(relation)}{_source(relation)}")


def _note(row: Facts) -> str:
    return f"; {row['note']}" if row.get("note") else ""


def _source(row: Facts) -> str:
    return f" – {row['source']}" if row.get("source") else ""


def _span(row: Facts) -> str:
    """The days as people say them, the last one included."""
    first = row.get("from")
    last = (date.fromisoformat(row["to"]) - timedelta(days=1)).isoformat() if row.get("to") else None
    if first and last:
        return f", {first} to {last}"
    return f", since {first}" if first else f", until {last}" if last else ""


def _say_json(answer: Facts) -> None:
    out.out(json.dumps(answer, ensure_ascii=False, indent=1), highlight=False)


def _print(shown: RenderableType) -> None:
    """To the terminal, at most 80 columns wide, so that lines can be compared and pasted."""
    out.print(shown, width=min(WIDTH, out.width))
