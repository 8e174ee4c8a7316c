"""Where to write the names on a picture: the important first, none over another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LETTER_WIDTH = 0.56  # of the type size, on average, in Noto Sans


@dataclass(frozen=True)
class Label:
    """A name to be written beside a dot at ``x, y`` of radius ``clear``; the lowest ``rank`` goes first."""

    words: str
    x: float
    y: float
    clear: float
    size: float
    rank: float
    bold: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Placed:
    """A label with the place of its text: ``anchor`` is start, middle or end; y is the baseline."""

    label: Label
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_labels(labels: Iterable[Label], taken: Iterable[Box], frame: Box) -> tuple[Placed, ...]:
    """The labels that fit inside ``frame`` without covering one another or what is ``taken``."""
    occupied = _Occupied(taken)
    placed = []
    for label in sorted(labels, key=lambda each: (each.rank, each.words)):
        for x, y, anchor in _spots(label):
            box = _box(label, x, y, anchor)
            inside = (
                box.left >= frame.left
                and box.right <= frame.right
                and box.top >= frame.top
                and box.bottom <= frame.bottom
            )
            if inside and not occupied.meets(box):
                occupied.add(box)
                placed.append(Placed(label, x, y, anchor))
                break
    return tuple(placed)


class _Occupied:
    """Boxes found by the squares of a grid that they lie in, so that few are compared."""

    SQUARE = 64.0

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._in_square: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        for square in self._squares(box):
            self._in_square.setdefault(square, []).append(box)

    def meets(self, box: Box) -> bool:
        return any(box.meets(other) for square in self._squares(box) for other in self._in_square.get(square, ()))

    def _squares(self, box: Box) -> Iterator[tuple[int, int]]:
        for across in range(int(box.left // self.SQUARE), int(box.right // self.SQUARE) + 1):
            for down in range(int(box.top // self.SQUARE), int(box.bottom // self.SQUARE) + 1):
                yield across, down


def _spots(label: Label) -> tuple[tuple[float, float, str], ...]:
    gap, middle = label.clear + 3, label.y + label.size * 0.35
    return (
        (label.x + gap, middle, "start"),
        (label.x - gap, middle, "end"),
        (label.x, label.y - gap, "middle"),
        (label.x, label.y + gap + label.size * 0.8, "middle"),
        (label.x + gap * 0.8, label.y - gap * 0.8, "start"),
        (label.x + gap * 0.8, label.y + gap * 0.8 + label.size * 0.7, "start"),
        (label.x - gap * 0.8, label.y - gap * 0.8, "end"),
        (label.x - gap * 0.8, label.y + gap * 0.8 + label.size * 0.7, "end"),
    )


def _box(label: Label, x: float, y: float, anchor: str) -> Box:
    width = len(label.words) * label.size * LETTER_WIDTH * (1.06 if label.bold else 1.0)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return Box(left - 1, y - label.size * 0.85, left + width + 1, y + label.size * 0.3)
