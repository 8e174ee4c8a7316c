"""Fusing and assessing the demonstration: the whole picture, isolation of every place, an edition's days."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

from marsad.demo import reports_folder, sources_file
from marsad.observatory import Observatory
from marsad.pipeline import picture_of
from marsad.sieges.isolation import isolation_levels

DAY = date(2017, 2, 6)
DAYS = (date(2017, 1, 15), date(2017, 2, 28))


def measure() -> Iterator[tuple[str, float, str, float | None, bool]]:
    with tempfile.TemporaryDirectory() as folder:
        observatory = Observatory.create(Path(folder) / "observatory", replay=True)
        observatory.add_sources(sources_file())
        started = perf_counter()
        added = observatory.add([reports_folder()])
        seconds = perf_counter() - started
        yield "reports received, read and recorded", len(added.accepted) / seconds, "reports/s", 25_000 / 120, True
        knowledge = observatory.knowledge()
        started = perf_counter()
        picture = picture_of(knowledge.reports, knowledge.claims, knowledge.sources, observatory.area)
        yield "fusing and assessing control, all reports", (perf_counter() - started) * 1000, "ms", None, False
        started = perf_counter()
        levels = isolation_levels(picture.ground(DAY))
        yield f"isolation of {len(levels)} places, one date", (perf_counter() - started) * 1000, "ms", None, False
        started = perf_counter()
        content = observatory.content(as_of=DAY, days=DAYS)
        yield "sieges and roads of 45 days", perf_counter() - started, "s", None, False
        started = perf_counter()
        observatory.publish_content(content, Path(folder) / "edition")
        yield "writing the demonstration's edition", perf_counter() - started, "s", None, False
