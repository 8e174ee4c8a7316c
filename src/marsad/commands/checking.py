"""Commands that check: the ledger's chain, the reader against coders, this machine, what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from marsad.commands.arguments import FAILED_CHECK, HERE, Folder, command, opened_at
from marsad.errors import VerificationError

CHECK = "Check"


def register(app: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    command(app, "verify", CHECK)(verify)
    command(app, "eval", CHECK)(eval_)
    command(app, "bench", CHECK)(bench)
    command(app, "doctor", CHECK)(doctor)


def verify(observatory: Folder = HERE) -> None:
    """Prove that no entry of the ledger and no original was altered."""
    from marsad.terminal import say, say_faults

    answer = opened_at(observatory).verify()
    if answer.faults:
        say_faults(answer)
        raise VerificationError(
            f"this ledger was altered or damaged ({len(answer.faults)} found). Keep it aside and restore a backup."
        )
    say(f"{answer.entries} entries and {answer.originals} originals verified: nothing was altered.")
    if answer.erased:
        say(f"Erased, as recorded: {answer.erased} of its reports.")
    if answer.head:
        say(f"Head: {answer.head}")


def eval_(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="CORPUS",
            help="A folder of coded reports (.json) or golden groups (.yaml); or places (.xml, .jsonl).",
        ),
    ],
    area: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A bundled area, or a path to one. Default: syria; for places the world, or each report's own.",
        ),
    ] = None,
    places: Annotated[bool, typer.Option("--places", help="Score the places of coded reports alone.")] = False,
) -> None:
    """Score the reader against what people coded: claims of reports, or where names and verbs were put.

    Whole reports (.json); groups of short cases (.yaml); TR-News or GeoWebNews (.xml): names resolved exactly and
    within 5, 20 and 161 km; sentences with a verb and its place (.jsonl).
    """
    from marsad.evaluation.cases import read_groups, score_groups
    from marsad.evaluation.places import holds_places, sheets
    from marsad.evaluation.run import evaluate
    from marsad.terminal import progress_bar, say_group_scores, say_scores, say_sheets

    if places or holds_places(gold):
        with progress_bar("Scoring") as progress:
            scored = sheets(gold, area, progress)
        say_sheets(scored)
        return
    area = area or "syria"
    if gold.is_dir() and any(gold.glob("*.yaml")) and not any(gold.glob("*.json")):
        say_group_scores(score_groups(read_groups(gold), area))
    else:
        say_scores(evaluate(gold, area))


def bench() -> None:
    """Measure this machine: reading, the ledger, isolation, an edition, the whole demo."""
    from marsad.bench import measurements
    from marsad.terminal import say_measurements

    say_measurements(measurements())


def doctor(observatory: Annotated[Path | None, typer.Option("--observatory", "-o", metavar="DIR", help="Check this one too.")] = None) -> None:  # fmt: skip # noqa: E501
    """Check that everything Marsad needs is here and works."""
    from marsad.doctor import examine
    from marsad.terminal import say_examined

    findings = tuple(examine(observatory))
    say_examined(findings)
    if not all(finding.well for finding in findings):
        raise typer.Exit(FAILED_CHECK)
