"""Every question takes --as-of and --known-at, and answers at a moment as the ledger cut there would."""

from __future__ import annotations

import csv
import inspect
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from marsad import observatory as module
from marsad.asking import Asking
from marsad.cli import app
from marsad.demo import reports_folder, sources_file
from marsad.ledger.entries import NewEntry
from marsad.ledger.opening import ORIGINALS_FOLDER, new_ledger
from marsad.observatory import Observatory
from marsad.settings import write_settings

DAY, CUT = "2017-02-06", "cut"
BEFORE = datetime(2017, 1, 2, tzinfo=UTC)  # of the first report
NOON = datetime(2017, 2, 6, 12, tzinfo=UTC)
NIGHT = datetime.combine(date(2017, 2, 7), time.max, UTC)
NO_DAY = {"show": "a report is no state of the ground", "copies": "nor is a text"}
BETWEEN = {"diff": "takes two moments, A..B"}
LISTS = (
    "control", "roads --all", "events", "tolls", "claims", "reports", "issues", "siege", "siege Al-Bab", "sources",
)  # fmt: skip
PARTS = ("roads", "control Al-Bab Tadef", "events --place Al-Bab --type route_cut", "tolls Al-Bab")
UP_TO = {"reports": "published", "claims": "from", "events": "from", "issues": "published"}


