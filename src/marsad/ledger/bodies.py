"""The bodies of entries: each noun to plain JSON and back, so that a ledger can be read without Marsad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias

from marsad.model.claims import Claim
from marsad.model.ids import Json
from marsad.model.reports import Issue, Report, Row, Source
from marsad.model.terms import SourceKind, Stage, Term
from marsad.reports.arrival import Arrival, Location
from marsad.reports.attachments import KeptAttachment
from marsad.reports.sources import without_names

Form: TypeAlias = dict[str, Json]


class Clock(Term):
    """What gives ``recorded_at`` its moment."""

    SYSTEM = "system", "The machine's clock: an entry is known from when it was recorded."
    REPLAY = "replay", "The publication of the reports: a past time is replayed as if it were recorded then."


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader took from one report, with the area that resolved its names."""

    report: str
    reader: str | None  # name and version
    area_hash: str
    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()


class NamedTables(Protocol):
    """What an ``area`` entry records of an area."""

    @property
    def name(self) -> str:
        """The area's name."""

    @property
    def version(self) -> str:
        """The version that its makers gave it."""

    @property
    def hash(self) -> str:
        """The sha256 over its tables."""

    @property
    def fallback(self) -> NamedTables | None:
        """The area that is asked for what it lacks; None for none."""


def source_body(source: Source) -> Form:
    """The body of a ``source`` entry.

    A confidential source is in it by its pseudonym, its ``name``, and the hashes of its aliases, alone.
    """
    source = without_names(source)
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind.value,
        "language": source.language,
        "allegiance": source.allegiance,
        "aliases": list(source.aliases),
        "confidential": source.confidential,
        "alias_hashes": list(source.alias_hashes),
    }


def source_of(body: Mapping[str, Any]) -> Source:
    """Read :func:`source_body` back. Raises KeyError, ValueError."""
    source = Source(
        id=body["id"],
        name=body["name"],
        kind=SourceKind(body["kind"]),
        language=body.get("language"),
        allegiance=body.get("allegiance"),
        aliases=tuple(body.get("aliases") or ()),
        confidential=bool(body.get("confidential")),
        alias_hashes=tuple(body.get("alias_hashes") or ()),
    )
    return without_names(source)


def report_body(
    report: Report,
    original_name: str | None = None,
    arrival: Arrival | None = None,
    supersedes: str | None = None,
    sealed: Sequence[str] = (),
    *,
    attachments: Sequence[KeptAttachment] = (),
) -> Form:
    """The body of a ``report`` entry: its text inline, and the sha256 under which its original lies.

    ``sealed`` are the sha256 of what was sealed as it was received, where another form of it lies open or none;
    ``attachments`` the files that belong to the report.

    ``supersedes`` is the id of the earlier report of which this one is a new version: from the same address, or of
    the same row or submission.
    """
    body: Form = {
        "id": report.id,
        "text": report.text,
        "published": _day(report.published),
        "published_at": _moment(report.published_at),
        "publisher": report.publisher,
        "source": report.source,
        "title": report.title,
        "language": report.language,
        "ref": report.ref,
        "original_sha256": report.original_sha256,
        "original_name": original_name,
    }
    if report.row is not None:
        body["row"] = {"form": report.row.form, "cells": dict(report.row.cells)}
    if arrival is not None:
        body["arrival"] = arrival_form(arrival)
    if supersedes is not None:
        body["supersedes"] = supersedes
    if sealed:
        body["sealed_sha256"] = list(sealed)
    if attachments:
        opened = [each.sha256 for each in attachments if each.sha256 is not None]
        body |= {"attachments_sha256": opened} if opened else {}
        body["attachments"] = [
            {
                "question": each.question,
                "bytes": each.size,
                "received": each.received_sha256,
                "sha256": each.sha256,
                "sealed": each.sealed_sha256,
            }
            for each in attachments
        ]
    return body


