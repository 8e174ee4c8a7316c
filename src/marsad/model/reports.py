"""Sources and reports, and the issues that stages raise about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from marsad.model.ids import content_id
from marsad.model.terms import SourceKind, Stage


@dataclass(frozen=True, slots=True)
class Source:
    """Who tells. A confidential source is known in the ledger and in editions by ``name``, a pseudonym, alone."""

    id: str
    name: str
    kind: SourceKind = SourceKind.UNKNOWN
    language: str | None = None
    allegiance: str | None = None  # actor id: the side whose interest the source is held to share
    aliases: tuple[str, ...] = ()  # other names under which reports cite it
    confidential: bool = False
    alias_hashes: tuple[str, ...] = ()  # sha256 of each alias, for a confidential source: found by, never shown


CODED_FORMS = frozenset({"acled", "ucdp"})  # of tables whose rows are coded events, one of them each


@dataclass(frozen=True, slots=True)
class Row:
    """What the row of a table says by its columns, beside the text that it became.

    ``form`` is the shape of the table: ``acled`` or ``ucdp`` for a dataset of coded events, ``table`` for any
    other. ``cells`` are in order of their columns' names; blank ones are left out.
    """

    form: str
    cells: tuple[tuple[str, str], ...]

    @property
    def coded(self) -> bool:
        """Whether it is of a dataset of coded events, whose makers keep each event apart from every other."""
        return self.form in CODED_FORMS

    def __getitem__(self, column: str) -> str:
        """What stands in ``column``; empty where nothing does."""
        return next((said for name, said in self.cells if name == column), "")


@dataclass(frozen=True, slots=True)
class Report:
    """One document from a source. ``text`` is what every offset of a passage counts in (Unicode code points)."""

    id: str
    text: str
    published: date | None = None  # the day that day words such as "Monday" are counted from
    published_at: datetime | None = None  # UTC, where the hour is known
    publisher: str | None = None  # the name of the source that published it
    source: str | None = None  # the id of that source, where it is registered
    title: str | None = None
    language: str | None = None
    ref: str | None = None  # the user's own id for it, given back on output as report_ref
    original_sha256: str | None = None  # of the bytes as received
    row: Row | None = None  # where it is the row of a table

    @staticmethod
    def id_of(text: str, publisher: str | None, published: date | None, title: str | None) -> str:
        """The id of the report with this content; the same report has the same id on every machine."""
        return content_id(
            "rep",
            {
                "text": text,
                "publisher": publisher,
                "published": published.isoformat() if published else None,
                "title": title,
            },
        )


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that could not be read or resolved: a visible row for the desk, never silence.

    ``reason`` says what and, where it can, what to do; it never carries a person's name or the report's text
    beyond the words that were not resolved (``words``).
    """

    stage: Stage
    reason: str
    report: str | None = None
    claim: str | None = None
    words: str | None = None
    start: int | None = None
    end: int | None = None
    subjects: tuple[str, ...] = field(default=())  # ids of the places, actors or events concerned
