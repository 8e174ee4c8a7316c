"""Commands that look after the record: anchors, exports, erasures, backups."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marsad.commands.arguments import HERE, Folder, command, opened_at
from marsad.errors import UsageError, VerificationError

if TYPE_CHECKING:
    from marsad.ledger.erasing import Plan

PANEL = "Keep the record safe"
LISTED = 8
BACKUP_VARIABLE = "MARSAD_BACKUP_PASSPHRASE"


def register(app: typer.Typer) -> None:
    """Add these commands to ``marsad``."""
    for name, function in COMMANDS.items():
        command(app, name, PANEL)(function)


def anchor(
    observatory: Folder = HERE,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the text there instead of the terminal.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help="Hold an earlier anchor against the ledger.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the anchors that were made in this folder.")] = False,
) -> None:
    """Note the head of the ledger for a public place, or hold an earlier note against it.

    The text has no word of any report: publish it, print it, mail it to a colleague, have it time-stamped. Whoever
    holds it can show later that nothing before it was changed. Every marsad verify holds those made here against
    the ledger too.

    Example: marsad anchor --out anchor-2026-11.txt, and a year later: marsad anchor --check anchor-2026-11.txt
    """
    from marsad.ledger import anchors
    from marsad.ledger.entries import recorded_text
    from marsad.terminal import say

    opened = opened_at(observatory)
    if list_:
        made = anchors.kept(opened.path)
        say("\n".join(f"{head}  noted {noted}" for head, noted in made) or "No anchor was made in this folder.")
    elif check:
        _check_anchor(observatory, check)
    else:
        with opened.ledger() as ledger:
            head, text = anchors.anchor_text(ledger)
        if out:
            out.write_text(text, encoding="utf-8")
            say(f"Wrote {out}: put it in a public place, where its day is known.")
        else:
            say(text.rstrip())
        anchors.keep(opened.path, head, recorded_text(datetime.now(UTC)))


def _check_anchor(observatory: Path, file: Path) -> None:
    from marsad.ledger import anchors
    from marsad.terminal import say, say_faults

    opened = opened_at(observatory)
    first, noted = anchors.anchor_from(file)
    with opened.ledger() as ledger:
        begins = next(ledger.entries(), None)
        added = anchors.since(ledger, noted)
    if first is not None and (begins is None or begins.hash != first):
        raise UsageError(f"{file} is the anchor of another ledger: this one begins otherwise")
    answer = opened.verify(noted)
    if answer.faults:
        say_faults(answer)
        raise VerificationError(f"this ledger is not the one that was noted in {file}; keep it aside as it is")
    say(f"The first {noted.seq} entries are those that were noted.")
    if added.first is None or added.last is None:
        say("Nothing was added since.")
        return
    days = f"{added.first.recorded_at:%Y-%m-%d %H:%M} to {added.last.recorded_at:%Y-%m-%d %H:%M} UTC"
    kinds = ", ".join(f"{count} {kind}" for kind, count in added.kinds.items())
    say(f"Added since, {days}: {kinds}.")


def export_ledger(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A new or empty folder.")],
    observatory: Folder = HERE,
    originals: Annotated[
        bool, typer.Option("--originals", help="With the originals, not only their sha256.")
    ] = False,
) -> None:
    """Write the whole ledger in a form that outsiders can check, with the program that checks it.

    The folder holds ledger.jsonl, originals.sha256 and verify.py, a file of under 200 lines that needs nothing but
    Python. It has every report in full: give it only to who may read them.

    Example: marsad export-ledger for-the-court --originals
    """
    from marsad.ledger.export import export_ledger as export
    from marsad.terminal import progress_bar, say

    opened = opened_at(observatory)
    with opened.ledger() as ledger, progress_bar("Exporting") as progress:
        done = export(ledger, opened.originals if originals else None, out, progress)
    say(f"{done.entries} entries and {done.originals} of {done.named} originals are in {out}.")
    say(f"Head: {done.head}. To check it: python3 {out / 'verify.py'} {out}")


def erase(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Its id, the beginning of it, or your own id.")],
    reason: Annotated[
        str,
        typer.Option(metavar="TEXT", help="Why; recorded for good, so name nobody. Such as: source in danger."),
    ],
    observatory: Folder = HERE,
    claims_too: Annotated[
        bool, typer.Option("--claims-too", help="What was read from it goes as well, not only the words.")
    ] = False,
    versions: Annotated[
        bool, typer.Option("--versions", help="Every version of it, as it stood before it was changed and after.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a report for a person's safety. It cannot be undone.

    Text, title, passages, original and derived copies go, also from the bytes of the files. Hashes, the day, the
    source's name as published, and the fact of the erasure stay, and marsad verify still passes.

    Of several versions of a report, the one whose id you give, and the others are named; --versions erases all.
    An own id of yours that several versions bear is refused without it.

    Older backups, exports and published editions still hold it: this command names them and cannot reach them.

    Example: marsad erase rep_3f2a9c1b --reason "source in danger"
    """
    from marsad.ledger.erasing import versions_of
    from marsad.terminal import say

    opened = opened_at(observatory)
    meant: tuple[str, ...] = (report,)
    if versions:
        with opened.ledger() as ledger:
            meant = versions_of(ledger, report)
    plans = [opened.erasure_of(each) for each in meant]
    for plan in plans:
        _say_plan(plan, [each.report for each in plans])
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("nothing was erased: there is nobody to ask; add --yes")
        if not typer.confirm("Erase it for good?" if len(plans) == 1 else f"Erase all {len(plans)} for good?"):
            raise UsageError("nothing was erased")
    done = [opened.erase(plan.report, reason, claims=not claims_too) for plan in plans]
    entries, originals = sum(each.entries for each in done), sum(each.originals for each in done)
    say(f"Erased. Entries that have lost their words: {entries}; originals that are gone: {originals}.")
    for remark in dict.fromkeys(remark for each in done for remark in each.remarks):
        say(f"But {remark}.")
    say(
        "Backups, exports and editions made before still hold it: destroy those backups and make one anew, publish"
        " anew and take the old edition down. A disk may keep old blocks: encrypt it."
    )


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, such as marsad-2026-11-23.backup.")],
    observatory: Folder = HERE,
) -> None:
    """Write the whole observatory into one encrypted file, while others work on.

    Ledger, originals, settings, the vault as it is, and what feeds remember; not editions. The passphrase is asked
    for twice, or taken from MARSAD_BACKUP_PASSPHRASE. **Nobody can restore it without.** Keep copies elsewhere.

    Example: marsad backup /media/stick/marsad-2026-11-23.backup
    """
    from marsad.commands.vault import passphrase
    from marsad.terminal import progress_bar, say

    opened = opened_at(observatory)
    if file.exists():
        raise UsageError(f"{file} is there already; a backup never overwrites another: choose another name")
    secret = passphrase(BACKUP_VARIABLE, "Passphrase of the backup", new=True)
    with progress_bar("Backing up") as progress:
        done = opened.backup(file, secret, progress=progress)
    say(f"Wrote {file}: {done.entries} entries, {done.originals} originals, {done.files} other files.")
    say(f"Head: {done.head}. Try it now: marsad restore {file} SOMEWHERE-ELSE")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What marsad backup wrote.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
    store: Annotated[
        str,
        typer.Option(metavar="URL", help="Put its ledger on a PostgreSQL server. Default: into the folder."),
    ] = "",
) -> None:
    """Make an observatory from a backup, and prove it: every entry, every original, and the head that was noted.

    Never over something. If anything is wrong, nothing is left behind (on a server: drop the schema). The
    passphrase is asked for, or taken from MARSAD_BACKUP_PASSPHRASE.

    Example: marsad restore marsad-2026-11-23.backup restored
    """
    from marsad.commands.vault import passphrase
    from marsad.observatory import Observatory
    from marsad.terminal import progress_bar, say

    secret = passphrase(BACKUP_VARIABLE, "Passphrase of the backup")
    with progress_bar("Restoring") as progress:
        made = Observatory.restore(file, folder, secret, store=store, progress=progress)
    with made.ledger() as ledger:
        head = ledger.head()
    say(f"{folder} is verified: nothing was altered. Head: {head.anchor if head else 'none'}")


COMMANDS: dict[str, Callable[..., None]] = {
    "anchor": anchor,
    "export-ledger": export_ledger,
    "erase": erase,
    "backup": backup,
    "restore": restore,
}


def _say_plan(plan: Plan, all_meant: Sequence[str]) -> None:
    from marsad.terminal import say

    if plan.erased_before and not plan.entries:
        say(f"{plan.report} was erased before; what may be left of its bytes is looked for again.")
        return
    say(f"{plan.report}, published {plan.published or 'on no known day'} by {plan.publisher or 'nobody named'}")
    say(f"- entries that lose their words: {len(plan.entries)}; originals that go: {len(plan.originals)}")
    if plan.in_the_same_original:
        say(f"- {plan.in_the_same_original} other reports came in the same original, which goes; their text stays")
    left = [each for each in plan.versions if each not in all_meant]
    if left:
        say(f"- other versions of it stay as they are: {', '.join(left)}; with --versions they go too")
    if plan.copies:
        more = f" and {len(plan.copies) - LISTED} more" if len(plan.copies) > LISTED else ""
        say(f"- nearly the same text stays in {', '.join(plan.copies[:LISTED])}{more}: erase them too if need be")
        say("- because copies of it stay, none of its claims does: it would count as a witness of its own")
