"""A reader over any endpoint that speaks the OpenAI form of chat completions: a language model, near or far.

The model proposes; nothing that it says is taken on its word. Each claim must carry a passage that stands in the
report, each name, time and number must be the report's own words, and the rest is refused, visibly. Only
``service.py`` opens connections, and only it needs the extra ``marsad[endpoint]``.
"""

from __future__ import annotations

from collections.abc import Mapping

from marsad.claims.endpoint.reader import EndpointReader
from marsad.claims.endpoint.settings import endpoint_settings
from marsad.errors import UsageError

__all__ = ["EndpointReader", "endpoint_reader"]


def endpoint_reader(settings: Mapping[str, object]) -> EndpointReader:
    """The reader that ``settings`` and the environment describe. Raises UsageError naming the setting.

    Raises UsageError too where the extra ``endpoint`` is not installed. The plug-in of the name ``endpoint``.
    """
    chosen = endpoint_settings(settings)
    try:
        from marsad.claims.endpoint.service import open_service  # noqa: PLC0415  needs the extra
    except ModuleNotFoundError as error:
        raise UsageError("the reader 'endpoint' needs an extra: pip install 'marsad[endpoint]'") from error
    return EndpointReader(chosen, open_service(chosen))
