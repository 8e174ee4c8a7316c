"""Places scored on tiny corpora of our own: offsets, ids, distances, hostile XML; verbs; coded reports."""

import json
from pathlib import Path

import pytest

from marsad.areas import load_area
from marsad.claims.drafts import Mention, PlaceMention
from marsad.errors import UsageError
from marsad.evaluation.gold import GoldReport
from marsad.evaluation.gold_places import area_for, claims_abroad, gold_places
from marsad.evaluation.places import Sheet, holds_places, sheets
from marsad.evaluation.resolution import Resolved, calibration_error, reliability, score_resolution
from marsad.evaluation.toponyms import Standing, Toponym, read_toponyms
from marsad.evaluation.verb_places import name_span, read_located_verbs, score_verb_places
from marsad.model import Claim, ClaimedPlace, ClaimType, Days, PlacePrecision

SYRIA = load_area("syria")
TR = """<?xml version="1.0" encoding="utf-8"?>
<articles><article docid="7"><text><![CDATA[Fighting went on in Tadef, near Al-Bab.]]></text><toponyms>
<toponym><phrase>Tadef</phrase><start>{start}</start><end>25</end>
<gaztag geonameid="173512"><lat>36.35</lat><lon>37.54</lon></gaztag></toponym>
<toponym><phrase>Nowhere</phrase><start>0</start><end>7</end></toponym>
</toponyms></article></articles>"""
GWN = """<articles><article file="0"><text>Clashes in Tadef; the Turkish army denied it.</text><toponyms>
<toponym><extractedName>Tadef</extractedName><type>Literal</type><start>11</start><end>16</end><geonamesID/>
<latitude>36.35</latitude><longitude>37.54</longitude></toponym>
<toponym><extractedName>Turkish</extractedName><type>Non_Literal_Modifier</type><start>22</start><end>29</end></toponym>
<toponym><extractedName>army</extractedName><type>Non_Lit_Expression</type><start>30</start><end>34</end></toponym>
</toponyms></article></articles>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>
<articles><article><text>&lol2;</text></article></articles>"""


def written(folder: Path, text: str, name: str = "corpus.xml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("start", [20, 21, 17])
def test_a_name_is_found_where_its_offset_is_a_little_off(tmp_path: Path, start: int) -> None:
    (text,) = read_toponyms(written(tmp_path, TR.format(start=start)))
    assert text.misplaced == 1
    (tadef,) = text.toponyms
    assert text.text[tadef.start : tadef.end] == "Tadef"
    assert (tadef.lat, tadef.lon, tadef.geonames, tadef.standing) == (36.35, 37.54, 173512, None)


def test_the_kinds_of_geowebnews_are_two_standings(tmp_path: Path) -> None:
    (text,) = read_toponyms(written(tmp_path, GWN))
    assert [each.standing for each in text.toponyms] == [Standing.LITERAL, Standing.ASSOCIATIVE, None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "entities"),
        ("<articles><article><text>", "is not XML"),
        ("", "is not XML"),
        ("<articles/>", "holds no article"),
        ("<articles><article docid='9'><text/></article></articles>", "article 9 has no text"),
        (GWN.replace("36.35", "136.35"), "not on earth"),
        (GWN.replace("36.35", "north"), "article 0"),
    ],
)
def test_a_corpus_that_cannot_be_read_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as error:
        read_toponyms(written(tmp_path, text))
    assert "corpus.xml" in str(error.value)


def put(lat: float, lon: float, identity: str | None = "plc_x") -> ClaimedPlace:
    return ClaimedPlace(identity, "X", "X", lat, lon, PlacePrecision.PLACE, None)


def test_shares_count_what_was_put_nowhere_as_wrong() -> None:
    tadef = Toponym(0, 5, "Tadef", 36.35, 37.54, geonames=1)
    rows = [
        Resolved(tadef, put(0.0, 0.0), entry=1, held=True),  # the very entry, wherever its middle is said to be
        Resolved(tadef, put(36.36, 37.55), entry=2, held=True),
        Resolved(tadef, put(36.5, 37.54), entry=2, held=True),
        Resolved(tadef, None, entry=None, held=False),
    ]
    scores = score_resolution(rows)
    assert list(scores.row()) == ["0.250", "0.500", "0.750", "0.750"]
    assert scores.exact.coded == 4


def test_reliability_compares_what_is_said_with_what_is_so() -> None:
    said = [(0.95, True)] * 9 + [(0.95, False)] + [(0.2, False)] * 5
    low, high = reliability(said)
    assert (low.all, low.right, high.all, high.share) == (5, 0, 10, 0.9)
    assert calibration_error(said) == pytest.approx((0.05 * 10 + 0.2 * 5) / 15)
    assert list(reliability([])) == []


VERBS = [
    {"text": "Rebels captured Tadef on Monday.", "verb": [[7, 15]], "locations": [[16, 21]]},
    {"text": "Three people were killed in Al-Bab.", "verb": [[18, 24]], "locations": [[28, 34]]},
    {"text": "The talks were delayed again.", "verb": [[15, 22]], "locations": []},
    {"text": "Shells hit Tadef.", "verb": [[7, 10]], "locations": [[12, 17]]},  # a span that cuts a word
]


