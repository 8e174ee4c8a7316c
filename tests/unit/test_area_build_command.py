"""``marsad area build`` at the command line: what it prints, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from marsad.cli import main

GOOD = "name,kind,lat,lon,country\nAl-Bab,town,36.3705,37.5157,SY\nTadif,town,36.349,37.531,SY\n"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def marsad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("mine.csv").write_text(GOOD, encoding="utf-8")

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["marsad", "area", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code, printed.out + printed.err

    return run


def test_a_build_that_takes_every_row_ends_with_0(marsad: Run) -> None:
    code, printed = marsad("build", "north", "--csv", "mine.csv")
    assert code == 0
    assert "2 places, 2 of them new" in printed
    assert "name = name, kind = kind" in printed
    assert Path("north/places.csv").is_file()


def test_a_refused_row_is_printed_and_ends_with_1(marsad: Run) -> None:
    Path("mine.csv").write_text(f"{GOOD}Odd,town,38.5,36.3,SY\n", encoding="utf-8")
    code, printed = marsad("build", "north", "--csv", "mine.csv")
    assert code == 1
    assert "mine.csv line 4: Odd: lat 38.5, lon 36.3 look swapped" in printed
    assert Path("north/places.csv").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--csv", "none.csv"), "none.csv: there is no such file"),
        (("--csv", "mine.csv", "--map", "mine.csv:nam=name"), "is no mapping such as"),
        (("--csv", "mine.csv", "--map", "other.csv:name=name"), "other.csv is none of the tables"),
        (("--csv", "mine.csv", "--map", "name=nome"), "no column is called 'nome'"),
        (("--csv", "mine.csv", "--country", "ZZ"), "ZZ: no country code"),
        (("--csv", "mine.csv", "--start-from", "atlantis"), "no area called 'atlantis'"),
        ((), "no source says which country"),
    ],
)
def test_an_error_is_plain_and_ends_with_2(marsad: Run, words: tuple[str, ...], said: str) -> None:
    code, printed = marsad("build", "north", *words)
    assert code == 2
    assert said in " ".join(printed.split())
    assert "Traceback" not in printed
    assert not Path("north").exists()


def test_a_name_that_leads_out_of_the_folder_is_refused(marsad: Run) -> None:
    assert marsad("build", "../north", "--csv", "mine.csv")[0] == 2


def test_a_map_with_a_constant_and_one_table_needs_no_file_name(marsad: Run) -> None:
    Path("mine.csv").write_text("Ort,Breite,Länge\nTadif,36.349,37.531\n", encoding="utf-8")
    code, printed = marsad("build", "n", "--csv", "mine.csv", "--map", "name=Ort", "--map", "country==SY")
    assert code == 0, printed
    assert ",Tadif,,village,36.349,37.531," in Path("n/places.csv").read_text(encoding="utf-8")


def test_the_help_teaches(marsad: Run) -> None:
    code, printed = marsad("build", "--help")
    assert code == 0
    for words in ("marsad area build mali --country ML", "report.csv", "Ids never change"):
        assert words in " ".join(printed.split())
