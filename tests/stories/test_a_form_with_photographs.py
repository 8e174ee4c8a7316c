"""A form is received with its photographs: they are kept with the report, proved, shown, and erased with it."""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marsad.cli import app
from marsad.ledger.export import export_ledger
from marsad.ledger.reports import kept_report
from marsad.ledger.standalone_verify import Check, check_export
from marsad.observatory import Observatory
from marsad.reports.attachments import without_camera
from marsad.vault.identities import VAULT_FILE, Vault
from marsad.vault.originals import original_of
from marsad.vault.passphrase import Cost

POSITION = b"Exif\x00\x00 36.371234 N 37.517654 E, a phone of Omar"


def segment(kind: int, content: bytes) -> bytes:
    return bytes([0xFF, kind]) + (len(content) + 2).to_bytes(2, "big") + content


PIXELS = (
    segment(0xDB, bytes(64))
    + segment(0xC0, bytes(15))
    + segment(0xDA, bytes(10))
    + b"\x12\xff\x00\x34\xff\xd0\x56"
)
BARE = b"\xff\xd8" + segment(0xE0, b"JFIF\x00" + bytes(9)) + PIXELS + b"\xff\xd9"
PHOTO = BARE[:2] + segment(0xE1, POSITION) + BARE[2:20] + segment(0xFE, b"Omar") + BARE[20:] + b"more of Omar"


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IDAT", b"pixels") + chunk(b"IEND", b"")
PNG_SAID = PNG[:33] + chunk(b"eXIf", POSITION) + chunk(b"tEXt", b"Author\x00Omar") + PNG[33:]


def form(number: int, **more: str) -> dict[str, str]:
    return {
        "_uuid": f"u{number}", "_xform_id_string": "incidents", "today": "2017-02-06",
        "meta/instanceID": f"uuid:u{number}", "what_happened": f"Shelling killed {number + 2} people in Tadef.",
        **more,
    }  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Observatory:
    return Observatory.create(tmp_path / "desk")


def put(folder: Path, *forms: dict[str, str], **files: bytes) -> Path:
    folder.mkdir(parents=True)
    (folder / "forms.json").write_text(json.dumps(forms))
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_jpg", ".jpg").replace("_mp4", ".mp4")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def kept(desk: Observatory, ref: str) -> list[bytes]:
    with desk.ledger() as ledger:
        return [desk.originals.read(str(each["sha256"])) for each in kept_report(ledger, ref).attachments]


