"""The vault: what goes in comes out for the passphrase alone; nothing of it shows anywhere else."""

from __future__ import annotations

import json
import logging
import os
import stat
import traceback
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl import pwhash
from typer.testing import CliRunner

from marsad import Observatory
from marsad.cli import app
from marsad.errors import MarsadError, UsageError, VaultError
from marsad.vault.identities import VAULT_FILE, Identity, Vault
from marsad.vault.passphrase import Cost

CHEAP = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)
SECRET = "correct horse battery staple"
NAME, CONTACT = "Zaynab al-Testi", "+963 000 000"
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / VAULT_FILE


def filled(path: Path) -> Vault:
    path.unlink(missing_ok=True)
    vault = Vault.create(path, SECRET, CHEAP)
    vault.add("Field source A", Identity(NAME, CONTACT, "promised: no photographs"))
    return vault


@MANY
@given(people=st.dictionaries(texts, st.builds(Identity, texts, texts, texts), max_size=4),
       passphrase=texts.filter(lambda text: len(text) >= 12))  # fmt: skip
def test_what_goes_in_comes_out(path: Path, people: dict[str, Identity], passphrase: str) -> None:
    path.unlink(missing_ok=True)
    vault = Vault.create(path, passphrase, CHEAP)
    for pseudonym, identity in people.items():
        vault.add(pseudonym, identity)
    again = Vault.open(path, passphrase)
    assert {pseudonym: again[pseudonym] for pseudonym in again} == people
    content = path.read_bytes()
    for identity in people.values():
        assert all(len(each) < 6 or each.encode() not in content for each in (identity.name, identity.contact))


@MANY
@given(data=st.data())
def test_a_changed_byte_anywhere_is_found(path: Path, data: st.DataObject) -> None:
    filled(path)
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(VaultError) as refused:
        Vault.open(path, SECRET)
    assert NAME not in str(refused.value)


@MANY
@given(data=st.data())
def test_a_cut_or_lengthened_file_is_found(path: Path, data: st.DataObject) -> None:
    filled(path)
    content = path.read_bytes()
    altered = data.draw(
        st.one_of(
            st.integers(0, len(content) - 1).map(lambda length: content[:length]),
            st.binary(min_size=1, max_size=20).map(lambda more: content + more),
        )
    )
    path.write_bytes(altered)
    with pytest.raises(VaultError):
        Vault.open(path, SECRET)


@MANY
@given(wrong=st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda text: text != SECRET))
def test_no_other_passphrase_opens_it(path: Path, wrong: str) -> None:
    filled(path)
    with pytest.raises(VaultError, match="passphrase is wrong"):
        Vault.open(path, wrong)


def test_costs_that_would_take_the_machine_are_refused(path: Path) -> None:
    filled(path)
    header, _, sealed = path.read_bytes().partition(b"\n")
    for change in ({"memory_bytes": 1 << 40}, {"passes": 10**6}, {"passes": True}, {"salt": "AAAA"}, {"form": "x"},
                   {"derivation": "none"}):  # fmt: skip
        path.write_bytes(json.dumps({**json.loads(header), **change}).encode() + b"\n" + sealed)
        with pytest.raises(VaultError, match="header"):
            Vault.open(path, SECRET)


def test_only_its_owner_may_read_it_and_its_size_tells_nothing(path: Path) -> None:
    vault = filled(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    size = path.stat().st_size
    vault.add("Field source B", Identity("Another", "x" * 500, ""))
    assert path.stat().st_size == size
    assert list(path.parent.glob(".vault-*")) == []


def test_another_passphrase_takes_the_place_of_the_old_one(path: Path) -> None:
    filled(path).change_passphrase("another long passphrase", CHEAP)
    assert Vault.open(path, "another long passphrase")["Field source A"].name == NAME
    with pytest.raises(VaultError, match="wrong"):
        Vault.open(path, SECRET)


def test_a_vault_is_never_overwritten_and_a_short_passphrase_refused(path: Path) -> None:
    filled(path)
    with pytest.raises(VaultError, match="never overwritten"):
        Vault.create(path, SECRET, CHEAP)
    path.unlink()
    with pytest.raises(UsageError, match="12 characters"):
        Vault.create(path, "short", CHEAP)
    with pytest.raises(VaultError, match="vault init"):
        Vault.open(path, SECRET)


def test_a_vault_that_cannot_be_written_stays_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = filled(path)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultError, match="as it was before"):
        vault.add("Field source B", Identity("Another"))
    assert path.read_bytes() == before
    assert "Field source B" not in vault
    assert list(path.parent.iterdir()) == [path]


def test_no_error_log_or_repr_shows_an_identity(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    vault = filled(path)
    shown = [repr(vault), repr(vault["Field source A"]), str(vault["Field source A"])]
    try:
        vault.add("Field source B", Identity(NAME, notes="x" * 20_000))
    except MarsadError as error:
        shown += traceback.format_exception(error)
    try:
        vault[NAME]
    except MarsadError as error:
        shown += [str(error)]
    shown.append(caplog.text)
    assert len(shown) > 4
    assert not [line for line in shown if NAME in line or CONTACT in line or SECRET in line]


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    original = Vault.create.__func__  # type: ignore[attr-defined]
    monkeypatch.setattr(Vault, "create", classmethod(lambda cls, path, secret: original(cls, path, secret, CHEAP)))
    monkeypatch.setattr("marsad.vault.identities.Vault.change_passphrase.__defaults__", (CHEAP,), raising=False)


def test_the_commands_keep_identities_out_of_the_ledger(
    tmp_path: Path, cheap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARSAD_VAULT_PASSPHRASE", SECRET)
    monkeypatch.setenv("MARSAD_VAULT_NEW_PASSPHRASE", "a wholly new passphrase")
    desk = tmp_path / "desk"
    Observatory.create(desk)

    def run(*arguments: str, given: str | None = None) -> str:
        whole = ["vault", *arguments, "-o", str(desk)]
        result = CliRunner().invoke(app, whole, input=given, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    run("init")
    assert "Registered Field source A" in run("add", "Field source A", "--stdin", given=f"{NAME}\n{CONTACT}\n")
    assert "Replaced" in run("add", "field SOURCE a", "--stdin", given=f"{NAME}\n{CONTACT}\nnotes\n")
    assert run("list").strip() == "Field source A"
    assert NAME in run("show", "Field source A")
    run("change-passphrase")
    with pytest.raises(VaultError, match="wrong"):
        run("list")
    (source,) = Observatory(desk).knowledge().sources.values()
    assert (source.name, source.confidential) == ("Field source A", True)
    for file in desk.rglob("*"):
        if file.is_file():
            assert NAME.encode() not in file.read_bytes()
            assert CONTACT.encode() not in file.read_bytes()


def test_without_anybody_to_ask_the_commands_say_what_to_do(tmp_path: Path, cheap: None) -> None:
    Observatory.create(tmp_path / "desk")
    with pytest.raises(UsageError, match="MARSAD_VAULT_PASSPHRASE"):
        CliRunner().invoke(app, ["vault", "init", "-o", str(tmp_path / "desk")], catch_exceptions=False)
    assert not (tmp_path / "desk" / VAULT_FILE).exists()
