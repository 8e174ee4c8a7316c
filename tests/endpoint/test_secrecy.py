"""Reports of confidential sources never leave, and settings never let a report out by accident."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marsad.areas import Area, load_area
from marsad.claims import read
from marsad.claims.clearance import ClearedReport, ConfidentialReportError
from marsad.claims.endpoint import endpoint_reader
from marsad.claims.endpoint.settings import EndpointSettings, endpoint_settings, is_this_machine
from marsad.errors import UsageError
from marsad.model import Report, Source, SourceKind, Stage
from marsad.pipeline import claims_of
from marsad.reports.receive import Received, receive
from marsad.reports.tellers import tellers_of

TEXT = "Government forces captured the town of Tadef on Sunday."
CAPTURE = {"quote": "Government forces captured the town of Tadef", "type": "capture", "modality": "asserted"}
OPEN = Source("src_agency", "An Agency", SourceKind.AGENCY)


@pytest.fixture(scope="module")
def area() -> Area:
    return load_area("syria")


STAYS = [
    Source("src_olive", "Olive Tree", SourceKind.OUTLET, confidential=True),
    Source("src_olive", "Olive Tree", SourceKind.FIELD),  # always confidential, marked or not
    Source("src_other", "Other", SourceKind.AGENCY),  # not the source of this report
    None,  # registered, but nobody said as what
]


@pytest.mark.parametrize("source", STAYS, ids=["marked", "field", "another", "not told"])
def test_a_report_that_must_stay_is_never_sent_and_says_so(desk: Any, area: Area, source: Source | None) -> None:
    desk.will(desk.claims(CAPTURE))
    report = Report("rep_1", TEXT, publisher="Olive Tree", source="src_olive", language="en")
    found = claims_of(report, area, reader=desk.reader(), source=source)
    assert found.claims == ()
    [issue] = found.issues
    assert (issue.stage, issue.report) == (Stage.READ, "rep_1")
    assert "not sent" in issue.reason and "Olive" not in issue.reason
    assert desk.server.connections == 0


def test_an_open_report_is_sent(desk: Any, area: Area) -> None:
    desk.will(desk.claims(CAPTURE))
    registered = Report("rep_1", TEXT, source="src_agency", language="en")
    assert len(claims_of(registered, area, reader=desk.reader(), source=OPEN).claims) == 1
    unregistered = Report("rep_2", TEXT, language="en")
    assert len(claims_of(unregistered, area, reader=desk.reader()).claims) == 1


def test_a_report_that_nobody_cleared_cannot_be_given_to_the_reader(desk: Any, area: Area) -> None:
    report = Report("rep_1", TEXT)
    with pytest.raises(TypeError, match="cleared"):
        desk.reader().read(report, area)
    with pytest.raises(ConfidentialReportError):
        ClearedReport(report, STAYS[0])
    assert desk.server.connections == 0


def test_a_confidential_report_holds_up_no_other(desk: Any, area: Area) -> None:
    desk.will(desk.claims(CAPTURE))
    reader = desk.reader()
    secret = Report("rep_1", TEXT + " Signed.", source="src_olive", language="en")
    assert read(secret, area, reader, STAYS[0]).drafts == ()
    assert len(read(Report("rep_2", TEXT, language="en"), area, reader).drafts) == 1
    assert len(desk.server.seen) == 1 and "Signed" not in str(desk.server.seen)


# --- who is confidential, as files and registers say it ----------------------------------------------------------


def tellers(folder: Path, register: str | None = None) -> dict[str, bool]:
    """For each file, whether its report may not leave."""
    table = None
    if register is not None:
        table = folder / "sources.csv"
        table.write_text(register, encoding="utf-8")
    received = [each for each in receive(folder) if isinstance(each, Received)]
    found = tellers_of(received, table)
    kept = {}
    for each in received:
        try:
            ClearedReport(each.report, found.get(each.report.id))
            kept[each.original_name] = False
        except ConfidentialReportError:
            kept[each.original_name] = True
    return kept


def test_a_pseudonym_in_any_file_keeps_all_reports_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\npseudonym: Olive Tree\n---\n{TEXT}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"---\npublisher: olive-tree\n---\n{TEXT} Again.\n", encoding="utf-8")
    (tmp_path / "c.md").write_text(f"---\npublisher: An Agency\n---\n{TEXT}\n", encoding="utf-8")
    (tmp_path / "d.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "e.md").write_text(f"---\npublisher: A Man\nkind: field\n---\n{TEXT}\n", encoding="utf-8")
    assert tellers(tmp_path) == {"a.md": True, "b.md": True, "c.md": False, "d.txt": False, "e.md": True}


def test_the_register_keeps_reports_under_every_alias(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\npublisher: Abu Example\n---\n{TEXT}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"---\npublisher: An Agency\nkind: agency\n---\n{TEXT}\n", encoding="utf-8")
    written = f"---\npublisher: abu example\nkind: agency\n---\n{TEXT}\n"  # the file's own word does not open it
    (tmp_path / "c.md").write_text(written, encoding="utf-8")
    register = (
        "key,name,kind,aliases,confidential\nolive,Olive Tree,outlet,Abu Example,yes\nag,An Agency,agency,,no\n"
    )
    assert tellers(tmp_path, register) == {"a.md": True, "b.md": False, "c.md": True}


# --- settings ----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "MODEL", "KEY", "ALLOW_PLAIN_HTTP"):
        monkeypatch.delenv(f"MARSAD_ENDPOINT_{name}", raising=False)


GOOD = {"url": "https://models.example/v1", "model": "small-1"}


def test_the_environment_goes_before_the_file_and_alone_holds_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSAD_ENDPOINT_MODEL", "large-2")
    monkeypatch.setenv("MARSAD_ENDPOINT_KEY", "sk-secret")
    found = endpoint_settings(GOOD)
    assert found.model == "large-2"
    assert found.key is not None and found.key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in repr(found) + str(found) + str(found.model_dump())


WRONG: list[tuple[dict[str, object], str]] = [
    ({**GOOD, "key": "sk-secret"}, "MARSAD_ENDPOINT_KEY"),
    ({**GOOD, "KEY": "sk-secret"}, "MARSAD_ENDPOINT_KEY"),
    ({"model": "m"}, "url"),
    ({"url": GOOD["url"]}, "model"),
    ({**GOOD, "url": "ftp://models.example/v1"}, "url"),
    ({**GOOD, "url": "https://me:sk-secret@models.example/v1"}, "name or password"),
    ({**GOOD, "url": "https://models.example/v1?key=sk-secret"}, "url"),
    ({**GOOD, "url": "http://models.example/v1"}, "plain http"),
    ({**GOOD, "url": "http://127.0.0.1.models.example/v1"}, "plain http"),
    ({**GOOD, "url": "http://localhost.models.example/v1"}, "plain http"),
    ({**GOOD, "model": "m\nx"}, "model"),
    ({**GOOD, "attempts": 0}, "attempts"),
    ({**GOOD, "deadline_s": "sk-secret"}, "deadline_s"),
    ({**GOOD, "price_in": -1}, "price_in"),
    ({**GOOD, "sk-secret": 1}, "Extra"),
]


@pytest.mark.parametrize(("table", "word"), WRONG, ids=range(len(WRONG)))
def test_settings_that_cannot_be_are_named_and_no_secret_shown(table: dict[str, object], word: str) -> None:
    with pytest.raises(UsageError, match=word) as raised:
        endpoint_settings(table)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    if "sk-secret" not in table:
        assert "sk-secret" not in str(raised.value)


@pytest.mark.parametrize("key", ["sk secret", "sk-secret\r\nX: y", "sk-sécret"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("MARSAD_ENDPOINT_KEY", key)
    with pytest.raises(UsageError, match="key") as raised:
        endpoint_settings(GOOD)
    assert "secret" not in str(raised.value)


def test_plain_http_goes_to_this_machine_or_where_it_is_allowed() -> None:
    for url in ("http://127.0.0.1:8000/v1", "http://localhost/v1", "http://[::1]:8000/v1"):
        assert endpoint_settings({**GOOD, "url": url}).url.scheme == "http"
    assert endpoint_settings({**GOOD, "url": "http://10.0.0.5/v1", "allow_plain_http": True})
    assert not is_this_machine("10.0.0.5") and not is_this_machine("")


def test_every_setting_is_described() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "read-with-a-language-model.md").read_text(
        encoding="utf-8"
    )
    table = page.split("## Settings")[1].split("##")[0]
    assert [name for name in EndpointSettings.model_fields if f"`{name}`" not in table] == []


def test_without_the_extra_the_user_is_told_which(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "marsad.claims.endpoint.service", raising=False)
    monkeypatch.setitem(sys.modules, "httpcore", None)
    with pytest.raises(UsageError, match=r"marsad\[endpoint\]"):
        endpoint_reader(GOOD)
