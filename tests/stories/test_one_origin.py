"""Four outlets carry the word of one monitor: that is one origin, whoever else publishes it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import marsad
from marsad.demo import reports_folder, sources_file
from marsad.model import ClaimType, Degree

MONITOR = "Northern Syria Monitoring Network"
NOON_ON_THE_6TH = datetime(2017, 2, 6, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> marsad.Observatory:
    folder: Path = tmp_path_factory.mktemp("one-origin") / "al-bab"
    made = marsad.Observatory.create(folder, area="syria", replay=True)
    made.add_sources(sources_file())
    made.add([reports_folder()])
    return made


@pytest.mark.parametrize(
    ("known_at", "outlets", "said"),
    [
        (NOON_ON_THE_6TH, 3, "Reported by one origin through three outlets."),
        (None, 4, "Reported by one origin through four outlets, disputed by one."),
    ],
)
def test_one_origin_however_many_carry_it(
    observatory: marsad.Observatory, known_at: datetime | None, outlets: int, said: str
) -> None:
    verdict = observatory.siege("Al-Bab", as_of=date(2017, 2, 6), known_at=known_at)
    assert verdict.reported is not None
    assert [origin.name for origin in verdict.reported.origins] == [MONITOR]
    assert len(verdict.reported.outlets) == outlets
    assert verdict.headline.endswith(said)
    complete = [
        event
        for event in observatory.events(known_at=known_at)
        if event.type is ClaimType.SIEGE and event.degree is Degree.COMPLETE
    ]
    assert [[origin.name for origin in event.origins] for event in complete] == [[MONITOR]]
    assert [len(event.outlets) for event in complete] == [outlets]
