"""The command line. Each command is thin: it parses, calls the library and hands the answer to ``terminal``."""

from __future__ import annotations

import errno
import io
import sys
from typing import Annotated, NoReturn

import typer

from marsad import __version__
from marsad.commands import (
    asking,
    beginning,
    checking,
    derived,
    feeds,
    listings,
    publishing,
    record,
    report,
    sources,
)
from marsad.commands.area import app as area_app
from marsad.commands.arguments import ERROR, FAILED_CHECK, OK, command
from marsad.commands.columns import app as columns_app
from marsad.commands.columns import export
from marsad.commands.vault import app as vault_app
from marsad.errors import MarsadError, VerificationError

INTERRUPTED = 130  # what typer ends with on Ctrl-C

app = typer.Typer(
    name="marsad",
    help="An observatory for armed conflict: from what sources report to a sourced, dated, mapped picture.\n\n"
    "Start with [bold]marsad demo[/bold]: a besieged town on a map, in seconds.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def main() -> NoReturn:
    """Run the command line: exit code 0, 1 for a failed check, 2 for an error, each with a plain message."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show Arabic shows ? and goes on
    try:
        app()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _fail("stopped by you. What was accepted before is kept; the same command starts again.")
        raise
    except KeyboardInterrupt:
        _fail("stopped by you. What was accepted before is kept; the same command starts again.")
    except VerificationError as error:
        _fail(str(error), FAILED_CHECK)
    except MarsadError as error:
        _fail(str(error))
    except OSError as error:
        _fail(_plain(error))
    sys.exit(OK)


def _fail(message: str, code: int = ERROR) -> NoReturn:
    from marsad.terminal import say_error

    say_error(message)
    sys.exit(code)


def _plain(error: OSError) -> str:
    what = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"{what}the disk is full. Make room and run the same command again; what was accepted is kept."
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return f"{what}no permission to read or write here ({error.strerror}). Choose another folder."
    return f"{what}{error.strerror or error}"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"marsad {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


for each in (beginning, asking, listings, publishing, checking, record, report, feeds, derived, sources):
    each.register(app)
app.add_typer(area_app, name="area", rich_help_panel="Areas")
app.add_typer(vault_app, name="vault", rich_help_panel="Keep the record safe")
command(app, "export", "Keep")(export)
app.add_typer(columns_app, name="columns", rich_help_panel="Keep")
