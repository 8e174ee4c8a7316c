"""``marsad area check, show, baseline`` and ``marsad eval`` of places: exit codes, answers, plain errors."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

MAP = """return { marks = {
{ lat = "36.349", long = "37.531", mark = "Location dot red.svg", marksize = "8", label = "[[Tadef]]" },
{ lat = "36.370", long = "37.516", mark = "Location dot black.svg", marksize = "8", label = "[[Al-Bab]]" },
%s
} }"""
AS_OF = ("--war", "syria", "--as-of", "2017-01-01", "--source", "our own map")


Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


def in_its_own_process(*words: str | Path) -> Done:
    code = "from marsad.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_show_and_check_the_bundled_area() -> None:
    shown = in_its_own_process("area", "show", "تادف", "--json")
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["places"][0]["id"] == "plc_tadef"
    checked = in_its_own_process("area", "check", "syria", "--json")
    assert checked.returncode == 0
    assert json.loads(checked.stdout)["faults"] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "Tadif al-Kabira"), "no place and no actor called 'Tadif al-Kabira'"),
        (("show", "Tadef", "--area", "gaul"), "no area called 'gaul'"),
        (("check", "gaul"), "no area called 'gaul'"),
        (("baseline", "syria", "none.lua", *AS_OF), "none.lua: cannot be read"),
        (("baseline", "syria", "none.csv", *AS_OF), "none.csv: cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_said_plainly(marsad: Run, words: tuple[str, ...], message: str) -> None:
    done = marsad("area", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_map_becomes_a_baseline_file(marsad: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "map.lua", tmp_path / "baseline.csv"
    path.write_text(MAP % "", encoding="utf-8")
    assert marsad("area", "baseline", "syria", path, *AS_OF, "--out", out).returncode == 0
    with out.open(encoding="utf-8", newline="") as rows:
        held = {row["place"]: row["holder"] for row in csv.DictReader(rows)}
    assert held == {"plc_tadef": "act_syrian_government", "plc_al_bab": "act_isis"}


def test_a_map_with_rows_that_are_not_taken_is_no_success(marsad: Run, tmp_path: Path) -> None:
    path = tmp_path / "map.lua"
    path.write_text(
        MAP % '{ lat = "0", long = "0", mark = "Location dot red.svg", label = "Null" },', encoding="utf-8"
    )
    done = marsad("area", "baseline", "syria", path, *AS_OF)
    assert done.returncode == 1
    assert "map.lua line 4: Null: no such place in the area" in done.stdout


@pytest.mark.parametrize("name", ["corpus.xml", "verbs.jsonl"])
def test_a_corpus_that_is_not_there_is_named(marsad: Run, name: str) -> None:
    done = marsad("eval", name, "--area", "syria")
    assert done.returncode == 2
    assert f"{name}: cannot be read" in done.stderr
