"""Settings of an observatory: ``marsad.toml`` in its folder, overruled by environment variables ``MARSAD_...``."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from marsad.errors import NotAnObservatoryError, UsageError

SETTINGS_FILE = "marsad.toml"


class Settings(BaseSettings):
    """What can be set for one observatory. The area is a bundled area's name or a path to an area's folder."""

    model_config = SettingsConfigDict(env_prefix="MARSAD_", extra="forbid")

    area: str = "syria"
    title: str = ""
    store: str = ""  # the address of a PostgreSQL server, without a password; left empty, a file in the folder
    reader: str = ""  # by name; left empty, the reader of each report's language
    readers: dict[str, dict[str, str | int | float | bool]] = {}  # the table [readers.NAME] of each that needs one

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file."""
        return env_settings, init_settings


def read_settings(folder: Path) -> Settings:
    """The settings of the observatory in ``folder``.

    Raises NotAnObservatoryError where it holds no ``marsad.toml`` and UsageError, naming the field, where that
    file is wrong.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise NotAnObservatoryError(
            f"{folder} is no observatory: it has no {SETTINGS_FILE}. Make one with: marsad init {folder}"
        )
    try:
        return Settings(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path}, field {field}: {first['msg']}") from error


def quoted(text: str) -> str:
    """``text`` as it stands between the quotes of a TOML string."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def with_setting(text: str, name: str, value: str) -> str:
    """The text of a ``marsad.toml`` with this setting, which belongs to no table; taken out where it is empty."""
    lines = [line for line in text.splitlines(keepends=True) if not re.match(rf"{name}\s*=", line)]
    return (f'{name} = "{quoted(value)}"\n' if value else "") + "".join(lines)


def write_settings(folder: Path, *, area: str, title: str, store: str = "") -> None:
    """Write a new ``marsad.toml`` with a line on each setting."""
    where = (
        f'store = "{quoted(store)}"  # never with a password: PGPASSWORD or ~/.pgpass gives it\n' if store else ""
    )
    (folder / SETTINGS_FILE).write_text(
        "# The settings of this observatory. Each can be overruled by an environment variable: MARSAD_AREA=...\n"
        f'area = "{quoted(area)}"  # a bundled area, or a path to the folder of your own\n'
        f'title = "{quoted(title)}"  # the heading of its editions\n' + where,
        encoding="utf-8",
    )
