"""Versions: an edit of a report from the same address, or what comes under its id, is a new version of one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from marsad.areas.names import normalised
from marsad.model import Report
from marsad.reports.arrival import Arrival
from marsad.reports.near import shared_runs, wording

MOST_LINES = 5_000  # of either version: comparing takes time with the square of them

TABLE = "table"  # the format of which each row may have an id, one among those of its publisher
FORMS = frozenset({"odk", "odk-xml"})  # formats of submissions, whose ids are one of a kind anywhere
LIVE = frozenset({"rss", "endpoint"})  # feeds that give what their source says at that moment, never an old file
SHARED_BY_AN_EDIT = 0.5
_FORM_KEY = "form"
_ROW_OF_TABLE = re.compile(r" (sheet .*, )?row \d+\Z")  # how the name of a row's original ends
_AT_A_ROW = re.compile(r"(sheet .*, )?row \d")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a report that came stands among the versions of one.

    ``supersedes`` is the one whose place it takes. ``back``: it was known, was changed since, and is said again.
    """

    supersedes: str | None
    back: bool
    key: str | None
    before: str | None  # the report that the key had


@dataclass(slots=True)
class Newest:
    """The newest version of each report that can have versions, by :func:`version_key`.

    A text at the address of another is a new version where it is an edit of it. Rows with one id are versions of
    one whatever they say, but for those of one and the same table: those are several reports, each of them said.
    """

    by_key: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)  # keys that are none, because rows of one table have them
    replaced: dict[str, str] = field(default_factory=dict)  # reports of which a newer version counts, and which
    seqs: dict[str, int] = field(default_factory=dict)  # of reports with a key: the entry that has their words
    tables: dict[str, tuple[str, str]] = field(default_factory=dict)  # table and report of each key, of one go

    def copy(self) -> Newest:
        """The same, which stays as it is when this one takes in more."""
        return Newest(dict(self.by_key), set(self.shared), dict(self.replaced), dict(self.seqs), dict(self.tables))

    def record(self, report: Report, arrival: Arrival | None, supersedes: str | None, seq: int) -> None:
        """Take in what a ledger says of one report, in the order of its entries."""
        key = version_key(report, arrival) if arrival is not None else None
        self.note(report.id, key, supersedes, seq)

    def note(self, report: str, key: str | None, supersedes: str | None, seq: int) -> None:
        """The same, where the key is known. What has none and supersedes none changes nothing."""
        self.replaced.pop(report, None)
        if supersedes is not None:
            self.replaced[supersedes] = report
        if key is None:
            self._follow(report, supersedes)
            return
        there = self.by_key.get(key)
        if there is not None and there not in {supersedes, report} and _is_of_a_row(key):
            self.shared.add(key)
        self.by_key[key] = report
        self.seqs.setdefault(report, seq)

    def place(
        self, report: Report, arrival: Arrival, name: str, text_of: Callable[[str], str], *, known: bool, now: bool
    ) -> Placed | None:
        """Where a report that comes stands; None where it is ``known`` and nothing new.

        ``name``: that of its original. ``text_of`` gives the words of an earlier report by its id. ``now``: its
        source says it at this moment, so that a version known from before can be back.
        """
        key = version_key(report, arrival)
        there = self.by_key.get(key) if key is not None else None
        beside = key is not None and _is_of_a_row(key) and self._is_beside(key, name, report.id)
        new = Placed(None, False, key, there)
        if key is None or there is None or there == report.id:
            return self._noted(report, key, there, None if known else new)
        if beside:
            back = known and report.id in self.replaced
            return self._noted(report, key, there, replace(new, back=back) if back or not known else None)
        if known and not now:
            return None
        if _is_an_id(key) or is_edit(report.text, text_of(there)):
            return self._noted(report, key, there, Placed(there, known, key, there))
        return self._noted(report, key, there, None if known else new)

    def _is_beside(self, key: str, name: str, report: str) -> bool:
        """Whether a row stands beside another of its id in one table, now or ever."""
        table = _ROW_OF_TABLE.sub("", name)
        there = self.tables.get(key)
        if there is not None and there[0] == table and there[1] != report:
            self.shared.add(key)
        self.tables[key] = (table, report)
        return key in self.shared

    def take_back(self, report: str, placed: Placed) -> None:
        """Undo the last :meth:`place`, of a report that is not recorded after all."""
        self.replaced.pop(placed.supersedes or "", None)
        if placed.back:
            self.replaced[report] = placed.before or report
        if placed.key is None or self.by_key.get(placed.key) != report:
            return
        if placed.before is not None:
            self.by_key[placed.key] = placed.before
        else:
            self.by_key.pop(placed.key)

    def _noted(self, report: Report, key: str | None, there: str | None, placed: Placed | None) -> Placed | None:
        if key is not None and (placed is not None or there is not None):
            self.by_key[key] = report.id
        if placed is not None:
            self.replaced.pop(report.id, None)
            self.replaced |= {placed.supersedes: report.id} if placed.supersedes else {}
        return placed

    def _follow(self, report: str, supersedes: str | None) -> None:
        """An erased report has lost its key: it stands where the one stood of which it was a version."""
        for key, newest in self.by_key.items() if supersedes is not None else ():
            if newest == supersedes:
                self.by_key[key] = report


