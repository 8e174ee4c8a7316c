"""The recipe for linguists in docs/reading.md works as written, and tells all the words that the tables use."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import marsad
from marsad.claims.lang.en.tables import table
from marsad.evaluation.cases import Group, matched, wrong_fields
from marsad.model import Claim

PAGE = (Path(__file__).parents[2] / "docs" / "reading.md").read_text(encoding="utf-8")
RECIPE = PAGE[PAGE.index("## Add a verb or a frame") : PAGE.index("## What it does not do yet")]
BLOCK = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
BLOCKS = {name: yaml.load(block, yaml.BaseLoader) for name, block in BLOCK.findall(RECIPE)}
COMMAND = re.search(r'```\nmarsad (read .*?) --text "(.*?)"\n```', RECIPE)
CASES = Group.model_validate(
    {"group": "recipe", "title": "The recipe", **yaml.safe_load(dict(BLOCK.findall(RECIPE))["constructions.yaml"])}
).cases


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package to edit, as a linguist edits a checkout; only its tables are files of its own."""
    package = tmp_path / "marsad"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(marsad.__file__).parent, package, copy_function=os.symlink, ignore=ignore)
    return tmp_path


def run(checkout: Path, *options: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}
    code = "from marsad.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "read", *options],
        env=environment,
        cwd=checkout,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def claims_read(checkout: Path) -> list[list[Claim]]:
    """What is read from each case of the recipe, in order."""
    batch = checkout / "cases.jsonl"
    lines = [
        {"id": str(number), "text": case.text, "published": case.published.isoformat(), "language": "en"}
        for number, case in enumerate(CASES)
    ]
    batch.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found: list[list[Claim]] = [[] for _ in CASES]
    for line in run(checkout, str(batch), "--format", "jsonl").splitlines():
        claim = Claim.from_json(json.loads(line))
        found[int(claim.report_ref or 0)].append(claim)
    return found


def follow_the_recipe(checkout: Path) -> None:
    """Put the recipe's own blocks into the tables that they name, above what is there."""
    for name in ("words.yaml", "frames.yaml"):
        path = checkout / "marsad" / "claims" / "lang" / "en" / name
        whole: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        for section, added in BLOCKS[name].items():
            whole[section] = {**whole[section], **added} if isinstance(added, dict) else [*added, *whole[section]]
        path.unlink()  # the copy's link, not the package's own table
        path.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")


def test_the_recipe_makes_its_claims_and_no_other(checkout: Path) -> None:
    assert COMMAND is not None
    assert COMMAND[2] == CASES[0].text
    assert claims_read(checkout) == [[] for _ in CASES]
    follow_the_recipe(checkout)
    for case, read in zip(CASES, claims_read(checkout), strict=True):
        pairs = matched(case, read)
        assert len(pairs) == len(read) == len(case.claims), [claim.to_json() for claim in read]
        assert not any(wrong_fields(coded, claim) for coded, claim in pairs)
    shown = run(checkout, *COMMAND[1].split()[1:], "--text", COMMAND[2])
    assert re.findall(r"row +(\S+ \S+) on", shown) == ["verb capture.swallow", "verb siege.lock"]


def rows() -> Iterator[dict[str, Any]]:
    yield from (*table("frames")["verbs"], *table("frames")["nouns"])


def asked() -> set[str]:
    """Every kind that a ``needs`` of the tables asks a subject or object to be."""
    pieces = (need.split(" or ") for row in rows() for need in row.get("needs", ()))
    found: set[str] = set()
    for need in pieces:
        within = False
        for piece in need:
            within = within or " is " in piece
            if within and not piece.startswith("pp "):
                found.add(piece.rpartition(" is ")[2].removeprefix("not "))
    return found


def test_every_column_of_the_tables_is_explained() -> None:
    assert [name for name in sorted({name for row in rows() for name in row}) if f"`{name}" not in RECIPE] == []


def test_every_kind_that_the_tables_ask_for_is_explained_or_a_class() -> None:
    classes = set(table("frames")["classes"])
    assert [kind for kind in sorted(asked() - classes) if f"`{kind}`" not in RECIPE] == []
