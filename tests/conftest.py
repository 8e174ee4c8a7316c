"""For all tests: the commands are put together once, not anew each time that a test calls one of them."""

from functools import cache

import typer.testing
from typer.main import get_command

typer.testing._get_command = cache(get_command)  # type: ignore[attr-defined]
