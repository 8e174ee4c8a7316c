"""Originals sealed as received, on either store: nothing lies open of who reports; the passphrase opens it all."""

from __future__ import annotations

import base64
import itertools
import json
import os
import quopri
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nacl import pwhash
from typer.testing import CliRunner

from marsad import Observatory
from marsad.cli import app
from marsad.errors import UsageError, VaultError
from marsad.ledger.entries import EntryKind
from marsad.ledger.export import export_ledger
from marsad.ledger.restoring import restore
from marsad.ledger.standalone_verify import Check, check_export
from marsad.receiving import Added
from marsad.reports.form import Received
from marsad.reports.receive import receive
from marsad.vault.envelope import KeyPair
from marsad.vault.identities import VAULT_FILE, Identity, Vault, public_key_in
from marsad.vault.originals import Sealer
from marsad.vault.passphrase import SALT_BYTES, Cost, Derivation

CHEAP = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)
SECRET, NEW_SECRET = "correct horse battery staple", "another long passphrase of ours"
NAME, ARABIC = "Zaynab al-Testi", "زينب الاختبارية"
NUMBER, HOUR = "+963 944 123 456", "09:47"
SECRETS = (NAME, "Zaynab", ARABIC, NUMBER, "963944123456", "944 123 456", HOUR, "z.testi@n.example")
AT_ANY_HOUR = tuple(secret for secret in SECRETS if secret != HOUR)  # where this machine's clock is recorded
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = itertools.count(1)

