"""Backups: all of an observatory in one sealed file, taken while others work, restored whole and anew alone."""

from __future__ import annotations

import io
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl import pwhash

from marsad import Observatory
from marsad.demo import reports_folder
from marsad.errors import UsageError, VaultError, VerificationError
from marsad.ledger import anchors
from marsad.ledger.backup import backup
from marsad.ledger.entries import EntryKind
from marsad.ledger.restoring import restore
from marsad.vault.identities import VAULT_FILE, Identity, Vault
from marsad.vault.passphrase import Cost
from marsad.vault.sealed import PIECE_BYTES, SealedReader, SealedWriter

CHEAP = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)
SECRET = "correct horse battery staple"
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desks") / "desk"
    observatory = Observatory.create(folder, replay=True)
    observatory.add([reports_folder()])
    observatory.erase(observatory.reports()[4].id, "in danger")
    Vault.create(folder / VAULT_FILE, SECRET, CHEAP).add("Field source A", Identity("Zaynab"))
    (folder / "feeds").mkdir()
    (folder / "feeds" / "state.json").write_text("{}")
    observatory.publish(folder / "edition")
    with observatory.ledger() as ledger:
        anchors.keep(folder, anchors.anchor_text(ledger)[0], "2017-03-01T00:00:00.000000Z")
    return folder


@pytest.fixture(scope="module")
def sealed(desk: Path) -> bytes:
    file = desk.parent / "desk.backup"
    backup(desk, "", file, SECRET, cost=CHEAP)
    return file.read_bytes()


def test_what_is_restored_is_what_was_there(desk: Path, sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "desk.backup"
    file.write_bytes(sealed)
    found = restore(file, tmp_path / "again", SECRET)
    assert (found.whole, found.erased) == (True, 1)
    before, again = Observatory(desk), Observatory(tmp_path / "again")
    with before.ledger() as one, again.ledger() as other:
        assert [tuple(row) for row in one.rows()] == [tuple(row) for row in other.rows()]
    assert list(before.originals) == list(again.originals)
    names = {path.relative_to(desk).as_posix() for path in desk.rglob("*") if path.is_file()}
    restored = {path.relative_to(again.path).as_posix() for path in again.path.rglob("*") if path.is_file()}
    assert restored == {name for name in names if not name.startswith(("edition/", "derived"))}
    for name in ("pseudonyms.key", "feeds/state.json", "anchors.txt", VAULT_FILE):
        assert (desk / name).read_bytes() == (again.path / name).read_bytes()
    assert Vault.open(again.path / VAULT_FILE, SECRET)["Field source A"].name == "Zaynab"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "desk.backup"]


def test_nothing_of_it_can_be_read_without_the_passphrase(sealed: bytes, tmp_path: Path) -> None:
    for word in (b"Al-Bab", b"al-Bab", b"ledger/", b"area =", b"Zaynab", b"ustar"):
        assert word not in sealed.partition(b"\n")[2]
    (tmp_path / "b").write_bytes(sealed)
    with pytest.raises(VaultError, match="passphrase is wrong"):
        restore(tmp_path / "b", tmp_path / "again", "another long passphrase")
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_backup_is_restored_over_nothing_and_overwrites_nothing(
    desk: Path, sealed: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "b"
    file.write_bytes(sealed)
    with pytest.raises(UsageError, match="never overwrites"):
        backup(desk, "", file, SECRET, cost=CHEAP)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "x").touch()
    with pytest.raises(UsageError, match="never restored over"):
        restore(file, tmp_path / "again", SECRET)
    (tmp_path / "again" / "x").unlink()
    assert restore(file, tmp_path / "again", SECRET).whole
    with pytest.raises(UsageError):
        restore(tmp_path / "nowhere", tmp_path / "other", SECRET)


@MANY
@given(data=st.data())
def test_a_cut_flipped_or_swapped_backup_is_found_and_leaves_nothing(
    sealed: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    file = tmp_path / "b"
    first = sealed.index(b"\n") + 1
    piece = PIECE_BYTES + 17
    at = data.draw(st.integers(0, len(sealed) - 1))
    altered = data.draw(
        st.sampled_from(
            [
                sealed[:at],
                sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :],
                sealed[: first + piece],
                sealed[:first] + sealed[first + piece :],
                sealed[:first] + sealed[first + piece : first + 2 * piece] + sealed[first : first + piece],
                sealed + sealed[-100:],
                sealed + b"x",
            ]
        )
    )
    file.write_bytes(altered)
    with pytest.raises(VaultError):
        restore(file, tmp_path / "again", SECRET)
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_an_altered_ledger_or_a_lost_original_is_not_backed_up(desk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(desk, folder)
    observatory = Observatory(folder)
    lost = next(iter(observatory.originals))
    (folder / "originals" / lost[:2] / lost).write_bytes(b"other")
    with pytest.raises(VerificationError, match="altered"):
        backup(folder, "", tmp_path / "b", SECRET, cost=CHEAP)
    shutil.rmtree(folder)
    shutil.copytree(desk, folder)
    content = (folder / "ledger.sqlite").read_bytes()
    (folder / "ledger.sqlite").write_bytes(content.replace(b"Crossroads", b"Crossroabs", 1))
    with pytest.raises(VerificationError, match="altered"):
        backup(folder, "", tmp_path / "b", SECRET, cost=CHEAP)
    assert [path.name for path in tmp_path.iterdir()] == ["desk"]


def test_a_backup_is_taken_while_others_work(tmp_path: Path) -> None:
    observatory = Observatory.create(tmp_path / "desk")
    stop = threading.Event()

    def work() -> None:
        with observatory.ledger(writable=True) as ledger:
            while not stop.is_set():
                (sha256,) = observatory.originals.keep_all([str(datetime.now(UTC)).encode()])
                ledger.append(EntryKind.REPORT, {"id": sha256[:20], "original_sha256": sha256}, datetime.now(UTC))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for n in range(3):
            done = backup(tmp_path / "desk", "", tmp_path / f"b{n}", SECRET, cost=CHEAP)
            found = restore(tmp_path / f"b{n}", tmp_path / f"again{n}", SECRET)
            assert (found.entries, found.head) == (done.entries, done.head)
    finally:
        stop.set()
        worker.join()
    assert observatory.verify().whole


def test_an_area_of_ones_own_comes_along(tmp_path: Path, desk: Path) -> None:
    from marsad.areas.area import BUNDLED

    own = tmp_path / "my-area"
    shutil.copytree(BUNDLED / "syria", own)
    observatory = Observatory.create(tmp_path / "desk", area=str(own))
    observatory.backup(tmp_path / "b", SECRET)
    shutil.rmtree(own)
    again = Observatory.restore(tmp_path / "b", tmp_path / "again", SECRET)
    assert again.area.hash == observatory.area.hash
    assert again.settings.title == observatory.settings.title


@MANY
@given(pieces=st.lists(st.one_of(st.binary(max_size=100), st.integers(0, 3 * PIECE_BYTES).map(bytes)), max_size=6),
       size=st.integers(1, 2 * PIECE_BYTES))  # fmt: skip
def test_a_stream_gives_back_what_was_written(pieces: list[bytes], size: int) -> None:
    file = io.BytesIO()
    writer = SealedWriter(file, "test", SECRET, CHEAP)
    for piece in pieces:
        writer.write(piece)
    writer.close()
    file.seek(0)
    reader = SealedReader(file, "test", SECRET)
    read = b"".join(iter(lambda: reader.read(size), b""))
    assert read == b"".join(pieces)
    file.seek(0)
    with pytest.raises(VaultError, match="later version"):
        SealedReader(file, "another", SECRET)
