"""Reports being read, as one page that stands alone: each text with its claims marked, and the claims beside it.

For a coder to work from. The page asks nobody for anything, and its policy allows nothing but its own style and
script. Every word from outside is escaped; characters that turn the direction of text are shown, not obeyed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from markupsafe import Markup, escape

from marsad.grounding.explanation import Explanation
from marsad.model import Claim, ClaimType, Modality, Report
from marsad.model.wording import counted, day_words, listed
from marsad.pipeline import Reading
from marsad.publication.explained import lacking, outside, reasons
from marsad.publication.highlight import Segment, family_of, lanes, segments
from marsad.publication.report_page import fields, first_line, in_order
from marsad.publication.templates import SITE, environment
from marsad.publication.wording import claim_words

CODES: Mapping[ClaimType, str] = {  # beside the colour, so that nobody has to tell colours apart
    ClaimType.CAPTURE: "Ca", ClaimType.WITHDRAWAL: "Wi", ClaimType.ADVANCE: "Ad", ClaimType.CONTROL: "Co",
    ClaimType.SIEGE: "Si", ClaimType.SIEGE_LIFTED: "Sl", ClaimType.ROUTE_CUT: "Rc", ClaimType.ROUTE_OPENED: "Ro",
    ClaimType.CLASH: "Cl", ClaimType.ASSAULT: "As", ClaimType.AIR_STRIKE: "Ai", ClaimType.SHELLING: "Sh",
    ClaimType.BOMBING: "Bo", ClaimType.VIOLENCE_AGAINST_CIVILIANS: "Vi", ClaimType.ABDUCTION: "Ab",
    ClaimType.PROPERTY_DESTRUCTION: "De", ClaimType.DISPLACEMENT: "Di", ClaimType.EVACUATION: "Ev",
    ClaimType.AID_DELIVERY: "Dl", ClaimType.AID_BLOCKED: "Bl", ClaimType.CEASEFIRE: "Ce", ClaimType.SUPPORT: "Su",
    ClaimType.CASUALTIES: "Ha",
}  # fmt: skip
MANNERS: Mapping[Modality, str] = {
    Modality.PLANNED: "→", Modality.POSSIBLE: "?", Modality.DENIED: "✕",
}  # fmt: skip
DEEPEST_LANE = 4  # lines of more passages than this over one another share the last
SURENESS_STEPS = 5
OPENING_CHARS = 70
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = {code: 0x2400 + code for code in (*range(9), 11, 12, *range(14, 32))} | {0x7F: 0x2421}
_TURN_SHOWN = Markup('<span class="turn" title="a hidden character that turns the direction of text">⇄</span>')


@dataclass(frozen=True)
class Card:
    """A claim on the page, with its number in its report and the anchor of its passage and card."""

    claim: Claim
    anchor: str
    number: int
    why: Explanation | None

    @property
    def kind(self) -> str:
        """The class that gives its colour."""
        return f"t-{self.claim.type.value} f-{family_of(self.claim.type)}"

    @property
    def code(self) -> str:
        """The two letters that stand for its type."""
        return CODES[self.claim.type]

    @property
    def manner(self) -> str:
        """The sign of a claim that is planned, possible or denied; "" where it is asserted."""
        return MANNERS.get(self.claim.modality, "")

    @property
    def steps(self) -> int:
        """How sure the reader is, from 0 to 5."""
        return round(self.claim.confidence * SURENESS_STEPS)

    @property
    def left_open(self) -> Markup:
        """What of it was not resolved; "" where all was."""
        places = [each for each in (self.claim.place, *(self.claim.route or ())) if each is not None]
        named = [*self.claim.agents, *self.claim.targets, *places]
        unknown = dict.fromkeys(f"“{each.name}”" for each in named if each.id is None)
        names = [f"not known to the area: {listed(unknown)}"] if unknown else []
        return shown("; ".join([*names, *self.claim.issues]))

    @property
    def rows(self) -> tuple[tuple[str, Markup], ...]:
        """What it says, field by field; how it is said is shown by its sign."""
        return tuple((name, shown(words)) for name, words in fields(self.claim) if name not in {"how", "issues"})

    @property
    def reasons(self) -> tuple[tuple[str, Markup], ...]:
        """Why it is what it is, line by line."""
        return tuple((name, shown(words)) for name, words in reasons(self.why)) if self.why else ()


@dataclass(frozen=True)
class Sheet:
    """A report on the page."""

    report: Report
    reading: Reading
    anchor: str

    @property
    def title(self) -> str:
        """Its heading, without characters that turn the direction of text; else the words that it begins with."""
        text = self.report.text
        heading = self.report.title or first_line(text) or shorten(text, OPENING_CHARS, placeholder=" …")
        return _TURNS.sub("", heading).translate(_CONTROLS)

    @property
    def heads_itself(self) -> bool:
        """Whether the heading is the beginning of the text, which shows it already."""
        return not self.report.title

    @property
    def source(self) -> str:
        """Who published it, and when."""
        day = day_words(self.report.published, weekday=True) if self.report.published else "no date of publication"
        return " · ".join(part for part in (self.report.publisher, day) if part)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Its claims by where they begin, the longer first."""
        why = {each.claim.id: each for each in self.reading.why}
        ordered = enumerate(in_order(self.reading.claims), start=1)
        return tuple(
            Card(claim, f"{self.anchor}c{number}", number, why.get(claim.id)) for number, claim in ordered
        )

    @property
    def text(self) -> Markup:
        """The whole text with its claims marked: ``textContent`` without the numbers is the text."""
        cards = self.cards
        claims = [card.claim for card in cards]
        under = lanes(claims)
        return Markup("").join(_marked(piece, cards, under) for piece in segments(self.report.text, claims))

    @property
    def issues(self) -> tuple[Markup, ...]:
        """What could not be read of the report as a whole."""
        return tuple(shown(each.reason) for each in self.reading.issues if each.claim is None)

    @property
    def passed_over(self) -> Iterator[tuple[Markup, Markup, tuple[tuple[str, Markup], ...]]]:
        """Words that the tables know and that no claim covers, with their sentence and what each row lacked."""
        for each in outside(self.reading.passed_over, self.reading.claims):
            rows = tuple((row, shown(needs)) for row, needs in lacking(each))
            yield shown(each.trigger.text), shown(" ".join(each.sentence.text.split())), rows


