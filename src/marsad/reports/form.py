"""The fields that a file may give with a text, checked, and the report they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from marsad.errors import UsageError
from marsad.model.ids import sha256_hex
from marsad.model.reports import Report, Source
from marsad.model.terms import SourceKind
from marsad.records import replace
from marsad.reports.arrival import Arrival, address
from marsad.reports.attachments import Attachment, Beside
from marsad.reports.decoding import must_be_text
from marsad.reports.lines import line_from
from marsad.reports.pseudonyms import Pseudonyms
from marsad.reports.published import must_be_a_day_of_reports, published_from
from marsad.reports.sources import Sources, source_id, with_source

UNKNOWN_ARRIVAL = Arrival()
LEFT_OUT = "what names its sender was left out of the original"  # a note for people


@dataclass(frozen=True, slots=True)
class ReportDefaults:
    """What the user says of reports whose file does not say it. A file's own word goes first."""

    publisher: str | None = None
    published: date | datetime | None = None
    language: str | None = None
    day_first: bool | None = None  # in dates that can be read in two ways; None: such a file is refused


@dataclass(slots=True)
class Allowance:
    """How many bytes may still be unpacked from one file and all that lies in it: an archive has no end."""

    bytes_left: int = 200_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What goes for all that is received at once: the user's word, and the present day in UTC.

    ``nested`` is in how many other files (an archive, a mail) the one at hand lies. ``pseudonyms`` are those of
    senders of messages; without them a sender stays unnamed. ``options`` are what a user chose for a format, by
    the format's name. ``allowance`` is how much may still be unpacked from the file that all lies in.
    ``beside`` finds files that came with the one at hand; those that were found are noted in ``taken``.
    """

    defaults: ReportDefaults
    today: date
    nested: int = 0
    allowance: Allowance | None = None
    pseudonyms: Pseudonyms | None = None
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    beside: Beside | None = None
    taken: set[str] | None = None


def receipt(defaults: ReportDefaults, today: date) -> Receipt:
    """The user's word, checked as a file's is. Raises UsageError naming what is wrong."""
    name = "publisher"
    try:
        publisher = line_from(defaults.publisher) or None if defaults.publisher else None
        name = "language"
        language = line_from(defaults.language) or None if defaults.language else None
        name = "published"
        if given := defaults.published:
            must_be_a_day_of_reports(given.date() if isinstance(given, datetime) else given, today)
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error
    return Receipt(ReportDefaults(publisher, defaults.published, language, defaults.day_first), today)


class Open(Enum):
    """When an original may lie open on a desk that can seal what it receives."""

    ALWAYS = "it tells nothing of who its source is"
    IF_NAMED = "it tells of its source alone, which may be one that is named"
    NEVER = "it may tell of whoever sent it, beside the words of the report"


@dataclass(frozen=True, slots=True)
class Received:
    """A report as received, with its bytes.

    ``source`` is there only where the file itself describes it beyond its name (kind, allegiance, pseudonym).
    ``arrival`` is how it came. ``senders`` are names and addresses under which its sender may be registered: they
    are looked up in the register and never recorded or shown.

    ``as_received`` are the bytes that came, where ``original`` leaves out of them what names a person: they are
    kept sealed or not at all. ``attachments`` are files that belong to the report. ``open`` says whether
    ``original`` may lie open beside them, ``sealed`` is what was sealed.
    """

    report: Report
    original: bytes = field(repr=False)
    original_name: str
    source: Source | None = None
    arrival: Arrival = UNKNOWN_ARRIVAL
    senders: tuple[str, ...] = field(default=(), repr=False)
    as_received: bytes | None = field(default=None, repr=False)
    open: Open = Open.IF_NAMED
    sealed: tuple[bytes, ...] = field(default=(), repr=False)
    attachments: tuple[Attachment, ...] = ()


def sent_by(received: Received, pseudonym: str | None, senders: tuple[str, ...]) -> Received:
    """``received`` as sent by whoever goes by these names, under the pseudonym, where it names no source itself.

    Such a source is confidential, as one that a file describes by a pseudonym.
    """
    if received.report.publisher is not None:
        return received
    if pseudonym is None:
        return replace(received, senders=senders)
    source = Source(source_id(pseudonym), pseudonym, SourceKind.FIELD, confidential=True)
    return replace(received, report=with_source(received.report, source), source=source, senders=senders)


def _plain(value: object) -> object:
    """A number stands for its digits, an empty string for nothing, a string for the one line it makes.

    Raises ValueError for control characters. Anything else is left to be checked.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return line_from(value) or None
    return value


