"""``marsad show``: one report as the observatory holds it. And what the help of ``marsad add`` says of formats."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand

from marsad.commands.arguments import HERE, Folder, KnownAt, command, opened_at
from marsad.model import Claim, Modality
from marsad.plugins import formats

if TYPE_CHECKING:
    from marsad.ledger.reports import KeptReport

WIDTH = 80
MOST_CHANGES = 60


def register(app: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    command(app, "show", "Ask")(show)


class WithFormats(TyperCommand):
    """A command whose help ends with the formats that are installed, plug-ins of others too."""

    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]
        """Look the formats up only now: it takes longer than the rest of a command's start."""
        known = "; ".join(f"{each.title} ({' '.join(each.suffixes)})" for each in formats())
        self.epilog = f"Formats: {known}. Folders of these."
        super().format_help(ctx, formatter)  # type: ignore[arg-type]


def show(
    report: Annotated[
        str, typer.Argument(metavar="REPORT", help="Its id, the beginning of it, or your own id for it.")
    ],
    observatory: Folder = HERE,
    known_at: KnownAt = None,
    text: Annotated[bool, typer.Option("--text", help="Print the whole text too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As data, with where each word stands.")] = False,
) -> None:
    """Show one report: how it came, where its text stands in the original, what was read from it, its versions.

    A page received again from the same address with another text is a new version of the earlier report; so is a
    row of the same publisher with the same id, and a submission with the same id. The newest alone counts; what an
    earlier one said is shown with it, and what the newest says no more is listed. Your own id shows the newest.

    Example: marsad show rep_0a1b2c3d --text
    """
    from marsad.ledger.reports import kept_report
    from marsad.terminal import say

    with opened_at(observatory).ledger() as ledger:
        found = kept_report(ledger, report, known_at)
    if as_json:
        say(json.dumps(_form(found), ensure_ascii=False, indent=1))
        return
    for line in _lines(found, whole=text):
        say(line)


def _lines(found: KeptReport, *, whole: bool) -> Iterator[str]:
    report, arrival, judged = found.report, found.arrival, found.reliability
    yield from textwrap.wrap(report.title or "(no title)", WIDTH)
    rows = {
        "id": report.id,
        "your id": report.ref,
        "source": report.publisher,
        "reliable": f"{judged.value}, {judged.definition} As the desk judged it." if judged else None,
        "published": (report.published_at or report.published or "not said"),
        "language": report.language,
        "recorded": f"{found.recorded_at:%Y-%m-%d %H:%M:%S} UTC, entry {found.seq}",
        "came as": f"{found.original_name or 'unnamed'}"
        + (f" (by {arrival.by})" if arrival and arrival.by else ""),
        "address": arrival.url if arrival else None,
        "original": report.original_sha256,
        "sealed": ", ".join(found.sealed),
        "stands at": _places(found),
        "version": _version(found),
    }
    for name, value in rows.items():
        if value:
            yield from _row(name, str(value))
    for each in found.attachments:
        kept = each.get("sha256") or f"{each.get('sealed')} (sealed)"
        yield from _row("attached", f"{kept}; came with {each.get('bytes')} bytes, at {each.get('question')!r}")
    for note in arrival.notes if arrival else ():
        yield from _row("note", note)
    if found.erased:
        yield "Its words were erased."
    if found.claims:
        said = "Said then, and no more counted" if found.replaced_by else "Said"
        yield f"\n{said}:"
        yield from _wrapped([f"- {_claim(each)}" for each in found.claims])
    if found.withdrawn:
        yield "\nSaid in the version before, and no more in this one:"
        yield from _wrapped([f"- {_claim(each)}" for each in found.withdrawn])
    if found.changed:
        yield "\nChanged from the version before:"
        yield from _wrapped(found.changed[:MOST_CHANGES])
        if len(found.changed) > MOST_CHANGES:
            yield f"and {len(found.changed) - MOST_CHANGES} lines more; --json gives all"
    if whole:
        yield f"\n{report.text}"


def _claim(claim: Claim) -> str:
    """One claim in a line: what, where, when, by whom, how many, and on whose word."""
    place, days = claim.place, claim.days
    dead = claim.killed
    said = (
        claim.type.value.replace("_", " ")
        + ("" if claim.modality is Modality.ASSERTED else f" ({claim.modality.value})"),
        place.name or place.mention if place else None,
        None if days.start is None and days.last is None else f"{days.start or '…'} to {days.last or '…'}",
        f"by {', '.join(each.name or each.mention for each in claim.agents)}" if claim.agents else None,
        f"killed {dead.low}{' or more' if dead.high is None else ''}" if dead else None,
        f"said by {' > '.join(claim.attribution)}" if claim.attribution else None,
    )
    return f"{'; '.join(filter(None, said))} [{claim.id[:12]}]"


def _row(name: str, value: str) -> list[str]:
    return textwrap.wrap(f"{name:10} {value}", WIDTH, subsequent_indent=" " * 11)


def _wrapped(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="  ")


def _places(found: KeptReport) -> str | None:
    """Where in the original the text stands, as far as a person is helped by it."""
    named = [each.at for each in found.arrival.locations if isinstance(each.at, str)] if found.arrival else []
    places = list(dict.fromkeys(named))
    if not places:
        return None
    return places[0] if len(places) == 1 else f"{places[0]} to {places[-1]}"


def _version(found: KeptReport) -> str | None:
    if len(found.versions) == 1:
        return None
    last = len(found.versions) - 1
    at = last - found.versions[::-1].index(found.report.id)
    said = f"{at + 1} of {last + 1}{'' if at < last else ', the newest'}"
    if found.said_again:
        said += f", said again since {found.said_again[-1]:%Y-%m-%d %H:%M} UTC"
    said += f"; before it {found.versions[at - 1]}" if at else ""
    said += f"; after it {found.versions[at + 1]}" if at < last else ""
    return f"{said}; {found.replaced_by} counts in its place" if found.replaced_by else said


def _form(found: KeptReport) -> dict[str, object]:
    from marsad.ledger.bodies import arrival_form, report_body

    return {
        **report_body(found.report, found.original_name, sealed=found.sealed),
        "arrival": arrival_form(found.arrival) if found.arrival else None,
        "recorded_at": found.recorded_at.isoformat(),
        "seq": found.seq,
        "versions": list(found.versions),
        "changed": list(found.changed),
        "replaced_by": found.replaced_by,
        "said_again": [moment.isoformat() for moment in found.said_again],
        "claims": [claim.to_json() for claim in found.claims],
        "withdrawn": [claim.to_json() for claim in found.withdrawn],
        "erased": found.erased,
        "attachments": list(found.attachments),
        "reliability": found.reliability.value if found.reliability else None,
    }
