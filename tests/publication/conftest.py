"""The story of Al-Bab for every test of publishing."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from marsad.publication import EditionContent


def load_story() -> ModuleType:
    """The module beside this file, whatever the import mode."""
    name = "publication_story"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "story.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def content() -> EditionContent:
    """The whole story as the content of an edition."""
    found: EditionContent = load_story().content()
    return found
