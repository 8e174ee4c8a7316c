"""Which reports are versions of one, as the entries of a ledger say in their order. No IO here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marsad.ledger.bodies import is_returned, replaced_by

FEWEST_LETTERS = 8  # of an id that is given by its beginning


@dataclass(slots=True)
class Versions:
    """The reports that were recorded, each in the line of its versions, oldest first.

    A report that is said again after it was changed stands in its line twice.
    """

    lines: dict[str, list[str]] = field(default_factory=dict)  # by the id of each version
    refs: dict[str, str | None] = field(default_factory=dict)  # the user's own ids, by the report's id
    replaced: dict[str, str] = field(default_factory=dict)  # by which newer version, where one counts

    @classmethod
    def of(cls, report_bodies: Iterable[Mapping[str, Any]]) -> Versions:
        """Those of the bodies of ``report`` entries, in the order of their entries."""
        made = cls()
        for body in report_bodies:
            made.take(body)
        return made

    def take(self, body: Mapping[str, Any]) -> None:
        """Take in the next ``report`` entry."""
        id_ = str(body["id"])
        if id_ in self.refs and not is_returned(body):
            return  # the first word on a report stands
        self.refs.setdefault(id_, body.get("ref"))
        self.replaced.pop(id_, None)
        earlier = replaced_by(body)
        if earlier is None:
            self.lines.setdefault(id_, [id_])
            return
        self.replaced[earlier] = id_
        line = self.lines.setdefault(earlier, [earlier])
        line.append(id_)
        self.lines[id_] = line

    def line(self, report: str) -> tuple[str, ...]:
        """The versions of the report with this id, oldest first, itself among them."""
        return tuple(self.lines.get(report, (report,)))

    def before(self, report: str) -> str | None:
        """The version before the report, as it came last; None where it was the first."""
        line = self.line(report)
        at = len(line) - 1 - line[::-1].index(report)
        return line[at - 1] if at else None

    def named(self, wanted: str) -> tuple[str, ...]:
        """The reports with that id, an id that begins so, or that own id of the user, in order of arrival."""
        begins = len(wanted) >= FEWEST_LETTERS and wanted.startswith("rep_")
        return tuple(
            id_ for id_, ref in self.refs.items() if wanted in {id_, ref} or (begins and id_.startswith(wanted))
        )

    def newest(self, wanted: str) -> tuple[str, ...]:
        """As :meth:`named`, but of several versions of one report the newest alone: what an own id stands for."""
        found = self.named(wanted)
        if wanted in found:
            return (wanted,)
        last = {tuple(self.line(id_)): id_ for each in found for id_ in self.line(each) if id_ in found}
        return tuple(id_ for id_ in found if id_ in last.values())
