"""What can be set for the endpoint: ``[readers.endpoint]`` in ``marsad.toml``, overruled by the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from marsad.errors import UsageError

PREFIX = "MARSAD_ENDPOINT_"
KEY_FORM = re.compile(
    r"[\x21-\x7e]{1,4096}"
)  # what a header can carry; a line end in it would make a second header
MODEL_FORM = re.compile(r"[\w.:/@+-]{1,120}", re.ASCII)
Price = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class EndpointSettings(BaseSettings):
    """One endpoint and how far to go with it. The key comes from the environment and nowhere else.

    Seconds in ``_s``; prices are for a million tokens in ``currency``; limits hold for one passage of a report
    unless they say otherwise.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    url: AnyHttpUrl  # up to and without /chat/completions: https://host/v1
    model: str
    key: SecretStr | None = None
    allow_plain_http: bool = False  # to elsewhere than this machine
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    attempts: Annotated[int, Field(ge=1, le=10)] = 4
    silence_s: Annotated[float, Field(gt=0, le=600)] = 60.0  # the longest wait for the next bytes
    deadline_s: Annotated[float, Field(gt=0, le=3_600)] = 180.0  # all attempts and waits together
    answer_bytes: Annotated[int, Field(ge=1_000, le=50_000_000)] = 1_000_000
    answer_tokens: Annotated[int, Field(ge=100, le=200_000)] = 8_000
    passage_chars: Annotated[int, Field(ge=300, le=100_000)] = 5_000
    report_chars: Annotated[int, Field(ge=1_000, le=5_000_000)] = (
        100_000  # of one report; what goes beyond is not sent
    )
    run_tokens: Annotated[int | None, Field(ge=1)] = (
        None  # in and out, of the whole run; no request is made beyond
    )
    price_in: Price | None = None
    price_out: Price | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Za-z]{1,8}$")] = "USD"

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

    @field_validator("model")
    @classmethod
    def _a_model(cls, name: str) -> str:
        if not MODEL_FORM.fullmatch(name):
            raise ValueError("is no name of a model: letters, digits and . : / @ + - _ alone")
        return name

    @field_validator("key")
    @classmethod
    def _a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not KEY_FORM.fullmatch(key.get_secret_value()):
            raise ValueError("holds characters that no key has, such as a space or a line end")
        return key

    @field_validator("url")
    @classmethod
    def _a_base(cls, url: AnyHttpUrl) -> AnyHttpUrl:
        if url.username or url.password:
            raise ValueError(f"must not hold a name or password; the key goes into {PREFIX}KEY")
        if url.query or url.fragment:
            raise ValueError("must end with its path, such as /v1, with nothing after ? or #")
        return url

    @model_validator(mode="after")
    def _plain_http_stays_here(self) -> EndpointSettings:
        if self.url.scheme == "http" and not (self.allow_plain_http or is_this_machine(self.url.host or "")):
            raise ValueError(
                "url is plain http, which anyone on the way can read: use https, or set allow_plain_http"
            )
        return self


def endpoint_settings(table: Mapping[str, object]) -> EndpointSettings:
    """The settings that the environment and ``table`` give. Raises UsageError naming what is missing or wrong."""
    if any(name.casefold() == "key" for name in table):
        raise UsageError(
            f"readers.endpoint: a key does not belong into a file; take it out and set {PREFIX}KEY instead"
        )
    try:
        return EndpointSettings(**table)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or "url"
        wrong = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"endpoint: {name}: {wrong} (set {PREFIX}{name.upper()})") from None


def is_this_machine(host: str) -> bool:
    """Whether ``host`` is a name or address of the loopback."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
