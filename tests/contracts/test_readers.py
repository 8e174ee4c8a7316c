"""The law of readers. One joins by subclassing ``ReaderLaw`` and saying how it reads a report."""

from __future__ import annotations

import json
from datetime import date
from typing import cast

import pytest

from marsad.areas import Area, load_area
from marsad.claims import read
from marsad.claims.drafts import Mention, ReadReport
from marsad.claims.endpoint.account import Spent
from marsad.claims.endpoint.reader import EndpointReader
from marsad.claims.endpoint.replies import Reply
from marsad.claims.endpoint.settings import EndpointSettings
from marsad.claims.lang.en import FramesReader
from marsad.model import Report
from marsad.plugins import AnyReader, Reader

AREA = load_area("syria")
TEXTS = [
    "",
    " ",
    "captured",
    "The army captured Tadef on Sunday, residents said. Rebels shelled Bza'ah and killed two.",
    "Bazaa: IS retook, 2 SVBIED, FSA out, 4 Feb",
    "\ufeff\u200fThe army\x00 captured\r\n Al-\u200bBab.\ud800 \U0001f4a5" * 3,
    "<p>The army &amp; its allies captured Tadef.</p>",
    "the army captured " * 2_000,
    "\"'“”‘’()[]{}<>" * 300,
]


class ReaderLaw:
    """What holds for every reader, near or remote."""

    def reader(self) -> AnyReader:
        raise NotImplementedError

    def read(self, text: str, area: Area = AREA) -> ReadReport:
        report = Report("rep_law", text, published=date(2017, 2, 6), language="en")
        return read(report, area, self.reader())

    def test_it_says_what_it_is(self) -> None:
        reader = self.reader()
        assert reader.name and reader.version
        assert reader.languages and all(len(each) == 2 for each in reader.languages)
        assert self.read("The army captured Tadef.").reader.startswith(f"{reader.name} {reader.version}")

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_spans_lie_in_the_text_exactly_and_in_order(self, text: str) -> None:
        found = self.read(text)
        starts = [draft.start for draft in found.drafts]
        assert starts == sorted(starts)
        for draft in found.drafts:
            assert 0 <= draft.start < draft.end <= len(text)
            mentions: list[Mention] = [draft.provenance.trigger, *([draft.when] if draft.when else [])]
            mentions += [each.mention for each in (*draft.agents, *draft.targets)]
            mentions += [each.mention for each in draft.places]
            assert all(text[each.start : each.end] == each.text for each in mentions)

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_what_could_not_be_read_is_said_of_this_report(self, text: str) -> None:
        found = self.read(text)
        assert found.report_id == "rep_law"
        assert all(issue.report == "rep_law" and issue.reason for issue in found.issues)

    def test_a_language_it_does_not_know_is_not_guessed(self) -> None:
        found = read(Report("rep_law", "The army captured Tadef.", language="tlh"), AREA, self.reader())
        assert found.drafts == () and len(found.issues) == 1

    def test_candidates_are_of_the_area(self) -> None:
        for draft in self.read(TEXTS[3]).drafts:
            assert all(each in AREA.actors for actor in draft.agents for each in actor.candidates)
            assert all(each in AREA.places for place in draft.places for each in place.candidates)


class TestFrames(ReaderLaw):
    """English by lexicon and frames."""

    def reader(self) -> AnyReader:
        return cast("Reader", FramesReader())

    def test_it_is_pure(self) -> None:
        assert self.read(TEXTS[3]) == self.read(TEXTS[3])


class Eager:
    """A model that finds every claim it knows in every text, and makes some up."""

    def ask(self, messages: list[dict[str, str]]) -> tuple[Reply, Spent]:
        actor = [{"mention": "The army"}, {"mention": "the army"}, {"mention": "Nobody"}]
        place = [{"mention": "Tadef"}, {"mention": "Al-Bab"}, {"mention": "Nowhere"}]
        quotes = ["Rebels shelled Bza'ah", "The army captured Tadef", "the army captured", "IS retook", "captured"]
        quotes += ["The army captured Al-Bab", "Peace was made"]
        claims = [
            {"quote": quote, "type": "capture", "modality": "asserted", "agents": actor, "places": place,
             "when": "on Sunday"} for quote in quotes
        ]  # fmt: skip
        return Reply(json.dumps({"claims": claims})), Spent(requests=1)

    def close(self) -> None:
        pass


class TestEndpoint(ReaderLaw):
    """A language model at an endpoint, here a stand-in."""

    def reader(self) -> AnyReader:
        settings = EndpointSettings(url="http://127.0.0.1:1/v1", model="stand-in")  # type: ignore[arg-type]
        return EndpointReader(settings, Eager())

    def test_the_stand_in_is_eager_enough_to_try_the_law(self) -> None:
        found = self.read(TEXTS[3])
        assert len(found.drafts) == 3 and len(found.issues) > 5
