"""Archives: every file in one is received by its format; nothing is written beside it, and no bomb goes off."""

from __future__ import annotations

import io
import random
import stat
import zipfile
from pathlib import Path

import pytest

from marsad.errors import UnreadableReportError
from marsad.reports.form import Allowance
from marsad.reports.formats import archive
from marsad.reports.receive import Received, receive


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return stream.getvalue()


def all_of(path: Path, content: bytes) -> tuple[list[Received], list[str]]:
    path.write_bytes(content)
    found = list(receive(path))
    refused = [str(each).removeprefix(str(path)) for each in found if isinstance(each, UnreadableReportError)]
    return [each for each in found if isinstance(each, Received)], refused


def test_each_file_is_received_in_order_of_name_as_it_lies_there(tmp_path: Path) -> None:
    entries = {
        "b/two.jsonl": b'{"text": "Two."}\n[]\n{"text": "Three."}',
        "a.txt": b"One.",
        "sources.csv": b"name\n",
        ".hidden.txt": b"hidden",
        "__MACOSX/a.txt": b"mac",
        "photo.jpg": b"\xff\xd8",
        "folder/": b"",
    }
    found, refused = all_of(tmp_path / "day.zip", zipped(entries))
    assert [each.report.text for each in found] == ["One.", "Two.", "Three."]
    assert [each.original_name for each in found] == [
        "day.zip entry a.txt",
        "day.zip entry b/two.jsonl line 1",
        "day.zip entry b/two.jsonl line 3",
    ]
    assert [each.original for each in found] == [b"One.", b'{"text": "Two."}\n', b'{"text": "Three."}']
    assert [each.arrival.by for each in found] == ["text 1", "records 1", "records 1"]
    assert refused[0].startswith(" entry b/two.jsonl line 2: is not a report")
    assert refused[1].startswith(" entry photo.jpg: is of no known type")


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\evil.txt", "a/../../evil.txt"]
)
def test_a_path_leads_nowhere(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)
    found, _ = all_of(inner / "a.zip", zipped({name: b"Text."}))
    assert [each.report.text for each in found] == ["Text."]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "deep", "er"]
    assert not Path("/etc/evil.txt").exists()


def test_an_archive_in_an_archive_is_opened_and_no_further_one(tmp_path: Path) -> None:
    inner = {"c.zip": zipped({"c.txt": b"Too deep."}), "b.txt": b"Two."}
    found, refused = all_of(tmp_path / "a.zip", zipped({"b.zip": zipped(inner), "a.txt": b"One."}))
    assert [each.report.text for each in found] == ["One.", "Two."]
    assert refused == [
        " entry b.zip entry c.zip: lies in a file that lies in another one; unpack the outer one first"
    ]


def packed_less(seed: int, size: int) -> bytes:
    """Bytes that are packed to about a fiftieth: no bomb by any one entry."""
    return random.Random(seed).randbytes(size // 60).hex().encode() * 30


def test_a_bomb_is_stopped_before_it_goes_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = zipped({"a.txt": b"\0" * 9_000_000})
    assert all_of(tmp_path / "a.zip", zeros) == ([], [f" entry a.txt: {archive.TOO_MUCH}"])
    monkeypatch.setattr(Allowance.__init__, "__defaults__", (5_000_000,))
    many = zipped({f"{at}.txt": packed_less(at, 1_800_000) for at in range(5)})
    found, refused = all_of(tmp_path / "b.zip", many)
    assert (len(found), len(refused)) == (2, 2)
    assert refused[0] == f" entry 2.txt: {archive.TOO_MUCH}"
    assert refused[1] == f" entry 3.txt: {archive.TOO_MUCH}; nor was what follows"
    found, refused = all_of(tmp_path / "c.zip", zipped({f"{at}.zip": many for at in range(9)}))
    assert len(found) + len(refused) < 9  # all that lies in one file shares what may be unpacked of it


def test_entries_that_cannot_be_had_are_named(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
        file.writestr("squeezed.txt", "text", zipfile.ZIP_LZMA)
        file.writestr("good.txt", "The army took Tadef.")
        file.writestr("locked.txt", "text")
    content = bytearray(stream.getvalue())
    at = content.rindex(b"PK\1\2")
    content[at + 8] |= 1
    found, refused = all_of(tmp_path / "a.zip", bytes(content))
    assert [each.report.text for each in found] == ["The army took Tadef."]
    assert [each.split(";")[0] for each in refused] == [
        " entry link.txt: is a link, and was not followed",
        " entry locked.txt: is locked with a password",
        " entry squeezed.txt: is packed in a way that is not unpacked here",
    ]


def test_a_damaged_archive_never_raises(tmp_path: Path) -> None:
    whole = zipped({"a.txt": b"The army took Tadef. " * 50, "b.txt": b"Two."})
    for at in range(0, len(whole), 3):
        content = bytearray(whole)
        content[at] ^= 0xFF
        all_of(tmp_path / "a.zip", bytes(content))
        all_of(tmp_path / "a.zip", whole[:at])


def test_what_is_no_archive_or_too_full_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is no archive" in all_of(tmp_path / "a.zip", b"text")[1][0]
    assert "is empty" in all_of(tmp_path / "a.zip", zipped({}))[1][0]
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    assert (
        "holds more than 3 files" in all_of(tmp_path / "a.zip", zipped({f"{n}.txt": b"x" for n in range(4)}))[1][0]
    )