def is_edit(later: str, earlier: str) -> bool:
    """Whether one text is an edit of another: half of the shorter one's runs of three words, or more, are in both.

    A channel's one address, or a page of the latest news, shows one text after another: none of them takes back
    the one before it.
    """
    one, other = wording(later), wording(earlier)
    return shared_runs(one, other) >= SHARED_BY_AN_EDIT * min(len(one), len(other))


def is_live(arrival: Arrival) -> bool:
    """Whether what came is what its source says at this moment."""
    return arrival.by.rpartition(" ")[0] in LIVE


def version_key(report: Report, arrival: Arrival) -> str | None:
    """What a later report has in common with this one where it is a new version of it; None where none can be.

    For the row of a table its publisher and the user's own id for it, for a submission of a form the id that the
    form gave it, for anything else its own address. A row of which nobody says who publishes it has none: ids
    such as "17" stand in many tables.
    """
    format_ = arrival.by.rpartition(" ")[0]
    if format_ in FORMS and report.ref:
        return f"{_FORM_KEY}\n{report.ref}"
    if format_ == TABLE and report.ref and report.publisher:
        shape = report.row.form if report.row is not None and report.row.coded else TABLE
        return f"{shape}\n{normalised(report.publisher)}\n{report.ref}"
    return own_address(arrival)


def _is_an_id(key: str) -> bool:
    return "\n" in key


def _is_of_a_row(key: str) -> bool:
    return _is_an_id(key) and key.partition("\n")[0] != _FORM_KEY


def own_address(arrival: Arrival) -> str | None:
    """The address of the report itself; None where it has none, or only cites one.

    A site's front page shows another text every hour, and a row of a table names the page that it was taken from:
    neither is an address whose text the report is.
    """
    if arrival.url is None:
        return None
    parts = urlsplit(arrival.url)
    is_front = parts.path in ("", "/") and not parts.query
    is_row = any(isinstance(each.at, str) and _AT_A_ROW.match(each.at) for each in arrival.locations)
    return None if is_front or is_row else arrival.url


def changes(earlier: str, later: str) -> Iterator[str]:
    """What changed from one version to the next: lines gone begin with ``- ``, new ones with ``+ ``.

    Lines that are alike stand together, the earlier first; those that did not change are left out.
    """
    one, other = _lines(earlier), _lines(later)
    for tag, start, end, there, until in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"- {line}" for line in one[start:end])
            yield from (f"+ {line}" for line in other[there:until])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
