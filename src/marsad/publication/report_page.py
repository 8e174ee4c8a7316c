"""A report with its claims highlighted, as the body of an edition's page; and a claim field by field, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from marsad.model import Claim, ClaimedPlace, ClaimType, Modality, Report
from marsad.model.wording import beside_words, listed
from marsad.publication.events_worded import count_words
from marsad.publication.highlight import FAMILY_WORDS, Segment, family_of, segments
from marsad.publication.templates import environment
from marsad.publication.wording import claim_words, days_words

OBJECT_WORDS: Mapping[ClaimType, str] = {  # what the targets of a claim are to it, where not "against"
    ClaimType.CAPTURE: "from",
    ClaimType.SUPPORT: "for",
    ClaimType.CEASEFIRE: "with",
    ClaimType.CASUALTIES: "to whom",
    ClaimType.ABDUCTION: "of whom",
    ClaimType.DISPLACEMENT: "of whom",
    ClaimType.EVACUATION: "of whom",
    ClaimType.AID_DELIVERY: "to whom",
    ClaimType.AID_BLOCKED: "to whom",
}
_HEADING = re.compile(r"\s*(\S[^\n]{0,160})\n[^\S\n]*\n")  # at most two lines of a terminal
_PARAGRAPH = re.compile(r"\n\s*\n|\n")


def first_line(text: str) -> str:
    """The first line of ``text`` where it is short and a blank line follows it, as a heading does; else ""."""
    found = _HEADING.match(text)
    return found.group(1).strip() if found else ""


def in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims by where they begin, the longer first."""
    return tuple(sorted(claims, key=lambda claim: (claim.start_char, -claim.end_char, claim.id)))


def reading_html(report: Report, claims: Sequence[Claim]) -> Markup:
    """The marked text and the list of its claims."""
    rendered = (
        environment()
        .get_template("reading.html")
        .render(
            families=FAMILY_WORDS.items(),
            paragraphs=list(paragraphs(segments(report.text, claims))),
            claims=claims,
            ids=[claim.id for claim in claims],
            unsure=[claim.modality is not Modality.ASSERTED for claim in claims],
            claim_words=claim_words,
            family_of=family_of,
            fields=fields,
            short=short,
        )
    )
    return Markup(rendered)  # noqa: S704 - rendered with every value escaped


def paragraphs(pieces: Iterable[Segment]) -> Iterator[list[Segment]]:
    """The segments by paragraph; a passage that runs over a break is marked on both sides of it."""
    current: list[Segment] = []
    for piece in pieces:
        for number, text in enumerate(_PARAGRAPH.split(piece.text)):
            if number:
                if current:
                    yield current
                current = []
            if text:
                opens = piece.opens if number == 0 else ()
                current.append(Segment(text, piece.covers, opens, piece.family))
    if current:
        yield current


def fields(claim: Claim) -> tuple[tuple[str, str], ...]:
    """What a claim says, field by field, in words; fields that it leaves open are left out."""
    route = " – ".join(_place_words(place) for place in claim.route) if claim.route else ""
    sides = "; ".join(f"{listed(sectors)}: {actors}" for actors, sectors in _by_actors(claim).items())
    counts = ((claim.killed, "killed"), (claim.injured, "injured"), (claim.displaced, "displaced"))
    cost = ", ".join(f"{count_words(count)} {what}" for count, what in counts if count is not None)
    known = (
        ("who", listed(_named(actor.name, actor.mention) for actor in claim.agents)),
        (
            OBJECT_WORDS.get(claim.type, "against"),
            listed(_named(actor.name, actor.mention) for actor in claim.targets),
        ),
        ("where", _place_words(claim.place) if claim.place else ""),
        ("route", route),
        ("sides", sides),
        ("degree", claim.degree.value if claim.degree else ""),
        ("when", days_words(claim.days)),
        ("people", cost + (" (running total)" if claim.cumulative and cost else "")),
        ("victims", claim.victims or ""),
        ("means", claim.means or ""),
        ("said by", " → ".join(claim.attribution) or "the report itself"),
        ("how", claim.modality.value if claim.modality is not Modality.ASSERTED else ""),
        ("issues", "; ".join(claim.issues)),
    )
    return tuple((name, value) for name, value in known if value)


def short(claim: Claim) -> str:
    """The main fields of a claim in one line."""
    shown = [
        (name, value) for name, value in fields(claim) if name in {"who", "where", "route", "when", "said by"}
    ]
    return " · ".join(f"{name}: {value}" for name, value in shown)


def _named(name: str, mention: str) -> str:
    return name if name.casefold() == mention.casefold() else f"{name} (“{mention}”)"


def _place_words(place: ClaimedPlace) -> str:
    words = _named(place.name, place.mention)
    if place.described is not None:
        return f"{words}, described: “{place.described}”{_reach(place)}"
    beside = f"{beside_words(place.precision, place.kind)} {words}".strip()
    return f"{beside}{_reach(place) if place.id else ', not resolved'}"


def _reach(place: ClaimedPlace) -> str:
    return f", within {place.within_km:g} km" if place.within_km is not None else ""


def _by_actors(claim: Claim) -> Mapping[str, list[str]]:
    """The sides on which the same actors stand, by those actors."""
    found: dict[str, list[str]] = {}
    for sector, actors in claim.sides.items():
        found.setdefault(listed(_actor_words(claim, actor) for actor in actors), []).append(sector.definition)
    return found


def _actor_words(claim: Claim, actor: str) -> str:
    names = {each.id: each.name for each in (*claim.agents, *claim.targets)}
    return names.get(actor) or actor.removeprefix("act_").replace("_", " ")