Line = Annotated[Annotated[str, Field(max_length=2_000)] | None, BeforeValidator(_plain)]


class Fields(BaseModel):
    """What a file may say of its report; other fields are left alone."""

    model_config = ConfigDict(extra="ignore")

    id: Line = None
    ref: Line = None
    title: Line = None
    published: Line = None
    date: Line = None
    publisher: Line = None
    source: Line = None
    pseudonym: Line = None
    language: Line = None
    url: Line = None
    kind: Line = None
    allegiance: Line = None
    confidential: bool = False


def fields_from(said: Mapping[str, object]) -> Fields:
    """Check what a file says. Raises ValueError naming the field and what is wrong with it."""
    given = tuple(said.items())
    plain = all(value is None or type(value) is str for _, value in given)  # so that alike is the same
    return _fields_of(given) if plain else _checked(given)


@lru_cache(maxsize=4_096)
def _fields_of(said: tuple[tuple[str, object], ...]) -> Fields:
    return _checked(said)


def _checked(said: tuple[tuple[str, object], ...]) -> Fields:
    try:
        return Fields.model_validate(dict(said))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        wrong = first.get("ctx", {}).get("error") or first["msg"].lower()
        raise ValueError(f"field {name}: {wrong}") from error


def received(
    text: str,
    fields: Fields,
    original: tuple[bytes, str],
    given: Receipt,
    *,
    arrival: Arrival = UNKNOWN_ARRIVAL,
    senders: tuple[str, ...] = (),
) -> Received:
    """The report that ``text`` and ``fields`` make, from the original of those bytes and that name.

    Raises ValueError naming the field that is wrong.
    """
    must_be_text(text)
    published, published_at = _published(fields, given)
    publisher = _publisher(fields, given.defaults)
    source = _declared(fields)
    report = Report(
        id=Report.id_of(text, publisher, published, fields.title),
        text=text,
        published=published,
        published_at=published_at,
        publisher=publisher,
        source=source.id if source else None,
        title=fields.title,
        language=fields.language or given.defaults.language,
        ref=fields.id or fields.ref,
        original_sha256=sha256_hex(original[0]),
    )
    if arrival.url is None and fields.url and (url := address(fields.url)):
        arrival = replace(arrival, url=url)
    return Received(report, *original, source, arrival, senders)


def tied(received: Received, sources: Sources) -> Received:
    """``received`` with its report tied to the registered source of its sender, or of its publisher, if any.

    What the file itself says of that source is then left out: the register goes before it, and the file may name
    a confidential source by an alias.
    """
    names = (*received.senders, received.report.publisher)
    source = next((found for name in names if name and (found := sources.named(name))), None)
    if source is None:
        return received
    return replace(received, report=with_source(received.report, source), source=None)


def _published(fields: Fields, receipt: Receipt) -> tuple[date | None, datetime | None]:
    name, said = ("published", fields.published) if fields.published else ("date", fields.date)
    if said:
        try:
            return published_from(said, receipt.today)
        except ValueError as error:
            raise ValueError(f"field {name}: {error}") from error
    given = receipt.defaults.published
    if isinstance(given, datetime):
        return given.date(), given.astimezone(UTC) if given.utcoffset() is not None else None
    return given, None


def _publisher(fields: Fields, defaults: ReportDefaults) -> str | None:
    return fields.pseudonym or fields.source or fields.publisher or defaults.publisher


def _declared(fields: Fields) -> Source | None:
    """The source as the file itself describes it; None where it gives a name and nothing more."""
    if not (fields.kind or fields.allegiance or fields.confidential or fields.pseudonym):
        return None
    name = fields.pseudonym or fields.source or fields.publisher
    if name is None:
        raise ValueError("field source: it is described but not named; name it, or give it a pseudonym")
    if fields.confidential and not fields.pseudonym:
        raise ValueError(
            "field confidential: give a pseudonym instead of source or publisher; a name that is once received "
            "is never deleted"
        )
    kind = fields.kind or ("field" if fields.pseudonym else "unknown")
    return _source(name, kind, fields.language, fields.allegiance, bool(fields.pseudonym))


@lru_cache(maxsize=4_096)  # the messages of a chat are of few persons
def _source(name: str, kind: str, language: str | None, allegiance: str | None, confidential: bool) -> Source:
    try:
        known = SourceKind(kind)
    except ValueError as error:
        raise ValueError(f"field kind: {kind!r} is none of {', '.join(SourceKind)}") from error
    return Source(source_id(name), name, known, language, allegiance, confidential=confidential)
