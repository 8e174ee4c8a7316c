"""Packed tables: a gzip file like any other, asked by number and by first column; damage is refused."""

import gzip
from bisect import bisect_left
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marsad.areas.packed import PART_BYTES, PackedLines, pack
from marsad.errors import AreaError

LINES = [f"{number:05d}\tline {number} of a table" for number in range(5_000)]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.tsv.gz"
    path.write_bytes(pack(LINES))
    return path


def test_a_packed_table_is_a_gzip_file_of_several_parts(table: Path) -> None:
    packed = table.read_bytes()
    assert gzip.decompress(packed).decode().splitlines() == LINES
    assert len("\n".join(LINES)) > 3 * PART_BYTES
    assert packed == pack(iter(LINES))


@pytest.mark.parametrize("packed", [pack(LINES), gzip.compress(("\n".join(LINES) + "\n").encode())])
def test_lines_are_found_by_number_and_by_first_column(tmp_path: Path, packed: bytes) -> None:
    (tmp_path / "table.tsv.gz").write_bytes(packed)
    lines = PackedLines(tmp_path / "table.tsv.gz")
    assert len(lines) == len(LINES)
    for number in (0, 1, 1_234, 4_998, 4_999):
        assert lines.line(number).decode() == LINES[number]
        assert lines.beginning_with(f"{number:05d}".encode()) == LINES[number].encode()
    assert [line.decode() for line in lines] == LINES
    for unknown in (b"", b"0", b"0000", b"000000", b"99999", b"\xff"):
        assert lines.beginning_with(unknown) is None


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\t\n"), min_size=1), min_size=1, unique=True)
)
@example(["0", "0\x08"])  # a character that sorts before the tab at the end of a key
def test_every_first_column_is_found_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, firsts: list[str]
) -> None:
    ordered = sorted(firsts, key=str.encode)
    path = tmp_path_factory.mktemp("packed") / "table.tsv.gz"
    path.write_bytes(pack(f"{first}\t{number}" for number, first in enumerate(ordered)))
    lines = PackedLines(path)
    for first in (*firsts, *(f"{each}x" for each in firsts), *(each[:-1] for each in firsts)):
        at = bisect_left([each.encode() for each in ordered], first.encode())
        known = at < len(ordered) and ordered[at] == first
        assert lines.beginning_with(first.encode()) == (f"{first}\t{at}".encode() if known else None)


def test_an_empty_table_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "empty.tsv.gz").write_bytes(gzip.compress(b""))
    lines = PackedLines(tmp_path / "empty.tsv.gz")
    assert len(lines) == 0
    assert list(lines) == []
    assert lines.beginning_with(b"a") is None


def test_what_is_cut_off_or_damaged_is_refused_by_name_when_it_is_read(table: Path) -> None:
    whole = table.read_bytes()
    for broken in (whole[:-1], whole[:30], whole + b"more", b"", whole[:20_000] + whole[20_001:]):
        table.write_bytes(broken)
        with pytest.raises(AreaError, match=r"table\.tsv\.gz"):
            list(PackedLines(table))
    for at in (100, 3_000, 20_000):
        table.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        with pytest.raises(AreaError, match=r"table\.tsv\.gz"):
            list(PackedLines(table))


def test_a_table_that_says_it_unpacks_to_too_much_is_refused(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marsad.areas.packed.LARGEST_BYTES", 100_000)
    with pytest.raises(AreaError, match="too large"):
        PackedLines(table)


def test_a_missing_table_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(AreaError, match="absent"):
        PackedLines(tmp_path / "absent.tsv.gz")
