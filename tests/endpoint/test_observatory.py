"""An observatory that names the endpoint as its reader: what is sent, what stays, and what is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marsad import Observatory
from marsad.errors import UsageError

pytestmark = pytest.mark.usefixtures("installed")

TEXT = "Government forces captured the town of Tadef on Sunday, residents said."
CAPTURE = {
    "quote": "Government forces captured the town of Tadef",
    "type": "capture",
    "modality": "asserted",
    "places": [{"mention": "Tadef"}],
}


@pytest.fixture
def folder(desk: Any, tmp_path: Path) -> Path:
    Observatory.create(tmp_path / "desk", area="syria")
    with (tmp_path / "desk" / "marsad.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'reader = "endpoint"\n[readers.endpoint]\nurl = "{desk.server.url}"\nmodel = "small"\n')
    return tmp_path / "desk"


def test_open_reports_are_sent_and_confidential_ones_are_kept_unread(
    desk: Any, folder: Path, tmp_path: Path
) -> None:
    desk.will(desk.claims(CAPTURE))
    (tmp_path / "sources.csv").write_text(
        "name,kind,aliases,confidential\nOlive Tree,outlet,Abu Example,yes\nA Station,field,,\n", encoding="utf-8"
    )
    reports = tmp_path / "reports"
    reports.mkdir()
    for number, publisher in enumerate(("An Agency", "Abu Example", "A Station", "Olive Tree")):
        written = f"---\npublisher: {publisher}\npublished: 2017-02-06\n---\n{TEXT} ({number})\n"
        (reports / f"{number}.md").write_text(written, encoding="utf-8")
    (reports / "4.md").write_text(f"---\npseudonym: A Pine\n---\n{TEXT} (4)\n", encoding="utf-8")
    observatory = Observatory(folder)
    observatory.add_sources(tmp_path / "sources.csv")
    added = observatory.add([reports])
    assert (len(added.accepted), added.claims) == (5, 1)
    assert len(desk.server.seen) == 1 and "(0)" in str(desk.server.seen[0].form)
    assert sum("not sent" in issue.reason for issue in observatory.knowledge().issues) == added.issues == 4
    [claim] = Observatory(folder).claims()
    assert claim.reader == "endpoint 0.1.0 small"
    assert added.account[0].startswith("1 report put to the model: 1 request")
    assert observatory.verify().faults == ()


def test_a_report_that_the_service_leaves_unread_is_not_accepted_and_can_be_added_again(
    desk: Any, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(f"---\npublished: 2017-02-06\n---\n{TEXT}\n", encoding="utf-8")
    observatory = Observatory(folder)
    desk.will(desk.status(401))
    added = observatory.add([tmp_path / "a.md"])
    assert (added.accepted, len(added.refused)) == ([], 1)
    assert observatory.verify().faults == ()
    desk.will(desk.claims(CAPTURE))
    added = observatory.add([tmp_path / "a.md"])
    assert (len(added.accepted), added.claims, added.refused) == (1, 1, [])
    assert observatory.verify().faults == ()


def test_a_reader_that_cannot_be_had_stops_before_anything_is_received(folder: Path, tmp_path: Path) -> None:
    settings = folder / "marsad.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + 'key = "sk-secret"\n', encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(UsageError, match="MARSAD_ENDPOINT_KEY") as raised:
        Observatory(folder).add([tmp_path / "a.txt"])
    assert "sk-secret" not in str(raised.value)
    assert Observatory(folder).reports() == ()
