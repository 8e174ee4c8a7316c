"""``marsad sources``: the table, one source in detail, and what was known when."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from marsad.cli import app
from marsad.errors import UsageError
from marsad.ledger.entries import Entry, EntryKind
from marsad.ledger.reliability import reliability_of
from marsad.model import Reliability
from marsad.observatory import Observatory

REGISTER = """name,kind,language,allegiance,aliases,confidential
Hill Monitor,monitor,en,,the hill group,no
Coast Agency,agency,en,act_syrian_government,,no
Field 7,field,ar,,Samer Haddad,yes
"""
CLASH = "Government forces clashed with Islamic State in Tadef on {day} February 2017."
REPORTS = (
    (
        "2017-02-01T08:00:00Z",
        "Hill Monitor",
        CLASH.format(day=1),
    ),
    (
        "2017-02-02T08:00:00Z",
        "Hill Monitor",
        CLASH.format(day=2),
    ),
    (
        "2017-02-03T08:00:00Z",
        "Hill Monitor",
        CLASH.format(day=3),
    ),
    (
        "2017-02-04T08:00:00Z",
        "Hill Monitor",
        CLASH.format(day=4),
    ),
    ("2017-02-05T08:00:00Z", "Hill Monitor", "Islamic State controlled Bazaa on 4 February 2017."),
    ("2017-02-06T08:00:00Z", "Coast Agency", "The Syrian army controlled Bazaa on 4 February 2017."),
    ("2017-02-04T09:00:00Z", "Samer Haddad", "Shells fell on Tadef on 4 February 2017."),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sources")
    (root / "register.csv").write_text(REGISTER)
    lines = [json.dumps({"published": at, "publisher": who, "text": text}) for at, who, text in REPORTS]
    (root / "reports.jsonl").write_text("\n".join(lines))
    made = Observatory.create(root / "desk", replay=True)
    made.add_sources(root / "register.csv")
    assert not made.add([root / "reports.jsonl"]).refused
    return root / "desk"


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    answer = CliRunner().invoke(app, ["sources", "-o", str(folder), *arguments], env={"COLUMNS": "80"})
    assert answer.exit_code == code, answer.output
    return answer.output


def test_the_table_is_eighty_columns_wide_and_says_the_rule(folder: Path) -> None:
    text = run(folder, "--as-of", "2017-02-09")
    assert max(map(len, text.splitlines())) <= 80
    rows = [line for line in text.splitlines() if "Hill Monitor" in line]
    assert "2017-02-05" in rows[0] and rows[0].rstrip().endswith("4 d")
    assert "3 times its usual interval, a day at least" in " ".join(text.split())
    assert "field, ar, confidential" in text and "side: Syrian" in text
    assert "4 d" not in run(folder, "--as-of", "2017-02-09", "--silent-times", "6")


def test_a_confidential_source_stands_under_its_pseudonym_alone(folder: Path) -> None:
    for more in ((), ("--json",), ("Field 7",)):
        text = run(folder, *more)
        assert "Field 7" in text and "Haddad" not in text
    answer = CliRunner().invoke(app, ["sources", "-o", str(folder), "Samer Haddad"])
    assert answer.exit_code and "Field 7" not in answer.output


def test_who_was_contradicted_is_disputed_only_from_then_on(folder: Path) -> None:
    observatory = Observatory(folder)
    (now,) = observatory.sources("the hill group", as_of=date(2017, 2, 9))
    assert len(now.disputed) == 1
    before = datetime(2017, 2, 5, 12, tzinfo=UTC)
    (then,) = observatory.sources("Hill Monitor", known_at=before)
    assert then.disputed == () and then.silent is None and then.last == date(2017, 2, 5)
    assert "Coast Agency" in run(folder, "Hill Monitor", "--as-of", "2017-02-09")
    assert "Coast Agency" not in run(folder, "Hill Monitor", "--known-at", "2017-02-05T12:00")


def test_data_is_one_source_a_line(folder: Path) -> None:
    rows = [json.loads(line) for line in run(folder, "--json", "--as-of", "2017-02-09").splitlines()]
    assert [row["name"] for row in rows] == ["Hill Monitor", "Coast Agency", "Field 7"]
    assert rows[0]["silent_days"] == 4 and rows[0]["disputed"]["share"] == 0.2
    assert rows[0]["last"] == "2017-02-05" and rows[0]["reports_a_day"] == 0.167


def test_what_the_desk_judged_of_a_source_is_told_from_then_on(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text(REGISTER)
    hour = [datetime(2017, 2, 6, 8, tzinfo=UTC)]
    made = Observatory.create(tmp_path / "desk", clock=lambda: hour[0])
    made.add_sources(tmp_path / "register.csv")
    hour[0] = datetime(2017, 2, 7, 8, tzinfo=UTC)
    made.judge_source("Hill Monitor", "C", "two of its reports were wrong")
    assert [each.reliability for each in made.sources("Hill Monitor")] == [Reliability.C]
    assert made.sources("Hill Monitor", known_at=datetime(2017, 2, 6, 9, tzinfo=UTC))[0].reliability is None
    made.judge_source("the hill group", Reliability.B, "they were right")
    assert "reliability: B" in run(made.path)
    assert "B, Usually reliable." in run(made.path, "Hill Monitor")
    assert made.verify().faults == ()
    for wrong in (("Hill Monitor", "G", "why"), ("Hill Monitor", "A", " "), ("Nobody", "A", "why")):
        with pytest.raises(UsageError):
            made.judge_source(*wrong)
    assert made.sources("Hill Monitor")[0].reliability is Reliability.B


def test_a_source_is_judged_on_the_terminal_and_the_judgement_taken_back(folder: Path, tmp_path: Path) -> None:
    def asked(*words: str) -> tuple[int, str]:
        answer = CliRunner().invoke(app, [*words, "-o", str(folder)], env={"COLUMNS": "80"})
        return answer.exit_code, " ".join(answer.output.split())

    def judge(letter: str, name: str = "Hill Monitor", reason: str = "right in nine of ten") -> tuple[int, str]:
        return asked("judge-source", name, "--reliability", letter, "--reason", reason)

    assert judge("B") == (0, "Hill Monitor, from now on: B, Usually reliable.")
    observatory = Observatory(folder)
    report = next(each for each in observatory.reports() if each.publisher == "Hill Monitor")
    assert "B, Usually reliable. As the desk judged it." in asked("show", report.id)[1]
    assert "Usually reliable" not in asked("show", report.id, "--known-at", "2017-02-05T12:00")[1]
    assert judge("D", "Field 7")[0] == 0
    observatory.publish(tmp_path / "edition")
    pages = "".join(page.read_text() for page in (tmp_path / "edition").rglob("*.html"))
    assert "B: usually reliable, as this desk judged it" in pages
    assert "not usually reliable" not in pages and "right in nine of ten" not in pages
    assert "not judged" in judge("none", reason="it was another monitor")[1]
    told = asked("sources", "Hill Monitor")[1]
    assert "reliability: not judged" in told and "taken back: it was another monitor" in told
    assert "B: right in nine of ten" in told
    for wrong in (judge("G"), judge("A", "Nobody"), judge("A", reason=" ")):
        assert wrong[0] != 0


@pytest.mark.parametrize(
    "body",
    [
        {"judgement": "erasure", "source": "src_a", "reliability": "A"},
        {"judgement": "reliability", "source": 7, "reliability": "A"},
        {"judgement": "reliability", "source": "src_a", "reliability": ["A"]},
        {"judgement": "reliability", "source": "src_a"},
    ],
)
def test_a_judgement_of_another_form_judges_no_source(body: dict[str, Any]) -> None:
    assert reliability_of(body) is None
    assert reliability_of({"judgement": "reliability", "source": "src_a", "reliability": "A"})


def test_a_table_of_sources_says_how_reliable_they_are(tmp_path: Path) -> None:
    made = Observatory.create(tmp_path / "desk")
    table = tmp_path / "register.csv"
    table.write_text("name,kind,reliability\nHill Monitor,monitor,b\nCoast Agency,agency,\n")
    made.add_sources(table)
    made.add_sources(table)  # says nothing new
    judged = [entry for entry in entries(made) if entry.kind is EntryKind.JUDGEMENT]
    assert [reliability_of(entry.body) for entry in judged] == [("src_hill_monitor", Reliability.B)]
    made.judge_source("Hill Monitor", "D", "withdrew three reports in a week")
    table.write_text("name,kind,reliability\nHill Monitor,monitor,C\n")
    made.add_sources(table)
    assert made.sources("Hill Monitor")[0].reliability is Reliability.C
    assert made.sources("Coast Agency")[0].reliability is None
    table.write_text("name,reliability\nHill Monitor,very\n")
    with pytest.raises(UsageError, match=r"line 2: column reliability: 'very' is no letter from A to F"):
        made.add_sources(table)


def entries(made: Observatory) -> list[Entry]:
    with made.ledger() as ledger:
        return list(ledger.entries())
