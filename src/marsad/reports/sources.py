"""The register of sources: who tells, what kind of source it is, and whose side it is held to share."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from marsad.errors import UsageError
from marsad.model.ids import content_id, sha256_hex
from marsad.model.reports import Report, Source
from marsad.model.terms import Reliability, SourceKind
from marsad.records import replace
from marsad.reports.lines import line_from, shown

COLUMNS = ("key", "name", "kind", "language", "allegiance", "aliases", "confidential", "reliability")
_YES = {"yes", "true", "1"}
_NO = {"", "no", "false", "0"}
_KEY = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*", re.ASCII)


def source_id(name: str) -> str:
    """The id of a source by its name: ``Northern Monitor`` gives ``src_northern_monitor``.

    A name that is not wholly Latin gives ``src_`` and a hash of it, because dropping letters would make two
    sources one. Case, accents and punctuation do not count.
    """
    folded = _folded(name)
    latin = unicodedata.normalize("NFKD", folded)
    ascii_only = "".join(char for char in latin if not unicodedata.combining(char))
    if ascii_only and ascii_only.isascii():
        return f"src_{ascii_only.replace(' ', '_')}"
    return content_id("src", {"name": folded})


@lru_cache(maxsize=4_096)
def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"['’`]", "", plain).replace("_", " ")))


def name_hash(name: str) -> str:
    """The sha256 of ``name`` in the form in which names are compared: NFKC, small letters, words alone."""
    return sha256_hex(_folded(name).encode("utf-8", "surrogatepass"))


def without_names(source: Source) -> Source:
    """A confidential source with the hashes of its aliases in their place; any other as it is."""
    if not source.confidential or not source.aliases:
        return source
    hashes = {name_hash(alias) for alias in source.aliases if _folded(alias)}
    return replace(source, aliases=(), alias_hashes=tuple(sorted(hashes.union(source.alias_hashes))))


def with_source(report: Report, source: Source) -> Report:
    """``report`` tied to the registered ``source``: published under its name, whatever alias the report gave.

    The id is made anew from that name, so that it is the same under each of the source's names. A report that is
    tied to it already stays as it is.
    """
    if (report.source, report.publisher) == (source.id, source.name):
        return report
    return replace(
        report,
        id=Report.id_of(report.text, source.name, report.published, report.title),
        publisher=source.name,
        source=source.id,
    )


class Sources:
    """Registered sources, found by key, id, name or alias. Names are held as hashes: some must not be known."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._by_id: dict[str, Source] = {}
        self._by_name: dict[str, Source] = {}  # by the hash of the name
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        """Register one more. Raises UsageError where its id or a name of it is taken."""
        if source.id in self._by_id:
            raise UsageError(f"source {source.id} is there twice")
        self._by_id[source.id] = source
        names = (source.id.removeprefix("src_"), source.name, *source.aliases)
        for name in sorted({name_hash(name) for name in names if _folded(name)}.union(source.alias_hashes)):
            if (other := self._by_name.setdefault(name, source)) is not source:
                raise UsageError(f"sources {other.id} and {source.id} share a name or alias; keep it with one")

    def named(self, name: str) -> Source | None:
        """The source with that key, name or alias, whatever its case, accents and punctuation; else None."""
        return self._by_id.get(name) or self._by_name.get(name_hash(name))

    def __iter__(self) -> Iterator[Source]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)


@dataclass(frozen=True, slots=True)
class Register:
    """A table of sources, and how far those can be relied on of which it says so, by their ids."""

    sources: Sources
    reliability: Mapping[str, Reliability]


def read_sources(path: Path) -> Sources:
    """The sources of the table at ``path``, as :func:`read_register` reads it."""
    return read_register(path).sources


def read_register(path: Path) -> Register:
    """The register in the table at ``path``.

    Columns ``key`` (or ``id``), ``name``, ``kind``, ``language``, ``allegiance`` (an actor's id), ``aliases``
    (between semicolons), ``confidential`` (yes or no) and ``reliability`` (A to F); ``name`` alone is needed. The
    name of a confidential source must be a pseudonym: it is written down and published. Its aliases are not: it
    is given back with their hashes alone. Raises UsageError with the line.
    """
    try:
        table = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), restkey="more")
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown(path)}: byte {error.start} is not UTF-8; save the table as UTF-8") from error
    except OSError as error:
        raise UsageError(f"{shown(path)}: cannot be read ({error.strerror})") from error
    unknown = set(table.fieldnames or ()) - {*COLUMNS, "id"}
    if unknown or "name" not in (table.fieldnames or ()):
        raise UsageError(f"{shown(path)}: the columns of sources are {', '.join(COLUMNS)}; name is needed")
    registered, reliability = Sources(), dict[str, Reliability]()
    for row in table:
        try:
            registered.add(source := _source(row))
            if letter := _reliability(row):
                reliability[source.id] = letter
        except ValueError as error:
            raise UsageError(f"{shown(path)} line {table.line_num}: {error}") from error
    return Register(registered, reliability)


def _source(row: Mapping[str, str | None]) -> Source:
    cell = {column: _cell(column, row.get(column)) for column in (*COLUMNS, "id")}
    if "more" in row:
        raise ValueError("more cells than columns; put quotes around a cell with commas")
    if not cell["name"]:
        raise ValueError("column name is empty")
    source = Source(
        id=_id(cell["key"] or cell["id"], cell["name"]),
        name=cell["name"],
        kind=_kind(cell["kind"]),
        language=cell["language"] or None,
        allegiance=_allegiance(cell["allegiance"]),
        aliases=tuple(alias.strip() for alias in cell["aliases"].split(";") if alias.strip()),
        confidential=_yes(cell["confidential"]),
    )
    return without_names(source)


def _cell(column: str, written: str | None) -> str:
    try:
        return line_from(written or "")
    except ValueError as error:
        raise ValueError(f"column {column}: {error}") from error


def _id(key: str, name: str) -> str:
    key = key.removeprefix("src_")
    if key and not _KEY.fullmatch(key):
        raise ValueError(f"column key: {key!r} is not small letters and digits joined by _")
    return f"src_{key}" if key else source_id(name)


def _kind(cell: str) -> SourceKind:
    try:
        return SourceKind(cell or "unknown")
    except ValueError as error:
        known = ", ".join(kind.value for kind in SourceKind)
        raise ValueError(f"column kind: {cell!r} is none of {known}") from error


def _allegiance(cell: str) -> str | None:
    if cell and not cell.startswith("act_"):
        raise ValueError(f"column allegiance: {cell!r} is not the id of an actor, such as act_turkey")
    return cell or None


def _reliability(row: Mapping[str, str | None]) -> Reliability | None:
    cell = _cell("reliability", row.get("reliability"))
    try:
        return Reliability(cell.upper()) if cell else None
    except ValueError as error:
        raise ValueError(f"column reliability: {cell!r} is no letter from A to F") from error


def _yes(cell: str) -> bool:
    if cell.lower() not in _YES | _NO:
        raise ValueError(f"column confidential: {cell!r} is neither yes nor no")
    return cell.lower() in _YES