def questions() -> Iterator[tuple[str, set[str]]]:
    """Every command that answers something, with its options."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        if command.rich_help_panel in {"Ask", "Publish"} or name == "export":
            yield name, {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize(("name", "options"), sorted(questions()), ids=lambda value: str(value)[:12])
def test_every_question_takes_a_day_on_the_ground_and_a_moment_of_the_ledger(name: str, options: set[str]) -> None:
    assert "--known-at" in options
    assert ("--as-of" in options) is (name not in NO_DAY)


def test_every_question_from_python_takes_the_moment() -> None:
    for name, method in inspect.getmembers(Asking, inspect.isfunction):
        if name.startswith("_") or name in {"now", "derived"}:
            continue
        expected = {"since", "until"} if name == "difference" else {"known_at"}
        assert expected <= set(inspect.signature(method).parameters), name


@pytest.fixture(scope="module", autouse=True)
def opened_once() -> Iterator[None]:
    """Each observatory stays open, as on a desk: what it concluded of a moment is not concluded anew."""
    opened = cache(lambda folder, _how: Observatory(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "Observatory", lambda folder: opened(folder, module.FUSED_ANEW))
        yield


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    made = Observatory.create(tmp_path_factory.mktemp("asking") / "whole", replay=True)
    made.add_sources(sources_file())
    made.add([reports_folder()])
    return made


def cut(whole: Observatory, folder: Path, moment: datetime | None, store: str = "") -> Path:
    """An observatory whose ledger ends with what was recorded at ``moment``, entry for entry the same."""
    folder.mkdir()
    with whole.ledger() as ledger, new_ledger(folder, store) as copy:
        entries = ledger.entries(known_at=moment)
        copy.append_all(NewEntry(each.kind, each.body, each.recorded_at) for each in entries)
    if not store:
        (folder / ORIGINALS_FOLDER).mkdir()
    write_settings(folder, area="syria", title=whole.settings.title, store=store)
    return folder


@pytest.fixture(scope="module", params=["of a file", "of a file, from derived tables", "of a server"])
def whole(
    request: pytest.FixtureRequest, demonstration: Observatory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        if "tables" in request.param:
            patch.setattr(module, "FUSED_ANEW", 0)
        if "server" not in request.param:
            yield demonstration.path
        else:
            store = request.getfixturevalue("postgres").url("asking")
            yield cut(demonstration, tmp_path_factory.mktemp("server") / "desk", None, store)


Cuts = Callable[[datetime], Path]


@pytest.fixture(scope="module")
def cuts(demonstration: Observatory, tmp_path_factory: pytest.TempPathFactory) -> Cuts:
    made: dict[datetime, Path] = {}

    def at(moment: datetime) -> Path:
        if moment not in made:
            made[moment] = cut(demonstration, tmp_path_factory.mktemp("cut") / CUT, moment)
        return made[moment]

    return at


def ask(folder: Path, question: str, *options: str) -> str:
    how = 0 if folder.name == CUT else module.FUSED_ANEW  # what a cut ledger answers is asked once
    return _answered(folder, (*question.split(), *options), how)


@cache
def _answered(folder: Path, asked: tuple[str, ...], _how: int) -> str:
    answer = CliRunner().invoke(app, [*asked, "-o", str(folder)], env={"COLUMNS": "80"})
    assert answer.exit_code == 0, answer.output
    return answer.output


def rows(folder: Path, question: str, *options: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in ask(folder, question, *options, "--json").splitlines()]


@pytest.mark.parametrize("moment", [BEFORE, NOON, NIGHT], ids=["before all", "noon", "night"])
def test_an_answer_at_a_moment_is_that_of_the_ledger_cut_there(whole: Path, cuts: Cuts, moment: datetime) -> None:
    then = ("--known-at", moment.isoformat())
    for question in (*LISTS, *PARTS):
        found = rows(whole, question, "--as-of", DAY, *then)
        assert found == rows(cuts(moment), question, "--as-of", DAY, *then), question
        if question != "sources":  # which are silent by the clock too
            assert found == rows(cuts(moment), question, "--as-of", DAY), question
    assert rows(whole, "control", *then) == rows(cuts(moment), "control")  # on the last day known of then
    for question in ("brief", "siege Al-Bab"):
        assert ask(whole, question, "--as-of", DAY, *then) == ask(cuts(moment), question, "--as-of", DAY, *then)


@pytest.mark.parametrize("moment", [NOON, NIGHT], ids=["noon", "night"])
def test_an_edition_of_a_moment_is_that_of_the_ledger_cut_there(whole: Path, cuts: Cuts, moment: datetime) -> None:
    day = date.fromisoformat(DAY)
    asked = {"as_of": day, "days": (day - timedelta(days=2), day), "known_at": moment}
    there, here = (Observatory(folder).content(**asked) for folder in (cuts(moment), whole))  # type: ignore[arg-type]
    assert here == there


def test_before_the_first_report_there_is_the_baseline_and_nothing_else(whole: Path) -> None:
    then = ("--known-at", BEFORE.isoformat())
    for question in LISTS:
        found = rows(whole, question, "--as-of", DAY, *then)
        if question == "control":
            assert {(row["grade"], str(row["sources"])) for row in found} == {("baseline", "[]")}
        elif question.startswith("roads"):
            assert found
            assert {(row["explicit"], row["grade"]) for row in found} == {(False, "inferred")}
        elif question == "siege Al-Bab":
            assert [row["reported"] for row in found] == ["not besieged"]
        elif question == "sources":
            assert {row["reports"] for row in found} <= {0}
        else:
            assert found == [], question


def test_a_day_alone_means_its_end(whole: Path) -> None:
    for question in LISTS:
        at_end = rows(whole, question, "--as-of", DAY, "--known-at", "2017-02-06T23:59:59.999999")
        assert rows(whole, question, "--as-of", DAY, "--known-at", "2017-02-06") == at_end
        in_damascus = rows(whole, question, "--as-of", DAY, "--known-at", "2017-02-07T01:59:59.999999+02:00")
        assert in_damascus == at_end
    assert rows(whole, "reports", "--known-at", "2017-02-06") != rows(whole, "reports", "--known-at", "2017-02-05")


def test_as_of_leaves_out_what_came_later_on_the_ground(whole: Path) -> None:
    for question, field in UP_TO.items():
        found, every = rows(whole, question, "--as-of", DAY), rows(whole, question)
        until_then = [row for row in every if not row[field] or str(row[field]) <= DAY]
        assert found == until_then
        assert len(found) < len(every)
    assert rows(whole, "tolls", "--as-of", DAY) != rows(whole, "tolls")


def test_tables_are_eighty_columns_wide_and_name_who_says_so(whole: Path) -> None:
    for question in (*LISTS, *PARTS):
        for line in ask(whole, question, "--as-of", DAY).splitlines():
            assert len(line.rstrip()) <= 80, question
    assert "Northern Syria" in ask(whole, "control Bazaa", "--as-of", DAY)
    assert "corroborated" in ask(whole, "control Bazaa", "--as-of", DAY)


@pytest.mark.parametrize("question", [each for each in LISTS if each != "sources"])
def test_csv_has_the_rows_of_json(whole: Path, question: str) -> None:
    table = list(csv.DictReader(ask(whole, question, "--as-of", DAY, "--csv").splitlines()))
    data = rows(whole, question, "--as-of", DAY)
    assert len(table) == len(data)
    assert all(set(one) == set(other) for one, other in zip(table, data, strict=True))
    both = CliRunner().invoke(app, [*question.split(), "--json", "--csv", "-o", str(whole)])
    assert both.exit_code != 0


def test_what_the_help_says_of_the_two_is_the_same_everywhere() -> None:
    said: dict[str, set[str]] = {"--as-of": set(), "--known-at": set()}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for parameter in command.params:
            for option in said.keys() & set(parameter.opts):
                if name not in BETWEEN or option == "--as-of":
                    said[option].add(re.sub(r"\s+", " ", parameter.help))
    assert len(said["--known-at"]) == 1
    assert len(said["--as-of"]) == 2  # of the state of a day, and of what had begun by a day
