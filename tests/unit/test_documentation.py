"""Documentation under test: every command and option is described, every example of the Python page runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from marsad.cli import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PYTHON_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its whole name, those of groups too."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def options() -> Iterator[tuple[str, str]]:
    for name, command in commands(typer.main.get_command(app)):
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("--") and option != "--help":
                    yield name, option


def section(text: str, name: str) -> str:
    found = re.search(rf"^## `marsad {name}`.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no section on marsad {name}"
    return found[0]


@pytest.mark.parametrize(("command", "option"), sorted(set(options())))
def test_every_option_is_described(command: str, option: str) -> None:
    assert f"`{option}" in section((DOCS / "commands.md").read_text(encoding="utf-8"), command)


def test_the_python_page_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = PYTHON_BLOCK.findall((DOCS / "python.md").read_text(encoding="utf-8"))
    assert len(blocks) > 3
    exec(compile("\n".join(blocks), "docs/python.md", "exec"), {})


@pytest.mark.parametrize("page", sorted([*DOCS.rglob("*.md"), ROOT / "README.md"]), ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
