"""What the tests of formats share: receiving a file as the desk does, with a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from marsad.errors import UnreadableReportError
from marsad.reports.form import Received, ReportDefaults
from marsad.reports.pseudonyms import Pseudonyms
from marsad.reports.receive import receive

TODAY = date(2026, 3, 1)
Took = Callable[..., tuple[list[Received], list[str]]]


@pytest.fixture
def take(tmp_path: Path) -> Took:
    """Writes a file and receives it: the reports, and the messages of what was refused."""

    def taken(
        name: str,
        content: str | bytes,
        *,
        publisher: str | None = None,
        key: bytes | None = b"k" * 32,
        day_first: bool | None = None,
    ) -> tuple[list[Received], list[str]]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = receive(
            path,
            defaults=ReportDefaults(publisher, day_first=day_first),
            today=TODAY,
            pseudonyms=Pseudonyms(key) if key else None,
        )
        both = list(found)
        return (
            [each for each in both if isinstance(each, Received)],
            [str(each).removeprefix(f"{path}") for each in both if isinstance(each, UnreadableReportError)],
        )

    return taken
