"""Submissions of forms: ODK (Collect, Central) and KoBoToolbox, as XML or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError  # nosec  types and errors alone; read by defusedxml

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from marsad.errors import UnreadableReportError
from marsad.records import replace
from marsad.reports.arrival import Arrival
from marsad.reports.attachments import MOST_FILES, Attachment, InFolder, Spool, attached
from marsad.reports.decoding import decoded
from marsad.reports.form import Open, Receipt, Received, fields_from, received
from marsad.reports.formats.content import content_of
from marsad.reports.forms.submissions import Answer, Submission, answers_in_json, submission_from
from marsad.reports.forms.written import as_written
from marsad.reports.persons import Senders

JSON_BYTES = 40_000_000
MOST_LEVELS = 30
_LISTS = ("results", "value", "submissions")  # under which services give many at once


class FormSubmissions:
    """What people filled in on a phone, one report for each submission, by a person who has a pseudonym alone."""

    name = "odk"
    version = "1"
    title = "ODK or KoBo submissions, JSON"
    suffixes = (".json",)

    def takes(self, name: str, head: bytes) -> int:
        """By the fields that these services put beside the answers."""
        kobo = b'"_uuid"' in head and (b'"_submission_time"' in head or b'"_xform_id_string"' in head)
        central = b'"__id"' in head and b'"__system"' in head
        return 3 if name.lower().endswith(self.suffixes) and (kobo or central) else 0

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The submissions in their order. Raises ValueError where the file is no JSON of submissions."""
        try:
            text = decoded(content_of(file, JSON_BYTES))
            content = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"is not JSON at character {error.pos}: {error.msg.lower()}") from error
        except RecursionError as error:
            raise ValueError("is nested too deep for submissions of a form") from error
        known = Senders(given.pseudonyms), _Files(file, given)
        parts = zip(_listed(content), as_written(text, _LISTS), strict=True)
        for number, (form, exact) in enumerate(parts, start=1):
            if isinstance(form, Mapping):
                made = _report(f"submission {number}", submission_from(answers_in_json(form)), known, given)
                yield _with_exact(made, exact.encode("utf-8", "surrogatepass"))
            else:
                yield UnreadableReportError(f"submission {number}: is no object; export the submissions again")


class FormSubmission:
    """One submission as the phone wrote it."""

    name = "odk-xml"
    version = "1"
    title = "ODK or KoBo submission, XML"
    suffixes = (".xml",)

    def takes(self, name: str, head: bytes) -> int:
        """By the id that every submission has."""
        return 3 if name.lower().endswith(self.suffixes) and b"instanceID" in head else 0

    def reports(self, file: Path, given: Receipt) -> Iterator[Received | UnreadableReportError]:
        """The one submission. Raises ValueError for what is no XML, holds entities, or is nested too deep."""
        try:
            content = content_of(file)
            root = _root(content)
        except ParseError as error:
            line, column = error.position
            raise ValueError(f"is not XML at line {line}, column {column}; export it again") from error
        except (DefusedXmlException, LookupError) as error:
            raise ValueError(
                "declares a document type, entities or an unknown encoding, and no submission does"
            ) from error
        found = submission_from(tuple(_answers_in_xml(root)))
        yield _with_exact(
            _report("submission 1", found, (Senders(given.pseudonyms), _Files(file, given)), given), content
        )


def _root(content: bytes) -> Element:
    """The submission's element. Raises ValueError as soon as it is nested too deep, before all of it is read."""
    depth = 0
    root: Element | None = None
    for event, element in iterparse(BytesIO(content), ("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        root = element if root is None else root
        if depth > MOST_LEVELS:
            raise ValueError("is nested too deep for a submission of a form")
    if root is None:
        raise ValueError("is empty")
    return root


def _listed(content: object) -> list[object]:
    if isinstance(content, Mapping):
        found = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), None)
        return list(found) if found is not None else [content]
    if isinstance(content, list):
        return content
    raise ValueError("holds no submission of a form")


def _answers_in_xml(root: Element) -> Iterator[Answer]:
    """Every answer with the names of its groups; where a group comes several times, with its number."""
    for name in ("instanceID", "submissionDate"):
        if name in root.attrib:
            yield Answer((name,), root.attrib[name])
    waiting: list[tuple[Element, tuple[str, ...], int]] = [(child, (), 1) for child in reversed(root)]
    counted: dict[tuple[str, ...], int] = {}
    while waiting:
        element, above, level = waiting.pop()
        if level > MOST_LEVELS:
            raise ValueError("is nested too deep for a submission of a form")
        path = (*above, _local(element.tag))
        if len(element):
            counted[path] = counted.get(path, 0) + 1
            number = counted[path]
            named = path if number == 1 else (*above, f"{path[-1]} {number}")
            waiting.extend((child, named, level + 1) for child in reversed(element))
        elif element.text and element.text.strip():
            yield Answer(path, element.text.strip())


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else "comment"


def _with_exact(made: Received | UnreadableReportError, exact: bytes) -> Received | UnreadableReportError:
    """The report with its submission to the character: kept sealed or not at all."""
    return made if isinstance(made, UnreadableReportError) else replace(made, as_received=exact, open=Open.ALWAYS)


class _Files:
    """Finds the files that submissions name, beside the file that holds those."""

    def __init__(self, file: Path, given: Receipt) -> None:
        beside = given.beside
        if beside is None and not given.nested:
            beside = InFolder(file.parent, given.taken)
        self._beside = beside
        self._spool: Spool | None = None

    def of(self, submission: Submission) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
        """Those of a submission that are there, and a note on each that was named."""
        found, notes = list[Attachment](), list[str]()
        near = submission.id.removeprefix("uuid:") if submission.id else None
        for question, name in submission.files[:MOST_FILES]:
            called = f"with a file at the question {question!r}"
            try:
                if self._beside is None:
                    raise ValueError("is not beside the submissions")
                content = self._beside.find(name, near)
                self._spool = self._spool or Spool()
                found.append(attached(question, content, self._spool))
                left_out = ", without what its camera wrote into it" if found[-1].shortened else ""
                notes.append(f"{called}, kept{left_out}")
            except ValueError as error:
                notes.append(f"{called}, not taken in: it {error}")
            except OSError as error:
                notes.append(f"{called}, not taken in: it cannot be read ({error.strerror})")
        more = len(submission.files) - MOST_FILES
        return tuple(found), (*notes, *((f"with {more} files more, not taken in",) if more > 0 else ()))


def _report(
    where: str, submission: Submission, known: tuple[Senders, _Files], given: Receipt
) -> Received | UnreadableReportError:
    try:
        if not submission.text:
            raise ValueError("holds no answer in words")
        senders, person = known[0], submission.person
        attachments, notes = known[1].of(submission)
        said: dict[str, object] = {"published": submission.day, "ref": submission.id}
        if person:
            said.update(pseudonym=senders.of("form", person), kind="field")
        made = received(
            submission.text,
            fields_from(said),
            (submission.kept(), f"form, {where}"),
            given,
            arrival=Arrival(locations=submission.locations, notes=(*submission.notes, *notes)),
            senders=(person,) if person else (),
        )
        return replace(made, attachments=attachments)
    except ValueError as error:
        return UnreadableReportError(f"{where}: {error}")
