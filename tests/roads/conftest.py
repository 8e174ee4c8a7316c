"""Small extracts of a country that does not exist, drawn by the tests themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

pytest.importorskip("osmium", reason="needs the extra area-build")
pytest.importorskip("shapely", reason="needs the extra area-build")

from marsad.model import Place, PlaceKind

KM = 1 / 111.195  # degrees of latitude, or of longitude on the equator, where these countries lie


@dataclass
class Extract:
    """Nodes at kilometres east and north of 0, 0; ways over them; relations over ways."""

    nodes: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)

    def node(self, east_km: float, north_km: float, **tags: str) -> int:
        number = len(self.nodes) + 1
        where = f'lat="{north_km * KM:.7f}" lon="{east_km * KM:.7f}"'
        self.nodes.append(f'<node id="{number}" version="1" {where}>{_tags(tags)}</node>')
        return number

    def way(self, nodes: Sequence[int], **tags: str) -> int:
        number = len(self.ways) + 1
        refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
        self.ways.append(f'<way id="{number}" version="1">{refs}{_tags(tags)}</way>')
        return number

    def line(self, *points: tuple[float, float], **tags: str) -> int:
        """A way over nodes of its own."""
        return self.way([self.node(*point) for point in points], **tags)

    def relation(self, ways: Sequence[int], **tags: str) -> int:
        number = len(self.relations) + 1
        members = "".join(f'<member type="way" ref="{way}" role="outer"/>' for way in ways)
        self.relations.append(f'<relation id="{number}" version="1">{members}{_tags(tags)}</relation>')
        return number

    def write(self, path: Path) -> Path:
        parts = ["<?xml version='1.0' encoding='UTF-8'?>", '<osm version="0.6">']
        path.write_text(
            "\n".join([*parts, *self.nodes, *self.ways, *self.relations, "</osm>\n"]), encoding="utf-8"
        )
        return path


def _tags(tags: Mapping[str, str]) -> str:
    pairs = ((key.replace("__", ":"), value) for key, value in tags.items())
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in pairs)


@pytest.fixture
def extract() -> Extract:
    return Extract()


@pytest.fixture
def place() -> Callable[..., Place]:
    def make(name: str, east_km: float, north_km: float, kind: str = "village", country: str = "") -> Place:
        lat, lon = north_km * KM, east_km * KM
        return Place(f"plc_{name}", name.title(), PlaceKind(kind), lat, lon, country=country)

    return make


@pytest.fixture
def as_pbf(tmp_path: Path) -> Callable[[Path], Path]:
    """The same extract as a .pbf file."""

    def convert(path: Path) -> Path:
        import osmium

        target = tmp_path / f"{path.name.split('.')[0]}.osm.pbf"
        with osmium.SimpleWriter(str(target), overwrite=True) as writer:
            for each in osmium.FileProcessor(str(path)):
                writer.add(each)
        return target

    return convert
