"""The picture: the same on every machine, and legible."""

from __future__ import annotations

import errno
import os
from datetime import date
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.errors import PublicationError, UsageError
from marsad.model import Sector
from marsad.publication import EditionContent, picture
from marsad.publication.basemap import Frame, km_per_pixel
from marsad.publication.drawing import arcs
from marsad.publication.labels import Box, Label, _box, place_labels
from marsad.publication.picture import picture_svg
from marsad.writing import write_whole

DAY = date(2017, 2, 6)


def words_of(svg: str) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())


def test_the_picture_says_what_it_shows(content: EditionContent) -> None:
    words = words_of(picture_svg(content, DAY))
    for said in ("6 February 2017: Al-Bab reported besieged.", "Deir Hafir", "Raqqa", "Euphrates Shield", "20 km",
                 "road under fire", "Roads are schematic", "Natural Earth"):  # fmt: skip
        assert said in words, said
    assert "no place is reported besieged" in words_of(picture_svg(content, date(2017, 2, 24)))


def test_a_png_is_drawn_and_drawn_the_same_again(content: EditionContent, tmp_path: Path) -> None:
    first, second = tmp_path / "a.png", tmp_path / "b.PNG"
    picture(content, DAY, first)
    picture(content, DAY, second)
    assert first.read_bytes().startswith(b"\x89PNG\r\n")
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_bytes()) > 50_000  # a blank one of this size has some 5,000


def test_what_cannot_be_written_is_said(content: EditionContent, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.svg or \.png"):
        picture(content, DAY, tmp_path / "map.pdf")
    with pytest.raises(PublicationError, match="choose another place"):
        picture(content, DAY, tmp_path / "missing" / "map.svg")


@pytest.mark.parametrize("name", ["map.svg", "map.png"])
def test_a_full_disk_leaves_the_earlier_picture_and_nothing_beside(
    content: EditionContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_bytes(b"the earlier one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublicationError, match="No space left"):
        picture(content, DAY, tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"the earlier one"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_is_written_through_a_link_with_the_rights_it_had(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "real").read_bytes() == b"new"
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640


def test_what_is_no_plain_file_is_written_to_as_it_is() -> None:
    write_whole(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()


def test_a_ring_has_each_side_in_the_colour_of_its_actor(content: EditionContent) -> None:
    sides = {Sector.S: ("act_syrian_government",), Sector.N: ("act_turkey", "act_fsa")}
    pieces = arcs(content.area, sides)
    by_middle = {round((piece.start_deg + piece.end_deg) / 2): piece.colour for piece in pieces}
    assert by_middle[180] == content.area.colour_of("act_syrian_government")
    north = [piece.colour for piece in pieces if -23 < piece.start_deg < 22]
    assert north == [content.area.colour_of("act_turkey"), content.area.colour_of("act_fsa")]
    assert len({piece.colour for piece in pieces}) == 4  # three actors, and one grey for sides not said


def test_north_is_up_and_the_scale_holds() -> None:
    frame = Frame((35.0, 36.0, 37.0, 39.0), 900, 600)
    south, north = frame.xy(35.5, 37.5), frame.xy(36.5, 37.5)
    assert north[1] < south[1]
    assert frame.xy(36, 38)[0] > frame.xy(36, 37)[0]
    assert (south[1] - north[1]) * km_per_pixel(frame, 36.0) == pytest.approx(111.2, rel=0.01)


labels = st.builds(
    Label,
    words=st.text("abcdefgh", min_size=1, max_size=14),
    x=st.floats(0, 400),
    y=st.floats(0, 300),
    clear=st.floats(2, 20),
    size=st.sampled_from([11.0, 12.5, 15.0]),
    rank=st.floats(0, 6),
)


@given(st.lists(labels, max_size=25))
def test_no_name_is_written_over_another(found: list[Label]) -> None:
    frame = Box(0, 0, 400, 300)
    placed = place_labels(found, [Box(0, 0, 50, 50)], frame)
    boxes = [Box(0, 0, 50, 50), *(_box(each.label, each.x, each.y, each.anchor) for each in placed)]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
