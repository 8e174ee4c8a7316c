"""What a desk asks of the derived tables: what changed and why, reading again, who printed the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marsad import observatory as module
from marsad.cli import app
from marsad.commands.terminal_tables import differences
from marsad.derived.kept import Derived
from marsad.errors import LedgerError, UsageError
from marsad.model import Report, Source
from marsad.observatory import Observatory
from marsad.pipeline import Reading
from marsad.reading_again import ReadAgain
from marsad.reports.copies import copies

NOON, NIGHT = datetime(2017, 2, 6, 12, tzinfo=UTC), datetime(2017, 2, 7, 23, 59, tzinfo=UTC)
DAY = date(2017, 2, 6)
REPORT = """---
id: nm-1
published: 2017-02-06
source: Northern Monitor
---
The army captured Tadef.
"""


def run(*arguments: str) -> str:
    answer = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80"})
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_kept_pictures_are_those_made_anew_at_every_moment(
    demonstration: Observatory, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [report.published_at for report in demonstration.reports() if report.published_at]
    anew = [demonstration.picture(moment) for moment in (*moments, None)]
    monkeypatch.setattr(module, "FUSED_ANEW", 0)
    kept = Observatory(demonstration.path)
    for moment, expected in zip((*moments, None), anew, strict=True):
        found = kept.picture(moment)
        assert found == expected
        for place, day in (("plc_al_bab", DAY), ("plc_al_bab", date(2017, 3, 20)), ("plc_tadef", DAY)):
            verdict, shown = kept.siege_shown(place, as_of=day, known_at=moment)
            assert verdict == expected.siege(place, day)
            cited = {claim for reason in verdict.reasons for claim in reason.claims}
            assert shown.claims == {claim: expected.claims[claim] for claim in cited if claim in expected.claims}
        assert found.siege("plc_al_bab", DAY) == expected.siege("plc_al_bab", DAY)


def test_a_folder_that_cannot_hold_tables_still_answers(
    demonstration: Observatory, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = demonstration.picture()
    monkeypatch.setattr(module, "FUSED_ANEW", 0)
    monkeypatch.setattr(module, "DERIVED_FILE", "no/such/folder/derived.sqlite")
    assert Observatory(demonstration.path).picture() == expected


def test_what_a_later_report_changed_names_its_reading(demonstration: Observatory) -> None:
    changes = demonstration.difference(NOON, NIGHT, as_of=DAY)
    road = [change for change in changes if change.what == "event" and "route cut" in change.after]
    assert road
    with demonstration.ledger() as ledger:
        entries = {entry.seq: entry for entry in ledger.entries()}
    for cause in (cause for change in changes for cause in change.because):
        assert entries[cause.seq].kind.value == cause.kind == "reading"
        assert entries[cause.seq].body["report"] == cause.subject
        assert NOON < entries[cause.seq].recorded_at <= NIGHT
    sieges = [change for change in changes if change.what == "siege"]
    assert [change.subject for change in sieges] == ["plc_al_bab"]
    assert sieges[0].after == demonstration.siege("Al-Bab", as_of=DAY, known_at=NIGHT).headline


def test_between_a_moment_and_itself_nothing_changed(demonstration: Observatory) -> None:
    assert demonstration.difference(NOON, NOON, as_of=DAY) == ()
    assert "Nothing is told otherwise" in run(
        "diff", "--known-at", "2017-02-06T12:00..2017-02-06T12:00", "-o", str(demonstration.path)
    )


def test_the_command_tells_it_in_eighty_columns_and_as_data(demonstration: Observatory) -> None:
    asked = (
        "diff",
        "--known-at",
        "2017-02-06T12:00..2017-02-07",
        "--as-of",
        "2017-02-06",
        "-o",
        str(demonstration.path),
    )
    shown = run(*asked)
    assert "told otherwise" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    rows = [json.loads(line) for line in run(*asked, "--json").splitlines()]
    assert {row["what"] for row in rows} >= {"event", "siege"}
    wrong = CliRunner().invoke(app, ["diff", "--known-at", "2017-02-06"])
    assert wrong.exit_code == 2
    assert "two moments" in wrong.output


def test_copies_are_shown_with_the_words_that_differ(demonstration: Observatory) -> None:
    copy, first = next(iter(sorted(copies(demonstration.reports()).items())))
    group = demonstration.copies_of(copy)
    assert group[0].report.id == first
    assert copy in [each.report.id for each in group]
    assert group[0].shared == 1
    assert first in run("copies", copy, "-o", str(demonstration.path))
    with pytest.raises(UsageError, match="no report"):
        demonstration.copies_of("rep_nobody")


def test_differences_say_what_was_taken_out_and_put_in() -> None:
    assert list(differences("the army took the old town", "the army left the town today")) == [
        "… the army [- took -] [+ left +] …",
        "… army took the [- old -] …",
        "… the old town [+ today +] …",
    ]


def test_reading_again_adds_a_reading_and_leaves_what_was_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "report.txt"
    text.write_text(REPORT)
    made = Observatory.create(tmp_path / "observatory")
    made.add([text])
    before = made.claims()
    assert made.read_again() == ReadAgain(same=1)
    then = datetime.now(UTC)

    def silent(told: Sequence[tuple[Report, Source | None]], *_: object, **__: object) -> list[Reading]:
        return [Reading(report.id, "silent 1", (), ()) for report, _ in told]

    monkeypatch.setattr("marsad.reading.recorded.readings_of", silent)
    assert made.read_again(["nm-1"]) == ReadAgain(recorded=1, went=len(before))
    assert made.claims() == ()
    assert made.claims(known_at=then) == before
    assert made.picture(then).fusion.events != ()
    assert made.picture().fusion.events == ()
    with pytest.raises(UsageError, match="no report 'nm-2'"):
        made.read_again(["nm-2"])


def test_rebuilding_twice_gives_the_same_tables(demonstration: Observatory) -> None:
    run("rebuild", "-o", str(demonstration.path))
    first = (demonstration.path / "derived.sqlite").read_bytes()
    run("rebuild", "-o", str(demonstration.path))
    assert len(first) == len((demonstration.path / "derived.sqlite").read_bytes())


def test_tables_of_an_earlier_layout_are_made_anew_and_foreign_ones_are_left_alone(
    demonstration: Observatory, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "earlier.sqlite") as earlier:
        earlier.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        earlier.execute("INSERT INTO meta VALUES ('layout', '2')")
        earlier.execute("CREATE TABLE of_an_earlier_layout (one INTEGER, other INTEGER)")
    earlier.close()
    with Derived(tmp_path / "earlier.sqlite", demonstration.ledger, demonstration.area) as derived:
        assert derived.catch_up() > 0
    with sqlite3.connect(tmp_path / "foreign.sqlite") as foreign:
        foreign.execute("CREATE TABLE notes (words TEXT)")
    foreign.close()
    with pytest.raises(LedgerError, match="did not make"):
        Derived(tmp_path / "foreign.sqlite", demonstration.ledger, demonstration.area)
    assert [name for (name,) in _names(tmp_path / "foreign.sqlite")] == ["notes"]


def _names(path: Path) -> list[tuple[str]]:
    kept = sqlite3.connect(path)
    try:
        return kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    finally:
        kept.close()