def test_words_of_the_verbs_place(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join(map(json.dumps, VERBS)), "verbs.jsonl")
    scores = score_verb_places(read_located_verbs(path), SYRIA)
    assert (scores.sentences, scores.unsound, scores.wholly_right) == (3, 1, 3)
    assert (scores.words.right, scores.words.read, scores.words.coded) == (3, 3, 3)  # "Al" and "Bab" are two


@pytest.mark.parametrize(
    ("text", "said", "name", "kept"),
    [
        ("in the Homs Governorate", "the Homs Governorate", "Homs", "Homs Governorate"),
        ("in Raman district", "Raman district", "Raman district", "Raman"),
        ("near Kindi Hospital", "Kindi Hospital", "Kindi Hospital", "Kindi Hospital"),
        ("in its capital", "its capital", "Homs", "its capital"),
    ],
)
def test_names_are_counted_as_coders_take_them(text: str, said: str, name: str, kept: str) -> None:
    start = text.index(said)
    at, end = name_span(PlaceMention(Mention(start, start + len(said), said), name), text)
    assert text[at:end] == kept


def test_half_of_the_sentences_is_kept_back_by_their_words_alone(tmp_path: Path) -> None:
    texts = [f"Rebels took Tadef, {number}." for number in range(200)]
    rows = [
        {"text": text, "verb": [[7, 11]], "locations": [[12, 17]]}
        for text in (*texts, *(f" {t}\n" for t in texts))
    ]
    path = written(tmp_path, "\n".join(map(json.dumps, rows)), "verbs.jsonl")
    kept = [row.is_kept_back for row in read_located_verbs(path)]
    assert kept[:200] == kept[200:]
    assert 70 < sum(kept[:200]) < 130
    tadef = [row for row in read_located_verbs(path)[:8] if row.is_kept_back]
    assert score_verb_places(read_located_verbs(path)[:8], SYRIA).kept_back.coded == len(tadef)


@pytest.mark.parametrize(
    "line", ['{"text": 1}', "[1, 2", '{"text": "a", "verb": [["x", 1]], "locations": []}', "[" * 9999]
)
def test_a_line_that_is_no_sentence_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, json.dumps(VERBS[0]) + "\n" + line, "verbs.jsonl")
    with pytest.raises(UsageError, match=r"verbs\.jsonl line 2"):
        read_located_verbs(path)


CODED = GoldReport.model_validate(
    {
        "id": "tiny",
        "published": "2017-02-27",
        "text": "Homs province was calm. In Homs shells fell. The army took Tadef, and left Bruxelles Hill.",
        "places": {
            "homs": {"names": ["Homs"], "lat": 34.73, "lon": 36.71, "kind": "city"},
            "homs_province": {"names": ["Homs province"], "lat": 34.5, "lon": 38.3, "kind": "province"},
            "tadef": {"names": ["Tadef"], "lat": 36.35, "lon": 37.54, "kind": "town"},
            "hill": {"names": ["Bruxelles Hill"], "lat": 36.3, "lon": 37.5, "kind": "hill"},
            "way": {"names": ["Tadef"], "lat": 0.0, "lon": 0.0, "kind": "road"},
        },
        "claims": [],
    }
)


def test_coded_places_are_judged_where_the_report_names_them() -> None:
    found = {each.key: each for each in gold_places(CODED, SYRIA)}
    assert set(found) == {"homs", "homs_province", "tadef", "hill"}
    assert [key for key, each in found.items() if each.right] == ["homs_province", "homs", "tadef"]
    assert not found["hill"].held
    assert found["homs_province"].found.id == "plc_homs_province"
    assert not any(each.abroad for each in found.values())


def test_the_area_of_a_report_is_that_of_its_places() -> None:
    assert area_for(CODED).name == "syria"


def test_a_claim_put_into_another_country_is_seen() -> None:
    ankara = next(place for place in SYRIA.places.values() if place.country == "TR")
    claim = Claim(
        report="rep_x", type=ClaimType.CLASH, quote="x", start_char=0, end_char=1, agents=(), targets=(),
        place=put(ankara.lat, ankara.lon, ankara.id), route=None, sides={}, degree=None, days=Days(), killed=None,
        injured=None, displaced=None, victims=None, cumulative=False, means=None, attribution=(), confidence=0.5,
        reader="x",
    )  # fmt: skip
    assert claims_abroad(CODED, [claim], SYRIA) == [claim]


def test_which_paths_are_corpora_of_places(tmp_path: Path) -> None:
    assert holds_places(tmp_path / "TR-News.XML")
    assert not holds_places(tmp_path)


def test_sheets_of_coded_reports(tmp_path: Path) -> None:
    written(tmp_path, CODED.model_dump_json(), "tiny.json")
    sheet = sheets(tmp_path, "syria")[0]
    assert sheet.rows[0][1] == "1.000 (3 of 3)"
    lines = list(sheet.markdown())
    assert lines[1].count("|") == lines[2].count("|")


def test_a_sheet_as_markdown() -> None:
    assert list(Sheet("T", ("", "n"), (("a", "1"),), "So.").markdown()) == [
        "\n### T\n", "|  | n |", "|---|---|", "| a | 1 |", "\nSo."
    ]  # fmt: skip
