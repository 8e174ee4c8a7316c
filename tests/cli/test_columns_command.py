"""``marsad add`` of a spreadsheet and ``marsad columns``: shown, confirmed once, remembered, forgotten."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from marsad.observatory import Observatory

LOG = "رقم الحادث;التاريخ;المكان;الوصف\nA-1;06.02.2017;Al-Bab;Shelling killed three people.\n"


Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def log(tmp_path: Path, marsad: Run) -> Path:
    assert marsad("init", "desk").returncode == 0
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_where_nobody_can_be_asked_it_says_what_to_do_and_receives_nothing(marsad: Run, log: Path) -> None:
    done = marsad("add", log, "-o", "desk")
    assert done.returncode == 2
    assert "--yes" in done.stderr and "--columns" in done.stderr
    assert all(len(line) <= 80 for line in done.stdout.splitlines() if "│" in line)
    assert Observatory("desk").reports() == ()


def test_what_was_confirmed_once_is_not_asked_again(marsad: Run, log: Path) -> None:
    assert marsad("add", log, "-o", "desk", typed="y").returncode == 0
    log.write_text(LOG + "A-2;07.02.2017;Tadef;Shelling killed two people.\n", encoding="utf-8")
    done = marsad("add", log, "-o", "desk")
    assert (done.returncode, "1 report accepted" in done.stdout) == (0, True)
    assert {report.ref for report in Observatory("desk").reports()} == {"A-1", "A-2"}


def test_a_wrong_guess_is_changed_in_the_talk(marsad: Run, log: Path) -> None:
    assert marsad("add", log, "-o", "desk", typed="colour=x\nplace=\ny").returncode == 0
    (report,) = Observatory("desk").reports()
    assert report.row is not None and report.row["place"] == ""


def test_who_says_no_receives_nothing(marsad: Run, log: Path) -> None:
    assert marsad("add", log, "-o", "desk", typed="n").returncode == 2
    assert Observatory("desk").reports() == ()


def test_what_is_said_on_the_command_line_needs_no_further_word(marsad: Run, log: Path) -> None:
    assert marsad("add", log, "-o", "desk", "--columns", "text=الوصف,place=").returncode == 0
    assert "text=الوصف" in marsad("columns", "list", "-o", "desk").stdout


def test_a_guess_is_taken_with_yes_and_undone_by_forgetting(marsad: Run, log: Path) -> None:
    assert marsad("add", log, "-o", "desk", "--yes").returncode == 0
    assert marsad("columns", "forget", "log.csv", "-o", "desk").returncode == 0
    assert "Nothing is remembered" in marsad("columns", "list", "-o", "desk").stdout
    assert marsad("add", log, "-o", "desk").returncode == 2
    assert marsad("columns", "forget", "log.csv", "-o", "desk").returncode == 2


def test_what_is_in_question_is_asked_even_with_yes(marsad: Run, log: Path) -> None:
    log.write_text("Day,Notes\n04/05/2017,Shelling hit the town again\n", encoding="utf-8")
    done = marsad("add", log, "-o", "desk", "--yes")
    assert done.returncode == 2 and "dates=dmy or dates=mdy" in done.stderr
    assert marsad("add", log, "-o", "desk", "--columns", "dates=mdy").returncode == 0


def test_columns_are_shown_without_an_observatory(marsad: Run, log: Path) -> None:
    done = marsad("columns", "show", log)
    assert done.returncode == 0 and "الوصف" in done.stdout and "text" in done.stdout
    assert marsad("columns", "show", "nothing.csv").returncode == 2


def test_coded_events_are_told_and_not_asked_about(marsad: Run, log: Path) -> None:
    heads = "event_id_cnty,event_date,sub_event_type,time_precision,geo_precision,fatalities,location,notes"
    log.write_text(f"{heads}\nSYR1,2017-02-06,Armed clash,1,1,4,Al-Bab,They fought\n", encoding="utf-8")
    done = marsad("add", log, "-o", "desk")
    assert done.returncode == 0 and "coded events" in done.stdout and "--publisher" in done.stdout
    (claim,) = Observatory("desk").claims()
    assert (claim.reader, claim.report_ref) == ("coded-acled 1", "SYR1")


def test_the_same_from_python(tmp_path: Path, log: Path) -> None:
    observatory = Observatory(tmp_path / "desk")
    assert "has not been confirmed" in observatory.add([log]).refused[0]
    assert len(observatory.add([log], columns={"place": ""}).accepted) == 1
    assert observatory.add([log]).known_already
