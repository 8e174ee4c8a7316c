"""Submissions of forms: answers become a report; the person, the place they stood and the hour do not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

KOBO = {
    "_id": 81, "_uuid": "5f0c", "_xform_id_string": "incidents", "_submission_time": "2017-02-06T10:31:12",
    "_submitted_by": "omar_k", "_geolocation": [36.371234, 37.517654], "formhub/uuid": "x", "__version__": "v1",
    "start": "2017-02-06T10:28:01.123+02:00", "end": "2017-02-06T10:30:12.000+02:00", "today": "2017-02-06",
    "deviceid": "ee.humanitarian:abc", "phonenumber": "+963944123456", "incident/enumerator_name": "Omar K.",
    "incident/kind": "air_strike", "incident/village": "Tadef", "incident/where": "36.371234 37.517654 410.0 4.8",
    "incident/what_happened": "Two shells hit the bakery in Tadef at noon.", "photo": "1486369812345.jpg",
    "hurt": [{"hurt/sex": "male", "hurt/age": 12}, {"hurt/sex": "female", "hurt/age": 31}],
    "_attachments": [{"filename": "omar_k/attachments/1486369812345.jpg"}], "meta/instanceID": "uuid:5f0c",
    "_notes": [],
}  # fmt: skip
XML = """<?xml version='1.0' ?><data id="incidents" version="3" xmlns:orx="http://openrosa.org/xforms">
<start>2017-02-06T10:28:01.123+02:00</start><today>2017-02-06</today><deviceid>collect:abc</deviceid>
<username>omar_k</username><incident><enumerator_name>Omar K.</enumerator_name><kind>air_strike</kind>
<village>Tadef</village><where>36.371234 37.517654 410.0 4.8</where>
<what_happened>Two shells hit the bakery in Tadef at noon.</what_happened></incident>
<photo>1486369812345.jpg</photo>
<hurt><sex>male</sex><age>12</age></hurt><hurt><sex>female</sex><age>31</age></hurt>
<orx:meta><orx:instanceID>uuid:5f0c</orx:instanceID></orx:meta></data>"""
CENTRAL = {
    "value": [
        {
            "__id": "uuid:5f0c",
            "__system": {"submissionDate": "2017-02-06T08:31:12.000Z", "submitterName": "Omar K.", "status": None},
            "incident": {
                "kind": "air_strike", "village": "Tadef",
                "where": {"type": "Point", "coordinates": [37.517654, 36.371234, 410.0]},
                "what_happened": "Two shells hit the bakery in Tadef at noon.",
            },
            "meta": {"instanceID": "uuid:5f0c"}, "photo": "1486369812345.jpg",
        }
    ]
}  # fmt: skip
SECRETS = (b"omar", b"Omar", b"36.37", b"37.51", b"10:3", b"10:2", b"abc", b"963", b"14863")


@pytest.mark.parametrize(
    ("name", "content"),
    [("submissions.json", json.dumps([KOBO])), ("submission.xml", XML), ("central.json", json.dumps(CENTRAL))],
)
def test_the_words_of_a_submission_are_kept_and_the_person_is_not(take: Any, name: str, content: str) -> None:
    (received,), refused = take(name, content)
    report = received.report
    assert refused == []
    assert "kind: air strike\n\nvillage: Tadef\n\nTwo shells hit the bakery in Tadef at noon." in report.text
    assert report.published == date(2017, 2, 6) and report.published_at is None
    assert report.ref == "uuid:5f0c"
    assert received.source is not None and received.source.confidential
    kept = received.original + repr(received).encode()
    assert [secret for secret in SECRETS if secret in kept] == []
    assert "a position was left out" in received.arrival.notes
    missing = "with a file at the question 'photo', not taken in: it is not beside the submissions"
    assert missing in received.arrival.notes
    for where in received.arrival.locations:
        assert report.text[where.start : where.end].strip()


def test_groups_that_come_several_times_keep_their_number(take: Any) -> None:
    from_json, _ = take("a.json", json.dumps([KOBO]))
    from_xml, _ = take("a.xml", XML)
    for each in (from_json[0], from_xml[0]):
        assert each.report.text.endswith("sex: male\n\nage: 12\n\nhurt 2 sex: female\n\nhurt 2 age: 31")


def test_a_submission_without_words_is_a_visible_refusal_and_the_rest_goes_on(take: Any) -> None:
    empty = {"_uuid": "1", "_submission_time": "2017-02-06T10:31:12", "where": "36.371234 37.517654 0 0"}
    reports, (refused,) = take("a.json", json.dumps([empty, KOBO]))
    assert len(reports) == 1 and refused == " submission 1: holds no answer in words"


BOMB = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (XML.replace("<data ", BOMB + "<data ", 1), "document type"),
        (XML[:-9], "is not XML at line"),
        ("<data><instanceID>1</instanceID>" + "<g>" * 60 + "x" + "</g>" * 60 + "</data>", "nested too deep"),
    ],
    ids=["entities", "cut", "deep"],
)
def test_hostile_xml_is_refused(take: Any, content: str, said: str) -> None:
    reports, (refused,) = take("a.xml", content)
    assert reports == [] and said in refused


def test_hostile_json_is_refused(take: Any) -> None:
    head = '{"_uuid": "1", "_submission_time": "2", "x": '
    reports, (refused,) = take("a.json", head + "[" * 90_000 + "]" * 90_000 + "}")
    assert reports == [] and "nested too deep" in refused


def test_a_line_of_very_many_positions_is_left_out_as_one_is(take: Any) -> None:
    walked = {**KOBO, "way": "36.371234 37.517654 0 0;" * 20_000}
    (received,), _ = take("a.json", json.dumps(walked))
    assert b"36.37" not in received.original and "way" not in received.report.text


def test_a_submission_nested_without_end_is_refused_before_it_is_read_to_its_end(take: Any) -> None:
    reports, (refused,) = take("a.xml", "<data><instanceID>1</instanceID>" + "<g>" * 300_000)
    assert reports == [] and "nested too deep" in refused


@pytest.mark.parametrize(
    "around",
    [
        "[%s , %s]",
        '{"count": 2, "results" : [%s,%s], "x": [1]}',
        ' {"value":[\n%s,\n%s]}\n',
        '{"value": 1, "results": [%s, %s]}',
    ],
)
def test_what_came_of_each_submission_is_its_part_of_the_file_to_the_character(take: Any, around: str) -> None:
    parts = [
        f'{{ "_uuid":"{n}",\n "_submission_time": "2017-02-06", "what":"Shells f\\u0065ll on Tadef, {n} times."}}'
        for n in "ab"
    ]
    reports, refused = take("form.json", around % tuple(parts))
    assert refused == []
    assert [each.as_received.decode() for each in reports] == parts


def test_what_came_of_one_submission_is_the_file(take: Any) -> None:
    one = ' {"_uuid": "a", "_submission_time": "2017-02-06", "what": "Shells fell on Tadef, many times."}\n'
    (report,), _ = take("form.json", one)
    assert report.as_received == one.encode()
