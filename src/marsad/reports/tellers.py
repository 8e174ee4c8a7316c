"""Whose reports those just received are, as far as is known outside an observatory; who must not be exposed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from marsad.model import Source, SourceKind
from marsad.reports.form import Received
from marsad.reports.sources import Sources, name_hash, read_sources


def tellers_of(received: Iterable[Received], register: Path | None) -> dict[str, Source]:
    """The source of each report, by the report's id, where a file or the table ``register`` describes one.

    What is said to be confidential anywhere, by the report's own file, by another of the same name or by the
    register, is confidential. Raises UsageError where the register cannot be read.
    """
    arrivals = list(received)
    known = read_sources(register) if register else Sources()
    declared: dict[str, list[Source]] = {}
    for each in arrivals:
        if each.source is not None:
            declared.setdefault(name_hash(each.source.name), []).append(each.source)
    found: dict[str, Source] = {}
    for each in arrivals:
        name = each.report.publisher or ""
        namesakes = (known.named(name) if name else None, *declared.get(name_hash(name), ()))
        tellers = [source for source in (each.source, *namesakes) if source is not None]
        if tellers:
            found[each.report.id] = next(filter(_confidential, tellers), tellers[0])
    return found


def _confidential(source: Source) -> bool:
    return source.confidential or source.kind is SourceKind.FIELD
