"""The demonstration as an observatory, for every test of what is derived: made once, and only asked."""

from __future__ import annotations

import pytest

from marsad.demo import reports_folder, sources_file
from marsad.observatory import Observatory


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    made = Observatory.create(tmp_path_factory.mktemp("demo") / "observatory", replay=True)
    made.add_sources(sources_file())
    made.add([reports_folder()])
    return made
