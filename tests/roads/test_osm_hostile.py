"""Extracts that are truncated, forged or explosive: refused by name, quickly, and nothing else happens."""

from __future__ import annotations

import bz2
import gzip
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marsad.areas.build import osm_file
from marsad.areas.build.osm_file import check_extract
from marsad.areas.build.road_reading import read_terrain
from marsad.areas.build.sources.osm import entries
from marsad.errors import AreaError

ENTITIES = '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.fixture
def roads_of_a_country(extract: Any, tmp_path: Path) -> Path:
    drawn = random.Random(1)
    for _ in range(300):
        points = [(drawn.uniform(0, 90), drawn.uniform(0, 90)) for _ in range(5)]
        extract.line(*points, highway="primary", name=f"Road {drawn.random()}")
    path: Path = extract.write(tmp_path / "land.osm")
    return path


def test_a_truncated_pbf_names_the_block(roads_of_a_country: Path, as_pbf: Callable[[Path], Path]) -> None:
    path = as_pbf(roads_of_a_country)
    whole = path.read_bytes()
    check_extract(path)
    for length in (3, 10, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(AreaError, match=r"land\.osm\.pbf block \d+ at byte \d+"):
            check_extract(path)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_truncated_archive_is_refused(
    roads_of_a_country: Path, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / ("land.osm.gz" if pack is gzip.compress else "land.osm.bz2")
    packed = pack(roads_of_a_country.read_bytes())
    path.write_bytes(packed)
    check_extract(path)
    for length in (1, len(packed) // 2, len(packed) - 1):
        path.write_bytes(packed[:length])
        with pytest.raises(AreaError, match=f"{path.name}: truncated or damaged"):
            check_extract(path)


def test_a_truncated_text_is_refused(roads_of_a_country: Path) -> None:
    text = roads_of_a_country.read_bytes()
    roads_of_a_country.write_bytes(text[: len(text) // 2])
    with pytest.raises(AreaError, match=r"land\.osm: does not end with </osm>"):
        check_extract(roads_of_a_country)


def test_bytes_changed_in_the_midst_of_a_pbf_are_refused(
    roads_of_a_country: Path, as_pbf: Callable[[Path], Path]
) -> None:
    path = as_pbf(roads_of_a_country)
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 200] = bytes(200)
    path.write_bytes(bytes(whole))
    with pytest.raises(AreaError, match=r"land\.osm\.pbf"):
        read_terrain([path])


@pytest.mark.parametrize("head", [ENTITIES, ENTITIES.replace("<!DOCTYPE", f"{' ' * 2**20}<!DOCTYPE")])
def test_xml_entities_are_refused(extract: Any, tmp_path: Path, head: str) -> None:
    extract.line((0, 0), (1, 1), highway="primary", name="&b;")
    path = extract.write(tmp_path / "x.osm")
    path.write_text(path.read_text(encoding="utf-8").replace("<osm", f"{head}<osm", 1), encoding="utf-8")
    with pytest.raises(AreaError, match=r"x\.osm: declares XML entities"):
        list(entries(path))


def test_an_archive_that_unpacks_beyond_honest_size_is_refused(
    extract: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osm_file, "SMALL_BYTES", 2**20)
    path = tmp_path / "x.osm.gz"
    with gzip.open(path, "wb") as file:
        file.write(b"<osm>")
        for _ in range(64):
            file.write(b"<node/>" * 2**17)
        file.write(b"</osm>")
    with pytest.raises(AreaError, match=r"x\.osm\.gz: unpacks to over"):
        check_extract(path)


def test_a_mebibyte_without_an_element_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.osm.gz"
    path.write_bytes(gzip.compress(b'<osm version="' + b"0" * 3 * 2**20 + b'"></osm>'))
    with pytest.raises(AreaError, match="no element within a mebibyte"):
        check_extract(path)


def block(size: int, unpacked: int) -> bytes:
    """A block of a .pbf file with nothing in it that says to unpack to ``unpacked`` bytes."""
    header = b"\x0a\x07OSMData" + b"\x18" + varint(size)
    inside = b"\x10" + varint(unpacked) + b"\x1a" + varint(size)
    return len(header).to_bytes(4, "big") + header + inside.ljust(size, b"\0")


def varint(value: int) -> bytes:
    low = bytes([value & 0x7F | 0x80]) if value > 0x7F else bytes([value])
    return low + (varint(value >> 7) if value > 0x7F else b"")


def test_a_pbf_that_unpacks_beyond_honest_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(block(100, 2**25) * 1600)  # 50 GB out of 180 kB
    with pytest.raises(AreaError, match=r"x\.osm\.pbf block 8 .* unpacks to over 256 MiB"):
        check_extract(path)
    path.write_bytes(block(100, 2**40))
    with pytest.raises(AreaError, match=r"block 0 .* may unpack to"):
        check_extract(path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.osm.pbf", b"", "is empty"),
        ("x.osm.pbf", b"no blocks at all, by no means", "no block of a .pbf file"),
        ("x.osm", b"", "is empty"),
        ("x.osm", b"\x00\x01binary</osm>", "cannot be read on after the start"),
        ("x.osm.gz", b"no archive", "truncated or damaged"),
        ("x.shp.zip", b"PK", "is called"),
        ("x.osm", b"<osm version='0.6'><node id='1' lat='x' lon='0'/></osm>", "wrong format for coordinate"),
        ("x.osm", b"<osm version='0.6'></osm>", "holds no road"),
    ],
)
def test_what_is_no_extract_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AreaError, match=rf"^{name}.*{reason}"):
        read_terrain([path])


def test_tags_in_another_encoding_are_refused_by_row(extract: Any, tmp_path: Path) -> None:
    import osmium

    extract.node(1, 1, place="town", name="Good")
    extract.node(1, 2, place="town", name="ZZZZ")
    path = tmp_path / "x.osm.pbf"
    unpacked = osmium.io.File(str(path), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(unpacked, overwrite=True) as writer:
        for each in osmium.FileProcessor(str(extract.write(tmp_path / "x.osm"))):
            writer.add(each)
    path.write_bytes(path.read_bytes().replace(b"ZZZZ", "حلب".encode("cp1256") + b"\xff"))
    with pytest.raises(AreaError, match=r"x\.osm\.pbf node 2: its tags are not in UTF-8"):
        list(entries(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AreaError, match=r"absent\.osm\.pbf: there is no such file"):
        list(entries(tmp_path / "absent.osm.pbf"))


def test_ways_before_their_nodes_are_refused(extract: Any, tmp_path: Path) -> None:
    for _ in range(10):
        extract.line((0, 0), (1, 1), (2, 2), highway="primary")
    path = tmp_path / "x.osm"
    path.write_text("\n".join(["<osm version='0.6'>", *extract.ways, *extract.nodes, "</osm>"]), encoding="utf-8")
    with pytest.raises(AreaError, match=r"x\.osm: lacks 30 of the 30 points of its roads"):
        read_terrain([path])


def test_a_road_that_leaves_the_extract_keeps_its_parts(extract: Any, tmp_path: Path) -> None:
    nodes = [extract.node(east, 0) for east in range(8)]
    extract.way([*nodes[:4], 999, *nodes[4:]], highway="primary")
    network = read_terrain([extract.write(tmp_path / "x.osm")]).network
    assert [len(network.road(number)) for number in range(len(network))] == [4, 4]