def sealed_in(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The sha256 of each sealed original that the body of a ``report`` entry names."""
    return _names(body.get("sealed_sha256"))


def attachments_in(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Each file that belongs to the report: its question, its size and sha256 as received, what is kept of it."""
    named = body.get("attachments")
    return tuple(each for each in named if isinstance(each, dict)) if isinstance(named, list) else ()


def _names(named: object) -> tuple[str, ...]:
    return tuple(each for each in named if isinstance(each, str)) if isinstance(named, list) else ()


def originals_in(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The sha256 of every original that the body of a ``report`` entry names, each once."""
    first = body.get("original_sha256")
    further = (*sealed_in(body), *_names(body.get("attachments_sha256")))
    return tuple(dict.fromkeys([*([first] if isinstance(first, str) else []), *further]))


def arrival_form(arrival: Arrival) -> Form:
    """How a report came, as plain JSON; each location is ``[start, end, at]`` or ``[start, end, at, width]``."""
    return {
        "by": arrival.by,
        "url": arrival.url,
        "locations": [
            [each.start, each.end, each.at, *(() if each.width is None else (each.width,))]
            for each in arrival.locations
        ],
        "notes": list(arrival.notes),
    }


def arrival_of(body: Mapping[str, Any]) -> Arrival | None:
    """How the report of this body came; None where an older ledger did not record it. Raises TypeError."""
    form = body.get("arrival")
    if form is None:
        return None
    return Arrival(
        by=form.get("by") or "",
        url=form.get("url"),
        locations=tuple(Location(*each) for each in form.get("locations") or ()),
        notes=tuple(form.get("notes") or ()),
    )


def report_of(body: Mapping[str, Any]) -> Report:
    """Read :func:`report_body` back. Raises KeyError, ValueError."""
    return Report(
        id=body["id"],
        text=body["text"],
        published=_day_from(body.get("published")),
        published_at=_moment_from(body.get("published_at")),
        publisher=body.get("publisher"),
        source=body.get("source"),
        title=body.get("title"),
        language=body.get("language"),
        ref=body.get("ref"),
        original_sha256=body.get("original_sha256"),
        row=_row_of(body.get("row")),
    )


def returned_body(  # noqa: PLR0917  in the order of report_body
    report: str,
    original_sha256: str | None,
    original_name: str | None,
    arrival: Arrival,
    supersedes: str | None,
    sealed: Sequence[str] = (),
) -> Form:
    """The body of a ``report`` entry that says that a known report is said again, without its words.

    ``supersedes``: the newer version whose place it takes; None where the two are said beside each other.
    """
    body: Form = {
        "id": report,
        "returned": True,
        "original_sha256": original_sha256,
        "original_name": original_name,
        "arrival": arrival_form(arrival),
    }
    if supersedes is not None:
        body["supersedes"] = supersedes
    if sealed:
        body["sealed_sha256"] = list(sealed)
    return body


def is_returned(body: Mapping[str, Any]) -> bool:
    """Whether a ``report`` entry is one of :func:`returned_body`; then :func:`report_of` cannot read it."""
    return body.get("returned") is True


def replaced_by(body: Mapping[str, Any]) -> str | None:
    """The report of which this one is a newer version: from this entry on its claims are not said any more."""
    earlier = body.get("supersedes")
    return earlier if isinstance(earlier, str) and earlier != body.get("id") else None


def _row_of(form: Mapping[str, Any] | None) -> Row | None:
    return Row(form["form"], tuple(sorted(form["cells"].items()))) if form else None


def reading_body(
    report: str, claims: Sequence[Claim], issues: Sequence[Issue], area_hash: str, reader: str | None = None
) -> Form:
    """The body of a ``reading`` entry; its claims have the public form.

    ``reader`` is its name and version; left out, the one that the claims name, or None where there are none.
    """
    return {
        "report": report,
        "reader": reader or next((claim.reader for claim in claims), None),
        "area_hash": area_hash,
        "claims": [claim.to_json() for claim in claims],
        "issues": [issue_form(issue) for issue in issues],
    }


def reading_of(body: Mapping[str, Any]) -> Reading:
    """Read :func:`reading_body` back. Raises KeyError, ValueError."""
    return Reading(
        report=body["report"],
        reader=body.get("reader"),
        area_hash=body["area_hash"],
        claims=tuple(Claim.from_json(form) for form in body["claims"]),
        issues=tuple(issue_of(form) for form in body["issues"]),
    )


def issue_form(issue: Issue) -> Form:
    """An issue as plain JSON."""
    return {
        "stage": issue.stage.value,
        "reason": issue.reason,
        "report": issue.report,
        "claim": issue.claim,
        "words": issue.words,
        "start": issue.start,
        "end": issue.end,
        "subjects": list(issue.subjects),
    }


def issue_of(form: Mapping[str, Any]) -> Issue:
    """Read :func:`issue_form` back. Raises KeyError, ValueError."""
    return Issue(
        stage=Stage(form["stage"]),
        reason=form["reason"],
        report=form.get("report"),
        claim=form.get("claim"),
        words=form.get("words"),
        start=form.get("start"),
        end=form.get("end"),
        subjects=tuple(form.get("subjects") or ()),
    )


def area_body(area: NamedTables) -> Form:
    """The body of an ``area`` entry: which area is used from here on, with the hash of its tables.

    ``fallback`` says the same of the area that is asked for names that it lacks; None where there is none.
    """
    return {**_tables_form(area), "fallback": _tables_form(area.fallback) if area.fallback else None}


def _tables_form(area: NamedTables) -> Form:
    return {"name": area.name, "version": area.version, "hash": area.hash}


def policy_body(*, replay: bool, version: str, sealing_key: str | None = None) -> Form:
    """The body of a ``policy`` entry: the clock that is used from here on, and Marsad's version.

    ``sealing_key`` is the public key, in base64, that desks without a vault seal originals with from here on.
    """
    clock = Clock.REPLAY if replay else Clock.SYSTEM
    body: Form = {"clock": clock.value, "marsad": version}
    return body if sealing_key is None else {**body, "sealing_key": sealing_key}


def sealing_key_in(body: Mapping[str, Any]) -> str | None:
    """The key that a ``policy`` entry names for sealing originals; None where it leaves that as it was."""
    named = body.get("sealing_key")
    return named if isinstance(named, str) else None


def is_replay(body: Mapping[str, Any]) -> bool:
    """Whether a ``policy`` entry says that moments are those of publication. Raises KeyError, ValueError."""
    return Clock(body["clock"]) is Clock.REPLAY


def edition_body(edition: str, files: Mapping[str, str], head: str | None = None) -> Form:
    """The body of an ``edition`` entry: its id, the sha256 of each of its files, the head it was made from."""
    return {"id": edition, "files": dict(files), "head": head}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_from(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment_from(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