def reading_page(read: Iterable[tuple[Report, Reading]]) -> str:
    """One page for these reports, in their order; it needs no other file and asks for none."""
    sheets = [Sheet(report, reading, f"r{number}") for number, (report, reading) in enumerate(read, start=1)]
    style, script = _own("reading.css"), _own("reading.js")
    counts = Counter(claim.type for sheet in sheets for claim in sheet.reading.claims)
    total = counted(sum(counts.values()), "claim")
    name = sheets[0].title if len(sheets) == 1 else counted(len(sheets), "report")
    return environment().get_template("reading_page.html").render(
        name=name,
        lead=f"{total.capitalize()} in {counted(len(sheets), 'report')}",
        sheets=sheets,
        kinds=[(kind, CODES[kind], claim_words(kind), counts[kind]) for kind in ClaimType if counts[kind]],
        family_of=family_of,
        claim_words=claim_words,
        manners=MANNERS.items(),
        unsure=any(card.manner for sheet in sheets for card in sheet.cards),
        unresolved=any(card.left_open for sheet in sheets for card in sheet.cards),
        shown=shown,
        style=Markup(style),  # noqa: S704 - our own style sheet
        script=Markup(script),  # noqa: S704 - our own script
        policy=f"style-src '{_digest(style)}'; script-src '{_digest(script)}'",
    )  # fmt: skip


def claims_html(report: Report, claims: Iterable[Claim]) -> str:
    """The page of one report with these claims, without the reasons for them."""
    return reading_page([(report, Reading(report.id, "", tuple(claims), ()))])


def shown(words: str) -> Markup:
    """``words`` escaped, as long as before: control characters get signs, and turns of direction are shown."""
    pieces = _TURNS.split(words.translate(_CONTROLS))
    return _TURN_SHOWN.join(escape(piece) for piece in pieces)


def _marked(piece: Segment, cards: Sequence[Card], under: Sequence[int]) -> Markup:
    """A stretch of text within the marks of its claims, the shortest innermost, led by the numbers that open."""
    opened = Markup("").join(
        Markup(
            '<a class="num {kind}" id="p-{at}" href="#{at}" data-claim="{at}">{number}<i>{sign}</i></a>'
        ).format(
            kind=cards[n].kind, at=cards[n].anchor, number=cards[n].number, sign=cards[n].code + cards[n].manner
        )
        for n in piece.opens
    )
    marked = opened + shown(piece.text)
    for depth, number in enumerate(piece.covers):
        card = cards[number]
        marked = Markup('<span class="p {} l{}{}{}" data-claim="{}">{}</span>').format(
            card.kind,
            min(under[number], DEEPEST_LANE),
            "" if depth else " in",
            " unsure" if card.manner else "",
            card.anchor,
            marked,
        )
    return marked


def _own(name: str) -> str:
    return (SITE / "reading" / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