BODY = f"Shells fell on the market of Al-Bab on Monday.\r\n\r\n-- \r\n{NAME}\r\n{NUMBER}\r\n"
PLAIN = (
    f"From: {NAME} <z.testi@n.example>\r\nTo: desk@n.example\r\nSubject: From the town\r\n"
    f"Date: Mon, 06 Feb 2017 {HOUR}:00 +0200\r\nMessage-ID: <1@n.example>\r\n\r\n{BODY}"
).encode()
CHAT = (
    f"[14.02.17, {HOUR}:12] {NAME}: The bridge near Tadef is closed.\r\nNobody passes.\r\n"
    f"[14.02.17, {HOUR}:44] {NUMBER}: Two people were hurt in Bza'ah.\r\n"
    f"[14.02.17, {HOUR}:59] {ARABIC}: Rebels withdrew from Qabasin.\r\n"
).encode()
IN_PARTS = (
    (
        f"From: {NAME} <z.testi@n.example>\r\nSubject: Two reports\r\nDate: Mon, 06 Feb 2017 {HOUR}:00 +0200\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        "Content-Type: text/plain\r\n\r\n"
        f'The army captured Tadef on Sunday.\r\n--b\r\nContent-Type: text/plain; name="{NAME}.txt"\r\n'
        f'Content-Disposition: attachment; filename="{NAME}.txt"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    ).encode()
    + base64.encodebytes(b"Shelling killed three civilians in Al-Bab on Sunday.")
    + b"\r\n--b--\r\n"
)
MESSAGE = {
    "id": 5, "type": "message", "date": f"2017-02-06T{HOUR}:00", "from": ARABIC, "from_id": "user944123456",
    "text": "Shells fell on Qabasin.",
}  # fmt: skip
TELEGRAM = json.dumps(
    {"name": "Talk", "type": "private_group", "id": 1, "messages": [MESSAGE]}, indent=1, ensure_ascii=False
).encode()
SUBMISSION = {
    "_uuid": "5d1c", "_submission_time": f"2017-02-06T{HOUR}:00", "reporter_name": NAME, "phonenumber": NUMBER,
    "what": "The hospital of Al-Bab was hit by shells on Monday.",
}  # fmt: skip
FORM = f'{{"count": 1, "results": [ {json.dumps(SUBMISSION)} ]}}'.encode()
FORM_XML = (
    f'<data instanceID="uuid:7"><reporter_name>{NAME}</reporter_name><start>2017-02-06T{HOUR}:00</start>'
    "<what>The bakery of Tadef was hit by shells on Monday.</what></data>"
).encode()
FILES = {
    "plain.eml": PLAIN, "parts.eml": IN_PARTS, "chat.txt": CHAT, "result.json": TELEGRAM, "form.json": FORM,
    "form.xml": FORM_XML,
}  # fmt: skip
BY_HAND = (
    f"---\nsource: {NAME}\npseudonym: Field source Z\npublished: 2017-02-06\n---\n"
    "Islamic State fighters attacked Qabasin on Monday.\n"
).encode()


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each guess costs little, also where a command makes the vault or the backup."""
    monkeypatch.setattr(Derivation, "new", lambda _cost=None: Derivation(CHEAP, os.urandom(SALT_BYTES)))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[str]:
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    yield server.url(f"sealed_{next(_numbers)}") if server else ""


@pytest.fixture
def desk(store: str, tmp_path: Path) -> Observatory:
    made = Observatory.create(tmp_path / "desk", store=store, clock=lambda: NOON)
    Vault.create(made.path / VAULT_FILE, SECRET, CHEAP)
    return made


def add(observatory: Observatory, tmp_path: Path, files: dict[str, bytes]) -> Added:
    folder = tmp_path / "in"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    added = observatory.add([folder], published=date(2017, 2, 6))
    assert added.refused == []
    return added


def kept(observatory: Observatory) -> dict[str, bytes]:
    return {sha256: observatory.originals.read(sha256) for sha256 in observatory.originals}


def all_bytes(observatory: Observatory) -> Iterator[bytes]:
    """Every byte that the observatory keeps: its files, and on a server the rows and the originals."""
    for path in observatory.path.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
            yield str(path).encode()
    with observatory.ledger() as ledger:
        for row in ledger.rows():
            yield json.dumps([row.body, row.recorded_at]).encode()
            yield row.body.encode()
    yield from kept(observatory).values()


def forms(secret: str) -> Iterator[bytes]:
    """How a secret may stand in a file: as text, escaped, and in base64 from any of its three beginnings."""
    yield from (secret.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    yield json.dumps(secret)[1:-1].encode()
    yield quopri.encodestring(secret.encode())
    for at in range(3):
        coded = base64.b64encode(b"\0" * at + secret.encode())
        if len(within := coded[4 if at else 0 : -4]) > 5:
            yield within


def found_in(observatory: Observatory, secrets: tuple[str, ...] = SECRETS) -> list[str]:
    everything = list(all_bytes(observatory))
    return [secret for secret in secrets if any(form in each for form in forms(secret) for each in everything)]


def report_with(observatory: Observatory, words: str) -> str:
    return next(report.id for report in observatory.reports() if words in report.text)


def test_nothing_lies_open_of_who_reports_and_each_opens_to_the_byte(desk: Observatory, tmp_path: Path) -> None:
    added = add(desk, tmp_path, {**FILES, f"{NAME}.md": BY_HAND})
    assert (len(added.accepted), added.unsealed) == (10, 0)
    assert found_in(desk) == []
    lines = CHAT.decode().split("[")[1:]
    expected = {
        "market of Al-Bab": PLAIN,
        "captured Tadef": IN_PARTS,
        "three civilians": IN_PARTS,
        "bridge": f"[{lines[0]}".encode(),
        "Bza'ah": f"[{lines[1]}".encode(),
        "withdrew": f"[{lines[2]}".encode(),
        "Shells fell on Qabasin": json.dumps(MESSAGE, indent=1, ensure_ascii=False).replace("\n", "\n  ").encode(),
        "hospital": json.dumps(SUBMISSION).encode(),
        "bakery": FORM_XML,
        "Islamic State": BY_HAND,
    }
    opened = {words: desk.original(report_with(desk, words), SECRET) for words in expected}
    assert {words: each.content for words, each in opened.items()} == expected
    assert opened["Islamic State"].name == f"{NAME}.md"
    verified = desk.verify()
    assert (verified.whole, verified.originals) == (True, len(list(desk.originals)))


def test_without_a_vault_nothing_is_sealed_and_what_is_not_kept_is_counted(store: str, tmp_path: Path) -> None:
    made = Observatory.create(tmp_path / "desk", store=store)
    added = add(made, tmp_path, FILES)
    assert added.unsealed == 9
    assert {NAME, NUMBER, HOUR} <= set(found_in(made))  # in the signature and the head of a mail: the search finds
    with made.ledger() as ledger:
        assert not [entry for entry in ledger.entries([EntryKind.REPORT]) if "sealed_sha256" in entry.body]
    with pytest.raises(VaultError, match="vault init"):
        made.original(made.reports()[0].id, SECRET)


def test_a_report_has_one_id_with_a_vault_and_without(desk: Observatory, tmp_path: Path) -> None:
    sealing = set(add(desk, tmp_path, FILES).accepted)
    other = Observatory.create(tmp_path / "other")
    shutil.copy(desk.path / "pseudonyms.key", other.path)
    assert set(add(other, tmp_path, FILES).accepted) == sealing


def test_what_comes_twice_is_sealed_once(desk: Observatory, tmp_path: Path) -> None:
    add(desk, tmp_path, FILES)
    before = kept(desk)
    again = add(desk, tmp_path, FILES)
    assert (again.accepted, len(again.known_already)) == ([], 9)
    assert kept(desk) == before


def test_reports_of_one_mail_share_one_sealed_original(desk: Observatory, tmp_path: Path) -> None:
    add(desk, tmp_path, {"parts.eml": IN_PARTS})
    assert len(kept(desk)) == 1
    assert len({report.original_sha256 for report in desk.reports()}) == 1


def test_what_is_channels_own_stays_open_and_what_names_others_is_sealed_beside_it(
    desk: Observatory, tmp_path: Path
) -> None:
    post = {"id": 1, "type": "message", "date": "2017-02-06T10:00:00", "from": "Northern News",
            "from_id": "channel7", "text": "Rebels withdrew from Bza'ah."}  # fmt: skip
    signed = {**post, "id": 2, "text": "Shells fell on Tadef.", "author": NAME}
    chat = {"name": "Northern News", "type": "public_channel", "id": 7, "messages": [post, signed]}
    add(desk, tmp_path, {"result.json": json.dumps(chat).encode()})
    assert found_in(desk) == []
    assert json.dumps(post).encode() in kept(desk).values()
    assert desk.original(report_with(desk, "Tadef"), SECRET).content == json.dumps(signed).encode()
    with pytest.raises(UsageError, match="lies open"):
        desk.original(report_with(desk, "Bza'ah"), SECRET)


def test_a_source_that_is_registered_as_confidential_is_sealed_whatever_the_file_calls_it(
    desk: Observatory, tmp_path: Path
) -> None:
    (tmp_path / "sources.csv").write_text(f"name,aliases,confidential\nField source K,{NAME},yes\n", "utf-8")
    desk.add_sources(tmp_path / "sources.csv")
    table = f"source;text;date\n{NAME};Shells fell on Tadef.;2017-02-06\n{NAME};Rebels took Bza'ah.;2017-02-06\n"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "k.csv").write_text(table, "utf-8")
    (folder / "k.md").write_bytes(BY_HAND.replace(b"pseudonym: Field source Z\n", b""))
    columns = {"text": "text", "date": "date", "source": "source"}
    assert len(desk.add([folder], columns=columns).accepted) == 3
    assert found_in(desk) == []
    row = desk.original(report_with(desk, "Tadef"), SECRET).content  # of a table its heading and the row
    assert row == table.rpartition(f"{NAME};Rebels")[0].encode()
    assert len(kept(desk)) == 3
    assert {report.publisher for report in desk.reports()} == {"Field source K"}


def test_a_wrong_passphrase_opens_nothing(desk: Observatory, tmp_path: Path) -> None:
    add(desk, tmp_path, {"plain.eml": PLAIN})
    with pytest.raises(VaultError, match="passphrase is wrong"):
        desk.original(desk.reports()[0].id, NEW_SECRET)


def test_an_altered_or_lost_ciphertext_is_found_also_without_marsad(tmp_path: Path) -> None:
    desk = Observatory.create(tmp_path / "desk")
    Vault.create(desk.path / VAULT_FILE, SECRET, CHEAP)
    add(desk, tmp_path, {"chat.txt": CHAT})
    with desk.ledger() as ledger:
        export_ledger(ledger, desk.originals, tmp_path / "export")
        altered, lost, _ = [entry.body["sealed_sha256"][0] for entry in ledger.entries([EntryKind.REPORT])]
    for folder in (desk.path / "originals", tmp_path / "export" / "originals"):
        (folder / altered[:2] / altered).write_bytes(b"x")
        (folder / lost[:2] / lost).unlink()
    expected = [f"the original {altered} was altered", f"the original {lost} is lost"]
    assert [fault.what.partition(";")[0] for fault in desk.verify().faults] == expected
    check = Check(tmp_path / "export" / "originals")
    check_export(tmp_path / "export" / "ledger.jsonl", check)
    assert [said for _, said in check.faults] == [
        f"its original {altered} was altered",
        f"its original {lost} was lost",
    ]


def test_erasing_a_report_takes_what_was_sealed_and_it_does_not_come_back(
    desk: Observatory, tmp_path: Path
) -> None:
    add(desk, tmp_path, {"chat.txt": CHAT, "parts.eml": IN_PARTS})
    bridge, shelling = report_with(desk, "bridge"), report_with(desk, "captured Tadef")
    before = kept(desk)
    assert desk.erasure_of(bridge).in_the_same_original == 0
    assert desk.erasure_of(shelling).in_the_same_original == 1
    assert desk.erase(bridge, "in danger").originals == 2
    assert desk.erase(shelling, "in danger").originals == 1
    assert len(kept(desk)) == len(before) - 3
    for report in (bridge, report_with(desk, "three civilians")):
        with pytest.raises(UsageError, match="was erased"):
            desk.original(report, SECRET)
    assert (desk.verify().whole, desk.verify().erased) == (True, 2)
    assert desk.erase(bridge, "again").originals == 0
    added = add(desk, tmp_path, {"parts.eml": IN_PARTS})
    assert added.accepted == []
    assert len(kept(desk)) == len(before) - 3


def test_what_was_erased_is_not_sealed_again_for_the_sake_of_others_in_it(
    desk: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(desk, tmp_path, {"parts.eml": IN_PARTS})
    captured, shelling = report_with(desk, "captured Tadef"), report_with(desk, "three civilians")
    desk.erase(captured, "in danger")
    intake = desk.intake()
    intake.known.discard(shelling)  # as though the attachment had not been read then
    monkeypatch.setattr(Observatory, "intake", lambda _: intake)
    assert add(desk, tmp_path, {"parts.eml": IN_PARTS}).accepted == [shelling]
    assert kept(desk) == {}
    assert desk.verify().whole


def test_a_backup_brings_back_what_is_sealed_and_the_vault_that_opens_it(
    desk: Observatory, tmp_path: Path
) -> None:
    add(desk, tmp_path, {"chat.txt": CHAT})
    desk.backup(tmp_path / "b", SECRET)
    assert restore(tmp_path / "b", tmp_path / "again", SECRET).whole
    again = Observatory(tmp_path / "again")
    bridge = report_with(again, "bridge")
    assert again.original(bridge, SECRET).content == desk.original(bridge, SECRET).content


def test_another_passphrase_opens_what_was_and_is_sealed_and_an_old_copy_what_was_alone(
    desk: Observatory, tmp_path: Path
) -> None:
    add(desk, tmp_path, {"plain.eml": PLAIN})
    path = desk.path / VAULT_FILE
    old = path.read_bytes()
    Vault.open(path, SECRET).change_passphrase(NEW_SECRET, CHEAP)
    add(desk, tmp_path, {"chat.txt": CHAT})
    first, second = report_with(desk, "market"), report_with(desk, "bridge")
    assert desk.original(first, NEW_SECRET).content == PLAIN
    assert desk.original(second, NEW_SECRET).content.startswith(b"[14.02.17")
    path.write_bytes(old)
    assert desk.original(first, SECRET).content == PLAIN
    with pytest.raises(VaultError, match="another vault"):
        desk.original(second, SECRET)


def test_randomness_that_is_given_gives_the_same_ciphertext(tmp_path: Path) -> None:
    public = KeyPair.new(lambda count: b"k" * count).public
    (tmp_path / "chat.txt").write_bytes(CHAT)
    came = [each for each in receive(tmp_path / "chat.txt") if isinstance(each, Received)]
    sealers = [Sealer(public, randomness=lambda count: b"r" * count) for _ in range(2)]
    one, again = ([sealer.sealed(each, confidential=True) for each in came] for sealer in sealers)
    assert one == again
    assert all(each.sealed and each.original == before.original for each, before in zip(one, came, strict=True))


def test_two_desks_of_one_ledger_seal_for_the_vault_of_the_first(postgres: Any, tmp_path: Path) -> None:
    schema = f"sealed_{next(_numbers)}"
    first = Observatory.create(tmp_path / "one", store=postgres.url(schema))
    made = CliRunner().invoke(
        app, ["vault", "init", "-o", str(first.path)], env={"MARSAD_VAULT_PASSPHRASE": SECRET}
    )
    assert made.exit_code == 0, made.output
    postgres.sql(f"GRANT USAGE ON SCHEMA {schema} TO desk2",
                 f"GRANT SELECT, INSERT ON {schema}.entries, {schema}.originals TO desk2",
                 f"GRANT SELECT ON {schema}.about TO desk2", user="marsad")  # fmt: skip
    second = Observatory.create(tmp_path / "two", store=postgres.url(schema, "desk2"), join=True)
    first.receipt()  # makes the key of pseudonyms
    shutil.copy(first.path / "pseudonyms.key", second.path)
    added = add(second, tmp_path, {"chat.txt": CHAT})
    assert (len(added.accepted), added.unsealed) == (3, 0)
    assert not (second.path / VAULT_FILE).exists()
    assert found_in(second, AT_ANY_HOUR) == found_in(first, AT_ANY_HOUR) == []
    bridge = report_with(first, "bridge")
    assert b"The bridge" in first.original(bridge, SECRET).content
    with pytest.raises(VaultError, match="is not there"):
        second.original(bridge, SECRET)
    # a desk with a vault of its own seals for that, and the ledger's key stays the first one's
    own = CliRunner().invoke(
        app, ["vault", "init", "-o", str(second.path)], env={"MARSAD_VAULT_PASSPHRASE": SECRET}
    )
    assert "another desk's vault" in own.output
    add(second, tmp_path, {"plain.eml": PLAIN})
    market = report_with(second, "market")
    assert second.original(market, SECRET).content == PLAIN
    with pytest.raises(VaultError, match="another vault"):
        first.original(market, SECRET)
    assert first.verify().whole


def test_a_new_passphrase_gives_the_other_desks_the_new_key(postgres: Any, tmp_path: Path) -> None:
    address = postgres.url(f"sealed_{next(_numbers)}")
    desk = Observatory.create(tmp_path / "one", store=address)
    env = {"MARSAD_VAULT_PASSPHRASE": SECRET, "MARSAD_VAULT_NEW_PASSPHRASE": NEW_SECRET}
    for command in ("init", "change-passphrase"):
        done = CliRunner().invoke(app, ["vault", command, "-o", str(desk.path)], env=env)
        assert done.exit_code == 0, done.output
    with desk.ledger() as ledger:
        named = [entry.body.get("sealing_key") for entry in ledger.entries([EntryKind.POLICY])]
    now = base64.b64encode(public_key_in(desk.path / VAULT_FILE) or b"").decode()
    assert (len(named), named[0], named[2]) == (3, None, now)
    assert named[1] not in (None, now)
    assert not desk.replayed


def test_an_older_vault_gets_its_key_when_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Observatory.create(tmp_path / "desk")
    path = desk.path / VAULT_FILE
    vault = Vault.create(path, SECRET, CHEAP)
    monkeypatch.setattr(vault, "_pairs", ())
    vault.add("Field source A", Identity(NAME))
    assert b'"marsad vault 1"' in path.read_bytes() and public_key_in(path) is None
    assert add(desk, tmp_path, {"plain.eml": PLAIN}).unsealed == 1
    assert Vault.open(path, SECRET)["Field source A"].name == NAME
    key = public_key_in(path)
    assert key is not None and Vault.open(path, SECRET).public_key == key
    assert add(desk, tmp_path, {"chat.txt": CHAT}).unsealed == 0
    assert desk.original(report_with(desk, "bridge"), SECRET).content.startswith(b"[14.02.17")


def test_a_damaged_vault_stops_receiving_before_anything_is_recorded(tmp_path: Path) -> None:
    desk = Observatory.create(tmp_path / "desk")
    path = desk.path / VAULT_FILE
    Vault.create(path, SECRET, CHEAP)
    path.write_bytes(path.read_bytes().replace(b"seals_with", b"seals_wiht"))
    with pytest.raises(VaultError, match="header was altered"):
        add(desk, tmp_path, {"plain.eml": PLAIN})
    assert desk.reports() == () and kept(desk) == {}


def test_the_command_writes_to_a_new_file_of_its_owners_alone(tmp_path: Path) -> None:
    desk = Observatory.create(tmp_path / "desk")
    Vault.create(desk.path / VAULT_FILE, SECRET, CHEAP)
    add(desk, tmp_path, {"plain.eml": PLAIN})
    out = tmp_path / "out.eml"

    def run(*arguments: str, **env: str) -> Any:
        env = {"MARSAD_VAULT_PASSPHRASE": SECRET, **env}
        return CliRunner().invoke(app, ["vault", "original", *arguments, "-o", str(desk.path)], env=env)

    report = desk.reports()[0].id
    assert isinstance(run(report, "--out", str(out), MARSAD_VAULT_PASSPHRASE=NEW_SECRET).exception, VaultError)
    assert not out.exists()
    assert run(report[:12], "--out", str(out)).exit_code == 0
    assert out.read_bytes() == PLAIN
    assert out.stat().st_mode & 0o777 == 0o600
    again = run(report, "--out", str(out))
    assert isinstance(again.exception, UsageError) and "there already" in str(again.exception)
    assert isinstance(run(report, "--out", str(tmp_path / "b"), "--number", "2").exception, UsageError)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert isinstance(run(report, "--out", str(tmp_path / "link")).exception, UsageError)
    shown = CliRunner().invoke(app, ["show", report, "-o", str(desk.path)])
    assert (
        desk.reports()[0].original_sha256 or "none"
    ) in shown.output and "mail, sealed as received" in shown.output


def test_adding_without_a_vault_says_once_what_was_not_kept(tmp_path: Path) -> None:
    desk = Observatory.create(tmp_path / "desk")
    (tmp_path / "chat.txt").write_bytes(CHAT)
    arguments = ["add", str(tmp_path / "chat.txt"), "-o", str(desk.path)]
    first, again = (CliRunner().invoke(app, arguments) for _ in range(2))
    assert first.output.count("vault init") == 1
    assert "without what names persons: 3" in " ".join(first.output.split())
    assert "vault" not in again.output