def test_a_photograph_is_kept_without_what_its_camera_wrote_into_it(desk: Observatory, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", form(1, photo="a.jpg", film="b.mp4"), media__a_jpg=PHOTO, b_mp4=b"film")
    added = desk.add([folder])
    assert added.refused == [] and len(added.accepted) == 1
    assert kept(desk, "uuid:u1") == [BARE, b"film"]
    assert desk.verify().originals == 3 and desk.verify().faults == ()
    assert not [path for path in desk.path.rglob("*") if path.is_file() and b"37.517654" in path.read_bytes()]
    shown = " ".join(CliRunner().invoke(app, ["show", "uuid:u1", "-o", str(desk.path)]).output.split())
    assert "at the question 'photo', kept, without what its camera wrote into it" in shown
    assert f"came with {len(PHOTO)} bytes, at 'photo'" in shown and "a.jpg" not in shown


def test_with_a_vault_they_are_sealed_as_they_came(desk: Observatory, tmp_path: Path) -> None:
    vault = Vault.create(desk.path / VAULT_FILE, "a passphrase of some words", Cost(1, 8_192))
    folder = put(
        tmp_path / "in", form(1, photo="a.jpg", film="b.mp4", bare="c.jpg"), a_jpg=PHOTO, c_jpg=BARE, b_mp4=b"film"
    )
    desk.add([folder])
    with desk.ledger() as ledger:
        found = kept_report(ledger, "uuid:u1")
        assert len(found.sealed) == 3  # the submission, the photograph and the film
        opened = [original_of(ledger, desk.originals, vault, "uuid:u1", number).content for number in (2, 3)]
    assert opened == [PHOTO, b"film"]
    assert [each["sha256"] is None for each in found.attachments] == [False, True, False]
    assert not [path for path in desk.path.rglob("*") if path.is_file() and path.read_bytes() == b"film"]
    assert desk.verify().faults == () and desk.verify().originals == 5
    assert desk.erase("uuid:u1", "source in danger").originals == 5 and desk.verify().faults == ()


def test_they_are_exported_backed_up_and_erased_with_their_report(desk: Observatory, tmp_path: Path) -> None:
    desk.add([put(tmp_path / "in", form(1, photo="a.jpg"), form(2), a_jpg=PHOTO)])
    with desk.ledger() as ledger:
        assert export_ledger(ledger, desk.originals, tmp_path / "out").originals == 3
    check = Check(tmp_path / "out" / "originals")
    check_export(tmp_path / "out" / "ledger.jsonl", check)
    assert check.faults == [] and len(check.read) == 3
    desk.backup(tmp_path / "one.backup", "a passphrase of some words")
    again = Observatory.restore(tmp_path / "one.backup", tmp_path / "again", "a passphrase of some words")
    assert kept(again, "uuid:u1") == [BARE]
    photo = next(path for path in desk.path.rglob("*") if path.is_file() and path.read_bytes() == BARE)
    altered = next((tmp_path / "out" / "originals").rglob(photo.name))
    altered.write_bytes(b"another")
    check = Check(tmp_path / "out" / "originals")
    check_export(tmp_path / "out" / "ledger.jsonl", check)
    assert len(check.faults) == 1
    assert desk.erase("uuid:u1", "source in danger").originals == 2
    assert not photo.exists() and desk.verify().faults == ()
    desk.add([put(tmp_path / "more", form(3, photo="a.jpg"), a_jpg=PHOTO)])
    assert not photo.exists() and desk.verify().faults == ()  # what was erased is not kept again


def test_those_in_an_archive_come_too_and_are_no_reports_by_themselves(desk: Observatory, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "forms.zip", "w") as archive:
        archive.writestr("forms.json", json.dumps([form(1, photo="a.jpg"), form(2, photo="a.jpg")]))
        archive.writestr("omar/attachments/u1/a.jpg", PHOTO)
        archive.writestr("omar/attachments/u2/a.jpg", b"other")
    assert desk.add([tmp_path / "forms.zip"]).refused == []
    assert (kept(desk, "uuid:u1"), kept(desk, "uuid:u2")) == ([BARE], [b"other"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../secret.jpg", "is not beside the submissions"),
        ("twice.jpg", "is there several times"),
        ("link.jpg", "is a link, and was not followed"),
        ("gone.jpg", "is not beside the submissions"),
    ],
)
def test_nothing_else_is_taken_and_it_is_said(desk: Observatory, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"a secret")
    folder = put(tmp_path / "in" / "forms", form(1, photo=name), one__twice_jpg=b"1", two__twice_jpg=b"2")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    desk.add([folder / "forms.json"])
    with desk.ledger() as ledger:
        found = kept_report(ledger, "uuid:u1")
    assert found.attachments == () and found.arrival is not None
    assert any(said in note for note in found.arrival.notes) or "/" in name


def test_a_photograph_that_no_submission_names_is_a_visible_refusal(desk: Observatory, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", form(1, photo="a.jpg"), a_jpg=PHOTO, b_jpg=PHOTO)
    (refused,) = desk.add([folder]).refused
    assert "b.jpg" in refused and "is of no known type" in refused


@pytest.mark.parametrize(
    ("given", "left"),
    [(PHOTO, BARE), (BARE, BARE), (PNG_SAID, PNG), (PNG, PNG), (PHOTO[:60], None), (b"GIF89a", None)],
)
def test_of_pictures_the_pixels_stay(given: bytes, left: bytes | None) -> None:
    assert without_camera(given) == left
