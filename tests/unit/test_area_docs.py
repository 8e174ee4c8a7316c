"""What the documents say of areas is so: every column is explained, and the examples fit the bundled area."""

import csv
import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from marsad.areas import load_area
from marsad.areas.area import BUNDLED
from marsad.areas.check import check
from marsad.areas.tables import OUTLETS, TABLES, AreaHead
from marsad.model import Actor

ROOT = Path(__file__).parents[2]


def explained(table: str) -> list[str]:
    """The columns that docs/areas.md explains under the title ``table``."""
    text = (ROOT / "docs/areas.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {table}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(\w+)` \| .+ \|$", section, re.MULTILINE)


@pytest.mark.parametrize("table", [OUTLETS, *(table for table in TABLES if table.endswith(".csv"))])
def test_every_column_of_a_table_is_explained(table: str) -> None:
    with (BUNDLED / "syria" / table).open(encoding="utf-8", newline="") as rows:
        assert explained(table) == next(csv.reader(rows))


def test_every_column_of_actors_and_of_the_head_is_explained() -> None:
    assert set(explained("actors.yaml")) == {each.name for each in fields(Actor)}
    assert set(explained("area.toml")) == set(AreaHead.model_fields)


@pytest.mark.parametrize("guide", ["add-a-place", "add-an-actor"])
def test_the_examples_of_the_guides_fit_the_bundled_area(guide: str, tmp_path: Path) -> None:
    folder = tmp_path / "area"
    shutil.copytree(BUNDLED / "syria", folder)
    text = (ROOT / f"docs/how-to/{guide}.md").read_text(encoding="utf-8")
    examples = re.findall(r"```\w+ (\S+)\n(.+?)\n *```", text, re.DOTALL)
    assert examples
    for table, rows in examples:
        with (folder / table).open("a", encoding="utf-8") as target:
            target.write("\n".join(row.removeprefix("   ") for row in rows.splitlines()) + "\n")
    area = load_area(str(folder))
    assert [str(fault) for fault in check(area)] == []
    if guide == "add-a-place":
        assert area.place("Al-Exampel").id == "plc_example"
    else:
        assert area.actors["act_samarkand_brigade"].parent == "act_fsa"


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs/areas.md").read_text(encoding="utf-8")
    exec(re.findall(r"```python\n(.+?)```", text, re.DOTALL)[0], {})
    assert capsys.readouterr().out.split() == ["بزاعة", "True", "False"]


def test_notice_names_every_gazetteer_that_a_place_comes_from() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    sources = {place.source.split(",")[0] for place in load_area("syria").places.values()}
    for source in sorted(sources):
        assert source.startswith("common knowledge") or source.split()[0] in notice
