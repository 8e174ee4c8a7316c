"""The flow is the layout: a stage never imports a later one, and only the edge folders do IO."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import marsad

PACKAGE = Path(marsad.__file__).parent
# Each may import itself and what stands before it.
FLOW = ("errors", "records", "writing", "model", "areas", "plugins", "reports", "claims",
        "grounding", "events", "control", "sieges", "casualties", "pipeline")  # fmt: skip
EDGES = ("settings", "vault", "ledger", "processes", "derived", "publication", "receiving",
         "asking", "safekeeping", "making", "observatory", "watching", "terminal", "batch",
         "bench", "doctor", "evaluation", "reading", "reading_again", "demo", "commands", "cli")  # fmt: skip
PURE = ("model", "claims", "grounding", "events", "control", "sieges", "casualties", "pipeline")
IO_MODULES = {"socket", "urllib", "http", "sqlite3", "sqlalchemy", "subprocess", "shutil", "tempfile", "os"}
CLOCK_CALLS = {("datetime", "now"), ("date", "today"), ("time", "time"), ("datetime", "utcnow")}
# Plug-ins name areas, drafts and receipts in their contracts only; nothing of it runs.
TYPE_ONLY = {("plugins", "claims"), ("plugins", "areas"), ("plugins", "reports")}


@cache
def modules() -> tuple[tuple[str, Path, ast.Module], ...]:
    return tuple(
        (path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path, ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    )


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_module_has_its_place_in_the_flow() -> None:
    assert {stage for stage, _, _ in modules()} - {"__init__"} == set(FLOW) | set(EDGES)


def test_no_stage_imports_a_later_one() -> None:
    against = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for stage, path, tree in modules()
        if stage in FLOW
        for name in imported(tree)
        if name.startswith("marsad.")
        and name.split(".")[1] not in FLOW[: FLOW.index(stage) + 1]
        and (stage, name.split(".")[1]) not in TYPE_ONLY
    ]
    assert against == []


def test_pure_stages_import_nothing_that_does_io() -> None:
    doing_io = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for stage, path, tree in modules()
        if stage in PURE
        for name in imported(tree)
        if name.split(".")[0] in IO_MODULES
    ]
    assert doing_io == []


def test_pure_stages_have_no_clock() -> None:
    clocks = [
        f"{path.relative_to(PACKAGE)} line {node.lineno}"
        for stage, path, tree in modules()
        if stage in PURE
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCK_CALLS
    ]
    assert clocks == []


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "misc", "common"])
def test_no_module_has_a_name_that_says_nothing(word: str) -> None:
    assert not list(PACKAGE.rglob(f"*{word}*.py"))
