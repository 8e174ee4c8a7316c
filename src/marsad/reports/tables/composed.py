"""A report's text made of cells, with where each stands in the original."""

from __future__ import annotations

from dataclasses import dataclass, field

from marsad.reports.arrival import Location


@dataclass(slots=True)
class Composed:
    """A text that grows; ``at`` says where in the original a part of it stands, None where it is in none."""

    text: str = ""
    locations: list[Location] = field(default_factory=list)

    def add(self, words: str, at: str | None = None) -> None:
        """Put ``words`` behind what is there."""
        start = len(self.text)
        self.text += words
        if at is not None and words:
            self.locations.append(Location(start, len(self.text), at))
