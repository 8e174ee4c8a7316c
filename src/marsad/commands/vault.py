"""``marsad vault``: who the confidential sources are, and what they sent as it came, under a passphrase."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marsad.commands.arguments import HERE, Folder, command, opened_at
from marsad.errors import UsageError
from marsad.reports.lines import line_from

if TYPE_CHECKING:
    from marsad.observatory import Observatory
    from marsad.vault.identities import Vault

VARIABLE = "MARSAD_VAULT_PASSPHRASE"

app = typer.Typer(
    help="Keep who your confidential sources are, and what they sent as it came, encrypted; the ledger has their"
    " pseudonyms alone.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Pseudonym = Annotated[str, typer.Argument(metavar="PSEUDONYM", help="The name under which the ledger knows them.")]


def passphrase(variable: str, what: str, *, new: bool = False) -> str:
    """The passphrase from the environment, else asked for, twice where it is ``new``. Raises UsageError."""
    if given := os.environ.get(variable):
        return given
    if not sys.stdin.isatty():
        raise UsageError(f"there is nobody to ask for {what}: give it in the environment as {variable}")
    asked: str = typer.prompt(what, hide_input=True, err=True, confirmation_prompt=new)
    return asked


def plain_line(written: str) -> str:
    """What was typed, without what a terminal would obey. Raises UsageError, which does not repeat it."""
    try:
        return line_from(written)
    except ValueError:
        raise UsageError("it has a character that commands a terminal; type it anew") from None


@command(app, "init")
def init(observatory: Folder = HERE) -> None:
    """Make the vault: the file identities.vault in the observatory's folder, for its owner alone to read.

    From then on what names persons who report is kept too, sealed: see marsad vault original. Sealing needs no
    passphrase; a ledger that several desks share is told the key for it.

    The passphrase is asked for twice, or taken from MARSAD_VAULT_PASSPHRASE. **Nobody can open the vault without
    it**: keep it where you keep what must not be lost.
    """
    from marsad.terminal import say
    from marsad.vault.identities import VAULT_FILE, Vault
    from marsad.vault.originals import shared_key
    from marsad.vault.passphrase import must_be_strong

    opened = opened_at(observatory)
    path = opened.path / VAULT_FILE
    if path.exists():
        raise UsageError(f"{path} is there already; a vault is never overwritten")
    vault = Vault.create(path, must_be_strong(passphrase(VARIABLE, "Passphrase of the new vault", new=True)))
    say(f"Made {path}. Without its passphrase nobody can open it, neither can you.")
    if opened.settings.store:
        with opened.ledger() as ledger:
            shared = shared_key(ledger)
        if shared is None:
            opened.share_key(vault)
            say("Desks of this ledger that have no vault seal what they receive for it from now on.")
        else:
            say("Desks without a vault seal for another desk's vault: marsad vault share-key changes that.")


@command(app, "add")
def add(
    pseudonym: Pseudonym,
    observatory: Folder = HERE,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Three lines from standard input: name, contact, notes.")
    ] = False,
) -> None:
    """Keep who a confidential source is, and register the pseudonym in the ledger if it is not.

    Name, contact and notes are asked for, never given on the command line, where others and the shell's history
    see them. The ledger gets the pseudonym and that it is confidential, nothing else.

    Example: marsad vault add "Field source A"
    """
    from marsad.terminal import say
    from marsad.vault.identities import VAULT_FILE, Identity, Vault

    opened = opened_at(observatory)
    vault = Vault.open(opened.path / VAULT_FILE, passphrase(VARIABLE, "Passphrase of the vault"))
    if from_stdin:
        lines = [*sys.stdin.read().split("\n", 2), "", ""][:3]
    elif sys.stdin.isatty():
        asked = ("Name", "Contact", "Notes (who may know, what was promised)")
        lines = [typer.prompt(what, default="", show_default=False, err=True) for what in asked]
    else:
        raise UsageError("there is nobody to ask: give name, contact and notes as three lines with --stdin")
    source, is_new = opened.confidential_source(pseudonym)
    known = source.name in vault
    vault.add(source.name, Identity(*map(plain_line, lines)))
    say(f"{'Replaced' if known else 'Kept'} who {source.name} is.")
    if is_new:
        say(f"Registered {source.name} in the ledger as a confidential source: {source.id}.")


@command(app, "show")
def show(pseudonym: Pseudonym, observatory: Folder = HERE) -> None:
    """Show who a confidential source is, on this terminal.

    Standard output is all that gets it: mind who looks, what records the terminal, and where you send it.
    """
    from marsad.terminal import say
    from marsad.vault.identities import VAULT_FILE, Vault

    path = opened_at(observatory).path / VAULT_FILE
    identity = Vault.open(path, passphrase(VARIABLE, "Passphrase of the vault"))[pseudonym]
    say(f"{pseudonym}\nname: {identity.name}\ncontact: {identity.contact}\nnotes: {identity.notes}")


@command(app, "list")
def list_(observatory: Folder = HERE) -> None:
    """List the pseudonyms of those whom the vault keeps, without their names."""
    from marsad.terminal import say
    from marsad.vault.identities import VAULT_FILE, Vault

    path = opened_at(observatory).path / VAULT_FILE
    vault = Vault.open(path, passphrase(VARIABLE, "Passphrase of the vault"))
    say("\n".join(vault) or "The vault is empty.")


@command(app, "change-passphrase")
def change_passphrase(observatory: Folder = HERE) -> None:
    """Seal the vault with another passphrase; it is asked for, or taken from MARSAD_VAULT_NEW_PASSPHRASE.

    Copies and backups made before still open with the old one. They do not open what is sealed from now on: the
    vault gets a new key for that, and keeps the ones before for what they have sealed.
    """
    from marsad.terminal import say
    from marsad.vault.identities import VAULT_FILE, Vault

    opened = opened_at(observatory)
    path: Path = opened.path / VAULT_FILE
    vault = Vault.open(path, passphrase(VARIABLE, "Passphrase of the vault"))
    vault.change_passphrase(passphrase("MARSAD_VAULT_NEW_PASSPHRASE", "New passphrase", new=True))
    if _is_shared(opened, vault):
        opened.share_key(vault)
    say("Done. Copies made before still open with the old passphrase.")


@command(app, "original")
def original(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Its id, the beginning of it, or your own id.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file, for its owner alone to read.")],
    observatory: Folder = HERE,
    number: Annotated[int, typer.Option(min=1, metavar="N", help="Which, where a report has several.")] = 1,
) -> None:
    """Write what was received to the byte: a mail with its head, a message of a chat, a submission of a form.

    What names persons is left out of what lies open; while there is a vault, it is kept sealed. **The file names
    them**: keep it on an encrypted disk, and take it away when you are done.

    Example: marsad vault original rep_0a1b2c3d --out mail.eml
    """
    from marsad.terminal import say
    from marsad.writing import write_new

    opened = opened_at(observatory)
    if out.exists() or out.is_symlink():
        raise UsageError(
            f"{out} is there already; an original is never written over something: choose another name"
        )
    found = opened.original(report, passphrase(VARIABLE, "Passphrase of the vault"), number=number)
    write_new(out, found.content)
    say(f"Wrote {out}: {len(found.content)} bytes, as received. It was called: {found.name}")


@command(app, "share-key")
def share_key(observatory: Folder = HERE) -> None:
    """Let desks of a shared ledger that have no vault seal what they receive for this vault, from now on.

    marsad vault init does so where the ledger names no key yet. What was sealed for another vault stays so.
    """
    from marsad.terminal import say
    from marsad.vault.identities import VAULT_FILE, Vault

    opened = opened_at(observatory)
    vault = Vault.open(opened.path / VAULT_FILE, passphrase(VARIABLE, "Passphrase of the vault"))
    opened.share_key(vault)
    say("Desks of this ledger that have no vault seal what they receive for this one from now on.")


def _is_shared(opened: Observatory, vault: Vault) -> bool:
    """Whether the key that the ledger names is one of this vault."""
    from marsad.vault.originals import shared_key

    with opened.ledger() as ledger:
        shared = shared_key(ledger)
    return shared is not None and vault.has_key(shared)
