"""A person in the countryside reports under a pseudonym; nothing that leaves the desk leads to the person."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

import marsad
from marsad.cli import main

NAME = "Khalil Mansur"
PSEUDONYM = "Field source K"
TABLE = f"name,kind,aliases,confidential\n{PSEUDONYM},field,{NAME};Abu Khalil,yes\n"
REPORT = f"""---
publisher: {NAME}
published: 2017-02-04T05:47:12Z
title: From my roof by the silo, {NAME}
---
ISIS retook Bazaa from the Free Syrian Army on Saturday with two car bombs.
"""


@pytest.fixture
def observatory(tmp_path: Path) -> marsad.Observatory:
    (tmp_path / "sources.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "khalil-0547.md").write_text(REPORT, encoding="utf-8")
    made = marsad.Observatory.create(tmp_path / "desk", replay=True)
    made.add_sources(tmp_path / "sources.csv")
    assert len(made.add([tmp_path / "khalil-0547.md"]).accepted) == 1
    return made


def test_the_report_counts_under_the_pseudonym(observatory: marsad.Observatory) -> None:
    [report] = observatory.reports()
    assert report.publisher == PSEUDONYM
    outlets = {outlet for event in observatory.events() for outlet in event.outlets}
    origins = {origin.name for event in observatory.events() for origin in event.origins}
    assert outlets == origins == {PSEUDONYM}


def test_no_file_of_the_edition_holds_name_title_hour_or_file_name(
    observatory: marsad.Observatory, tmp_path: Path
) -> None:
    days = (date(2017, 2, 1), date(2017, 2, 6))
    observatory.publish(tmp_path / "edition", days=days, as_of=days[1], full_texts=True)
    files = [path for path in (tmp_path / "edition").rglob("*") if path.is_file() and "vendor" not in path.parts]
    assert files
    for path in files:
        content = path.read_text(encoding="utf-8", errors="replace")
        for secret in (NAME, "Khalil", "my roof", "05:47", "khalil-0547"):
            assert secret not in content, f"{path.name} gives away {secret!r}"


def test_adding_a_table_says_which_names_will_be_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sources.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "report.md").write_text(REPORT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    marsad.Observatory.create("desk")
    monkeypatch.setattr(sys, "argv", ["marsad", "add", "report.md", "-o", "desk", "--sources", "sources.csv"])
    with pytest.raises(SystemExit):
        main()
    said, complained = capsys.readouterr()
    assert PSEUDONYM in said
    assert NAME not in said + complained
